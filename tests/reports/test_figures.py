"""Figures against numbers worked out by hand, and what must hold of any numbers."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.reports import figures
from attendance.reports.figures import Figures, Level, Place, Rate, Span
from attendance.reports.measures import Measure, in_order
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_portal
from tests.support import Small, small_district

ALL = Scope.everything()
DAY = Span.of(MONDAY)


@pytest.fixture(scope="module")
def many_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district that lasts for the module: each example takes a day of its own."""
    made = small_district(tmp_path_factory.mktemp("many_days"))
    yield made
    made.district.close()


def totals(small: Small, scope: Scope = ALL, span: Span = DAY, place: Place = Place()) -> Figures:  # noqa: B008
    return figures.totals(small.district.db, scope, span, place)


def test_each_rate_carries_what_it_is_of(small: Small) -> None:
    add_class_day(small, 301, counts=(2, 1, 1, 0))
    add_class_day(small, 303, counts=(1, 1, 1, 1), uncertain=2)
    found = totals(small)
    assert found.recognised_rate == Rate(3, 8)
    assert found.seen_rate == Rate(5, 8)
    assert found.coverage == Rate(2, 3)
    assert found.uncertain == 2
    assert totals(small, place=Place(class_section_id=303)).recognised_rate == Rate(1, 4)
    assert totals(small, Scope.of(["sabour"])).seen_rate == Rate(3, 4)
    assert totals(small, Scope.nothing()) == Figures()


def test_a_rate_of_nothing_is_not_known() -> None:
    assert Rate(0, 0).share is None
    assert Rate(0, 0).percent == "अभी पता नहीं"
    assert Rate(0, 3).percent == "0 %"


def test_compliance_is_unknown_without_a_report_and_zero_with_an_empty_one(small: Small) -> None:
    add_class_day(small, 301)
    assert totals(small).compliance is None
    assert Measure.COMPLIANCE.text(totals(small)) == "पोर्टल आँकड़े नहीं आए"
    add_portal(small, 301)
    assert totals(small, Scope.of(["sabour"])).compliance == Rate(0, 2)
    assert Measure.COMPLIANCE.text(totals(small, Scope.of(["sabour"]))) == "0 %"


def test_compliance_counts_only_days_with_a_report(small: Small) -> None:
    add_portal(small, 301, uploaded_at=datetime(2026, 4, 6, 9, 0))
    week = Span(MONDAY, MONDAY + timedelta(days=5))
    found = totals(small, Scope.of(["sabour"]), week)
    assert found.compliance == Rate(1, 2)
    assert found.coverage == Rate(0, 12)


def test_a_holiday_is_never_a_day_without_report(small: Small) -> None:
    add_day_off(small)
    add_portal(small, 301)
    assert totals(small) == Figures()
    assert figures.day_off_names(small.district.db, ALL, MONDAY) == [("अवकाश नमूना", "Sample holiday")]


def test_every_block_of_the_scope_has_a_row(small: Small) -> None:
    sunday = Span.of(MONDAY - timedelta(days=1))
    table = figures.table(small.district.db, ALL, sunday, Level.BLOCK)
    assert table["key"].tolist() == ["sabour", "kahalgaon"]
    assert table[[measure.column for measure in Measure]].isna().all(axis=None)
    assert figures.table(small.district.db, Scope.of(["kahalgaon"]), sunday, Level.BLOCK)["key"].tolist() == ["kahalgaon"]


def test_low_comes_first_or_last_and_the_unknown_always_last(small: Small) -> None:
    add_class_day(small, 301, counts=(1, 0, 3, 0))
    add_class_day(small, 302, counts=(3, 0, 1, 0))
    table = figures.table(small.district.db, ALL, DAY, Level.CLASS_SECTION)
    assert in_order(table, Measure.RECOGNISED)["key"].tolist() == ["301", "302", "303"]
    assert in_order(table, Measure.RECOGNISED, low_first=False)["key"].tolist() == ["302", "301", "303"]


def test_the_working_day_before_passes_over_days_off_and_nearly_empty_days(small: Small) -> None:
    db, saturday = small.district.db, MONDAY - timedelta(days=2)
    assert figures.before(db, ALL, DAY) == Span.of(saturday)
    add_day_off(small, saturday, block_id="sabour")  # one class of three is left
    assert figures.before(db, ALL, DAY) == Span.of(saturday - timedelta(days=1))
    assert figures.before(db, Scope.of(["kahalgaon"]), DAY) == Span.of(saturday)
    assert figures.before(db, Scope.nothing(), DAY) is None
    week = Span(MONDAY, MONDAY + timedelta(days=5))
    assert figures.before(db, ALL, week) == Span(MONDAY - timedelta(days=6), MONDAY - timedelta(days=1))


def test_the_trend_has_a_row_for_each_day_something_was_expected(small: Small) -> None:
    add_class_day(small, 301)
    days = figures.trend(small.district.db, ALL, Span(MONDAY - timedelta(days=2), MONDAY))
    assert [moment.date() for moment in days["day"]] == [MONDAY - timedelta(days=2), MONDAY]
    assert days["recognised_share"].isna().tolist() == [True, False]


counts = st.tuples(*[st.integers(0, 40)] * 4)
_days = itertools.count()


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from([301, 302, 303]), counts))
def test_the_parts_make_up_the_enrolled_and_the_blocks_the_district(
    many_days: Small, classes: dict[int, tuple[int, int, int, int]]
) -> None:
    day = MONDAY + timedelta(days=next(_days))
    for class_section_id, parts in classes.items():
        add_class_day(many_days, class_section_id, day, counts=parts)
    db, span = many_days.district.db, Span.of(day)
    whole = figures.totals(db, ALL, span)
    assert whole.enrolled == sum(sum(parts) for parts in classes.values())
    for level in Level:
        table = figures.table(db, ALL, span, level)
        parts_sum = table[["recognised", "seen_not_named", "not_seen", "absent"]].sum(axis=1)
        assert (parts_sum == table["enrolled"]).all()
        for name in ("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "expected", "read", "with_photos"):
            assert table[name].sum() == getattr(whole, name)
