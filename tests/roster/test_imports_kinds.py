"""Schools, moves, the calendar and counts from files: dated, so that what was stays, and twice the same changes nothing."""

from datetime import date, timedelta

import pandas as pd
import pytest

from attendance.errors import Message
from attendance.office.access import Account, Role
from attendance.roster import imports
from attendance.roster.imports import ImportKind
from attendance.roster.imports.kinds import schools as school_files
from data import headcounts, pupils, schools
from data.clock import today
from data.database import Transaction
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day
from tests.support import FIRST_DAY, Small

MIS = Account("mis", "MIS", Role.MIS)
EVERYTHING = Scope.everything()
MOVES = "PEN,What happened,From day,UDISE code,Class,Section\n"
CALENDAR = "Kind,Name (English),First day,Last day,Block,UDISE code,Classes,By order\n"
COUNTS = "Day,UDISE code,Class,Section,Present in the register,Meals served\n"


def planned(small: Small, kind: ImportKind, text: str) -> imports.ImportPlan:
    return imports.plan(small.district, MIS, kind, text.encode(), "file.csv")


def bring(small: Small, kind: ImportKind, text: str) -> imports.Imported:
    """Import it, and see that a second time there is nothing left to do."""
    plan = planned(small, kind, text)
    assert plan.refused.empty, imports.refused_table(plan).to_string()
    done = imports.apply(small.district, MIS, plan)
    again = planned(small, kind, text)
    assert again.refused.empty
    assert again.changes_nothing
    return done


def refused(small: Small, kind: ImportKind, text: str) -> dict[int, str]:
    return {int(str(line)): str(why) for line, why in planned(small, kind, text).refused["reason"].items()}


def history(small: Small, pupil_id: int) -> list[tuple[int, str, str]]:
    found = pupils.enrolments(small.district.db, EVERYTHING)
    mine = found[found["pupil_id"] == pupil_id]
    days = ((row.from_day, row.to_day) for row in mine.itertuples())
    told = [("" if pd.isna(first) else str(first.date()), "" if pd.isna(last) else str(last.date())) for first, last in days]
    return [(key, *both) for key, both in zip(mine["class_section_id"].tolist(), told, strict=True)]


def sql(small: Small, query: str) -> list[tuple[object, ...]]:
    def work(tx: Transaction) -> list[tuple[object, ...]]:
        return tx._cursor().execute(query).fetchall()

    return small.district.db.write(work)


def test_a_transfer_ends_one_enrolment_and_begins_another(small: Small) -> None:
    assert bring(small, ImportKind.MOVES, MOVES + "99000000401,Transfer,2026-07-01,99000000002,5,A\n").changed == 1
    assert history(small, 401) == [(301, "2026-04-01", "2026-06-30"), (303, "2026-07-01", "")]
    before = pupils.enrolled(small.district.db, EVERYTHING, [301], date(2026, 6, 30))
    after = pupils.enrolled(small.district.db, EVERYTHING, [301], date(2026, 7, 1))
    assert 401 in set(before["pupil_id"])
    assert 401 not in set(after["pupil_id"])


def test_a_class_that_everybody_left_is_expected_no_more(small: Small) -> None:
    rows = "".join(f"990000{number:05},छोड़ा,01.05.2026,,,\n" for number in range(401, 405))
    plan = planned(small, ImportKind.MOVES, MOVES + rows)
    assert [warning.values for warning in plan.warnings] == [{"count": 4}]
    bring(small, ImportKind.MOVES, MOVES + rows)
    assert sql(small, "SELECT expected FROM school_day WHERE school_id = 201 AND day = '2026-04-30'") == [(2,)]
    assert sql(small, "SELECT expected FROM school_day WHERE school_id = 201 AND day = '2026-05-01'") == [(1,)]


def test_an_old_file_of_moves_is_known_after_later_moves(small: Small) -> None:
    first = MOVES + "99000000401,Transfer,2026-05-01,99000000001,4,A\n99000000402,Left,2026-05-01,,,\n"
    bring(small, ImportKind.MOVES, first)
    bring(small, ImportKind.MOVES, MOVES + "99000000401,Promotion,2026-08-01,99000000002,5,A\n")
    bring(small, ImportKind.MOVES, MOVES + "99000000402,Transfer,2026-08-01,99000000002,5,A\n")
    assert planned(small, ImportKind.MOVES, first).changes_nothing
    assert refused(small, ImportKind.MOVES, first) == {}
    assert history(small, 402) == [(301, "2026-04-01", "2026-04-30"), (303, "2026-08-01", "")]


def test_moves_that_cannot_be_are_refused(in_english: None, small: Small) -> None:
    bring(small, ImportKind.MOVES, MOVES + "99000000404,Left,2026-05-01,,,\n")
    found = refused(
        small,
        ImportKind.MOVES,
        MOVES
        + "99000000999,Left,2026-05-01,,,\n99000000401,Transfer,2026-03-01,99000000002,5,A\n"
        + "99000000402,Transfer,2026-05-01,99000000001,3,A\n99000000403,Transfer,2026-05-01,,,\n"
        + "99000000405,Flew,2026-05-01,,,\n99000000406,Transfer,2026-05-01,99000000002,9,A\n99000000404,Left,2026-06-01,,,\n",
    )
    parts = {2: "No pupil", 3: "2026-04-01", 4: "in this class", 5: "new class", 6: "Flew", 7: "class", 8: "2026-05-01"}
    assert set(found) == set(parts)
    for line, part in parts.items():
        assert part in found[line]


def test_pupils_of_another_school_are_told_to_use_the_moves(in_english: None, small: Small) -> None:
    heading = "PEN,Name (English),UDISE code,Class,Section\n"
    bring(small, ImportKind.MOVES, MOVES + "99000000402,Left,2026-05-01,,,\n")
    found = refused(
        small, ImportKind.PUPILS, heading + "99000000401,P,99000000002,5,A\n99000000402,Pupil 402,99000000001,3,A\n"
    )
    assert "transfers and promotions" in found[2]
    assert "left" in found[3]


def test_a_school_that_moves_today_leaves_its_past_where_it_was(in_english: None, small: Small) -> None:
    text = (
        "UDISE code,School (English),Block,Cluster (English),Village,Tablets,Head teacher,Head teacher's phone\n"
        "99000000001,School One,Kahalgaon,Two,Tola,3,New Head,\n"
    )
    plan = planned(small, ImportKind.SCHOOLS, text)
    assert plan.warnings == (Message(school_files.MOVING, {"count": 1}),)
    assert "yesterday" in str(plan.warnings[0])
    assert bring(small, ImportKind.SCHOOLS, text).changed == 1
    (school,) = [row for row in schools.schools(small.district.db, EVERYTHING).to_dict("records") if row["school_id"] == 201]
    assert (school["block_id"], school["village"], school["tablets"], school["head_name"]) == (
        "kahalgaon",
        "Tola",
        3,
        "New Head",
    )
    assert pd.isna(school["head_phone"])
    sums = "SELECT block_id, sum(expected) > 0 FROM school_day WHERE school_id = 201 AND day {} '{}' GROUP BY ALL"
    assert sql(small, sums.format("<", today())) == [("sabour", True)]
    assert sql(small, sums.format(">=", today())) == [("kahalgaon", True)]


PLACED = "UDISE code,School (English),Block,Cluster (English),Latitude,Longitude\n99000000001,School One,Sabour,One,"


def test_a_schools_place_is_stored_and_stays_when_it_is_left_empty(small: Small) -> None:
    query = "SELECT latitude, longitude FROM school WHERE school_id = 201"
    assert bring(small, ImportKind.SCHOOLS, PLACED + "25.2425,87.0042\n").changed == 1
    assert sql(small, query) == [(25.2425, 87.0042)]
    assert planned(small, ImportKind.SCHOOLS, PLACED + ",\n").changes_nothing
    hindi = PLACED.replace("Latitude,Longitude", "अक्षांश,देशांतर")
    assert bring(small, ImportKind.SCHOOLS, hindi + "२५.५,87\n").changed == 1
    assert sql(small, query) == [(25.5, 87.0)]


def test_a_new_school_without_a_place_has_none(small: Small) -> None:
    new = PLACED.replace("99000000001,School One", "99000000077,School New")
    assert bring(small, ImportKind.SCHOOLS, new + ",\n").new == 1
    assert sql(small, "SELECT latitude, longitude FROM school WHERE udise = '99000000077'") == [(None, None)]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("87.0042,25.2425", "latitude"),
        ("25.2425,-87", "longitude"),
        ("25.2425,", "both or neither"),
        ("25 14 33,87", "degrees"),
    ],
)
def test_a_place_outside_india_or_half_a_place_is_refused(in_english: None, small: Small, place: str, says: str) -> None:
    assert says in refused(small, ImportKind.SCHOOLS, PLACED + place + "\n")[2]


def test_days_off_are_expected_no_more_and_can_be_taken_back(small: Small) -> None:
    rows = CALENDAR + "Holiday,Fair,06/04/2026,,,,,\nClosure,Cold,2026-04-07,2026-04-08,sabour,,1-3,12/2026\n"
    assert bring(small, ImportKind.CALENDAR, rows).new == 2
    query = "SELECT day::TEXT, school_id, expected FROM school_day WHERE day BETWEEN '2026-04-06' AND '2026-04-09' ORDER BY ALL"
    closed = [("2026-04-07", 201, 1), ("2026-04-07", 202, 1), ("2026-04-08", 201, 1), ("2026-04-08", 202, 1)]
    assert sql(small, query) == [*closed, ("2026-04-09", 201, 2), ("2026-04-09", 202, 1)]
    assert bring(small, ImportKind.CALENDAR, rows.replace("Fair", "Big fair")).changed == 1
    assert bring(small, ImportKind.CALENDAR, CALENDAR + "कार्य दिवस,,2026-04-06,,,,,\n").changed == 1
    assert sql(small, query)[:2] == [("2026-04-06", 201, 2), ("2026-04-06", 202, 1)]


def test_a_day_off_after_photos_came_warns_and_loses_nothing(in_english: None, small: Small) -> None:
    add_class_day(small, 301, counts=(3, 0, 1, 0))
    text = CALENDAR + f"Holiday,Sudden,{MONDAY},,,,,\n"
    (warning,) = planned(small, ImportKind.CALENDAR, text).warnings
    assert "2026-04-06" in str(warning)
    assert "1 class" in str(warning)
    bring(small, ImportKind.CALENDAR, text)
    kept = "SELECT expected, read, with_photos, recognised FROM school_day WHERE school_id = 201 AND day = '2026-04-06'"
    assert sql(small, kept) == [(0, 0, 1, 3)]
    assert planned(small, ImportKind.CALENDAR, CALENDAR + f"Closure,Cold,{MONDAY},,,99000000002,,\n").warnings == ()
    assert planned(small, ImportKind.CALENDAR, CALENDAR + f"Closure,Cold,{MONDAY},,,,4-8,\n").warnings == ()


def test_days_that_cannot_be_are_refused(in_english: None, small: Small) -> None:
    found = refused(
        small,
        ImportKind.CALENDAR,
        CALENDAR
        + "Holiday,A,2026-04-06,2026-04-01,,,,\nHoliday,B,2026-04-06,2028-04-01,,,,\nHoliday,,2026-04-06,,,,,\n"
        + "Party,C,2026-04-06,,,,,\nHoliday,D,2026-04-06,,Atlantis,,,\nHoliday,E,2026-04-06,,sabour,99000000001,,\n"
        + "Holiday,F,2026-04-06,,,,all,\nHoliday,G,2026-04-06,,,,,\nHoliday,H,2026-04-05,2026-04-07,,,,\n",
    )
    parts = ("before the first", "more than a year", "name", "Party", "Atlantis", "not both", "all", "", "2026-04-06")
    assert set(found) == {2, 3, 4, 5, 6, 7, 8, 10}
    for line, part in enumerate(parts, start=2):
        assert part in found.get(line, "")


def test_the_calendars_template_is_the_list_that_is_known(small: Small) -> None:
    for content, name in (
        (imports.template_csv(ImportKind.CALENDAR), "t.csv"),
        (imports.template_xlsx(ImportKind.CALENDAR), "t.xlsx"),
    ):
        plan = imports.plan(small.district, MIS, ImportKind.CALENDAR, content, name)
        assert plan.refused.empty
        assert len(plan.new) >= 5
    imports.apply(small.district, MIS, plan)
    year = today().year
    found = schools.calendar(small.district.db, EVERYTHING, date(year, 6, 1), date(year, 6, 20))
    assert len(found) == 20


def test_counts_of_schools_and_classes_are_stored_by_day(in_english: None, small: Small) -> None:
    rows = COUNTS + "06-04-2026,99000000001,,,7,6\n06-04-2026,99000000001,3,A,3,\n07-04-2026,99000000002,,,,4\n"
    assert bring(small, ImportKind.HEADCOUNTS, rows).new == 3
    assert bring(small, ImportKind.HEADCOUNTS, rows.replace("7,6", "8,6")).changed == 1
    found = headcounts.counts(small.district.db, EVERYTHING, FIRST_DAY, date(2026, 4, 30)).sort_values(
        ["day", "class_section_id", "kind"]
    )
    assert found[["school_id", "class_section_id", "kind", "counted"]].to_numpy().tolist() == [
        [201, 0, "meal", 6],
        [201, 0, "register", 8],
        [201, 301, "register", 3],
        [202, 0, "meal", 4],
    ]
    tomorrow = today() + timedelta(days=1)
    wrong = refused(
        small,
        ImportKind.HEADCOUNTS,
        COUNTS
        + f"{tomorrow},99000000001,,,1,\n06-04-2026,99000000001,3,,1,\n"
        + "07-04-2026,99000000001,,,,\n08-04-2026,99000000001,,,a,\n",
    )
    for line, part in {2: "yet to come", 3: "class and section", 4: "Both counts", 5: "“a”"}.items():
        assert part in wrong[line]
