"""Sums of class days: scope, transfers, the calendar, the portal's report."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data import exceptions, figures, schools
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_flag, add_portal
from tests.support import FIRST_DAY, Small

ALL = Scope.everything()
SUNDAY = MONDAY - timedelta(days=1)
NEXT_SATURDAY = MONDAY + timedelta(days=5)


def sums(small: Small, scope: Scope = ALL, first: date = MONDAY, last: date = MONDAY, **options: Any) -> pd.DataFrame:
    return figures.sums(small.district.db, scope, first, last, **{"depth": 1, **options})


def by_block(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["block_id"]: row for row in frame.to_dict("records")}


def test_counts_are_summed_by_block_and_classes_without_photos_stand_beside(small: Small) -> None:
    add_class_day(small, 301, counts=(2, 1, 1, 0), uncertain=1)
    add_class_day(small, 303, counts=(0, 2, 1, 1))
    found = by_block(sums(small))
    assert [found["sabour"][name] for name in ("expected", "read", "enrolled", "recognised", "uncertain")] == [2, 1, 4, 2, 1]
    assert [found["kahalgaon"][name] for name in ("expected", "read", "enrolled", "seen_not_named", "absent")] == [
        1,
        1,
        4,
        2,
        1,
    ]


def test_marks_made_without_photos_count_as_not_read(small: Small) -> None:
    add_class_day(small, 301, photos=0)
    sabour = by_block(sums(small))["sabour"]
    assert (sabour["read"], sabour["with_photos"], sabour["enrolled"], sabour["recognised"]) == (0, 0, 0, 0)


def test_a_foreign_scope_sees_nothing(small: Small) -> None:
    add_class_day(small, 301)
    add_portal(small, 301, present=3)
    add_flag(small, 301)
    db, foreign = small.district.db, Scope.of(["kahalgaon"])
    for depth in range(5):
        for by_day in (False, True):
            seen = sums(small, foreign, depth=depth, by_day=by_day)
            assert set(seen["block_id"].dropna()) <= {"kahalgaon"}
            assert seen["recognised"].sum() == seen["uploaded"].sum() == 0
            assert sums(small, Scope.nothing(), depth=depth, by_day=by_day).empty
    assert sums(small, foreign, block_id="sabour").empty
    assert figures.latest_day(db, foreign, MONDAY, MONDAY) is None
    assert figures.portal_class_day(db, foreign, 301, MONDAY) is None
    assert figures.latest_day(db, ALL, MONDAY, MONDAY) == MONDAY
    assert figures.portal_class_day(db, ALL, 301, MONDAY)


def test_a_class_day_stays_with_the_block_of_its_day_when_its_school_moves(small: Small) -> None:
    add_class_day(small, 301, block_id="kahalgaon")
    found = by_block(sums(small))
    assert found["kahalgaon"]["recognised"] == 2
    assert found["sabour"]["recognised"] == 0
    assert found["kahalgaon"]["expected"] + found["sabour"]["expected"] == 3
    assert sums(small, Scope.of(["kahalgaon"]))["recognised"].sum() == 2
    assert sums(small, Scope.of(["sabour"]))["recognised"].sum() == 0


@pytest.mark.parametrize(
    ("narrowing", "off"),
    [({}, {301, 302, 303}), ({"block_id": "sabour"}, {301, 302}), ({"school_id": 202}, {303})],
)
def test_a_day_off_is_not_expected(small: Small, narrowing: dict[str, Any], off: set[int]) -> None:
    add_day_off(small, **narrowing)
    expected = sums(small, depth=4)
    assert set(expected.loc[expected["expected"] > 0, "class_section_id"]) == {301, 302, 303} - off


def test_expected_agrees_with_the_roster(small: Small) -> None:
    add_day_off(small, block_id="sabour")
    add_day_off(small, MONDAY + timedelta(days=1), school_id=202)
    first, last = SUNDAY - timedelta(days=10), NEXT_SATURDAY
    days = [day.date() for day in pd.date_range(FIRST_DAY, last)]  # before it nobody is enrolled
    open_schools = {
        (day, school) for day in days for school in (201, 202) if schools.is_expected(small.district.db, ALL, school, day)
    }
    here = sums(small, first=first, last=last, depth=4, by_day=True)
    expected = here[here["expected"] > 0]
    assert set(zip(pd.to_datetime(expected["day"]).dt.date, expected["school_id"], strict=True)) == open_schools
    assert open_schools


def test_photos_on_a_day_off_count_but_not_as_coverage(small: Small) -> None:
    add_class_day(small, 301, SUNDAY)
    row = sums(small, first=SUNDAY, last=SUNDAY).iloc[0]
    assert (row["expected"], row["read"], row["with_photos"], row["enrolled"]) == (0, 0, 1, 4)


def test_a_report_of_one_block_says_nothing_of_another(small: Small) -> None:
    add_portal(small, 301, uploaded_at=datetime(2026, 4, 6, 9, 50))
    found = by_block(sums(small))
    assert (found["sabour"]["uploaded"], found["sabour"]["portal_expected"]) == (1, 2)
    assert found["kahalgaon"]["portal_expected"] == 0


def test_late_is_after_the_hour_or_on_a_later_day(small: Small) -> None:
    add_portal(small, 301, uploaded_at=datetime(2026, 4, 6, 10, 0))
    add_portal(small, 302, uploaded_at=datetime(2026, 4, 7, 8, 0))
    add_portal(small, 303, uploaded_at=datetime(2026, 4, 6, 10, 1))
    found = by_block(sums(small))
    assert (found["sabour"]["uploaded"], found["sabour"]["late"]) == (2, 1)
    assert (found["kahalgaon"]["uploaded"], found["kahalgaon"]["late"]) == (1, 1)


def test_used_photos_are_those_nobody_has_decided_on(small: Small) -> None:
    add_flag(small, 301)
    add_flag(small, 302, kind="near_duplicate", state="dismissed")
    add_flag(small, 303, kind="too_few")
    found = exceptions.used_photos(small.district.db, MONDAY, MONDAY)
    assert found["class_section_id"].tolist() == [301]
