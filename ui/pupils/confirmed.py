"""Faces of class photos that a person confirmed as a pupil, each with the choice to keep it as a further reference photo."""

from collections.abc import Sequence

import streamlit as st

from attendance.i18n import _, day_text, number
from attendance.office.access import Account
from attendance.roster import confirmed
from attendance.roster.confirmed import ConfirmedFace
from ui import failures, pictures, widgets
from ui.guard import Visit


def choices(visit: Visit, account: Account, faces: Sequence[ConfirmedFace], name: str) -> None:
    """Each face with its day and size, and a button, or why it cannot be kept.

    Args:
        account: Who decides: the visitor, or their stand-in in the sandbox.
        name: The pupil's, in the reader's script.
    """
    with st.container(horizontal=True, gap="small"):
        for face in faces:
            with st.container(border=True, width=236, key=f"confirmed_{face.face_id}"):
                st.html(pictures.face(face.crop, name))
                size = _("Face {size} pixels high").format(size=number(face.face_px))
                st.caption(" · ".join([day_text(face.day, "medium"), *([size] if face.face_px else [])]))
                _choice(visit, account, face, name)


def _choice(visit: Visit, account: Account, face: ConfirmedFace, name: str) -> None:
    if face.kept:
        st.markdown(f":material/check: {_('Is a reference photo')}")
    elif face.problem:
        st.caption(widgets.literal(str(face.problem)))
    elif st.button(_("Keep as a reference photo"), icon=":material/add_a_photo:", key=f"keep_{face.face_id}", width="stretch"):
        with failures.shown():
            pipeline = visit.house.pipeline_for(visit.district)
            confirmed.keep(visit.district, account, pipeline, face.pupil_id, face.face_id)
            widgets.tell_after_rerun(_("Kept as a reference photo of {name}.").format(name=widgets.literal(name)))
