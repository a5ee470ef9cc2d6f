"""Uploads to the portal, or classes read here, against the target: over time, unit by unit, streaks and ranks."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from attendance.i18n import _, ngettext, number
from attendance.office import settings
from attendance.reports import compliance, compliance_charts, compliance_tables, looks, periods
from attendance.reports.figures import Level, Rate, Span
from attendance.reports.measures import Measure, in_order
from attendance.reports.periods import Period
from attendance.reports.places import Located
from data import figures as stored
from ui import charts as shown
from ui import widgets
from ui.attendance import cards, controls, grid, levels, target
from ui.attendance import tables as html_tables
from ui.attendance.cards import Card
from ui.attendance.view import Section, View, go
from ui.guard import Visit


def show(visit: Visit, view: View, located: Located, span: Span) -> None:
    """The whole section, for a place and the periods up to the last day of a span."""
    db, scope, here = visit.district.db, visit.scope, located.place
    period, measure = view.per or Period.DAY, view.rate
    wanted = settings.load(visit.district)
    with st.container(horizontal=True, vertical_alignment="center"):
        controls.rate(view)
        controls.per(view, period, list(Period))
        if levels.can_choose(here):
            controls.clusters_or_schools(view)
    level = levels.below(view.by_school, here)
    window = periods.window(span, period)
    days = compliance.history(db, scope, window, level, here)
    cells = compliance.by_period(days, period, window)
    _what_counts(measure, wanted)
    _set_aside(visit, located, window, measure)
    if cells.empty:
        widgets.empty(_("A day off: no class is expected, so nobody is missing."), ":material/event_busy:")
    else:
        standing = compliance.standing(days, measure, wanted.target_percent, window)
        names = compliance.unit_names(db, scope, level, here)
        cards.show(_cards(cells, standing, measure, wanted.target_percent, level))
        _over_time(visit, view, located, window, cells, days, wanted.target_percent)
        _side_by_side(visit, view, located, window, level, days, cells, standing, names, wanted.target_percent)
    target.show(visit, wanted)


def _what_counts(measure: Measure, wanted: settings.Settings) -> None:
    if measure is Measure.COVERAGE:
        st.caption(
            _("Of the classes that the calendar expects, those whose photos were read here. A day off is never missing.")
        )
        return
    st.caption(
        _(
            "Of the classes that the calendar expects, those uploaded to the portal; late is after {hour}. A day off is never "
            "missing. Where the portal's report names schools only, its word counts for each expected class of the school."
        ).format(hour=f"{wanted.late_after:%H:%M}")
    )


def _set_aside(visit: Visit, located: Located, window: Span, measure: Measure) -> None:
    count = stored.set_aside(visit.district.db, visit.scope, window.first, window.last, **located.place.keys())
    if measure is Measure.COVERAGE and count:
        text = ngettext(
            "{count} class day is set aside: its photos were confirmed as a fake, and it counts as not read.",
            "{count} class days are set aside: their photos were confirmed as fakes, and they count as not read.",
            count,
        )
        st.markdown(f":material/flag: {text.format(count=number(count))}")


def _cards(cells: pd.DataFrame, standing: pd.DataFrame, measure: Measure, target_percent: int, level: Level) -> list[Card]:
    whole = compliance.figures_of(cells.sum(numeric_only=True))
    rate = measure.rate(whole)
    known = standing[standing["gap"].notna()]
    reached = int((known["gap"] >= 0).sum())
    part = _("target {percent}").format(percent=f"{number(target_percent)} %")
    silent = known[known["without"] > 0]
    made = [
        Card(measure.label, rate.percent, (f"{rate} {measure.of_what}", part))
        if rate
        else Card(measure.label, measure.unknown, (part,), in_words=True),
        Card(
            _("On target"),
            _("{part} of {whole}").format(part=number(reached), whole=number(len(known))),
            (_("{units}, of those known").format(units=levels.heading(level)),),
        ),
        Card(
            _("Nothing on the last school day"),
            number(len(silent)),
            (_("{units}, of those known").format(units=levels.heading(level)),),
        ),
    ]
    if measure is Measure.COMPLIANCE and whole.uploaded:
        late = Rate(whole.late, whole.uploaded)
        made.insert(1, Card(_("Uploaded late"), late.percent, (f"{late} {_('of the classes uploaded')}",)))
    return made


def _over_time(
    visit: Visit, view: View, located: Located, window: Span, cells: pd.DataFrame, days: pd.DataFrame, target_percent: int
) -> None:
    period, measure = view.per or Period.DAY, view.rate
    together = compliance.by_period(days, period, window, units=False)
    st.subheader(_("Over time"), anchor=False)
    shown.bar_legend(looks.parts_of(measure))

    def open_period(first: str) -> None:
        go(opened(view, period, date.fromisoformat(first)))

    alt = _("{measure} over time against the target; the table below holds the same figures.").format(measure=measure.label)
    token = f"{located.place}-{window}-{measure}-{period}"
    shown.show(compliance_charts.columns(together, measure, period, target_percent), f"columns-{token}", open_period, alt)
    with html_tables.folded("periods") as is_open:
        if is_open:
            words = compliance_tables.periods_in_words(together, period, measure)
            html_tables.show(words, numbers=words.columns[1:])
            own = together.assign(key="")
            heading = located.name or _("All units")
            html_tables.files(
                visit,
                lambda: compliance_tables.periods_for_file(own, {"": heading}, _("Place")),
                "periods",
                window,
                located,
                measure.of_what,
            )


def _side_by_side(
    visit: Visit,
    view: View,
    located: Located,
    window: Span,
    level: Level,
    days: pd.DataFrame,
    cells: pd.DataFrame,
    standing: pd.DataFrame,
    names: dict[str, str],
    target_percent: int,
) -> None:
    period, measure = view.per or Period.DAY, view.rate
    heading = levels.heading(level)
    st.subheader(_("{units}, lowest first").format(units=heading), anchor=False)
    ordered = in_order(standing, measure)
    some = levels.at_first(ordered, f"standing-{located.place}-{level}")
    st.html(f'<div class="upa-note">{_grid_note(target_percent)}</div>')

    def open_cell(key: str, first: date | None) -> None:
        inside = view.at(levels.inside(located.place, level, key))
        go(inside if first is None else opened(inside, period, first))

    token = f"{located.place}-{window}-{measure}-{period}-{level}"
    grid.show(cells, some, names, measure, period, target_percent, f"grid-{token}", open_cell)
    with html_tables.folded("cells") as is_open:
        if is_open:
            files = cells.sort_values(["key", "day"])
            html_tables.files(
                visit,
                lambda: compliance_tables.periods_for_file(files, names, heading),
                "cells",
                window,
                located,
                measure.of_what,
            )
    st.subheader(_("Ranks and streaks"), anchor=False)
    st.caption(_week_note(window, compliance.week_before(days, measure, window.last)))
    words = compliance_tables.standing_in_words(some, names, measure, target_percent, heading)
    html_tables.show(words, numbers=words.columns[1:-1])
    html_tables.files(
        visit,
        lambda: compliance_tables.standing_for_file(ordered, names, measure, target_percent, heading),
        "standing",
        window,
        located,
        measure.of_what,
    )


def _week_note(window: Span, before: date | None) -> str:
    this = _("This week: the seven days up to {day}.").format(day=Period.DAY.brief(window.last))
    if before is None:
        return this
    return f"{this} {_('The change is against the seven days up to {day}.').format(day=Period.DAY.brief(before))}"


def _grid_note(target_percent: int) -> str:
    return _(
        "Percent; darker is more, underlined in red is below the target of {percent}. “–” is not known, “·” a day off. "
        "Touch a field to open that day."
    ).format(percent=f"{number(target_percent)} %")


def opened(view: View, period: Period, first: date) -> View:
    """The overview of a day, or of the days of the week or month that begins on it."""
    span = Span.of(first) if period is Period.DAY else Span(first, period.last(first))
    return replace(view, span=span, section=Section.OVERVIEW)
