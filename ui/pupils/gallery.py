"""How well classes can be recognised, and whose reference photos are too much alike."""

import html
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attendance.i18n import N_, _, ngettext, number, percent, pick
from attendance.roster import gallery, rosters
from attendance.roster.gallery import Alike, Pair, Side
from attendance.roster.rosters import Roster
from data import schools
from data.clock import today
from ui import pictures, widgets
from ui.attendance import cards, style, tables
from ui.attendance.cards import Card
from ui.guard import Visit
from ui.pupils import choose

MOST_PAIRS = 20
_COMPARED = "gallery_compared"
_COUNTED = "gallery_counted"
_TITLES = {
    Alike.SAME_PHOTO: N_("The same photo under two pupils"),
    Alike.SAME_FACE: N_("Looks like one child under two names"),
    Alike.LOOK_ALIKE: N_("Look-alikes"),
}
_WHAT_FOLLOWS = {
    Alike.SAME_PHOTO: N_("One of the two has the other's photo. Open them and remove the wrong photo."),
    Alike.SAME_FACE: N_(
        "Compare the two photos. If one child's photo was given to both, remove the wrong one. Twins can look like this too: "
        "then all is in order, and a face that could be either goes to a person."
    ),
    Alike.LOOK_ALIKE: N_(
        "Their photos are so alike that a face in a class photo could be either. The machine names such a face only when it is "
        "clearly nearer to one of the two; otherwise a person decides on the Review page. A second reference photo of each, "
        "from another day, makes this rarer."
    ),
}


def show(visit: Visit, roster: Roster) -> None:
    """A class: its figures, who is too much alike, and the classes of its school."""
    pictures.style()
    style.apply()
    class_section_id, school_id = roster.place["class_section_id"], roster.place["school_id"]
    if not roster.pupils:
        widgets.empty(_("Nobody is enrolled in this class. The MIS in-charge imports the pupils."))
        return
    health = gallery.health(visit.district, visit.account, today(), school_id=school_id)
    of_class = health[health["class_section_id"] == class_section_id]
    _figures(of_class.to_dict("records")[0])
    model = visit.house.pipeline_for(visit.district).model
    pairs = gallery.pairs(visit.district, visit.account, school_id, today(), model)
    here = [pair for pair in pairs if class_section_id in pair.class_sections]
    _pairs(visit, roster, here)
    st.markdown(f"#### {_('The classes of this school')}")
    alike = [sum(row["class_section_id"] in pair.class_sections for pair in pairs) for row in health.to_dict("records")]
    names = [f"{row['grade']} {row['section']}" for row in health.to_dict("records")]
    _table(health, _("Class"), names, {_("Pairs too much alike"): [number(count) for count in alike]})


def places(visit: Visit, block_id: str | None) -> None:
    """The blocks, or the schools of a block, before a class is chosen."""
    style.apply()
    health = gallery.health(visit.district, visit.account, today(), block_id=block_id)
    if health.empty:
        return
    level, heading = ("school", _("School")) if block_id else ("block", _("Block"))
    st.markdown(f"#### {_('Who can be recognised')}")
    rows = health.to_dict("records")
    _table(health, heading, [pick(row[f"{level}_hi"], row[f"{level}_en"]) for row in rows], _counted(visit, block_id, rows))


def _counted(visit: Visit, block_id: str | None, rows: Sequence[dict[Any, Any]]) -> dict[str, list[str]]:
    """Columns of how many pairs each school of a block has: counted when somebody asks, since it takes some seconds."""
    if block_id is None:
        st.caption(_("Choose a block to see its schools, and to count look-alikes there."))
        return {}
    asked = (visit.district.kind, block_id, today())
    known = st.session_state.get(_COUNTED)
    if known is None or known[0] != asked:
        if not st.button(_("Count look-alikes in this block"), icon=":material/compare:", key="gallery_count"):
            return {}
        bar = st.progress(0.0, _("Comparing the reference photos of each school …"))
        model = visit.house.pipeline_for(visit.district).model
        schools_of_block = [int(row["school_id"]) for row in rows]
        counts = gallery.counts(
            visit.district, visit.account, schools_of_block, today(), model, lambda done, total: _move(bar, done, total)
        )
        bar.empty()
        known = (asked, counts)
        st.session_state[_COUNTED] = known
    found: dict[int, Counter[Alike]] = known[1]
    of_school = [found.get(int(row["school_id"]), Counter()) for row in rows]
    return {
        _("Look-alikes"): [number(count[Alike.LOOK_ALIKE]) for count in of_school],
        _("One child under two names"): [number(count[Alike.SAME_PHOTO] + count[Alike.SAME_FACE]) for count in of_school],
    }


def _move(bar: DeltaGenerator, done: int, total: int) -> None:
    bar.progress(done / total, _("School {done} of {total}").format(done=number(done), total=number(total)))


def _figures(row: dict[Any, Any]) -> None:
    enrolled, referenced = row["enrolled"], row["referenced"]
    of_them = _("of {count} with a reference photo").format(count=number(referenced))
    size = _("{size} pixels").format(size=number(round(row["face_px"]))) if referenced else _("not known yet")
    small = _("lower than {size} pixels").format(size=number(gallery.SMALL_BELOW))
    cards.show(
        [
            Card(_("Have a reference photo"), f"{number(referenced)} / {number(enrolled)}", [percent(referenced, enrolled)]),
            Card(_("Have several"), number(row["several"]), [of_them]),
            Card(_("Older than a year"), number(row["old"]), [of_them]),
            Card(_("Small face"), number(row["small"]), [small]),
            Card(_("Usual height of the face"), size, [_("half of the pupils have more, half less")], in_words=True),
        ]
    )


def _pairs(visit: Visit, roster: Roster, pairs: Sequence[Pair]) -> None:
    if not pairs:
        if roster.referenced > 1:
            widgets.well_done(_("No two pupils of this class have reference photos that are too much alike."))
        else:
            widgets.empty(_("With fewer than two reference photos there is nothing to compare yet."))
        return
    _note_compared(visit, roster, pairs)
    sides = gallery.sides(visit.district, visit.account, pairs[:MOST_PAIRS])
    for kind in Alike:
        some = [pair for pair in pairs[:MOST_PAIRS] if pair.kind is kind]
        if some:
            count = ngettext("{count} pair", "{count} pairs", len(some)).format(count=number(len(some)))
            st.markdown(f"#### {_(_TITLES[kind])} · {count}")
            st.caption(_(_WHAT_FOLLOWS[kind]))
            with st.container(horizontal=True, gap="small"):
                for pair in some:
                    _pair(roster.place["school_id"], pair, sides)
    if len(pairs) > MOST_PAIRS:
        st.caption(_("… and {count} more.").format(count=number(len(pairs) - MOST_PAIRS)))


def _pair(school_id: int, pair: Pair, sides: dict[int, Side]) -> None:
    with st.container(border=True, width=304, key=f"pair_{pair.first}_{pair.second}"):
        with st.container(horizontal=True, gap="small"):
            for pupil_id, class_section_id in zip((pair.first, pair.second), pair.class_sections, strict=True):
                if side := sides.get(pupil_id):
                    _side(side, (school_id, class_section_id, pupil_id), key=f"pair_{pair.first}_{pair.second}_{pupil_id}")
        st.caption(_("Similarity {percent}").format(percent=f"{number(round(100 * pair.similarity))} %"))


def _side(side: Side, target: tuple[int, int, int], key: str) -> None:
    name = pick(side.name_hi, side.name_en)
    with st.container(width=124):
        words = f"{html.escape(name)}<br>{html.escape(_('Class'))} {side.grade:d} {html.escape(side.section)}"
        st.html(f"{pictures.face(side.face, name)}<div>{words}</div>")
        st.button(_("Open"), key=key, on_click=choose.go_to_pupil, args=target, width="stretch")


def _table(health: pd.DataFrame, heading: str, names: list[str], more: dict[str, list[str]] | None = None) -> None:
    rows = health.to_dict("records")
    columns = {
        heading: names,
        _("With a reference photo"): [
            f"{percent(row['referenced'], row['enrolled'])}\n{number(row['referenced'])} / {number(row['enrolled'])}"
            for row in rows
        ],
        _("Photos"): [number(row["photos"]) for row in rows],
        _("Have several"): [number(row["several"]) for row in rows],
        _("Older than a year"): [number(row["old"]) for row in rows],
        _("Small face"): [number(row["small"]) for row in rows],
        **(more or {}),
    }
    tables.show(pd.DataFrame(columns), numbers=[column for column in columns if column != heading])


def _note_compared(visit: Visit, roster: Roster, pairs: Sequence[Pair]) -> None:
    """Photos of other classes' pupils are shown beside this class's: each such class once on the audit trail."""
    noted: set[tuple[object, int]] = st.session_state.setdefault(_COMPARED, set())
    others = {section for pair in pairs for section in pair.class_sections} - {roster.place["class_section_id"]}
    for section in others:
        place = schools.class_section(visit.district.db, visit.scope, section)
        if place and (visit.district.kind, section) not in noted:
            rosters.looked(visit.district, visit.account, place)
            noted.add((visit.district.kind, section))
