"""Storing the portal's report: what a corrected report replaces, and what it leaves alone."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from data import figures, portal
from data.database import Transaction
from data.errors import OutOfScope
from data.scope import Scope
from tests.reports.support import MONDAY
from tests.support import Small

ALL = Scope.everything()
NINE = datetime(2026, 4, 6, 9, 30)


def sections(*rows: tuple[int, bool, datetime | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["class_section_id", "uploaded", "uploaded_at", "present"])
    frame = frame.astype({"present": "Int64", "uploaded_at": "datetime64[us]"})
    return frame.assign(school_id=[202 if key == 303 else 201 for key in frame["class_section_id"]])


def pupils(class_section_id: int, **marks: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school_id": 202 if class_section_id == 303 else 201,
            "class_section_id": class_section_id,
            "pupil_id": [int(key.removeprefix("p")) for key in marks],
            "present": list(marks.values()),
        }
    )


def put(small: Small, function: Any, rows: pd.DataFrame, day: date = MONDAY) -> bool:
    return bool(small.district.db.write(lambda tx: function(tx, ALL, day, rows)))


def stored(small: Small, table: str) -> list[tuple[Any, ...]]:
    return sorted(small.district.db._cursor().execute(f"FROM {table}").fetchall())


def told(small: Small) -> dict[int, tuple[bool, int | None]]:
    rows = small.district.db._cursor().execute("SELECT class_section_id, uploaded, present FROM portal_class_day").fetchall()
    return {key: (uploaded, present) for key, uploaded, present in rows}


def compliance(small: Small) -> dict[str, tuple[int, int]]:
    found = figures.sums(small.district.db, ALL, MONDAY, MONDAY, depth=1)
    return {row["block_id"]: (row["uploaded"], row["portal_expected"]) for row in found.to_dict("records")}


def test_a_report_by_class_feeds_the_figures_of_its_blocks_at_once(small: Small) -> None:
    assert put(small, portal.put_class_sections, sections((301, True, NINE, 3), (302, False, None, None)))
    assert compliance(small) == {"sabour": (1, 2), "kahalgaon": (0, 0)}


def test_the_same_report_twice_changes_nothing(small: Small) -> None:
    marked = pupils(301, p401=1, p402=0)
    school = pd.DataFrame({"school_id": [202], "uploaded": [True], "present": [3]})
    given = [
        (portal.put_class_sections, sections((301, True, NINE, 3), (302, False, None, None))),
        (portal.put_pupils, marked),
        (portal.put_schools, school),
    ]
    for function, rows in given:
        assert put(small, function, rows)
    tables = ("portal_class_day", "portal_pupil_day", "portal_school_day", "portal_report", "portal_given", "school_day")
    before = {table: stored(small, table) for table in tables}
    for function, rows in given:
        assert not put(small, function, rows)
    assert {table: stored(small, table) for table in tables} == before


def test_a_corrected_report_replaces_the_schools_it_names_and_no_other(small: Small) -> None:
    put(small, portal.put_class_sections, sections((301, True, NINE, 3), (302, True, NINE, 4), (303, True, NINE, 2)))
    put(small, portal.put_class_sections, sections((301, False, None, None)))
    assert told(small) == {301: (False, None), 303: (True, 2)}
    assert compliance(small) == {"sabour": (0, 2), "kahalgaon": (1, 1)}


def test_a_report_by_school_holds_for_its_classes(small: Small) -> None:
    put(small, portal.put_schools, pd.DataFrame({"school_id": [201], "uploaded": [True], "present": [7]}))
    assert compliance(small)["sabour"] == (2, 2)
    put(small, portal.put_schools, pd.DataFrame({"school_id": [201], "uploaded": [False]}))
    assert compliance(small)["sabour"] == (0, 2)


def test_marks_of_pupils_make_their_class_uploaded_unless_the_portal_says_otherwise(small: Small) -> None:
    put(small, portal.put_class_sections, sections((302, False, None, None)))
    put(small, portal.put_pupils, pd.concat([pupils(301, p401=1, p402=1, p403=0), pupils(302, p405=1)]))
    assert told(small) == {301: (True, 2), 302: (False, None)}
    put(small, portal.put_pupils, pd.concat([pupils(301, p401=1, p402=0), pupils(302, p405=1)]))
    assert told(small) == {301: (True, 1), 302: (False, None)}
    put(small, portal.put_class_sections, sections((301, True, NINE, 4), (302, False, None, None)))
    put(small, portal.put_pupils, pupils(301, p401=1, p402=1, p403=1))
    assert told(small) == {301: (True, 4), 302: (False, None)}
    assert len(stored(small, "portal_pupil_day")) == 3


def test_a_pupil_whom_another_school_reports_is_stored_once(small: Small) -> None:
    put(small, portal.put_pupils, pupils(301, p401=0))
    put(small, portal.put_pupils, pupils(303, p401=1))
    assert [(pupil, section) for _, pupil, section, *_ in stored(small, "portal_pupil_day")] == [(401, 303)]


def test_a_class_section_of_another_school_is_refused_whole(small: Small) -> None:
    wrong = sections((301, True, NINE, 3)).assign(school_id=202)

    def work(tx: Transaction) -> None:
        portal.put_class_sections(tx, ALL, MONDAY, wrong)

    with pytest.raises(OutOfScope):
        small.district.db.write(work)
    assert not stored(small, "portal_class_day")
    assert not stored(small, "portal_report")
