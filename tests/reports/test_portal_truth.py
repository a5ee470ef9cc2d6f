"""The portal against the photos, compared with a slow plain computation from the rows of random small districts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.office.access import SYSTEM, Account, Role
from attendance.reports import portal, portal_pupils
from attendance.reports.figures import Place, Span
from attendance.reports.portal import MOST_DAYS, MOST_DAYS_OF_ALL, NEAR_PUPILS, NEAR_SHARE, Kind
from tests.reports.random_district import BLOCKS, ClassDay, RandomDistrict, class_days, fill, random_districts
from tests.support import Small, small_district

quick = settings(max_examples=20)
Key = tuple[date, int]


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    made = small_district(tmp_path_factory.mktemp("random"))
    yield made
    made.district.close()


def kind_of(one: ClassDay) -> Kind:
    if not one.reported:
        return Kind.NO_REPORT
    if not one.with_photos:
        return Kind.NOT_READ
    if not one.uploaded:
        return Kind.NOT_AT_PORTAL
    if one.portal_present is None:
        return Kind.NO_COUNT
    assert one.row
    apart = one.portal_present - one.row["faces"]
    if abs(apart) <= max(NEAR_PUPILS, NEAR_SHARE * max(one.portal_present, one.row["faces"])):
        return Kind.AGREE
    return Kind.PORTAL_MORE if apart > 0 else Kind.PHOTOS_MORE


def difference(one: ClassDay) -> int | None:
    if not one.with_photos or not one.row:
        return None
    if one.portal_present is not None:
        return int(one.portal_present - one.row["faces"])
    return -int(one.row["faces"]) if one.reported and not one.uploaded else None


def pupil_pairs(made: RandomDistrict, blocks: set[str]) -> list[tuple[dict[str, Any], bool]]:
    """Each mark here of a pupil whom the portal marks that day, with the portal's word; none of class days set aside."""
    aside = {(row["day"], row["class_section_id"]) for row in made.tables["class_day"] if row["set_aside"]}
    said = {(row["day"], row["pupil_id"]): row["present"] for row in made.tables["portal_pupil_day"]}
    return [
        (mark, said[mark["day"], mark["pupil_id"]])
        for mark in made.tables["attendance"]
        if mark["block_id"] in blocks
        and (mark["day"], mark["pupil_id"]) in said
        and (mark["day"], mark["class_section_id"]) not in aside
    ]


def plain(value: Any) -> Any:
    return None if pd.isna(value) else int(value)


@given(made=random_districts(), place=st.sampled_from((None, *BLOCKS)), mine=st.sampled_from((None, *BLOCKS)))
@quick
def test_each_class_day_is_told_as_the_rows_say(
    emptied: Small, made: RandomDistrict, place: str | None, mine: str | None
) -> None:
    fill(emptied.district, made)
    account = SYSTEM if mine is None else Account("brc", "BRC", Role.BRC, frozenset({mine}))
    span = Span(made.first, made.last)
    blocks = {block for block in BLOCKS if place in (None, block) and mine in (None, block)}
    found = portal.compare(emptied.district.db, account.scope, span, Place(block_id=place))
    first = max(made.first, made.last - timedelta(days=(MOST_DAYS if place else MOST_DAYS_OF_ALL) - 1))
    assert found.span == Span(first, made.last)
    truth = {
        (one.day, one.class_section_id): one
        for one in class_days(made)
        if one.day >= first and one.block_id in blocks and (one.with_photos or one.uploaded)
    }
    pairs = [(mark, there) for mark, there in pupil_pairs(made, blocks) if mark["day"] >= first]
    harmed: dict[Key, int] = {}
    for mark, there in pairs:
        if mark["mark"] == "present" and not there:
            key = (mark["day"], mark["class_section_id"])
            harmed[key] = harmed.get(key, 0) + 1
    rows = {(row["day"].date(), row["class_section_id"]): row for row in found.rows.to_dict("records")}
    assert set(rows) == set(truth)
    counts = {(row["day"], row["class_section_id"], row["kind"]): row["counted"] for row in made.tables["headcount"]}
    for key, one in truth.items():
        row = rows[key]
        assert Kind(row["kind"]) is kind_of(one)
        assert plain(row["difference"]) == difference(one)
        assert plain(row["portal_present"]) == one.portal_present
        assert plain(row["faces"]) == (one.row["faces"] if one.row and one.with_photos else None)
        assert plain(row["register"]) == counts.get((*key, "register"))
        assert (plain(row["harmed"]) or 0) == harmed.get(key, 0)
    assert found.harmed == (sum(harmed.values()) if pairs else None)
    if pairs:
        assert found.not_recognised == sum(mark["mark"] == "not_recognised" and there for mark, there in pairs)
        assert found.said_absent == sum(mark["mark"] == "absent" and there for mark, there in pairs)
    matters = [(-(plain(row["harmed"]) or 0), _apart(truth[key], row)) for key, row in rows.items()]
    assert matters == sorted(matters)


def _apart(one: ClassDay, row: dict[Any, Any]) -> int:
    """The further apart, the smaller; those that agree before those that cannot be compared."""
    apart = difference(one)
    if apart is None:
        return 1
    return 0 if row["kind"] == Kind.AGREE else -abs(apart)


@given(made=random_districts(), mine=st.sampled_from((None, *BLOCKS)))
@quick
def test_the_correction_list_names_each_harmed_pupil_and_nobody_else(
    emptied: Small, made: RandomDistrict, mine: str | None
) -> None:
    fill(emptied.district, made)
    account = SYSTEM if mine is None else Account("brc", "BRC", Role.BRC, frozenset({mine}))
    first = max(made.first, made.last - timedelta(days=MOST_DAYS_OF_ALL - 1))
    listed = portal_pupils.harmed(emptied.district, account, Span(made.first, made.last))
    truth = [
        (mark["day"], mark["class_section_id"], mark["pupil_id"], mark["marked_by"])
        for mark, there in pupil_pairs(made, set(BLOCKS) if mine is None else {mine})
        if mark["mark"] == "present" and not there and mark["day"] >= first
    ]
    columns = zip(listed["day"].dt.date, listed["class_section_id"], listed["pupil_id"], listed["marked_by"], strict=True)
    assert sorted(columns) == sorted(truth)
