"""One item of the desk, as the address names it: it opens again after a broken line or a reload."""

from dataclasses import replace
from datetime import date

import streamlit as st

from attendance.errors import BadEntry, Changed
from attendance.i18n import N_, _, day_text, pick
from attendance.office.access import Page
from attendance.register import desk
from attendance.register.evidence import Evidence
from attendance.register.review import ClassDayKey
from ui import guard, navigation, opening, widgets
from ui.guard import Visit
from ui.review import by_hand, flagged, triangulation
from ui.review.desk import again, faces
from ui.upload.progress import marks_table

_OPEN = "_desk_open"
_SEEN = "_desk_pupils_seen"


def from_address() -> str | None:
    """The item's key; the ``?class=…&day=…`` of other pages names the faces of a class day. None when nothing is named.

    Raises:
        BadEntry: The address is not one of ours.
    """
    if key := st.query_params.get("item"):
        return key
    given = (st.query_params.get("class"), st.query_params.get("day"))
    if None in given:
        return None
    return desk.faces_key(*_class_day(*given))


def open_item(key: str | None) -> None:
    """Have the address name an item, or the list."""
    for name in ("class", "day", "item"):
        st.query_params.pop(name, None)
    if key is not None:
        st.query_params["item"] = key
    st.rerun(scope="app")


def leave(visit: Visit) -> None:
    """Let others have the item that this browser session had open."""
    key = st.session_state.pop(_OPEN, None)
    if key is not None:
        desk.release(visit.district, visit.account, key)


def show(visit: Visit, key: str) -> None:
    """The item, claimed for the reader; where somebody else has it open, that is said."""
    kind, _colon, rest = key.partition(":")
    if kind == "flag":
        navigation.link(Page.REVIEW, _("All that waits"))
        _claim(visit, key)
        flagged.show(visit, visit.account, rest)
        if st.button(_("Next"), icon=":material/arrow_forward:", key="flag_next"):
            _go_on(visit, key, "next")
        return
    if kind != "faces":
        raise BadEntry(N_("The address names nothing that waits. Choose from the list."))
    section, _colon, day = rest.partition(":")
    shown = opening.class_day(visit, visit.account, *_class_day(section, day))
    _heading(shown)
    _claim(visit, key)
    faces.show(visit, visit.account, shown, leave=lambda where: _go_on(visit, key, where))
    _pupils(visit)
    _again(visit)


def _class_day(section: str | None, day: str | None) -> tuple[int, date]:
    try:
        return int(section or ""), date.fromisoformat(day or "")
    except ValueError as problem:
        raise BadEntry(N_("The address names no class day. Choose one from the list.")) from problem


def _heading(shown: Evidence) -> None:
    place = shown.place
    with st.container(horizontal=True, vertical_alignment="center"):
        navigation.link(Page.REVIEW, _("All that waits"))
        school = pick(place["school_hi"], place["school_en"])
        name = f"{school} · {_('Class')} {place['grade']} {place['section']} · {day_text(shown.key.day)}"
        st.markdown(f"**{widgets.literal(name)}**", width="stretch")


def _claim(visit: Visit, key: str) -> None:
    if st.session_state.get(_OPEN) not in (None, key):
        leave(visit)
    try:
        desk.claim(visit.district, visit.account, key)
        st.session_state[_OPEN] = key
    except Changed as problem:
        st.warning(widgets.literal(str(problem)), icon=":material/group:")


def _go_on(visit: Visit, key: str, where: str) -> None:
    following = desk.next_item(visit.district, visit.account, after=key) if where == "next" else None
    leave(visit)
    open_item(following.key if following else None)


def _pupils(visit: Visit) -> None:
    """The whole class, and setting one of it by hand; read when it is opened."""

    @guard.fragment(visit)
    def part() -> None:
        if st.toggle(_("All pupils of this class"), key="review_pupils"):
            shown = opening.class_day(visit, visit.account, faces.held().key.class_section_id, faces.held().key.day)
            # A click is answered by a new run, which reads the class again: the decision was taken on what stood there before.
            seen: ClassDayKey = st.session_state.get(_SEEN, shown.key)
            st.session_state[_SEEN] = shown.key
            triangulation.show(visit, shown.key.class_section_id, shown.key.day)
            marks_table(shown)
            by_hand.show(visit, visit.account, shown, seen if replace(seen, rev=0) == replace(shown.key, rev=0) else shown.key)

    part()


def _again(visit: Visit) -> None:
    """Reading a photo again, when it is opened."""

    @guard.fragment(visit)
    def part() -> None:
        if st.toggle(_("Look for faces that were missed"), key="review_again"):
            again.show(visit, visit.account, faces.held())

    part()
