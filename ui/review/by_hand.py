"""Setting a pupil present or absent by hand, with a reason."""

import streamlit as st

from attendance.i18n import _
from attendance.marks import Mark
from attendance.office.access import Account
from attendance.register import review
from attendance.register.evidence import Evidence
from attendance.register.review import ClassDayKey, Decided
from ui import pictures
from ui.guard import Visit

_LAST = "review_last_by_hand"


def show(visit: Visit, account: Account, shown: Evidence, seen: ClassDayKey) -> None:
    """The form, and taking the last one back.

    Args:
        seen: The class day at the revision that the reader had before their eyes when they pressed.
    """
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
        saved = st.form_submit_button(_("Save"), icon=":material/save:")
    if saved and pupil is None:
        st.error(_("Choose the pupil."))
    elif saved and pupil is not None:
        _keep(review.mark_by_hand(visit.district, account, seen, pupil, mark or Mark.PRESENT, reason), seen)
    last: tuple[int, object, Decided] | None = st.session_state.get(_LAST)
    if last is None or last[:2] != (seen.class_section_id, seen.day):
        return
    if st.button(_("Undo what was set by hand"), icon=":material/undo:", key="by_hand_undo"):
        review.undo(visit.district, account, seen, last[2].verdict_ids)
        _keep(None, seen)


def _keep(decided: Decided | None, key: ClassDayKey) -> None:
    st.session_state[_LAST] = (key.class_section_id, key.day, decided) if decided else None
    st.rerun(scope="app")
