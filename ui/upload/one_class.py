"""One class: choose it, drop its photos, mark the sides, see what is wrong, send."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from attendance import working_days
from attendance.i18n import N_, _, ngettext, number
from attendance.intake.accept import MOST_PHOTOS, Accepted, accept
from attendance.intake.layout import side_of
from attendance.intake.look import Look, look
from attendance.intake.photos import SIDES, IncomingPhoto, Refusal, Side
from data.clock import today
from recognition.photo import MAX_BYTES
from ui import choosing, failures, pictures, widgets
from ui.guard import Visit

TYPES = ["jpg", "jpeg", "png", "heic", "heif", "webp"]
SOURCES = {"portal": N_("e-Shikshakosh portal"), "whatsapp": N_("WhatsApp"), "visit": N_("Own visit")}
_LOOKS = "upload_looks"
_ROUND = "upload_round"
_REFUSED = "upload_refused"
_SIDES: tuple[Side, ...] = (*SIDES, "unknown")


def show(visit: Visit) -> Accepted | None:
    """The form; what became of the photos when they were sent just now."""
    school_id = choosing.school(visit, "upload")
    if school_id is None:
        return None
    sections = choosing.class_sections(visit, school_id, "upload")
    left, right = st.columns(2)
    day = left.date_input(
        _("Day on which the photos were taken"),
        working_days.latest(visit.district.db, visit.scope, school_id) or today(),
        max_value=today(),
        format="DD/MM/YYYY",
        key="upload_day",
    )
    source = right.segmented_control(
        _("Where the photos come from"),
        list(SOURCES),
        default="portal",
        required=True,
        format_func=lambda one: _(SOURCES[one]),
        key="upload_source",
    )
    files = st.file_uploader(
        _("Photos of the class from all four sides (JPEG, PNG, HEIC or WebP)"),
        type=TYPES,
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 1024**2,
        key=f"upload_files_{st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        return None
    if len(files) > MOST_PHOTOS:
        # Before each of them is looked at: a folder of thousands that was dropped here belongs into a zip or the inbox.
        st.error(_("Send at most {most} photos of a class at once.").format(most=number(MOST_PHOTOS)), icon=":material/error:")
        return None
    looks = _looks(visit, files)
    sides = _sides(files, looks)
    if not sections:
        st.info(_("Choose the class above, then send."), icon=":material/arrow_upward:")
        return None
    return _send(visit, files, looks, sides, sections, day, source or "portal")


def start_again() -> None:
    """Empty the drop zone for the next class."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for key in (_LOOKS, _REFUSED):
        st.session_state.pop(key, None)


def keep_refused(refused: Sequence[Refusal]) -> None:
    """Remember what was refused for the page that follows the sending."""
    st.session_state[_REFUSED] = tuple(refused)


def show_refused() -> None:
    """What was refused at the last sending, and why."""
    for refusal in st.session_state.get(_REFUSED, ()):
        st.warning(widgets.literal(f"{refusal.name}: {refusal.why}"), icon=":material/warning:")


def _looks(visit: Visit, files: Sequence[UploadedFile]) -> dict[str, Look]:
    """Look at each file once."""
    known: dict[str, Look] = st.session_state.setdefault(_LOOKS, {})
    new = [file for file in files if file.file_id not in known]
    if new:
        bar = st.progress(0.0)
        for position, file in enumerate(new):
            text = _("Looking at photo {position} of {count} …").format(position=number(position + 1), count=number(len(new)))
            bar.progress(position / len(new), text)
            given = IncomingPhoto(file.name, file.getvalue())
            known[file.file_id] = look(visit.district, visit.account, visit.house.pipeline_for(visit.district), given)
        bar.empty()
    return known


def _sides(files: Sequence[UploadedFile], looks: dict[str, Look]) -> dict[str, Side]:
    """A small picture of each photo with its side to choose and what is wrong below it."""
    pictures.style()
    guessed = _guessed([file for file in files if not looks[file.file_id].refused])
    chosen: dict[str, Side] = {}
    columns = st.columns(4)
    for position, file in enumerate(files):
        found = looks[file.file_id]
        with columns[position % 4].container(border=True):
            if found.thumb:
                st.html(f'<div class="upa-photo"><img src="{pictures.uri(found.thumb)}" alt=""></div>')
            st.caption(widgets.literal(file.name))
            if found.refused:
                st.error(widgets.literal(str(found.refused)), icon=":material/block:")
                continue
            chosen[file.file_id] = st.selectbox(
                _("Side"),
                _SIDES,
                index=_SIDES.index(guessed[file.file_id]),
                format_func=lambda side: _(pictures.SIDE_NAMES[side]),
                key=f"upload_side_{file.file_id}",
            )
            for warning in found.warnings:
                st.warning(widgets.literal(str(warning)), icon=":material/warning:")
    covered = len({side for side in chosen.values() if side != "unknown"})
    st.markdown(f"**{_('Sides: {covered} of 4').format(covered=number(covered))}**")
    if covered < 4:
        st.caption(_("Incomplete: with photos from all four sides more children are recognised. You can send all the same."))
    return chosen


def _guessed(files: Sequence[UploadedFile]) -> dict[str, Side]:
    """The side that each file's name says; those whose name says nothing get the sides that are left, in order."""
    said = {file.file_id: side_of(file.name) for file in files}
    left = iter([side for side in SIDES if side not in said.values()])
    return {key: side if side != "unknown" else next(left, "unknown") for key, side in said.items()}


def _send(
    visit: Visit,
    files: Sequence[UploadedFile],
    looks: dict[str, Look],
    sides: dict[str, Side],
    sections: Sequence[int],
    day: date,
    source: str,
) -> Accepted | None:
    ready = [file for file in files if not looks[file.file_id].refused]
    text = ngettext("Send {count} photo", "Send {count} photos", len(ready)).format(count=number(len(ready)))
    if not st.button(text, type="primary", icon=":material/send:", disabled=not ready, key="upload_send"):
        return None
    photos = [IncomingPhoto(file.name, file.getvalue(), sides[file.file_id]) for file in ready]
    done = None
    with failures.shown():
        done = accept(visit.district, visit.account, photos, sections, day, source)
        visit.house.worker.wake()
    return done
