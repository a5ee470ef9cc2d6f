"""The figures of a place: cards, bars and tile map, trend, and the tables they are drawn from."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from attendance import cached
from attendance.i18n import _, brief_day, ngettext, number
from attendance.office.access import Page
from attendance.reports import charts, corrected, figures, looks, tables, truth_charts, usual
from attendance.reports.figures import Figures, Level, Place, Span
from attendance.reports.measures import Measure, in_order
from attendance.reports.places import Located
from ui import charts as shown
from ui import handing, navigation, paper
from ui.attendance import cards, controls, levels, truth
from ui.attendance import tables as html_tables
from ui.attendance.cards import Earlier
from ui.attendance.view import View, go
from ui.guard import Visit

_TREND = timedelta(days=41)


def show(visit: Visit, view: View, located: Located, span: Span, now: Figures) -> None:
    """Everything below the choices, for a place and days with something expected or read."""
    here = located.place
    earlier = _earlier(visit, span, here)
    cards.show(cards.of_district(now, earlier, truth.in_brief(visit, here, span)))
    if now.uncertain:
        text = ngettext("Review {count} pupil", "Review {count} pupils", now.uncertain)
        navigation.link(Page.REVIEW, text.format(count=number(now.uncertain)))
    if here.block_id is not None and here.school_id is None:
        paper.offer_week(visit, here.block_id, span.last)
    if here.class_section_id is None:
        _units(visit, view, located, span, earlier)
    days(visit, view, located, span)


def _earlier(visit: Visit, span: Span, place: Place) -> Earlier | None:
    """What figures are held against: of a day the last such weekdays, of several days as many days before them."""
    db, scope = visit.district.db, visit.scope
    if span.is_day:
        found = usual.before(db, scope, span.first, place)
        return Earlier(found.figures, found.uncertain, found.name, found.days) if found else None
    days = figures.before(db, scope, span, place)
    if days is None:
        return None
    before = figures.totals(db, scope, days, place)
    words = _("{first} to {last}").format(first=brief_day(days.first), last=brief_day(days.last))
    return Earlier(before, before.uncertain, words, days)


def _units(visit: Visit, view: View, located: Located, span: Span, earlier: Earlier | None) -> None:
    db, scope, here = visit.district.db, visit.scope, located.place
    level = levels.below(view.by_school, here)
    table = figures.table(db, scope, span, level, here)
    if earlier:
        table = _with_change(table, _units_of(visit, earlier, level, here), view.measure)
    if level is Level.BLOCK:
        table = corrected.beside(db, scope, span, table)
    table = in_order(table, view.measure, low_first=view.low_first)
    heading = levels.heading(level)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(heading, anchor=False, width="content")
        controls.order(view)
        if levels.can_choose(here):
            controls.clusters_or_schools(view)
    token = f"{level.name}-{here}-{span}-{view.measure}-{view.low_first}"

    def open_unit(key: str) -> None:
        go(view.at(levels.inside(here, level, key)))

    alt = _("{heading} by “{measure}”; the table below holds the same figures.").format(
        heading=heading, measure=view.measure.label
    )
    left, right = st.columns([4, 3], gap="medium") if level is Level.BLOCK and len(table) > 1 else (st.container(), None)
    with left:
        shown.bar_legend(looks.parts_of(view.measure))
        some = levels.at_first(table, token)
        of_sample = level is Level.BLOCK and view.measure in (Measure.RECOGNISED, Measure.SEEN)
        if of_sample:
            truth.legend(table)
        told = some[corrected.COLUMNS].to_json() if of_sample else ""
        bars = cached.value(db, scope, lambda: _bars(some, view.measure, of_sample), "bars", token, len(some), told)
        shown.show(bars, f"bars-{token}", open_unit, alt)
    if right is not None:
        with right:
            shown.map_legend()
            tiles = cached.value(db, scope, lambda: charts.tile_map(table, view.measure), "tiles", token)
            shown.show(tiles, f"tiles-{token}", open_unit, alt)
    with html_tables.folded("units") as is_open:
        if is_open:
            words = tables.in_words(table, heading)
            html_tables.show(words, numbers=words.columns[1:])
            handing.figures_of_place(visit, located, span, level)


def days(visit: Visit, view: View, located: Located, span: Span) -> None:
    """The measures day by day; each day can be opened."""
    first = span.first if not span.is_day else span.last - _TREND
    found = figures.trend(visit.district.db, visit.scope, Span(first, span.last), located.place)
    st.subheader(_("Day by day"), anchor=False)
    shown.line_legend(tuple(Measure))

    def open_day(day: str) -> None:
        go(replace(view, span=Span.of(date.fromisoformat(day))))

    alt = _("The four measures day by day; the table below holds the same figures.")
    key = f"trend-{located.place}-{span}"
    lines = cached.value(visit.district.db, visit.scope, lambda: charts.trend(found), key)
    shown.show(lines, key, open_day, alt)
    with html_tables.folded("days") as is_open:
        if is_open:
            words = tables.days_in_words(found)
            html_tables.show(words, numbers=words.columns[1:])
            handing.figures_of_days(visit, located, Span(first, span.last))


def _units_of(visit: Visit, earlier: Earlier, level: Level, place: Place) -> pd.DataFrame:
    db, scope = visit.district.db, visit.scope
    if isinstance(earlier.days, Span):
        return figures.table(db, scope, earlier.days, level, place)
    return usual.of_units(db, scope, earlier.days, level, place)


def _bars(table: pd.DataFrame, measure: Measure, of_sample: bool) -> Figure:
    chart = charts.bars(table, measure)
    return truth_charts.add_whiskers(chart, table) if of_sample else chart


def _with_change(table: pd.DataFrame, earlier: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    shares = table[["key"]].merge(earlier[["key", measure.column]], on="key", how="left")[measure.column]
    return table.assign(change=100 * (table[measure.column] - shares.to_numpy()))
