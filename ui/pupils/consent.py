"""On what ground a pupil's reference photos are kept, and what the parents said."""

import streamlit as st

from attendance.i18n import N_, _
from attendance.office import consent
from attendance.office.consent import Basis
from attendance.roster.rosters import EnrolledPupil
from data.bases import State
from data.clock import today
from ui import failures, widgets
from ui.guard import Visit

_SAID: dict[State, str] = {"given": N_("They consent"), "withdrawn": N_("They say no, or take it back")}


def show(visit: Visit, pupil: EnrolledPupil) -> bool:
    """The ground that stands, or why none does; and the parents' word, to be recorded. Returns whether a photo may be added."""
    basis = consent.of_pupils(visit.district.db, visit.account, [pupil.pupil_id]).get(pupil.pupil_id)
    why = consent.refusal(basis)
    if why is None:
        st.caption(f":material/gavel: {widgets.literal(str(basis))}")
    else:
        st.warning(widgets.literal(str(why)), icon=":material/gavel:")
        if pupil.references:
            st.error(_("This pupil's reference photos must go. Remove each of them below."), icon=":material/delete:")
    with st.popover(_("What the parents said"), icon=":material/edit_note:"):
        _form(visit, pupil, basis)
    return why is None


def _form(visit: Visit, pupil: EnrolledPupil, basis: Basis | None) -> None:
    said_no = basis is not None and basis.is_own and not basis.stands
    state: State = st.radio(
        _("About the reference photos"),
        list(_SAID),
        index=0 if said_no or basis is None else 1,
        format_func=lambda one: _(_SAID[one]),
        key=f"consent_{pupil.pupil_id}_state",
    )
    since = st.date_input(
        _("On which day"), today(), max_value=today(), format="DD/MM/YYYY", key=f"consent_{pupil.pupil_id}_since"
    )
    reference = st.text_input(
        _("Number of the form, or how they said it"), max_chars=consent.LONGEST, key=f"consent_{pupil.pupil_id}_reference"
    )
    if st.button(_("Record"), type="primary", key=f"consent_{pupil.pupil_id}_record", disabled=not reference.strip()):
        with failures.shown():
            consent.say_of_pupil(visit.district, visit.account, pupil.pupil_id, state, reference, since)
            widgets.tell_after_rerun(_("Recorded."))
