"""Figures, shares, streaks and ranks against a slow plain computation from the rows of random small districts."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.reports import compliance, trends, usual
from attendance.reports.figures import Level, Place, Span
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from attendance.reports.trends import Division
from data import figures as stored
from data.scope import Scope
from tests.reports.random_district import ClassDay, RandomDistrict, class_days, fill, random_districts
from tests.support import Small, small_district

ALL = Scope.everything()


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district that lasts for the module: each example empties it and fills it anew."""
    made = small_district(tmp_path_factory.mktemp("random"))
    yield made
    made.district.close()


LEVELS = (Level.BLOCK, Level.CLUSTER, Level.SCHOOL, Level.CLASS_SECTION)
KEYS = {
    Level.BLOCK: "block_id",
    Level.CLUSTER: "cluster_id",
    Level.SCHOOL: "school_id",
    Level.CLASS_SECTION: "class_section_id",
}
DAY = timedelta(days=1)
COUNTS = ("expected", "read", "with_photos", "portal_expected", "uploaded", "late", "enrolled", "recognised", "uncertain")


def counts(found: list[ClassDay]) -> dict[str, int]:
    """The sums of class days, one by one."""
    expected = [one for one in found if one.expected]
    rows = [one.row for one in found if one.row and one.with_photos]
    return {
        "expected": len(expected),
        "read": sum(one.with_photos for one in expected),
        "with_photos": len(rows),
        "portal_expected": sum(one.reported for one in expected),
        "uploaded": sum(bool(one.uploaded) for one in expected),
        "late": sum(one.late for one in expected),
        **{name: sum(row[name] for row in rows) for name in ("enrolled", "recognised", "uncertain")},
    }


def grouped(found: list[ClassDay], *names: str) -> dict[Any, list[ClassDay]]:
    groups: dict[Any, list[ClassDay]] = {}
    for one in found:
        groups.setdefault(tuple(getattr(one, name) for name in names), []).append(one)
    return groups


def sums_at_every_level_and_day_are_those_of_the_rows(emptied: Small, made: RandomDistrict) -> None:
    truth = class_days(made)
    levels = ((), ("block_id",), ("block_id", "cluster_id"), ("block_id", "cluster_id", "school_id"))
    for depth, names in enumerate(levels):
        frame = stored.sums(emptied.district.db, ALL, made.first, made.last, depth=depth, by_day=True)
        here = {
            (pd.Timestamp(row["day"]).date(), *(row[name] for name in names)): {name: row[name] for name in COUNTS}
            for row in frame.to_dict("records")
        }
        assert here == {key: counts(group) for key, group in grouped(truth, "day", *names).items()}


def rate(found: list[ClassDay], measure: Measure) -> Fraction | None:
    """Of the expected class days, those uploaded where a report came, or those read here; None where there is none."""
    expected = [one for one in found if one.expected]
    if measure is Measure.COVERAGE:
        return Fraction(sum(one.with_photos for one in expected), len(expected)) if expected else None
    reported = [one for one in expected if one.reported]
    return Fraction(sum(bool(one.uploaded) for one in reported), len(reported)) if reported else None


def shares(frame: pd.DataFrame, column: str, *by: str) -> dict[Any, float | None]:
    """A column by its keys, None where it is not known."""
    found = {}
    for row in frame.to_dict("records"):
        key = tuple(row[name].date() if name == "day" else row[name] for name in by)
        found[key] = None if pd.isna(row[column]) else row[column]
    return found


def as_floats(rates: dict[Any, Fraction | None]) -> dict[Any, float | None]:
    return {key: None if share is None else share.numerator / share.denominator for key, share in rates.items()}


def rates_by_day_week_and_month(emptied: Small, made: RandomDistrict, period: Period, level: Level) -> None:
    starts = {
        Period.DAY: lambda day: day,
        Period.WEEK: lambda day: next(day - DAY * ago for ago in range(7) if (day - DAY * ago).isoweekday() == 1),
        Period.MONTH: lambda day: date(day.year, day.month, 1),
    }
    groups: dict[Any, list[ClassDay]] = {}
    whole: dict[Any, list[ClassDay]] = {}
    for one in class_days(made):
        first = starts[period](one.day)
        groups.setdefault((first, str(getattr(one, KEYS[level]))), []).append(one)
        whole.setdefault((first,), []).append(one)
    span = Span(made.first, made.last)
    days = compliance.history(emptied.district.db, ALL, span, level, Place())
    for measure in compliance.RATES:
        by_unit = shares(compliance.by_period(days, period, span), measure.column, "day", "key")
        assert by_unit == as_floats({key: rate(group, measure) for key, group in groups.items()})
        together = shares(compliance.by_period(days, period, span, units=False), measure.column, "day")
        assert together == as_floats({key: rate(group, measure) for key, group in whole.items()})
    late = {(row["day"].date(), row["key"]): row["late"] for row in compliance.by_period(days, period, span).to_dict("records")}
    assert late == {key: sum(one.late for one in group if one.expected) for key, group in groups.items()}


def streaks_pass_over_days_off_and_days_that_are_not_known(
    emptied: Small, made: RandomDistrict, level: Level, measure: Measure, target: int
) -> None:
    truth = [one for one in class_days(made) if one.day >= made.last - compliance.STREAK_DAYS]
    days = compliance.history(emptied.district.db, ALL, Span.of(made.last), level, Place())
    found = {
        row["key"]: (row["below"], row["reached"], row["without"], row["known"])
        for row in compliance.streaks(days, measure, target).to_dict("records")
    }
    wanted = {}
    for (key,), group in grouped(truth, KEYS[level]).items():
        by_day = grouped(group, "day")
        most = max(sum(one.expected for one in of_day) for of_day in by_day.values())
        rates = []
        for _day, of_day in sorted(by_day.items(), reverse=True):
            share = rate(of_day, measure)
            if share is not None and sum(one.expected for one in of_day) * 10 > most:
                rates.append(share)
        if rates:
            wanted[str(key)] = (
                running(rates, lambda share: share < Fraction(target, 100)),
                running(rates, lambda share: share >= Fraction(target, 100)),
                running(rates, lambda share: share == 0),
                len(rates),
            )
    assert found == wanted


def running(rates: list[Fraction], holds: Callable[[Fraction], bool]) -> int:
    """How many from the first on for which it holds without a break."""
    count = 0
    for share in rates:
        if not holds(share):
            break
        count += 1
    return count


def in_week(found: list[ClassDay], end: date) -> list[ClassDay]:
    """The class days of the seven days up to ``end``."""
    return [one for one in found if end - 6 * DAY <= one.day <= end]


def ranks_and_places_gained_since_last_week(emptied: Small, made: RandomDistrict, level: Level, measure: Measure) -> None:
    truth = grouped(class_days(made), KEYS[level])
    days = compliance.history(emptied.district.db, ALL, Span.of(made.last), level, Place())
    found = compliance.ranks(days, measure, made.last).to_dict("records")
    weeks = []
    earlier = [made.last - 7 * DAY * ago for ago in range(1, 9)]
    known_weeks = [
        end for end in earlier if rate(in_week([one for group in truth.values() for one in group], end), measure) is not None
    ]
    assert compliance.week_before(days, measure, made.last) == next(iter(known_weeks), None)
    for end in (made.last, next(iter(known_weeks), earlier[0])):
        rates = {
            str(key): rate([one for one in group if end - 6 * DAY <= one.day <= end], measure)
            for (key,), group in truth.items()
        }
        known = {key: share for key, share in rates.items() if share is not None}
        weeks.append({key: 1 + sum(other > share for other in known.values()) for key, share in known.items()})
    this, before = weeks
    assert {row["key"]: row["rank"] for row in found if pd.notna(row["rank"])} == this
    assert {row["key"]: row["rank_before"] for row in found if pd.notna(row["rank_before"])} == before
    climbed = {row["key"]: row["climbed"] for row in found if pd.notna(row["climbed"])}
    assert climbed == {key: before[key] - this[key] for key in this.keys() & before.keys()}


def the_usual_of_a_weekday_is_of_the_last_six_such_working_days(emptied: Small, made: RandomDistrict, ago: int) -> None:
    day = max(made.first, made.last - DAY * ago)
    truth = class_days(made)
    by_day = {key: group for (key,), group in grouped(truth, "day").items()}
    own = sum(one.expected for one in by_day.get(day, []))
    alike = []
    for earlier in sorted(by_day, reverse=True):
        expected = sum(one.expected for one in by_day[earlier])
        if earlier < day and earlier.isoweekday() == day.isoweekday() and expected and 2 * expected >= own:
            alike.append(earlier)
    found = usual.before(emptied.district.db, ALL, day, Place())
    if not alike:
        assert found is None
        return
    assert found is not None
    assert list(found.days) == alike[:6]
    wanted = [one for one in truth if one.day in alike[:6]]
    assert {name: getattr(found.figures, name) for name in COUNTS} == counts(wanted)
    for level in LEVELS:
        units = usual.of_units(emptied.district.db, ALL, found.days, level, Place())
        for measure in compliance.RATES:
            truth_of_units = {(str(key),): rate(group, measure) for (key,), group in grouped(wanted, KEYS[level]).items()}
            assert shares(units, measure.column, "key") == as_floats(truth_of_units)


def trends_by_unit_grade_and_management(emptied: Small, made: RandomDistrict, division: Division) -> None:
    managed = {school["school_id"]: school["management"] or "" for school in made.tables["school"]}
    parts: dict[Division, Callable[[ClassDay], str]] = {
        Division.UNIT: lambda one: one.block_id,
        Division.GRADE: lambda one: str(one.grade),
        Division.MANAGEMENT: lambda one: managed[one.school_id],
    }
    groups: dict[Any, list[ClassDay]] = {}
    for one in class_days(made):
        groups.setdefault((one.day.replace(day=1), parts[division](one)), []).append(one)
    span = Span(made.first, made.last)
    found = trends.parts(emptied.district.db, ALL, span, Period.MONTH, division, Level.BLOCK, Place())
    rows = {(row["day"].date(), row["key"]): {name: row[name] for name in COUNTS} for row in found.to_dict("records")}
    assert rows == {key: counts(group) for key, group in groups.items()}
    assert found["name"].ne("").all()


# Filling a district takes longer than a check of it, so each one is checked in all ways.
@settings(max_examples=20)
@given(made=random_districts(days=70), data=st.data())
def test_figures_rates_streaks_ranks_and_trends_are_those_of_the_rows(
    emptied: Small, made: RandomDistrict, data: st.DataObject
) -> None:
    level = data.draw(st.sampled_from(LEVELS), "level")
    measure = data.draw(st.sampled_from(compliance.RATES), "measure")
    fill(emptied.district, made)
    sums_at_every_level_and_day_are_those_of_the_rows(emptied, made)
    rates_by_day_week_and_month(emptied, made, data.draw(st.sampled_from(Period), "period"), level)
    streaks_pass_over_days_off_and_days_that_are_not_known(
        emptied, made, level, measure, data.draw(st.integers(1, 100), "target")
    )
    ranks_and_places_gained_since_last_week(emptied, made, level, measure)
    the_usual_of_a_weekday_is_of_the_last_six_such_working_days(emptied, made, data.draw(st.integers(0, 6), "days ago"))
    trends_by_unit_grade_and_management(emptied, made, data.draw(st.sampled_from(Division), "division"))
