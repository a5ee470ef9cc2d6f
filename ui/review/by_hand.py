"""Setting a pupil present or absent by hand, with a reason."""

import streamlit as st

from attendance.i18n import _
from attendance.office.access import Account
from attendance.register import review
from attendance.register.evidence import Evidence
from attendance.register.marks import Mark
from ui import pictures
from ui.guard import Visit
from ui.review.questions import decide


def show(visit: Visit, account: Account, shown: Evidence) -> None:
    """The form."""
    names = pictures.names_of(shown)
    with st.form("by_hand", border=True, clear_on_submit=True):
        st.markdown(f"**{_('Set a pupil by hand')}**")
        pupil = st.selectbox(
            _("Pupil"),
            list(names),
            index=None,
            format_func=lambda one: names[one],
            placeholder=_("Type or choose the name"),
        )
        mark = st.segmented_control(
            _("Mark"),
            [Mark.PRESENT, Mark.ABSENT],
            format_func=lambda one: _("present") if one is Mark.PRESENT else _("absent"),
            default=Mark.PRESENT,
            required=True,
        )
        reason = st.text_input(_("Reason: who said so, or where it can be seen"), max_chars=300)
        if not st.form_submit_button(_("Save"), icon=":material/save:"):
            return
    if pupil is None:
        st.error(_("Choose the pupil."))
        return
    decide(
        shown.key,
        lambda: review.mark_by_hand(visit.district, account, shown.key, pupil, mark or Mark.PRESENT, reason),
    )
