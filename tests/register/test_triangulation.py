"""What was counted of a class day stands side by side; what nobody counted is unknown, never 0."""

import pandas as pd

from attendance.register import triangulation
from attendance.register.triangulation import Triangulation
from data import headcounts
from data.clock import utc_now
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_portal
from tests.support import Small

ALL = Scope.everything()
SABOUR_301 = {"day": MONDAY, "school_id": 201, "class_section_id": 301}


def add_counts(small: Small, *counts: tuple[int, str, int]) -> None:
    rows = [SABOUR_301 | {"class_section_id": section, "kind": kind, "counted": counted} for section, kind, counted in counts]
    small.district.db.write(lambda tx: headcounts.put(tx, ALL, pd.DataFrame(rows), utc_now()))


def test_a_day_of_which_nobody_counted_anything_is_unknown(small: Small) -> None:
    found = triangulation.of_class_day(small.district.db, ALL, 301, MONDAY)
    assert found == Triangulation(4, None, None, None, None, None, None, None, reported=False)
    assert found.fewer_than(20) is None


def test_each_count_is_of_this_class_or_of_its_whole_school(small: Small) -> None:
    add_class_day(small, 301, counts=(2, 1, 1, 0))
    add_portal(small, 301, present=4)
    add_counts(small, (301, "register", 4), (0, "meal", 7), (302, "meal", 3))
    found = triangulation.of_class_day(small.district.db, ALL, 301, MONDAY)
    assert (found.enrolled, found.recognised, found.register, found.meals, found.portal) == (4, 2, 4, None, 4)
    assert (found.school_register, found.school_meals, found.reported) == (None, 7, True)


def test_another_blocks_counts_are_not_told(small: Small) -> None:
    add_class_day(small, 301, counts=(2, 1, 1, 0))
    add_portal(small, 301, present=4)
    add_counts(small, (301, "register", 4), (0, "meal", 7))
    foreign = triangulation.of_class_day(small.district.db, Scope.of(["kahalgaon"]), 301, MONDAY)
    assert foreign == Triangulation(0, None, None, None, None, None, None, None, reported=False)


def test_a_class_counted_by_nobody_else_has_nothing_to_fall_short_of() -> None:
    alone = Triangulation(40, 10, 5, None, None, 200, 190, None, reported=False)
    assert alone.fewer_than(20) is None


def test_the_largest_count_beyond_the_margin_is_named() -> None:
    found = Triangulation(40, 24, 20, register=30, meals=36, school_register=None, school_meals=None, portal=40, reported=True)
    assert (found.fewer_than(20), found.fewer_than(30), found.fewer_than(50)) == (40, 40, None)
