"""Files with every fault at once: the good rows are imported, the others come back with reasons, twice changes nothing."""

import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from attendance.errors import BadFile
from attendance.office.access import Account, Role
from attendance.roster import imports
from attendance.roster.imports import ImportKind
from data import pupils, schools
from data.clock import today
from data.scope import Scope
from tests.reports.support import add_class_day, refresh
from tests.roster.encrypted import encrypted_workbook
from tests.roster.test_imports_kinds import sql
from tests.support import Small

MIS = Account("mis", "MIS", Role.MIS)
EVERYTHING = Scope.everything()
BLANK_ROWS = 200_000
HERE = ["99000000001", "3", "A"]
PUPILS: list[tuple[list[object], str]] = [
    (["9911", "x", "ठीक", *HERE, "2026-04-15"], "PEN"),
    (["99110001", "राम", "NA", *HERE, "2026-04-15"], ""),
    (["99110002", "सीता", "Sita", *HERE, "15/04/2026"], ""),
    (["99110003", "रवि", "Ravi", *HERE, "15-4-26"], ""),
    (["99110004", "रीना", "Rina", *HERE, "15.04.2026"], ""),
    (["99110005", "पूजा", "Puja", *HERE, "15 Apr 2026"], ""),
    (["99110006", "मीना", "Mina", *HERE, "१५ अप्रैल २०२६"], ""),
    (["99110007", "सोनू", "Sonu", *HERE, 46127], ""),
    (["99110008", "मोनू", "Monu", *HERE, date(2026, 4, 15)], ""),
    (["99110009", "गोलू", "Golu", *HERE, "04/15/2026"], "04/15/2026"),
    (["99110010", "अमन", "Aman", "9900000001", "3", "A", ""], "zero"),
    (["99110011", "अमित", "Amit", "1.02E+10", "3", "A", ""], "1.02E+10"),
    (["99110001", "राम", "NA", *HERE, "2026-04-15"], "further up"),
    (["99110012", "आदिल", "Adil", *HERE, ""], "two schools"),
    (["99110012", "आदिल", "Adil", "99000000002", "5", "A", ""], "two schools"),
    (["99000000412", "बच्चा", "Pupil 412", *HERE, ""], "transfers and promotions"),
    (["99110013", "jke dqekj", "", *HERE, ""], "Kruti Dev"),
    (["99110014", "सुमन", "=VLOOKUP(A1,B:B,1)", *HERE, ""], "formula"),
    (["99110015", "नेहा", "Neha", "99000000777", "3", "A", ""], "schools first"),
    (["99110016", "निशा", "Nisha", "99000000001", "9", "A", ""], "class sections first"),
    (["99110017", "", "", *HERE, ""], "name is missing"),
    (["99110018", "तनु", "Tanu", *HERE, "31.02.2026"], "31.02.2026"),
]
TAKEN = 8
SCHOOLS = """UDISE code,School (English),Block,Cluster (English),Weekly day off
1020000501,Lost a zero,sabour,One,
1.02E+10,Shortened,sabour,One,
99000000001,School One,kahalgaon,Two,
99000000003,NA,Sabour,One,Friday
99000000004,Somewhere,Atlantis,One,
99000000005,,Sabour,One,
99000000006,fo|ky;,Sabour,One,
"""


def pupils_workbook() -> bytes:
    """The rows above as Excel: a merged title, formulas, merged cells at the end and blank rows without number."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day, plain = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"border": 1})
        sheet.merge_range("A1:G1", "All pupils of the block")
        heading = ["PEN", "नाम (हिंदी)", "नाम (अंग्रेज़ी)", "यूडाइस कोड", "वर्ग", "सेक्शन", "नामांकन की तिथि"]
        sheet.write_row(1, 0, heading)
        for line, (cells, _) in enumerate(PUPILS, start=2):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(line, place, cell)
                else:
                    sheet.write_string(line, place, str(cell))
        end = len(PUPILS) + 2
        for line in (end, end + 1):
            sheet.write_row(line, 0, [f"991101{line:02}", "जुड़ा", "Joined", *HERE])
        sheet.merge_range(end, 1, end + 1, 1, "जुड़ा")
        sheet.write_formula(end + 2, 0, '="9911"&"0199"', None, "99110199")
        sheet.write_row(end + 2, 1, ["सूत्र", "By formula", *HERE])
        for line in range(end + 3, end + 3 + BLANK_ROWS):
            sheet.write_blank(line, 0, None, plain)
    return out.getvalue()


def everything_in(small: Small) -> list[object]:
    tables = ("school", "school_place", "cluster", "class_section", "pupil", "enrolment", "calendar", "school_day", "grade_day")
    return [sorted(map(repr, sql(small, f"FROM {table}"))) for table in tables]


def reasons(planned: imports.ImportPlan) -> dict[int, str]:
    return {int(str(line)): str(why) for line, why in planned.refused["reason"].items()}


def import_good_rows(small: Small, kind: ImportKind, content: bytes, name: str) -> imports.ImportPlan:
    """Nothing is imported with refused rows until somebody says so; a second time there is nothing left to import."""
    before = everything_in(small)
    planned = imports.plan(small.district, MIS, kind, content, name)
    if len(planned.refused):
        with pytest.raises(BadFile):
            imports.apply(small.district, MIS, planned)
    assert everything_in(small) == before
    imports.apply(small.district, MIS, planned, good_rows_only=True)
    after = everything_in(small)
    again = imports.plan(small.district, MIS, kind, content, name)
    assert again.changes_nothing
    assert reasons(again) == reasons(planned)
    assert imports.apply(small.district, MIS, again, good_rows_only=True).unchanged == len(planned.rows)
    assert everything_in(small) == after
    return planned


def test_files_with_every_fault_import_their_good_rows_and_give_back_the_others(in_english: None, small: Small) -> None:
    pupils_file = pupils_workbook()
    planned = import_good_rows(small, ImportKind.PUPILS, pupils_file, "pupils.xlsx")
    expected = {line: part for line, (_, part) in enumerate(PUPILS, start=3) if part}
    end = len(PUPILS) + 3
    expected |= {end: "merged", end + 1: "merged"}
    found = reasons(planned)
    assert set(found) == set(expected)
    for line, part in expected.items():
        assert part in found[line], (line, found[line])
    assert len(planned.new) == TAKEN + 1
    rolls = pupils.rolls(small.district.db, EVERYTHING).set_index("pen")
    taken = [str(cells[0]) for cells, part in PUPILS if not part]
    assert set(rolls.loc[taken, "from_day"]) == {pd.Timestamp(2026, 4, 15)}
    assert rolls.loc["99110001", "name_en"] == "NA"
    assert rolls.loc["99110199", "name_en"] == "By formula"

    given_back = list(csv.reader(io.StringIO(imports.refused_csv(planned).decode("utf-8-sig"))))
    assert len(given_back) == len(expected) + 1
    assert next(row for row in given_back if "99110014" in row)[3] == "'=VLOOKUP(A1,B:B,1)"

    add_class_day(small, 301, day=date(2026, 4, 15))
    moved = import_good_rows(small, ImportKind.SCHOOLS, SCHOOLS.encode("utf-16"), "schools.csv")
    parts = {2: "zero", 3: "1.02E+10", 6: "Atlantis", 7: "name is missing", 8: "Kruti Dev"}
    assert set(reasons(moved)) == set(parts)
    for line, part in parts.items():
        assert part in reasons(moved)[line]
    assert schools.schools(small.district.db, EVERYTHING).set_index("udise").loc["99000000003", "name_en"] == "NA"
    where = "SELECT DISTINCT block_id FROM school_day WHERE school_id = 201 AND day {} '{}'"
    assert sql(small, where.format("<", today())) == [("sabour",)]
    assert sql(small, where.format(">=", today())) == [("kahalgaon",)]

    add_class_day(small, 303, day=today())
    refresh(small)
    holiday = f"प्रकार,नाम (हिंदी),पहला दिन,अंतिम दिन\nअवकाश,अचानक,{today():%d.%m.%Y},\n"
    holiday += "अवकाश,उल्टा,05/06/2026,01/06/2026\nमेला,मेला,05/06/2026,\n"
    off = import_good_rows(small, ImportKind.CALENDAR, holiday.encode("utf-8-sig"), "calendar.csv")
    assert set(reasons(off)) == {3, 4}
    assert f"{today()}: photos of 1 class days are read already" in str(off.warnings[0])
    that_day = "SELECT expected, with_photos FROM school_day WHERE school_id = 202 AND day = '{}'"
    assert sql(small, that_day.format(today())) == [(0, 1)]


def test_a_file_with_a_password_is_refused(in_english: None, small: Small) -> None:
    with pytest.raises(BadFile) as caught:
        imports.plan(small.district, MIS, ImportKind.PUPILS, encrypted_workbook(), "pupils.xlsx")
    assert "password" in str(caught.value)


def test_a_file_of_a_gigabyte_is_refused_unread(in_english: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pupils.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)

    def never(_self: Path) -> bytes:
        raise AssertionError("read though it is too large")

    monkeypatch.setattr(Path, "read_bytes", never)
    with pytest.raises(BadFile) as caught:
        imports.read_file(path)
    assert "100 MB" in str(caught.value)


def test_blank_rows_of_a_csv_are_passed_over(small: Small) -> None:
    content = "UDISE code,Class,Section\n" + ",,\n" * BLANK_ROWS + "99000000001,7,B\n"
    planned = imports.plan(small.district, MIS, ImportKind.CLASS_SECTIONS, content.encode(), "classes.csv")
    assert planned.new.index.tolist() == [BLANK_ROWS + 2]
    assert planned.refused.empty


def test_a_column_of_kruti_dev_is_refused_though_some_of_its_names_read_like_latin(in_english: None, small: Small) -> None:
    names = ["jke dqekj", "lquhrk nsoh", "eksgu", "veu", "vfer"]
    rows = "".join(f"9912000{place},{name},,99000000001,3,A\n" for place, name in enumerate(names))
    heading = "PEN,Name (Hindi),Name (English),UDISE code,Class,Section\n"
    planned = imports.plan(small.district, MIS, ImportKind.PUPILS, (heading + rows).encode(), "pupils.csv")
    assert len(planned.refused) == len(names)
    assert all("Kruti Dev" in why for why in reasons(planned).values())
    latin = "".join(
        f"9912001{place},,{name},99000000001,3,A\n" for place, name in enumerate(["md. faiz", "Anjali", "RAVI", "ram"])
    )
    planned = imports.plan(small.district, MIS, ImportKind.PUPILS, (heading + latin).encode(), "pupils.csv")
    assert planned.refused.empty
