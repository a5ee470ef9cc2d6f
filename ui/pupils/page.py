"""The page's parts in their order."""

from functools import partial

import streamlit as st

from attendance.i18n import _, pick
from attendance.roster import rosters
from attendance.roster.rosters import Roster
from data.clock import today
from ui import opening, widgets
from ui.guard import Visit
from ui.pupils import choose, gallery, group, one, wall, year

_LOOKED = "pupils_looked"


def show(visit: Visit) -> None:
    """Choose a class, then its wall, or one pupil of it; or the year of the pupil that a case names."""
    if year.asked():
        year.show(visit)
        return
    class_section_id = choose.class_section(visit)
    if class_section_id is None:
        widgets.empty(_("Choose a block and a school, or type a name."), ":material/arrow_upward:")
        gallery.places(visit, choose.block())
        return
    roster = rosters.roster(visit.district, visit.account, class_section_id, today())
    _note_look(visit, roster)
    place = roster.place
    school = pick(place["school_hi"], place["school_en"])
    st.subheader(widgets.literal(f"{school} · {place['grade']} {place['section']}"), anchor=False)
    titles = {choose.WALL: _("All pupils"), "group": _("Name a group photo"), "gallery": _("Gallery")}
    view = widgets.sections(titles, choose.VIEW)
    if view == "group":
        group.show(visit, roster)
    elif view == "gallery":
        gallery.show(visit, roster)
    else:
        _wall(visit, roster)


def _wall(visit: Visit, roster: Roster) -> None:
    opened = next((pupil for pupil in roster.pupils if pupil.pupil_id == st.session_state.get(choose.OPEN)), None)
    if opened:
        looked = partial(rosters.pupil_looked, visit.district, visit.account, opened.pupil_id, roster.place)
        opening.once(visit, ("pupil", opened.pupil_id), looked)
        one.show(visit, opened)
    else:
        wall.show(roster)


def _note_look(visit: Visit, roster: Roster) -> None:
    """Once for each class that is opened, not for each run of the page."""
    looked = (visit.district.kind, roster.place["class_section_id"])
    if st.session_state.get(_LOOKED) != looked:
        rosters.looked(visit.district, visit.account, roster.place)
        st.session_state[_LOOKED] = looked
