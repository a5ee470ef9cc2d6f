"""A block's week: which days count, what it is compared with, ranks, and which schools are called."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from attendance import i18n
from attendance.reports import week
from attendance.reports.figures import Span
from attendance.reports.measures import Measure
from attendance.reports.rules import Limits
from attendance.reports.week import Week
from data import rollups
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_portal
from tests.support import Small

ALL = Scope.everything()
NEXT = MONDAY + timedelta(days=7)
SATURDAY = MONDAY + timedelta(days=5)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


def at(days: int, hour: int = 9, first: date = MONDAY) -> datetime:
    return datetime.combine(first + timedelta(days=days), datetime.min.time()).replace(hour=hour)


def of(small: Small, day: date = MONDAY, *, block_id: str = "sabour", today: date = SATURDAY, scope: Scope = ALL) -> Week:
    found = week.of_block(small.district.db, scope, block_id, day, today, Limits(), 90)
    assert found
    return found


def test_it_runs_from_monday_to_saturday_and_names_its_days_off(small: Small) -> None:
    add_day_off(small, MONDAY + timedelta(days=2))
    add_day_off(small, MONDAY + timedelta(days=3), block_id="kahalgaon")
    add_day_off(small, MONDAY + timedelta(days=4), school_id=201)
    found = of(small, MONDAY + timedelta(days=3))
    assert found.span == Span(MONDAY, SATURDAY)
    assert [day.works for day in found.days] == [True, True, False, True, False, True]
    assert [day.note for day in found.days] == ["", "", "Sample holiday", "", "1 school off by its own calendar", ""]


def test_sunday_belongs_to_it_where_schools_work_on_it(small: Small) -> None:
    for sql in (
        "UPDATE school SET weekly_off = 5 WHERE school_id = 201",
        "UPDATE school_place SET weekly_off = 5 WHERE school_id = 201",
    ):
        small.district.db.write(lambda tx, sql=sql: tx._cursor().execute(sql).fetchall())
    small.district.db.write(rollups.refresh)
    assert of(small).span.last == MONDAY + timedelta(days=6)
    assert [day.works for day in of(small).days] == [True, True, True, True, False, True, True]
    assert of(small, block_id="kahalgaon").span.last == SATURDAY


def test_days_to_come_are_not_counted_and_today_only_once_something_came(small: Small) -> None:
    wednesday = MONDAY + timedelta(days=2)
    found = of(small, today=wednesday)
    assert found.counted == Span(MONDAY, MONDAY + timedelta(days=1))
    assert (found.now.expected, [day.to_come for day in found.days]) == (4, [False, False, True, True, True, True])
    add_class_day(small, 301, wednesday)
    assert of(small, today=wednesday).counted == Span(MONDAY, wednesday)
    nothing_yet = of(small, today=MONDAY)
    assert (nothing_yet.counted, nothing_yet.calls, len(nothing_yet.clusters)) == (None, (), 0)


def test_it_is_compared_with_the_same_days_of_the_last_week_with_school_days(small: Small) -> None:
    for step in range(6):
        add_day_off(small, NEXT + timedelta(days=step))
    add_class_day(small, 301, MONDAY)
    add_class_day(small, 301, SATURDAY)
    later = NEXT + timedelta(days=7)
    add_class_day(small, 302, later)
    found = of(small, later, today=later)
    assert found.earlier == Span.of(MONDAY)
    assert (found.now.read, found.before.read) == (1, 1)


def test_ranks_are_of_the_whole_district_and_change_since_the_week_before(small: Small) -> None:
    add_portal(small, 301, uploaded_at=at(0))
    add_portal(small, 303, uploaded_at=None)
    add_portal(small, 302, NEXT)
    add_portal(small, 303, NEXT, uploaded_at=at(7))
    rank = of(small, NEXT, today=NEXT).ranks[0]
    assert (rank.measure, rank.now, rank.before, rank.units) == (Measure.COMPLIANCE, 2, 1, 2)
    own = of(small, scope=Scope.of({"sabour"}))
    assert own.ranks == ()
    assert own.around is None
    assert week.of_block(small.district.db, Scope.of({"sabour"}), "kahalgaon", MONDAY, SATURDAY, Limits(), 90) is None


def test_a_school_without_any_upload_is_called_by_the_portals_word_or_by_ours(small: Small) -> None:
    (call,) = of(small).calls
    assert call.reasons == ("No class photos read here: 0 of 10 class days.",)
    assert (call.school, call.head.phone, call.crc.phone) == ("School One", "0000000011", None)
    add_portal(small, 301)
    assert of(small).calls[0].reasons == ("Nothing uploaded to the portal: 0 of 2 class days.",)
    add_portal(small, 301, MONDAY + timedelta(days=1))
    add_portal(small, 302, uploaded_at=at(0))
    assert of(small).calls[0].reasons == ("Uploaded to the portal: only 1 of 4 class days.",)


def test_few_faces_and_a_sudden_fall_call_a_school_of_large_classes(small: Small) -> None:
    for class_section_id in (301, 302):
        for day in pd.date_range(MONDAY, SATURDAY).date:
            add_portal(small, class_section_id, day, uploaded_at=at(0, first=day))
            add_portal(small, class_section_id, day + timedelta(days=7), uploaded_at=at(7, first=day))
    add_class_day(small, 301, counts=(16, 2, 2, 0))
    add_class_day(small, 301, NEXT, counts=(8, 3, 9, 0))
    assert of(small).calls == ()
    (call,) = of(small, NEXT, today=NEXT + timedelta(days=5)).calls
    assert call.reasons == ("Faces seen: only 55 % of the enrolled (11 / 20).", "Faces seen fell from 90 % to 55 %.")
    add_class_day(small, 302, counts=(1, 0, 3, 0))
    assert of(small).calls == (), "a class of four is never low"
