"""Whether the audit trail is whole, checked while the app runs."""

import streamlit as st

from attendance.i18n import _
from attendance.office import trail
from attendance.office.trail import Verified
from ui import failures, widgets
from ui.guard import Visit

_FOUND = "trail_verified"


def show(visit: Visit) -> None:
    """The button, what was found, and the acknowledgement of what a restored backup lacks."""
    st.markdown(
        _(
            "Each entry carries a hash of its content and of the entry before it, and the end of the trail is noted outside "
            "the database. So it shows when an entry was changed, removed or inserted by hand."
        )
    )
    if st.button(_("Check the whole trail"), type="primary", icon=":material/verified_user:", key="trail_verify"):
        with st.spinner(_("Reading every entry …")):
            st.session_state[_FOUND] = (visit.district.kind, trail.looked_through(visit.district, visit.account))
    kind, found = st.session_state.get(_FOUND, (None, None))
    if found is None or kind != visit.district.kind:
        return
    _tell(found)
    if found.missing:
        _acknowledge(visit)


def _tell(found: Verified) -> None:
    first, *others = found.words()
    if found.is_whole:
        widgets.well_done(widgets.literal(first))
    else:
        st.error(widgets.literal(first), icon=":material/gpp_bad:")
    for text in others:
        st.markdown(f"- {widgets.literal(text)}")


def _acknowledge(visit: Visit) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('A backup was restored?')}**")
        reason = st.text_input(_("Which backup, and why"), key="trail_reason", max_chars=200)
        st.caption(_("What is missing stays on record, and this is an entry itself."))
        if st.button(_("Acknowledge"), key="trail_acknowledge", disabled=not reason.strip()):
            with failures.shown():
                trail.acknowledge(visit.district, visit.account, reason)
                st.session_state.pop(_FOUND, None)
                widgets.tell_after_rerun(_("Acknowledged. Check the trail again."))
