"""The tray: what could not be placed, with the reason; place it by hand, or discard it with a reason."""

import hashlib
from functools import partial

import streamlit as st

from attendance.errors import UserError
from attendance.i18n import _, moment_text, ngettext, number
from attendance.intake import tray
from attendance.intake.tray import Group
from attendance.unreadable import unreadable
from data.clock import today
from data.database import Row
from data.errors import VaultError
from recognition.errors import UnreadablePhoto
from recognition.photo import decode, encode_webp
from ui import choosing, opening, pictures, widgets
from ui.guard import Visit
from ui.upload.one_class import SOURCES

_OPEN = "upload_tray_open"
_SHOWN = "upload_tray_shown"
_THUMBS = "upload_tray_thumbs"
THUMB_PX = 320
MOST_PICTURES = 8


def show(visit: Visit) -> None:
    """The groups that wait, oldest first; one of them opened."""
    count = tray.count(visit.district, visit.account)
    st.session_state[_SHOWN] = count
    st.subheader(_("Tray"), anchor=False)
    if not count:
        widgets.well_done(_("Nothing waits on the tray: every photo has its place."))
        return
    text = ngettext("{count} file could not be placed.", "{count} files could not be placed.", count)
    st.warning(text.format(count=number(count)), icon=":material/inbox:")
    found = tray.groups(visit.district, visit.account)
    for group in found:
        # By content, not by place: what was chosen for one group must not stand ready for the next that comes up to its place.
        digest = hashlib.sha256(repr((group.folder, group.stored_reason, group.came_by)).encode()).hexdigest()
        _group(visit, group, f"upload_tray_{digest[:12]}")
    if len(found) == tray.MOST_GROUPS:
        st.caption(_("The oldest are shown first; others follow when these are decided."))


def begin() -> None:
    """The page is about to be drawn afresh."""
    st.session_state.pop(_SHOWN, None)


def follow(visit: Visit) -> None:
    """In a fragment: show the page again when something came to the tray, or left it, unless somebody is deciding just now."""
    shown = st.session_state.get(_SHOWN)
    if shown is not None and _OPEN not in st.session_state and tray.count(visit.district, visit.account) != shown:
        st.rerun(scope="app")


def _group(visit: Visit, group: Group, key: str) -> None:
    name = (group.folder, group.stored_reason, group.came_by)
    with st.container(border=True):
        count = ngettext("{count} file", "{count} files", group.files).format(count=number(group.files))
        folder = _("in the inbox itself") if group.folder == "." else group.folder
        st.text(f"{folder} · {count} · {moment_text(group.arrived_at)}")
        st.markdown(f"**{widgets.literal(str(group.why))}**")
        if st.session_state.get(_OPEN) != name:
            if st.button(_("Decide"), icon=":material/arrow_forward:", key=f"{key}_open"):
                st.session_state[_OPEN] = name
                st.session_state.pop(_THUMBS, None)
                st.rerun()
            return
        rows = tray.of_group(visit.district, visit.account, group)
        photos = [row for row in rows if row["sha256"]]
        if photos:
            _pictures(visit, photos)
            _place(visit, photos, key)
        else:
            st.text("\n".join(row["file"].rpartition("/")[2] for row in rows[:MOST_PICTURES]))
            st.caption(_("These files are no photos that can be taken. Correct them in the inbox, or discard them."))
        _discard(visit, rows, key)


def _pictures(visit: Visit, photos: list[Row]) -> None:
    pictures.style()
    shown = photos[:MOST_PICTURES]
    looked = partial(tray.looked, visit.district, visit.account, shown)
    opening.once(visit, ("tray", tuple(row["entry_id"] for row in shown)), looked)
    columns = st.columns(4)
    for position, row in enumerate(shown):
        with columns[position % 4]:
            try:
                uri = pictures.uri(_thumb(visit, row["entry_id"]))
                st.html(f'<div class="upa-photo"><img src="{uri}" alt=""></div>')
            except UnreadablePhoto as problem:
                st.warning(widgets.literal(str(unreadable(problem))), icon=":material/broken_image:")
            except VaultError:
                st.warning(
                    _("This photo was changed on the disk. Discard it, then copy it again."), icon=":material/broken_image:"
                )
            st.text(row["file"].rpartition("/")[2])
    if len(photos) > MOST_PICTURES:
        more = len(photos) - MOST_PICTURES
        st.caption(ngettext("and {count} more", "and {count} more", more).format(count=number(more)))


def _thumb(visit: Visit, entry_id: int) -> bytes:
    """A small picture, made once: decoding a large photo at each click would be felt."""
    made: dict[int, bytes] = st.session_state.setdefault(_THUMBS, {})
    if entry_id not in made:
        made[entry_id] = encode_webp(decode(tray.photo(visit.district, visit.account, entry_id)).picture, THUMB_PX, 70)
    return made[entry_id]


def _place(visit: Visit, photos: list[Row], key: str) -> None:
    st.markdown(f"**{_('Place them by hand')}**")
    if photos[0]["school_id"]:
        st.session_state.setdefault(f"{key}_block", photos[0]["block_id"])
        st.session_state.setdefault(f"{key}_school_{photos[0]['block_id']}", photos[0]["school_id"])
    school_id = choosing.school(visit, key)
    if school_id is None:
        return
    sections = choosing.class_sections(visit, school_id, key)
    left, right = st.columns(2)
    day = left.date_input(
        _("Day on which the photos were taken"),
        photos[0]["day"] or today(),
        max_value=max(today(), photos[0]["day"] or today()),
        format="DD/MM/YYYY",
        key=f"{key}_day",
    )
    source = right.segmented_control(
        _("Where the photos come from"),
        list(SOURCES),
        default="portal",
        required=True,
        format_func=lambda one: _(SOURCES[one]),
        key=f"{key}_source",
    )
    text = ngettext("Place {count} photo", "Place {count} photos", len(photos)).format(count=number(len(photos)))
    if st.button(text, type="primary", icon=":material/send:", disabled=not sections, key=f"{key}_place"):
        entries = [row["entry_id"] for row in photos]
        done = tray.place(visit.district, visit.account, entries, sections, day, source or "portal")
        visit.house.worker.wake()
        waits_on = [refusal for refusal in done.refused if refusal.outcome != "again"]
        if waits_on:
            for refusal in waits_on:
                st.warning(widgets.literal(f"{refusal.name}: {refusal.why}"), icon=":material/warning:")
            return
        placed = ngettext(
            "{count} photo was taken and is being read.", "{count} photos were taken and are being read.", done.taken
        )
        st.session_state.pop(_OPEN, None)
        widgets.tell_after_rerun(placed.format(count=number(done.taken)))


def _discard(visit: Visit, rows: list[Row], key: str) -> None:
    with st.popover(_("Discard"), icon=":material/delete:"):
        reason = st.text_input(_("Why are these files thrown away?"), key=f"{key}_reason", max_chars=200)
        if st.button(_("Discard for good"), key=f"{key}_discard", disabled=not reason.strip()):
            try:
                tray.discard(visit.district, visit.account, [row["entry_id"] for row in rows], reason)
            except UserError as problem:
                st.error(widgets.literal(str(problem)), icon=":material/error:")
                return
            text = ngettext("{count} file was discarded.", "{count} files were discarded.", len(rows))
            st.session_state.pop(_OPEN, None)
            widgets.tell_after_rerun(text.format(count=number(len(rows))))
