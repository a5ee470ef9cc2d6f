"""Figures, shares, streaks and ranks against a slow plain computation from the rows of random small districts."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from data import figures as stored
from data.scope import Scope
from tests.reports.random_district import ClassDay, RandomDistrict, class_days, fill, random_districts
from tests.support import Small, small_district

ALL = Scope.everything()
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district that lasts for the module: each example empties it and fills it anew."""
    made = small_district(tmp_path_factory.mktemp("random"))
    yield made
    made.district.close()


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


@quick
@given(random_districts())
def test_sums_at_every_level_and_day_are_those_of_the_rows(emptied: Small, made: RandomDistrict) -> None:
    fill(emptied.district, made)
    truth = class_days(made)
    levels = ((), ("block_id",), ("block_id", "cluster_id"), ("block_id", "cluster_id", "school_id"))
    for depth, names in enumerate(levels):
        frame = stored.sums(emptied.district.db, ALL, made.first, made.last, depth=depth, by_day=True)
        here = {
            (pd.Timestamp(row["day"]).date(), *(row[name] for name in names)): {name: row[name] for name in COUNTS}
            for row in frame.to_dict("records")
        }
        assert here == {key: counts(group) for key, group in grouped(truth, "day", *names).items()}
