"""One pupil's reference photos: looked at, added with a check of the quality, replaced, removed."""

import streamlit as st

from attendance.i18n import N_, _, day_text, number, pick
from attendance.roster import confirmed as confirmed_faces
from attendance.roster import references
from attendance.roster.references import ReferenceCheck
from attendance.roster.rosters import EnrolledPupil, Reference
from data.clock import in_india
from data.references import Source
from recognition.photo import MAX_BYTES
from ui import failures, pictures, widgets
from ui.guard import Visit
from ui.pupils import choose, confirmed, consent, erase

TYPES = ["jpg", "jpeg", "png", "heic", "heif", "webp"]
REASONS = (
    N_("Another child's photo"),
    N_("The face is not clear"),
    N_("The child has changed a lot"),
    N_("The family asked for it"),
)
SOURCES: dict[Source, str] = {
    "photo": N_("Photo taken for it"),
    "group_photo": N_("Face of a group photo"),
    "class_photo": N_("Face of a class photo, confirmed by a person"),
}
_CHECKED = "reference_checked"
_ROUND = "reference_round"


def show(visit: Visit, pupil: EnrolledPupil) -> None:
    """The photos of a pupil, and what can be done with them."""
    pictures.style()
    st.button(_("Back to the class"), icon=":material/arrow_back:", key="pupil_back", on_click=choose.close)
    name = pick(pupil.name_hi, pupil.name_en)
    st.subheader(widgets.literal(name), anchor=False)
    roll = _("roll number {roll}").format(roll=number(pupil.roll_number)) if pupil.roll_number is not None else None
    st.caption(" · ".join(filter(None, (_("PEN {pen}").format(pen=widgets.literal(pupil.pen)), roll))))
    may_add = consent.show(visit, pupil)
    if not pupil.references:
        widgets.empty(
            _("No reference photo yet. Without one this pupil is never named in a class photo."), ":material/person_off:"
        )
    of_faces = [reference.face_id for reference in pupil.references if reference.face_id is not None]
    doubted = confirmed_faces.taken_back(visit.district, visit.account, pupil.pupil_id, of_faces)
    for reference in pupil.references:
        _stored(visit, reference, name, doubted=reference.face_id in doubted)
    if may_add:
        _add(visit, pupil)
    faces = confirmed_faces.of_pupil(visit.district, visit.account, pupil.pupil_id)
    if faces and may_add:
        st.markdown(f"**{_('Faces confirmed by a person')}**")
        st.caption(_("From class photos. Keep one as a further reference photo only when you are sure who it is."))
        confirmed.choices(visit, visit.account, faces, name)
    erase.show(visit, pupil)


def _stored(visit: Visit, reference: Reference, name: str, doubted: bool) -> None:
    key = reference.reference_photo_id
    with st.container(border=True, key=f"reference_{key}"):
        st.html(pictures.face(reference.face, name))
        st.markdown(_(SOURCES[reference.source]))
        size = _("Face {size} pixels high").format(size=number(reference.face_px))
        added = _("added on {day}").format(day=day_text(in_india(reference.added_at).date(), "medium"))
        st.caption(f"{size} · {added}")
        if doubted:
            text = _("The decision about this face was taken back. If it is not this child, remove the photo.")
            st.warning(text, icon=":material/warning:")
        with st.popover(_("Remove"), icon=":material/delete:"):
            reason = st.selectbox(
                _("Why is it removed?"), REASONS, index=None, format_func=_, key=f"why_{key}", placeholder=_("Choose")
            )
            st.caption(_("The photo and what was computed from it are deleted. This cannot be taken back."))
            if st.button(_("Remove the photo"), type="primary", key=f"remove_{key}", disabled=reason is None):
                with failures.shown():
                    references.remove(visit.district, visit.account, key, reason or "")
                    widgets.tell_after_rerun(_("The photo is removed."))


def _add(visit: Visit, pupil: EnrolledPupil) -> None:
    st.markdown(f"**{_('Add a photo')}**")
    st.caption(_("From the front, eyes open, good light, one child alone, as near as for an identity card."))
    turn = st.session_state.get(_ROUND, 0)
    ways = {"file": _("From a file"), "camera": _("With the camera")}
    way = st.segmented_control(
        _("Where the photo comes from"),
        list(ways),
        default="file",
        required=True,
        format_func=ways.__getitem__,
        key="reference_way",
    )
    if way == "camera":
        given = st.camera_input(_("Take the photo"), key=f"reference_camera_{pupil.pupil_id}_{turn}")
    else:
        given = st.file_uploader(
            _("A photo: JPEG, PNG, HEIC or WebP"),
            type=TYPES,
            max_upload_size=MAX_BYTES // 1024**2,
            key=f"reference_file_{pupil.pupil_id}_{turn}",
        )
    if given is None:
        return
    with failures.shown():
        checked = _checked(visit, given.file_id, given.getvalue())
        if _passed(checked):
            _save(visit, pupil, checked)


def _checked(visit: Visit, file_id: str, data: bytes) -> ReferenceCheck:
    """Look at a photo once, however often the page runs."""
    known = st.session_state.get(_CHECKED)
    if known is None or known[0] != file_id:
        with st.spinner(_("Looking for the face …")):
            known = (file_id, references.check(visit.house.pipeline_for(visit.district), data))
        st.session_state[_CHECKED] = known
    found: ReferenceCheck = known[1]
    return found


def _passed(checked: ReferenceCheck) -> bool:
    if checked.face:
        st.html(pictures.face(checked.face, _("The face that was found")))
        st.caption(_("Face {size} pixels high").format(size=number(checked.face_px)))
    for problem in checked.problems:
        st.error(widgets.literal(str(problem)), icon=":material/error:")
    if checked.usable:
        st.success(_("This photo is good."), icon=":material/check_circle:")
    return checked.usable


def _save(visit: Visit, pupil: EnrolledPupil, checked: ReferenceCheck) -> None:
    places: dict[int | None, str] = {None: _("Add it beside the others")}
    for position, reference in enumerate(pupil.references, start=1):
        places[reference.reference_photo_id] = _("Put it in the place of photo {position}").format(position=number(position))
    instead_of = None
    if pupil.references:
        instead_of = st.radio(_("What to do with it"), list(places), format_func=places.__getitem__, key="reference_place")
    if st.button(_("Save the photo"), type="primary", icon=":material/save:", key="reference_save"):
        references.save(visit.district, visit.account, pupil.pupil_id, checked, instead_of)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state.pop(_CHECKED, None)
        choose.close()
        name = widgets.literal(pick(pupil.name_hi, pupil.name_en))
        widgets.tell_after_rerun(_("Saved: {name} can now be recognised.").format(name=name))
