"""A year of figures: the whole of a place, and its parts side by side."""

from datetime import date

import streamlit as st

from attendance.i18n import _
from attendance.reports import charts, compliance_tables, figure_rows, periods, tables, trends
from attendance.reports.figures import Span
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from attendance.reports.places import Located
from attendance.reports.trends import Division
from ui import charts as shown
from ui import widgets
from ui.attendance import controls, levels, panels
from ui.attendance import tables as html_tables
from ui.attendance.compliance import opened
from ui.attendance.view import View, go
from ui.guard import Visit

_LINES = tuple(Measure)


def show(visit: Visit, view: View, located: Located, span: Span) -> None:
    """The whole section, for a place and the year up to the last day of a span."""
    db, scope, here = visit.district.db, visit.scope, located.place
    period = view.per or Period.WEEK
    divisions = trends.divisions_of(here)
    division = view.division if view.division in divisions else (divisions or [Division.UNIT])[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        controls.per(view, period, [Period.WEEK, Period.MONTH])
        if len(divisions) > 1:
            controls.division(view, division, divisions)
        if divisions:
            controls.measure(view)
    year = periods.window(span, period) if here.class_section_id is not None else periods.year(span)
    whole = trends.whole(db, scope, year, period, here)
    if whole.empty:
        widgets.empty(_("Nothing was expected or read in this time."), ":material/event_busy:")
        return
    st.subheader(_("All together"), anchor=False)
    shown.line_legend(_LINES)

    def open_period(first: str) -> None:
        go(opened(view, period, date.fromisoformat(first)))

    alt = _("The four measures over time; the table below holds the same figures.")
    shown.show(charts.trend(whole, _LINES, period), f"year-{here}-{year}-{period}", open_period, alt)
    with html_tables.folded("year") as is_open:
        if is_open:
            words = tables.days_in_words(whole, period)
            html_tables.show(words, numbers=words.columns[1:])
            own = whole.assign(key="")
            name = located.name or _("All units")
            html_tables.files(
                visit,
                lambda: compliance_tables.periods_for_file(own, {"": name}, _("Place")),
                "year",
                year,
                located,
                figure_rows.of_pupils(),
            )
    if divisions:
        _parts(visit, view, located, year, period, division)


def _parts(visit: Visit, view: View, located: Located, year: Span, period: Period, division: Division) -> None:
    here = located.place
    level = levels.below(view.by_school, here)
    parts = trends.parts(visit.district.db, visit.scope, year, period, division, level, here)
    st.subheader(widgets.literal(f"{view.measure.label}: {division.label}"), anchor=False)
    st.caption(_("Each from 0 to 100 %, {of_what}.").format(of_what=widgets.literal(view.measure.of_what)))
    keys = parts["key"].drop_duplicates().to_frame()
    parts = parts[parts["key"].isin(levels.at_first(keys, f"parts-{here}-{division}")["key"])]

    def open_unit(key: str) -> None:
        go(view.at(levels.inside(here, level, key)))

    leads_on = open_unit if division is Division.UNIT else None
    panels.show(parts, view.measure, period, f"panels-{here}-{year}-{period}-{division}-{view.measure}", leads_on)
    with html_tables.folded("parts") as is_open:
        if is_open:
            names = dict(zip(parts["key"], parts["name"], strict=True))
            words = compliance_tables.parts_in_words(parts, period, view.measure, division.label)
            html_tables.show(words, numbers=words.columns[1:])
            html_tables.files(
                visit,
                lambda: compliance_tables.periods_for_file(parts, names, division.label),
                "parts",
                year,
                located,
                view.measure.of_what,
            )
