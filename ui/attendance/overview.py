"""The figures of a place: cards, bars and tile map, trend, and the tables they are drawn from."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from attendance.i18n import _, brief_day, ngettext, number
from attendance.office.access import Page
from attendance.reports import charts, exports, figures, looks, tables
from attendance.reports.figures import Figures, Level, Place, Span
from attendance.reports.measures import Measure, in_order
from attendance.reports.places import Located
from ui import charts as shown
from ui import download, navigation
from ui.attendance import cards, controls
from ui.attendance import tables as html_tables
from ui.attendance.view import View, go
from ui.guard import Visit

_AT_FIRST = 20
"""Bars shown before one asks for all: a block has up to two hundred schools."""
_TREND = timedelta(days=41)


def show(visit: Visit, view: View, located: Located, span: Span, now: Figures) -> None:
    """Everything below the choices, for a place and days with something expected or read."""
    db, scope, here = visit.district.db, visit.scope, located.place
    earlier = figures.before(db, scope, span, here)
    before = figures.totals(db, scope, earlier, here) if earlier else None
    cards.show(cards.of_district(now, before, _before_words(earlier)))
    if now.uncertain:
        text = ngettext("Review {count} pupil", "Review {count} pupils", now.uncertain)
        navigation.link(Page.REVIEW, text.format(count=number(now.uncertain)))
    if here.class_section_id is None:
        _units(visit, view, located, span, earlier)
    _days(visit, view, located, span)


def level_below(view: View, place: Place) -> Level:
    """What a place is divided into."""
    if place.school_id is not None:
        return Level.CLASS_SECTION
    if place.cluster_id is not None:
        return Level.SCHOOL
    if place.block_id is not None:
        return Level.SCHOOL if view.by_school else Level.CLUSTER
    return Level.BLOCK


def _before_words(earlier: Span | None) -> str:
    if earlier is None:
        return ""
    if earlier.is_day:
        return brief_day(earlier.first)
    return _("{first} to {last}").format(first=brief_day(earlier.first), last=brief_day(earlier.last))


def _units(visit: Visit, view: View, located: Located, span: Span, earlier: Span | None) -> None:
    db, scope, here = visit.district.db, visit.scope, located.place
    level = level_below(view, here)
    table = figures.table(db, scope, span, level, here)
    if earlier:
        table = _with_change(table, figures.table(db, scope, earlier, level, here), view.measure)
    table = in_order(table, view.measure, low_first=view.low_first)
    heading = _heading(level)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(heading, anchor=False, width="content")
        controls.order(view)
        if level in (Level.CLUSTER, Level.SCHOOL) and here.cluster_id is None:
            _choose_level(view)
    token = f"{level.name}-{here}-{span}-{view.measure}-{view.low_first}"

    def open_unit(key: str) -> None:
        go(view.at(_inside(here, level, key)))

    alt = _("{heading} by “{measure}”; the table below holds the same figures.").format(
        heading=heading, measure=view.measure.label
    )
    left, right = st.columns([4, 3], gap="medium") if level is Level.BLOCK and len(table) > 1 else (st.container(), None)
    with left:
        shown.bar_legend(looks.parts_of(view.measure))
        some = _at_first(table, token)
        shown.show(charts.bars(some, view.measure), f"bars-{token}", open_unit, alt)
    if right is not None:
        with right:
            shown.map_legend()
            shown.show(charts.tile_map(table, view.measure), f"tiles-{token}", open_unit, alt)
    _table(table, tables.in_words(table, heading), "units", span, located)


def _days(visit: Visit, view: View, located: Located, span: Span) -> None:
    first = span.first if not span.is_day else span.last - _TREND
    days = figures.trend(visit.district.db, visit.scope, Span(first, span.last), located.place)
    st.subheader(_("Day by day"), anchor=False)
    shown.line_legend(tuple(Measure))

    def open_day(day: str) -> None:
        go(replace(view, span=Span.of(date.fromisoformat(day))))

    alt = _("The four measures day by day; the table below holds the same figures.")
    shown.show(charts.trend(days), f"trend-{located.place}-{span}", open_day, alt)
    _table(days, tables.days_in_words(days), "days", span, located)


def _inside(place: Place, level: Level, key: str) -> Place:
    if level is Level.BLOCK:
        return Place(block_id=key)
    if level is Level.CLUSTER:
        return replace(place, cluster_id=int(key))
    if level is Level.SCHOOL:
        return replace(place, school_id=int(key))
    return replace(place, class_section_id=int(key))


def _heading(level: Level) -> str:
    return {
        Level.BLOCK: _("Blocks"),
        Level.CLUSTER: _("Clusters"),
        Level.SCHOOL: _("Schools"),
        Level.CLASS_SECTION: _("Classes"),
    }[level]


def _choose_level(view: View) -> None:
    st.session_state["attendance_by"] = view.by_school

    def changed() -> None:
        go(replace(view, by_school=st.session_state["attendance_by"]))

    st.segmented_control(
        _("Show"),
        [True, False],
        label_visibility="collapsed",
        format_func={True: _("Schools"), False: _("Clusters")}.__getitem__,
        key="attendance_by",
        on_change=changed,
        required=True,
    )


def _with_change(table: pd.DataFrame, earlier: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    shares = table[["key"]].merge(earlier[["key", measure.column]], on="key", how="left")[measure.column]
    return table.assign(change=100 * (table[measure.column] - shares.to_numpy()))


def _at_first(table: pd.DataFrame, token: str) -> pd.DataFrame:
    if len(table) <= _AT_FIRST:
        return table
    every = st.toggle(_("Show all {count}").format(count=number(len(table))), key=f"all-{token}")
    return table if every else table.head(_AT_FIRST)


def _table(table: pd.DataFrame, words: pd.DataFrame, name: str, span: Span, located: Located) -> None:
    box = st.expander(_("Table"), icon=":material/table:", key=f"table-{name}", on_change="rerun")
    if not box.open:
        return
    with box:
        html_tables.show(words, numbers=words.columns[1:])
        columns = tables.for_file(table)
        title = f"{located.name or _('All units')}, {span.first.isoformat()} – {span.last.isoformat()}"
        source = _("Recognised, seen and not seen are of the pupils enrolled in classes with photos.")
        stem = f"upasthiti-{name}-{span.first.isoformat()}" + ("" if span.is_day else f"-{span.last.isoformat()}")
        with st.container(horizontal=True):
            download.offer("CSV", f"{stem}.csv", exports.to_csv(columns), exports.CSV_MIME, f"csv-{name}")
            excel = exports.to_excel(columns, name, (title, source))
            download.offer("Excel", f"{stem}.xlsx", excel, exports.EXCEL_MIME, f"excel-{name}")
