"""Compliance (uploaded to the portal) and coverage (read here) over time: rates, streaks and ranks, against the target.

All is worked out from the sums of days: only class days that the calendar expects count, so a day off is never a day without an
upload, and a day for which the portal's report did not come is not known, never nothing.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from attendance import cached
from attendance.i18n import _, ngettext, number, pick
from attendance.reports import places
from attendance.reports.figures import Figures, Level, Place, Span, with_shares
from attendance.reports.measures import Measure, class_name
from attendance.reports.periods import Period
from data import figures as stored
from data import schools, trends
from data.database import Statements
from data.scope import Scope

RATES = (Measure.COMPLIANCE, Measure.COVERAGE)
STREAK_DAYS = timedelta(days=60)
"""How far back streaks are followed; one that is longer is told as "at least"."""
WEEK = timedelta(days=7)
NEARLY_EMPTY = 10
"""A day on which a unit is expected with less than a tenth of its usual class days is no day of its streak: on Sundays only
Urdu schools work."""
COUNTS = [
    *("expected", "read", "with_photos", "portal_expected", "uploaded", "late"),
    *("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain"),
]
PARTS = {Measure.COMPLIANCE: ("uploaded", "portal_expected"), Measure.COVERAGE: ("read", "expected")}
"""The columns of a rate: what was done, and what it is of."""
PARTS_OF: dict[Level, trends.Part] = {Level.BLOCK: "block", Level.CLUSTER: "cluster", Level.SCHOOL: "school"}


@cached.function
def history(db: Statements, scope: Scope, span: Span, level: Level, place: Place) -> pd.DataFrame:
    """Sums by day for each unit of a level, back to where streaks are followed.

    Returns:
        Columns day, key (of the unit, as text) and `COUNTS`, from the first day of the span or `STREAK_DAYS` before its last.
    """
    first = min(span.first, span.last - STREAK_DAYS)
    if level is Level.CLASS_SECTION:
        return sums_of_classes(db, scope, Span(first, span.last), place)
    found = trends.sums(db, scope, first, span.last, by=PARTS_OF[level], **rollup_keys(place))
    return found.assign(day=pd.to_datetime(found["day"]))[["day", "key", *COUNTS]]


def sums_of_classes(db: Statements, scope: Scope, span: Span, place: Place) -> pd.DataFrame:
    """The same columns as `history`, for a school's class sections, from the class days themselves."""
    found = stored.sums(db, scope, span.first, span.last, depth=int(Level.CLASS_SECTION), by_day=True, **place.keys())
    return found.assign(day=pd.to_datetime(found["day"]), key=found["class_section_id"].astype(str))[["day", "key", *COUNTS]]


def rollup_keys(place: Place) -> dict[str, Any]:
    """A place's keys as `data.trends.sums` takes them."""
    return {name: value for name, value in place.keys().items() if name != "class_section_id"}


@cached.function
def unit_names(db: Statements, scope: Scope, level: Level, place: Place) -> dict[str, str]:
    """Key and name of each unit of a level; of blocks and of a school's classes those without figures, too."""
    if level is Level.BLOCK:
        return places.blocks(db, scope)
    if level is Level.CLASS_SECTION:
        found = schools.class_sections(db, scope, place.school_id)
        parts = zip(found["class_section_id"], found["grade"], found["section"], strict=True)
        return {str(key): class_name(grade, section) for key, grade, section in parts}
    stem = "cluster_id" if level is Level.CLUSTER else "school_id"
    found = schools.clusters(db, scope) if level is Level.CLUSTER else schools.schools(db, scope)
    named = zip(found[stem], found["name_hi"], found["name_en"], strict=True)
    return {str(key): pick(hindi, english) for key, hindi, english in named}


def figures_of(counts: Mapping[Any, Any] | pd.Series) -> Figures:
    """A row with `COUNTS` as figures."""
    values: dict[str, Any] = {name: int(counts[name]) for name in COUNTS}
    return Figures(**values)


def by_period(days: pd.DataFrame, period: Period, span: Span, *, units: bool = True) -> pd.DataFrame:
    """The sums of a history gathered by day, week or month within a span.

    Args:
        units: A row per unit as well; else one for all of them together.

    Returns:
        Columns day (the first of the period), key where by unit, `COUNTS` and the shares of `figures.with_shares`.
    """
    inside = days[(days["day"] >= pd.Timestamp(span.first)) & (days["day"] <= pd.Timestamp(span.last))]
    by = ["day", "key"] if units else ["day"]
    return with_shares(inside.assign(day=period.starts(inside["day"])).groupby(by, as_index=False)[COUNTS].sum())


def standing(days: pd.DataFrame, measure: Measure, target: int, span: Span) -> pd.DataFrame:
    """How each unit stands: its rate in the span, its rank this week and last week, its streaks.

    Args:
        days: A history.
        measure: One of `RATES`.
        target: In percent.

    Returns:
        Columns key, `COUNTS` and shares of the span, gap (points above the target, NaN where not known), and those of `ranks`
        and `streaks`. A row for each unit of the history.
    """
    inside = days[days["day"] >= pd.Timestamp(span.first)]
    sums = with_shares(inside.groupby("key", as_index=False)[COUNTS].sum())
    every = pd.DataFrame({"key": sorted(days["key"].unique())})
    joined = every.merge(sums, on="key", how="left").merge(ranks(days, measure, span.last), on="key", how="left")
    joined = joined.merge(streaks(days, measure, target), on="key", how="left")
    joined[COUNTS] = joined[COUNTS].fillna(0).astype("int64")
    return joined.assign(gap=100 * joined[measure.column] - target)


def ranks(days: pd.DataFrame, measure: Measure, last: date) -> pd.DataFrame:
    """Ranks of the seven days up to ``last`` and of those before; the highest share is first, equal ones share a rank.

    Returns:
        Columns key, week_part, week_whole, week_share, rank, rank_before, climbed (places gained since `week_before`);
        missing where nothing is known.
    """
    this, before = (_week(days, measure, end) for end in (last, week_before(days, measure, last) or last - WEEK))
    found = this.merge(before[["key", "rank"]], on="key", how="outer", suffixes=("", "_before"))
    return found.assign(climbed=found["rank_before"] - found["rank"])


def week_before(days: pd.DataFrame, measure: Measure, last: date) -> date | None:
    """The last day of the seven days that a week is compared with: a week in which nothing is known, as in a vacation, is
    passed over. None where no earlier week of the history is known."""
    known = days[(days[PARTS[measure][1]] > 0) & (days["day"] <= pd.Timestamp(last - WEEK))]["day"]
    return None if known.empty else last - WEEK * ((last - known.max().date()).days // WEEK.days)


def streaks(days: pd.DataFrame, measure: Measure, target: int) -> pd.DataFrame:
    """How many known days running, up to the last, each unit is below the target, has reached it, or has nothing at all.

    Days off, nearly empty days (`NEARLY_EMPTY`) and days that are not known are passed over: they neither go on nor end it.

    Returns:
        Columns key, below, reached, without (days running) and known (how many days are known at all: a streak as long as that
        may be longer).
    """
    part, whole = PARTS[measure]
    usual = days.groupby("key")["expected"].transform("max")
    known = days[(days[whole] > 0) & (days["expected"] * NEARLY_EMPTY > usual)].sort_values("day", ascending=False)
    below = known[part] * 100 < target * known[whole]
    counted = known[["key"]].assign(
        below=_running(known["key"], below),
        reached=_running(known["key"], ~below),
        without=_running(known["key"], known[part] == 0),
        known=1,
    )
    return counted.groupby("key", as_index=False)[["below", "reached", "without", "known"]].sum()


def _running(keys: pd.Series, holds: pd.Series) -> pd.Series:
    """1 for each row of a unit until the first for which it does not hold."""
    return holds.astype(int).groupby(keys).cumprod()


def _week(days: pd.DataFrame, measure: Measure, last: date) -> pd.DataFrame:
    part, whole = PARTS[measure]
    inside = days[(days["day"] > pd.Timestamp(last - WEEK)) & (days["day"] <= pd.Timestamp(last))]
    found = inside.groupby("key", as_index=False)[[part, whole]].sum()
    found.columns = pd.Index(["key", "week_part", "week_whole"])
    found = found[found["week_whole"] > 0]
    share = found["week_part"] / found["week_whole"]
    return found.assign(week_share=share, rank=share.rank(method="min", ascending=False).astype(int))


def streak_words(row: dict[Any, Any], measure: Measure) -> str:
    """A unit's streak in words, from a row of `streaks`."""
    known = 0 if pd.isna(row["known"]) else int(row["known"])
    if not known:
        return measure.unknown
    without, below, reached = (int(row[name]) for name in ("without", "below", "reached"))
    running = without or below or reached
    count = _("at least {count}").format(count=number(running)) if running == known else number(running)
    if without and measure is Measure.COMPLIANCE:
        text = ngettext("{count} school day without any upload", "{count} school days running without any upload", running)
    elif without:
        text = ngettext("{count} school day with nothing read", "{count} school days running with nothing read", running)
    elif below:
        text = ngettext("{count} school day below the target", "{count} school days running below the target", running)
    else:
        text = ngettext("{count} school day on target", "{count} school days running on target", running)
    return text.format(count=count)
