"""The portal's daily report as files: what it may look like, what is refused, and what a second one does."""

from datetime import date, datetime, timedelta

import pytest

from attendance.errors import BadFile
from attendance.office.access import SYSTEM
from attendance.roster import imports
from attendance.roster.imports import ColumnsUnknown, ImportKind, ImportPlan, plans
from attendance.roster.imports.portal_words import days_in, moment
from data import portal
from data.scope import Scope
from tests.reports.support import MONDAY, add_day_off
from tests.support import Small

ALL = Scope.everything()
CLASSES, SCHOOLS, PUPILS = ImportKind.PORTAL_CLASS_SECTIONS, ImportKind.PORTAL_SCHOOLS, ImportKind.PORTAL_PUPILS
ONE, TWO = "99000000001", "99000000002"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "today", lambda: MONDAY + timedelta(days=2))


def plan(
    small: Small, kind: ImportKind, text: str, day: date | None = MONDAY, name: str = "report.csv", **columns: str
) -> ImportPlan:
    by_hand = {heading.replace("_", " "): key for heading, key in columns.items()} or None
    return imports.plan(small.district, SYSTEM, kind, text.encode(), name, by_hand, day)


def reasons(planned: ImportPlan) -> list[str]:
    return [reason.text for reason in planned.refused["reason"]]


def by_class(small: Small) -> dict[int, tuple[object, ...]]:
    """What is stored of Monday: uploaded, when, how many present."""
    columns = ["class_section_id", "uploaded", "uploaded_at", "present"]
    stored = portal.class_sections(small.district.db, ALL, MONDAY)[columns].astype(object)
    rows = stored.where(stored.notna(), None).itertuples(index=False, name=None)
    return {key: (uploaded, at and at.to_pydatetime(), present) for key, uploaded, at, present in rows}


def test_hindi_words_and_times_are_read_and_a_second_import_changes_nothing(small: Small) -> None:
    text = (
        "यूडाइस कोड,वर्ग,सेक्शन,अपलोड हुआ,अपलोड का समय,उपस्थित\n"
        f"{ONE},3,A,हाँ,9:45 AM,४\n{ONE},4,A,अपलोड नहीं,,\n{TWO},5,A,,06/04/2026 10:15,2\n"
    )
    planned = plan(small, CLASSES, text)
    assert (len(planned.new), len(planned.refused), planned.warnings) == (3, 0, ())
    imports.apply(small.district, SYSTEM, planned)
    assert by_class(small) == {
        301: (True, datetime(2026, 4, 6, 9, 45), 4),
        302: (False, None, None),
        303: (True, datetime(2026, 4, 6, 10, 15), 2),
    }
    again = plan(small, CLASSES, text)
    assert again.changes_nothing
    assert len(again.unchanged) == 3


def test_a_corrected_report_changes_what_differs_and_takes_out_what_it_leaves_out(small: Small) -> None:
    heading = "UDISE code,Class,Section,Uploaded,Present\n"
    imports.apply(small.district, SYSTEM, plan(small, CLASSES, f"{heading}{ONE},3,A,yes,4\n{ONE},4,A,yes,2\n{TWO},5,A,no,\n"))
    planned = plan(small, CLASSES, f"{heading}{ONE},3,A,no,\n")
    assert len(planned.changed) == 1
    told = {warning.text: warning.values.get("count") for warning in planned.warnings}
    assert {text.split("}")[1].strip()[:15]: count for text, count in told.items()} == {
        "classes of the ": 1,
        "rows that the p": 1,
    }
    imports.apply(small.district, SYSTEM, planned)
    assert by_class(small) == {301: (False, None, None), 303: (False, None, None)}


def test_a_report_of_some_schools_says_which_count_as_not_uploaded(small: Small) -> None:
    def add(tx: object) -> None:
        sql = (
            "INSERT INTO school (school_id, udise, block_id, cluster_id, name_hi, name_en) "
            "VALUES (203, '99000000003', 'sabour', 101, 'तीन', 'Three');"
            "INSERT INTO school_place VALUES (203, DATE '2000-01-01', NULL, 'sabour', 101, 7);"
            "INSERT INTO class_section VALUES (304, 203, 3, 'A');"
            "INSERT INTO roll_span VALUES (304, DATE '2026-04-01', DATE '9999-12-31')"
        )
        tx._cursor().execute(sql).fetchall()  # type: ignore[attr-defined]

    small.district.db.write(add)
    planned = plan(small, SCHOOLS, f"UDISE code,Uploaded\n{ONE},yes\n")
    (warning,) = planned.warnings
    assert warning.values["count"] == 1
    assert "सबौर" in str(warning)


@pytest.mark.parametrize(
    ("day", "name", "column"),
    [
        (MONDAY, "report.csv", "2026-04-07"),
        (MONDAY, "portal_2026-04-07.csv", ""),
        (MONDAY, "portal 07042026.csv", ""),
        (MONDAY + timedelta(days=1), "portal_20260406.csv", ""),
        (None, "report.csv", ""),
        (MONDAY + timedelta(days=3), "report.csv", ""),
        (MONDAY - timedelta(days=1), "report.csv", ""),
    ],
)
def test_a_report_of_another_day_of_no_day_of_a_day_off_or_to_come_is_refused(
    small: Small, day: date | None, name: str, column: str
) -> None:
    with pytest.raises(BadFile):
        plan(small, SCHOOLS, f"UDISE code,Uploaded,Date\n{ONE},yes,{column}\n{TWO},yes,{column}\n", day, name)
    assert portal.schools(small.district.db, ALL, MONDAY).empty


def test_the_days_own_column_or_the_right_name_is_taken(small: Small) -> None:
    text = f"UDISE code,Uploaded,Date\n{ONE},yes,06/04/2026\n{TWO},no,6 अप्रैल 2026\n"
    for day, name in ((MONDAY, "report-06-04-2026 made 2026-04-07.csv"), (None, "report.csv")):
        assert len(plan(small, SCHOOLS, text, day, name).new) == 2


def test_a_holiday_that_came_since_refuses_the_report_that_was_looked_at(small: Small) -> None:
    planned = plan(small, SCHOOLS, f"UDISE code,Uploaded\n{ONE},yes\n")
    add_day_off(small)
    with pytest.raises(BadFile):
        imports.apply(small.district, SYSTEM, planned)


def test_columns_of_an_unknown_format_are_named_by_hand_once(small: Small) -> None:
    text = f"S.No,School Code,Std,Div,Pic Sync\n1,{ONE},3,A,Done\n"
    with pytest.raises(ColumnsUnknown):
        plan(small, CLASSES, text)
    headings = ["S.No", "School Code", "Std", "Div", "Pic Sync"]
    chosen = {"udise": "School Code", "grade": "Std", "section": "Div", "uploaded": "Pic Sync", "uploaded_at": None}
    imports.remember_columns(small.district, SYSTEM, CLASSES, headings, chosen)
    assert len(plan(small, CLASSES, text).new) == 1


def test_rows_that_say_nothing_or_what_nobody_understands_are_refused(small: Small) -> None:
    rows = ("yes,,", "perhaps,,", "yes,25:70,", "yes,,many", ",,", "yes,05/04/2026 09:00,")
    lines = "".join(f"{ONE},{3 if number % 2 else 4},{chr(65 + number)},{row}\n" for number, row in enumerate(rows))
    planned = plan(small, CLASSES, f"UDISE code,Class,Section,Uploaded,Upload time,Present\n{lines}")
    assert len(planned.refused) == len(rows) - 1
    assert any("neither yes nor no" in reason for reason in reasons(planned))
    assert any("no time" in reason for reason in reasons(planned))
    assert any("no count" in reason for reason in reasons(planned))
    assert any("neither whether" in reason for reason in reasons(planned))


def test_an_upload_before_its_day_is_refused(small: Small) -> None:
    planned = plan(small, SCHOOLS, f"UDISE code,Uploaded,Upload time\n{ONE},yes,2026-04-05 09:00\n{TWO},yes,2026-04-07 08:00\n")
    assert len(planned.new) == 1
    assert ["before the day" in reason for reason in reasons(planned)] == [True]


def test_marks_of_pupils_go_to_the_roll_of_the_day(small: Small) -> None:
    text = "PEN,Attendance\n99000000401,Absent\n99000000402,P\n99000000409,उपस्थित\n99000009999,P\n"
    planned = plan(small, PUPILS, text)
    assert (len(planned.new), len(planned.refused)) == (3, 1)
    imports.apply(small.district, SYSTEM, planned, good_rows_only=True)
    stored = portal.pupils(small.district.db, ALL, MONDAY)
    assert set(stored[["pupil_id", "class_section_id", "present"]].itertuples(index=False, name=None)) == {
        (401, 301, False),
        (402, 301, True),
        (409, 303, True),
    }
    assert plan(small, PUPILS, text).changes_nothing


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("09:45", (9, 45)),
        ("9:45 pm", (21, 45)),
        ("12:05 AM", (0, 5)),
        ("09:45:30.5", (9, 45)),
        ("0.40625", (9, 45)),
        ("2026-04-06T09:45", (9, 45)),
        ("6/4/26, 9:45 a.m.", (9, 45)),
        ("09:45 अपराह्न", (21, 45)),
        ("24:10", None),
        ("13:10 pm", None),
        ("9", None),
        ("yesterday 9:45", None),
    ],
)
def test_times(text: str, hour: tuple[int, int] | None) -> None:
    found = moment(text, MONDAY)
    assert (found and (found.date(), found.hour, found.minute)) == (hour and (MONDAY, *hour))


def test_a_code_in_a_files_name_is_no_day() -> None:
    assert days_in("10222004067 report.csv") == []
    assert days_in("2026-04-06_att.csv") == [MONDAY]
