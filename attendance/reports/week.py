"""A block's week as the DPO's meeting looks at it: figures, days, rank, whom to call, clusters."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from attendance.i18n import _, ngettext, number, pick
from attendance.reports import calls, figures
from attendance.reports.calls import Call
from attendance.reports.figures import LOOK_BACK, Figures, Level, Place, Span
from attendance.reports.measures import Measure, in_order
from attendance.reports.rules import Limits
from data import schools
from data.database import Statements
from data.scope import Scope

WEEK = timedelta(days=7)
RANKED = (Measure.COMPLIANCE, Measure.COVERAGE, Measure.SEEN)
"""What units are ranked by."""


@dataclass(frozen=True)
class Day:
    """One day of the week.

    Attributes:
        to_come: The day is not counted yet.
        note: The names of days off and closures, in the reader's language; empty where there are none.
    """

    day: date
    figures: Figures
    to_come: bool
    note: str

    @property
    def works(self) -> bool:
        """Whether the calendar expects any class."""
        return self.figures.expected > 0


@dataclass(frozen=True)
class Rank:
    """A block's place by one measure, 1 being the highest share; None where its share is not known.

    Attributes:
        units: How many units have a share this week.
    """

    measure: Measure
    now: int | None
    before: int | None
    units: int


@dataclass(frozen=True)
class Week:
    """A block's week.

    Attributes:
        span: Monday to Saturday, or to Sunday where schools of the block work on it.
        counted: The days of it that have come; what the figures are of. Today is one of them once something came in for it.
            None before there is any.
        earlier: The same days of the last week before it with school days.
        around: The same days in all blocks of the scope; None where the block is the only one.
        whole_district: Whether ``around`` is the district; units are ranked only then.
        target: Of compliance, in percent; the DPO's.
        clusters: From `figures.table`, low first by the measure that is reported.
    """

    block_id: str
    block: str
    span: Span
    counted: Span | None
    earlier: Span
    days: tuple[Day, ...]
    now: Figures
    before: Figures
    around: Figures | None
    whole_district: bool
    ranks: tuple[Rank, ...]
    clusters: pd.DataFrame
    calls: tuple[Call, ...]
    target: int

    @property
    def reported(self) -> Measure:
        """What the week is judged by: the portal's report, or where it did not come, what was read here."""
        return Measure.COMPLIANCE if self.now.compliance else Measure.COVERAGE


def of_block(db: Statements, scope: Scope, block_id: str, day: date, today: date, limits: Limits, target: int) -> Week | None:
    """The week that ``day`` is in; None when the block is not there or outside the scope.

    Args:
        today: Later days are to come and not counted.
        limits: What the office has set for the schools to call.
        target: Of compliance, in percent.
    """
    known = schools.blocks(db, scope)
    own = known[known["block_id"] == block_id]
    if own.empty:
        return None
    place = Place(block_id=block_id)
    span = _span(db, scope, place, day)
    counted = _counted(db, scope, place, span, today)
    of = counted or span
    earlier = _earlier(db, scope, place, of)
    whole = scope.blocks is None
    return Week(
        block_id=block_id,
        block=pick(own["name_hi"].iloc[0], own["name_en"].iloc[0]),
        span=span,
        counted=counted,
        earlier=earlier,
        days=_days(db, scope, place, span, counted),
        now=figures.totals(db, scope, of, place) if counted else Figures(),
        before=figures.totals(db, scope, earlier, place),
        around=figures.totals(db, scope, of) if counted and len(known) > 1 else None,
        whole_district=whole,
        ranks=_ranks(db, scope, of, earlier, block_id) if counted and whole and len(known) > 1 else (),
        clusters=_clusters(db, scope, of, place) if counted else pd.DataFrame(),
        calls=tuple(calls.of_week(db, scope, of, earlier, block_id, limits)) if counted else (),
        target=target,
    )


def monday_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def _span(db: Statements, scope: Scope, place: Place, day: date) -> Span:
    monday = monday_of(day)
    sunday = Span.of(monday + timedelta(days=6))
    works = figures.totals(db, scope, sunday, place)
    return Span(monday, sunday.last if works.expected or works.with_photos else sunday.last - timedelta(days=1))


def _counted(db: Statements, scope: Scope, place: Place, span: Span, today: date) -> Span | None:
    last = min(span.last, today)
    if last == today:
        so_far = figures.totals(db, scope, Span.of(today), place)
        if not so_far.with_photos and not so_far.portal_expected:
            last -= timedelta(days=1)
    return Span(span.first, last) if span.first <= last else None


def _earlier(db: Statements, scope: Scope, place: Place, span: Span) -> Span:
    """A vacation is passed over; where there was no school day in all that time, the week before."""
    days = figures.trend(db, scope, Span(span.first - LOOK_BACK, span.first - timedelta(days=1)), place)
    worked = {pd.Timestamp(day).date() for day in days.loc[days["expected"] > 0, "day"]}
    for step in range(1, LOOK_BACK // WEEK + 1):
        earlier = Span(span.first - step * WEEK, span.last - step * WEEK)
        if any(earlier.first <= day <= earlier.last for day in worked):
            return earlier
    return Span(span.first - WEEK, span.last - WEEK)


def _days(db: Statements, scope: Scope, place: Place, span: Span, counted: Span | None) -> tuple[Day, ...]:
    found = {pd.Timestamp(row["day"]).date(): row for row in figures.trend(db, scope, span, place).to_dict("records")}
    notes = _notes(schools.calendar(db, scope, span.first, span.last), schools.schools(db, scope), place)
    days = [span.first + timedelta(days=step) for step in range((span.last - span.first).days + 1)]
    return tuple(
        Day(day, Figures.of(found[day]) if day in found else Figures(), not counted or day > counted.last, notes.get(day, ""))
        for day in days
    )


def _notes(calendar: pd.DataFrame, known: pd.DataFrame, place: Place) -> dict[date, str]:
    """What the calendar says of each day for a block: what all are off for, grades at home, how many schools are closed."""
    own = set(known.loc[known["block_id"] == place.block_id, "school_id"])
    parts: dict[date, list[str]] = {}
    closed: dict[date, set[int]] = {}
    for row in calendar.to_dict("records"):
        day = pd.Timestamp(row["day"]).date()
        if pd.notna(row["school_id"]):
            if row["school_id"] in own:
                closed.setdefault(day, set()).add(int(row["school_id"]))
        elif pd.isna(row["block_id"]) or row["block_id"] == place.block_id:
            parts.setdefault(day, []).append(_entry(row))
    for day, which in closed.items():
        text = ngettext("{count} school off by its own calendar", "{count} schools off by their own calendar", len(which))
        parts.setdefault(day, []).append(text.format(count=number(len(which))))
    return {day: "; ".join(dict.fromkeys(texts)) for day, texts in parts.items()}


def _entry(row: dict[Any, Any]) -> str:
    name = pick(str(row["name_hi"]), str(row["name_en"]))
    grades = row["grades"]
    if grades is None or isinstance(grades, float):
        return name
    first, last = min(grades), max(grades)
    running = len(grades) > 2 and sorted(grades) == list(range(first, last + 1))
    shown = f"{number(first)}–{number(last)}" if running else ", ".join(number(grade) for grade in sorted(grades))
    return _("{name} (classes {grades} at home)").format(name=name, grades=shown)


def _ranks(db: Statements, scope: Scope, span: Span, earlier: Span, block_id: str) -> tuple[Rank, ...]:
    now = figures.table(db, scope, span, Level.BLOCK)
    before = figures.table(db, scope, earlier, Level.BLOCK)
    return tuple(
        Rank(measure, _rank(now, measure, block_id), _rank(before, measure, block_id), int(now[measure.column].notna().sum()))
        for measure in RANKED
    )


def _rank(table: pd.DataFrame, measure: Measure, block_id: str) -> int | None:
    """Equal shares have the same rank."""
    place = table[measure.column].rank(ascending=False, method="min")[table["block_id"] == block_id].iloc[0]
    return None if pd.isna(place) else int(place)


def _clusters(db: Statements, scope: Scope, span: Span, place: Place) -> pd.DataFrame:
    table = figures.table(db, scope, span, Level.CLUSTER, place)
    measure = Measure.COMPLIANCE if table["portal_expected"].sum() else Measure.COVERAGE
    return in_order(table, measure)
