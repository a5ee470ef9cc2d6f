"""Naming the faces of a group photo: click a face or take it from the list, choose the pupil, save all at once."""

import html
from dataclasses import dataclass, field

import streamlit as st

from attendance.i18n import _, ngettext, number, pick
from attendance.office import consent
from attendance.roster import naming
from attendance.roster.naming import GroupFace, GroupPhoto
from attendance.roster.rosters import EnrolledPupil, Roster
from data.clock import today
from recognition.photo import MAX_BYTES
from recognition.quality import MIN_REFERENCE_SIZE
from ui import guard, pictures, widgets
from ui.guard import Visit
from ui.pupils import faces_on_photo
from ui.pupils.faces_on_photo import FaceButton
from ui.pupils.one import TYPES

LISTED = 12
"""Faces with a select box of their own, unless somebody asks for all: each box holds the whole roll, and travels with each
choice. The others are named by clicking them, or when the page asks for them."""
_ROUND = "group_round"
_WORK = "group_work"
_CSS = """
<style>
.upa-portrait { width: 112px; height: 112px; border-radius: .35rem; background-size: cover; }
.upa-large { width: 160px; height: 160px; }
.upa-refused { filter: grayscale(1); opacity: .6; }
.upa-swatch { display: inline-block; width: 1.1em; height: 1.1em; border: 3px solid; border-radius: .2rem; margin-right: .4em;
  vertical-align: -.2em; }
</style>
"""


@dataclass
class _Work:
    """A group photo in hand: the class it is of, the names chosen so far, and the face that is asked for."""

    file_id: str
    class_section_id: int
    group: GroupPhoto
    names: dict[int, int] = field(default_factory=dict)
    chosen: int | None = None


def show(visit: Visit, roster: Roster) -> None:
    """Upload, name, save."""
    pictures.style()
    st.html(_CSS)
    if not roster.pupils:
        widgets.empty(_("Nobody is enrolled in this class. The MIS in-charge imports the pupils."))
        return

    barred = consent.barred(visit.district.db, visit.account, [pupil.pupil_id for pupil in roster.pupils])
    if barred:
        _say_barred(roster, barred)
    pupils = {pupil.pupil_id: pupil for pupil in roster.pupils if pupil.pupil_id not in barred}
    if not pupils:
        return

    @guard.fragment(visit)
    def work() -> None:
        _show(visit, roster, pupils)

    work()


def _say_barred(roster: Roster, barred: set[int]) -> None:
    if len(barred) == len(roster.pupils):
        st.warning(widgets.literal(str(consent.refusal(None))), icon=":material/gavel:")
        return
    text = _("No reference photo of these pupils may be kept, so they can't be named here: {names}")
    names = ", ".join(pick(pupil.name_hi, pupil.name_en) for pupil in roster.pupils if pupil.pupil_id in barred)
    st.warning(widgets.literal(text.format(names=names)), icon=":material/gavel:")


def _show(visit: Visit, roster: Roster, pupils: dict[int, EnrolledPupil]) -> None:
    text = _(
        "One photo of the whole class, from the front, faces to the light. Name each face once; the child is then recognised "
        "in class photos. Each face should be at least {least} pixels high: a photo of 20 to 40 children, original size."
    )
    st.caption(text.format(least=number(MIN_REFERENCE_SIZE)))
    turn = st.session_state.get(_ROUND, 0)
    given = st.file_uploader(
        _("The group photo: JPEG, PNG, HEIC or WebP"),
        type=TYPES,
        max_upload_size=MAX_BYTES // 1024**2,
        key=f"group_photo_{turn}",
    )
    if given is None:
        return
    class_section_id = roster.place["class_section_id"]
    work: _Work | None = st.session_state.get(_WORK)
    if work is None or (work.file_id, work.class_section_id) != (given.file_id, class_section_id):
        with st.spinner(_("Looking for the faces …")):
            group = naming.read(visit.account, visit.house.pipeline_for(visit.district), given.getvalue())
        work = _Work(given.file_id, class_section_id, group)
        work.chosen = _next(work, after=0)
        st.session_state[_WORK] = work
    _found(work.group)
    _pictures(work.group)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _photo(work, pupils)
    with right:
        _chosen(work, pupils)
        _save(visit, work)
    _others(work, pupils)


def _others(work: _Work, pupils: dict[int, EnrolledPupil]) -> None:
    """The other faces: those without a name first, those that cannot have one last."""
    faces = [face for face in work.group.faces if face.number != work.chosen]
    faces.sort(key=lambda face: (face.problem is not None, face.number in work.names))
    st.markdown(f"**{_('The other faces')}**")
    if len(faces) > LISTED:
        text = _("Show all {count} faces, not only {listed}").format(count=number(len(faces)), listed=number(LISTED))
        if not st.toggle(text, key="group_all"):
            faces = faces[:LISTED]
    for pair in (faces[start : start + 2] for start in range(0, len(faces), 2)):
        for column, face in zip(st.columns(2), pair, strict=False):
            with column:
                _card(work, face, pupils)


def _found(group: GroupPhoto) -> None:
    faces, good = len(group.faces), len(group.nameable)
    found = ngettext("{count} face found", "{count} faces found", faces).format(count=number(faces))
    usable = ngettext("{count} can be named", "{count} can be named", good).format(count=number(good))
    st.markdown(f"#### {found} · {usable}")
    if not good:
        st.warning(
            _("No face of this photo is good enough. Take it again from nearer, in good light."), icon=":material/warning:"
        )


def _photo(work: _Work, pupils: dict[int, EnrolledPupil]) -> None:
    def clicked(face: int) -> None:
        work.chosen = face

    faces = []
    for face in work.group.faces:
        state: faces_on_photo.State = "refused" if face.problem else "named" if face.number in work.names else "open"
        faces.append(FaceButton(face.number, face.xyxy, state, _said(work, face, pupils), number(face.number)))
    faces_on_photo.show(work.group.screen, work.group.size, faces, work.chosen, clicked, key="group_faces")
    words = {"#0072B2": _("named"), "#D55E00": _("no name yet"), "#5f6770": _("cannot be named")}
    key = "".join(
        f'<span><i class="upa-swatch" style="border-color:{colour}"></i>{html.escape(word)}</span>'
        for colour, word in words.items()
    )
    st.html(f'<div class="upa-key">{key}</div>')


def _said(work: _Work, face: GroupFace, pupils: dict[int, EnrolledPupil]) -> str:
    """A face in words: its number, and its name or why it has none."""
    title = _("Face {number}").format(number=number(face.number))
    pupil = pupils.get(work.names.get(face.number, 0))
    what = str(face.problem) if face.problem else pick(pupil.name_hi, pupil.name_en) if pupil else _("no name yet")
    return f"{title}: {what}"


def _chosen(work: _Work, pupils: dict[int, EnrolledPupil]) -> None:
    """The face that is asked for now, large."""
    face = next((one for one in work.group.faces if one.number == work.chosen), None)
    if face is None:
        widgets.well_done(_("Every face that can be named has its name."))
        return
    with st.container(border=True):
        st.markdown(f"**{_('Who is face {number}?').format(number=number(face.number))}**")
        st.html(_picture(face, "upa-large"))
        _name(work, face, pupils)


def _pictures(group: GroupPhoto) -> None:
    """All faces in one message: it stays the same, and travels once and not with each name."""
    rules = (f".upa-face-{face.number:d} {{ background-image: url({pictures.uri(face.crop)}) }}" for face in group.faces)
    st.html(f"<style>{''.join(rules)}</style>")


def _picture(face: GroupFace, more: str = "") -> str:
    kind = "upa-refused" if face.problem else ""
    label = html.escape(_("Face {number}").format(number=number(face.number)))
    return f'<div class="upa-portrait upa-face-{face.number:d} {kind} {more}" role="img" aria-label="{label}"></div>'


def _card(work: _Work, face: GroupFace, pupils: dict[int, EnrolledPupil]) -> None:
    with st.container(border=True, key=f"group_card_{face.number}", horizontal=True, vertical_alignment="center"):
        st.html(_picture(face), width="content")
        with st.container(width="stretch"):
            _name(work, face, pupils)


def _name(work: _Work, face: GroupFace, pupils: dict[int, EnrolledPupil]) -> None:
    if face.problem:
        st.caption(widgets.literal(_said(work, face, pupils)))
        return
    key = f"group_name_{work.file_id}_{face.number}"
    mine = work.names.get(face.number)
    taken = set(work.names.values()) - {mine}

    def named(pupil_id: int | None) -> None:
        if pupil_id is None:
            work.names.pop(face.number, None)
            return
        work.names[face.number] = pupil_id
        if work.chosen == face.number:
            work.chosen = _next(work, after=face.number)

    # The names live in `work`: a select box that is not on the page for a run forgets what was chosen.
    st.session_state[key] = mine
    st.selectbox(
        _("Face {number}").format(number=number(face.number)),
        [pupil_id for pupil_id in pupils if pupil_id not in taken],
        index=None,
        format_func=lambda pupil_id: _label(pupils[pupil_id]),
        key=key,
        on_change=widgets.with_value(key, named),
        placeholder=_("Type or choose the name"),
    )


def _label(pupil: EnrolledPupil) -> str:
    name = pick(pupil.name_hi, pupil.name_en)
    roll = f"{number(pupil.roll_number)}. " if pupil.roll_number is not None else ""
    count = len(pupil.references)
    there = " · " + ngettext("{count} photo", "{count} photos", count).format(count=number(count)) if count else ""
    return f"{roll}{name}{there}"


def _save(visit: Visit, work: _Work) -> None:
    count = len(work.names)
    label = ngettext("Save {count} reference photo", "Save {count} reference photos", count).format(count=number(count))
    pressed = st.button(label, type="primary", icon=":material/save:", key="group_save", disabled=not count, width="stretch")
    st.caption(_("Faces without a name are not kept, and the group photo itself is not kept either."))
    if pressed:
        saved = naming.save(visit.district, visit.account, work.class_section_id, today(), work.group, work.names)
        st.session_state.pop(_WORK, None)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        text = ngettext("Saved: {count} pupil can now be recognised.", "Saved: {count} pupils can now be recognised.", saved)
        widgets.tell_after_rerun(text.format(count=number(saved)))


def _next(work: _Work, after: int) -> int | None:
    """The next face without a name, going on from the beginning after the last; None when all have theirs."""
    left = [face.number for face in work.group.nameable if face.number not in work.names]
    return next((face for face in left if face > after), left[0] if left else None)
