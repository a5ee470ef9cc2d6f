"""Choosing a class: by block, school and class, or by a name typed in either script."""

import streamlit as st

from attendance.i18n import _, number, pick
from attendance.roster import rosters, search
from data import schools
from data.clock import today
from data.database import Row
from ui import choosing, opening, widgets
from ui.guard import Visit

KEY = "pupils"
CLASS, PUPIL = "class", "pupil"
"""The address's parameters: the class section, and one pupil of it."""
OPEN = "pupil_open"
VIEW, WALL = "view", "wall"
"""The part of the page that is shown; the wall and one pupil of it unless somebody chose another."""


def class_section(visit: Visit) -> int | None:
    """The class section that is chosen, None until one is."""
    _from_address(visit)
    _search(visit)
    school_id = choosing.school(visit, KEY)
    if school_id is None:
        return None
    classes = {row["class_section_id"]: row for row in rosters.classes(visit.district, visit.account, school_id, today())}
    if not classes:
        widgets.empty(_("This school has no classes yet. The MIS in-charge imports them."))
        return None
    key = _class_key(school_id)
    if st.session_state.get(key) not in classes:
        st.session_state[key] = next(iter(classes))
    chosen = st.pills(
        _("Class"),
        list(classes),
        format_func=lambda one: _label(classes[one]),
        key=key,
        required=True,
        on_change=widgets.with_value(key, lambda _class: close()),
    )
    if chosen is not None:
        st.query_params[CLASS] = str(chosen)
    return chosen


def address(class_section_id: int, pupil_id: int) -> dict[str, str]:
    """Of the page with one pupil's photos."""
    return {CLASS: str(class_section_id), PUPIL: str(pupil_id)}


def block() -> str | None:
    """The block that is chosen."""
    chosen: str | None = st.session_state.get(f"{KEY}_block")
    return chosen


def go_to_pupil(school_id: int, class_section_id: int, pupil_id: int) -> None:
    """Show one pupil's photos, who may be of another class of the school that is shown."""
    st.session_state[_class_key(school_id)] = class_section_id
    open_pupil(pupil_id)


def open_pupil(pupil_id: int) -> None:
    """Show one pupil's photos from the next run on."""
    st.session_state[OPEN] = pupil_id
    st.session_state[VIEW] = WALL


def close() -> None:
    """Back to the wall."""
    st.session_state.pop(OPEN, None)


def _label(row: Row) -> str:
    return f"{row['grade']:d} {widgets.literal(row['section'])} · {number(row['referenced'])}/{number(row['enrolled'])}"


def _class_key(school_id: int) -> str:
    return f"{KEY}_class_{school_id}"


def _from_address(visit: Visit) -> None:
    asked = st.query_params.get(CLASS, "")
    if f"{KEY}_block" in st.session_state or not asked.isdigit():
        return
    place = schools.class_section(visit.district.db, visit.scope, int(asked))
    if place:
        pupil = st.query_params.get(PUPIL, "")
        pupil_id = int(pupil) if pupil.isdigit() else None
        _go_to(place["block_id"], place["school_id"], place["class_section_id"], pupil_id)


def _go_to(block_id: str, school_id: int, class_section_id: int | None = None, pupil_id: int | None = None) -> None:
    close()
    st.session_state[f"{KEY}_block"] = block_id
    st.session_state[f"{KEY}_school_{block_id}"] = school_id
    if class_section_id is not None:
        st.session_state[_class_key(school_id)] = class_section_id
    if pupil_id is not None:
        open_pupil(pupil_id)


def _search(visit: Visit) -> None:
    text = st.text_input(
        _("Find a school or a pupil"),
        key="pupils_search",
        icon=":material/search:",
        placeholder=_("A name in Hindi or English, a UDISE code or a PEN"),
    )
    if not text.strip():
        return
    found_schools = search.find_schools(visit.district, visit.account, text, most=5)
    found_pupils = search.find_pupils(visit.district, visit.account, text, most=8)
    if not found_schools and not found_pupils:
        widgets.empty(_("Nobody and no school is found by this name. Try fewer letters."))
    for row in found_schools:
        label = f"{pick(row['name_hi'], row['name_en'])} · {pick(row['block_hi'], row['block_en'])}"
        _hit(label, ":material/school:", f"find_school_{row['school_id']}", (row["block_id"], row["school_id"]))
    if found_pupils:
        shown = tuple(row["pupil_id"] for row in found_pupils)
        opening.once(visit, ("pupils_found", shown), lambda: search.found_pupils(visit.district, visit.account, found_pupils))
    for row in found_pupils:
        place = f"{row['grade']} {row['section']}, {pick(row['school_hi'], row['school_en'])}"
        target = (row["block_id"], row["school_id"], row["class_section_id"], row["pupil_id"])
        _hit(f"{pick(row['name_hi'], row['name_en'])} · {place}", ":material/person:", f"find_pupil_{row['pupil_id']}", target)


def _hit(label: str, icon: str, key: str, target: tuple[str, int] | tuple[str, int, int, int]) -> None:
    def open_it() -> None:
        _go_to(*target)
        st.session_state["pupils_search"] = ""

    st.button(widgets.literal(label), icon=icon, key=key, on_click=open_it, type="tertiary")
