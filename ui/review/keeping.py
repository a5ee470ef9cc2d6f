"""After a face was named: the choice to keep it as a reference photo of the pupil."""

from collections.abc import Sequence

import streamlit as st

from attendance.i18n import _
from attendance.office.access import Account
from attendance.register.evidence import Evidence
from attendance.roster import confirmed
from ui import pictures, widgets
from ui.guard import Visit
from ui.pupils.confirmed import choices

_NAMED = "review_named"


def named(face_ids: Sequence[int], pupil_id: int) -> None:
    """Remember what the decision that is being stored names."""
    st.session_state[_NAMED] = (tuple(face_ids), pupil_id)


def forget() -> None:
    """The last decision named nobody, or was taken back."""
    st.session_state.pop(_NAMED, None)


def show(visit: Visit, account: Account, shown: Evidence) -> None:
    """Offer the faces that the last decision named, where one of them is good enough."""
    face_ids, pupil_id = st.session_state.get(_NAMED, ((), 0))
    names = pictures.names_of(shown)
    if pupil_id not in names:
        return
    faces = confirmed.of_pupil(visit.district, account, pupil_id, face_ids) if face_ids else ()
    if not any(face.kept or face.problem is None for face in faces):
        return
    with st.expander(
        _("Keep this face as a reference photo of {name}?").format(name=widgets.literal(names[pupil_id])),
        icon=":material/add_a_photo:",
        expanded=True,
    ):
        st.caption(_("A further photo makes this pupil easier to recognise. Keep it only when you are sure who it is."))
        choices(visit, account, faces, names[pupil_id])
