"""Filling a district from files: checked first, all or nothing, and the same file twice changes nothing."""

import csv
import io

import pandas as pd
import pytest

from attendance.district import District
from attendance.errors import BadEntry, BadFile, Changed, NotAllowed
from attendance.office.access import Account, Role
from attendance.roster import imports
from attendance.roster.imports import KINDS, ImportKind
from data import pupils, schools
from data.database import Transaction
from data.scope import Scope

MIS = Account("mis", "MIS", Role.MIS)
EVERYTHING = Scope.everything()
FIRST = (ImportKind.SCHOOLS, ImportKind.CLASS_SECTIONS, ImportKind.PUPILS, ImportKind.CONTACTS)
SCHOOLS = """UDISE code,School (Hindi),School (English),Block,Cluster (English),Weekly day off
99000000501,विद्यालय क,School A,sabour,Cluster One,
99000000502,,School B,सबौर,cluster one,Friday
99000000503,विद्यालय ग,,COLGONG,Cluster Two,रविवार
"""
CLASSES = """UDISE code,Class,Section
99000000501,3,A
99000000501,०४,a
99000000503,5,A
"""
PUPILS = """PEN,Name (Hindi),Name (English),UDISE code,Class,Section,Roll number,Enrolled from
9900000001,अंजलि,Anjali,99000000501,3,A,1,
9900000002,,Aman,99000000501,3,A,,15/06/2026
9900000003,आदिल,Adil,99000000503,5,a,7,2026-04-01
"""
CONTACTS = """Post,UDISE code,Block,Cluster,Name,Phone
Head teacher,99000000501,,,Head A,00000 00001
सीआरसी,,sabour,CLUSTER ONE,CRC One,
BEO,,सबौर,,BEO,+91 00000 00002
"""


def bring(district: District, kind: ImportKind, text: str) -> imports.Imported:
    planned = imports.plan(district, MIS, kind, text.encode(), "file.csv")
    assert planned.refused.empty, imports.refused_table(planned)
    return imports.apply(district, MIS, planned)


@pytest.fixture
def filled(empty: District) -> District:
    for kind, text in zip(FIRST, (SCHOOLS, CLASSES, PUPILS, CONTACTS), strict=True):
        bring(empty, kind, text)
    return empty


def everything_in(district: District) -> list[list[list[object]]]:
    frames = [
        schools.blocks(district.db, EVERYTHING).drop(columns="aliases"),
        schools.clusters(district.db, EVERYTHING),
        schools.schools(district.db, EVERYTHING),
        schools.class_sections(district.db, EVERYTHING),
        pupils.rolls(district.db, EVERYTHING).sort_values("pen"),
    ]
    return [frame.astype(object).where(frame.notna(), None).to_numpy().tolist() for frame in frames]


def reasons(district: District, kind: ImportKind, text: str) -> dict[int, str]:
    planned = imports.plan(district, MIS, kind, text.encode(), "file.csv")
    return {line: str(reason) for line, reason in planned.refused["reason"].items()}


def test_a_district_is_filled_in_four_files(filled: District) -> None:
    found = schools.schools(filled.db, EVERYTHING).set_index("udise")
    assert found["block_id"].to_dict() == {"99000000501": "sabour", "99000000502": "sabour", "99000000503": "kahalgaon"}
    assert found["weekly_off"].to_dict() == {"99000000501": 7, "99000000502": 5, "99000000503": 7}
    assert found["cluster_id"].nunique() == 2
    assert found.loc["99000000502", "name_hi"] == "School B"
    assert found.loc["99000000501", "head_phone"] == "00000 00001"
    sections = schools.class_sections(filled.db, EVERYTHING)
    assert sorted(zip(sections["udise"], sections["grade"], sections["section"], strict=True)) == [
        ("99000000501", 3, "A"),
        ("99000000501", 4, "A"),
        ("99000000503", 5, "A"),
    ]
    rolls = pupils.rolls(filled.db, EVERYTHING).set_index("pen")
    assert rolls["name_hi"].to_dict() == {"9900000001": "अंजलि", "9900000002": "Aman", "9900000003": "आदिल"}
    assert rolls["from_day"].dt.date.astype(str).to_dict()["9900000002"] == "2026-06-15"
    assert schools.clusters(filled.db, EVERYTHING)["crc_name"].dropna().tolist() == ["CRC One"]


@pytest.mark.parametrize(("kind", "text"), list(zip(FIRST, (SCHOOLS, CLASSES, PUPILS, CONTACTS), strict=True)))
def test_the_same_file_twice_changes_nothing(filled: District, kind: ImportKind, text: str) -> None:
    before = everything_in(filled)
    planned = imports.plan(filled, MIS, kind, text.encode())
    assert planned.changes_nothing
    assert imports.apply(filled, MIS, planned) == imports.Imported(0, 0, 3)
    assert everything_in(filled) == before


def test_a_plan_applied_twice_changes_once(empty: District) -> None:
    planned = imports.plan(empty, MIS, ImportKind.SCHOOLS, SCHOOLS.encode())
    assert imports.apply(empty, MIS, planned) == imports.Imported(3, 0, 0)
    assert imports.apply(empty, MIS, planned) == imports.Imported(0, 0, 3)


def test_what_changed_is_changed_and_empty_cells_leave_what_is_stored(filled: District) -> None:
    assert bring(filled, ImportKind.SCHOOLS, SCHOOLS.replace("School A,sabour,Cluster One", ",naugachia,New")).changed == 1
    moved = schools.schools(filled.db, EVERYTHING).set_index("udise").loc["99000000501"]
    assert (moved["name_en"], moved["block_id"], moved["cluster_en"]) == ("School A", "naugachhia", "New")
    assert (
        bring(filled, ImportKind.PUPILS, PUPILS.replace("अंजलि,Anjali,99000000501,3,A,1", "अंजली,,99000000501,3,A,")).changed == 1
    )
    pupil = pupils.rolls(filled.db, EVERYTHING).set_index("pen").loc["9900000001"]
    assert (pupil["name_hi"], pupil["name_en"], pupil["roll_number"]) == ("अंजली", "Anjali", 1)


def test_a_new_person_does_not_inherit_the_phone(filled: District) -> None:
    heading = CONTACTS.splitlines()[0]
    assert bring(filled, ImportKind.CONTACTS, f"{heading}\nHM,99000000501,,,Head A,\n") == imports.Imported(0, 0, 1)
    assert bring(filled, ImportKind.CONTACTS, f"{heading}\nHM,99000000501,,,Somebody Else,\n").changed == 1
    school = schools.schools(filled.db, EVERYTHING).set_index("udise").loc["99000000501"]
    assert school["head_name"] == "Somebody Else"
    assert pd.isna(school["head_phone"])


def test_refused_rows_come_back_with_reasons_and_the_others_are_taken(in_english: None, empty: District) -> None:
    text = (
        SCHOOLS
        + "1.02E+10,,X,sabour,C,\n990,,X,sabour,C,\n99000000504,,X,Atlantis,C,\n"
        + "99000000501,,X,sabour,C,\n99000000505,,,sabour,C,\n"
    )
    found = reasons(empty, ImportKind.SCHOOLS, text)
    assert set(found) == {5, 6, 7, 8, 9}
    for line, part in {5: "1.02E+10", 6: "11 digits", 7: "Atlantis", 8: "before", 9: "name"}.items():
        assert part in found[line]
    planned = imports.plan(empty, MIS, ImportKind.SCHOOLS, text.encode())
    with pytest.raises(BadFile):
        imports.apply(empty, MIS, planned)
    assert schools.schools(empty.db, EVERYTHING).empty
    assert imports.apply(empty, MIS, planned, good_rows_only=True).new == 3


def test_what_is_not_there_yet_is_named(in_english: None, filled: District) -> None:
    assert "schools first" in reasons(filled, ImportKind.CLASS_SECTIONS, "UDISE code,Class,Section\n99000000999,1,A\n")[2]
    heading = "PEN,Name (English),UDISE code,Class,Section\n"
    found = reasons(
        filled,
        ImportKind.PUPILS,
        heading + "9900000009,X,99000000501,9,A\n9900000001,X,99000000501,4,A\n9900000008,X,99000000999,1,A\n",
    )
    assert "class sections first" in found[2]
    assert "another class" in found[3]
    assert "schools first" in found[4]
    heading = CONTACTS.splitlines()[0]
    found = reasons(
        filled, ImportKind.CONTACTS, f"{heading}\nCRC,,sabour,Nowhere,X,\nCRC,,Atlantis,X,X,\nBEO,,,,X,\nHM,99000000999,,,X,\n"
    )
    assert ["Nowhere" in found[2], "Atlantis" in found[3], "units" in found[4], "99000000999" in found[5]] == [True] * 4


def test_the_refused_file_can_be_mended_and_imported_again(in_english: None, empty: District) -> None:
    text = "UDISE code,School (English),Block,Cluster (English)\n990,+1+1,sabour,@C\n"
    given_back = imports.refused_csv(imports.plan(empty, MIS, ImportKind.SCHOOLS, text.encode()))
    rows = list(csv.reader(io.StringIO(given_back.decode("utf-8-sig"))))
    assert rows[0] == ["Line", "UDISE code", "School (English)", "Block", "Cluster (English)", "Reason"]
    assert rows[1][:5] == ["2", "990", "'+1+1", "sabour", "'@C"]
    mended = given_back.decode("utf-8-sig").replace(",990,", ",99000000501,")
    assert bring(empty, ImportKind.SCHOOLS, mended).new == 1
    assert schools.schools(empty.db, EVERYTHING)["name_en"].tolist() == ["+1+1"]


def test_an_import_is_all_or_nothing(empty: District, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = imports.plan(empty, MIS, ImportKind.SCHOOLS, SCHOOLS.encode())

    def refuse(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(schools, "add_schools", refuse)
    with pytest.raises(ZeroDivisionError):
        imports.apply(empty, MIS, planned)
    assert schools.clusters(empty.db, EVERYTHING).empty


def test_a_district_that_changed_since_is_told(filled: District) -> None:
    more = PUPILS.splitlines()[0] + "\n9900000044,,New,99000000501,3,A,,\n"
    planned = imports.plan(filled, MIS, ImportKind.PUPILS, more.encode())
    bring(filled, ImportKind.PUPILS, more.replace("501,3,A", "501,4,A"))
    before = everything_in(filled)
    with pytest.raises(Changed):
        imports.apply(filled, MIS, planned)
    assert everything_in(filled) == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MIS])
def test_only_the_mis_in_charge_imports(empty: District, role: Role) -> None:
    somebody = Account("x1", "X", role, frozenset({"sabour"}))
    with pytest.raises(NotAllowed):
        imports.plan(empty, somebody, ImportKind.SCHOOLS, SCHOOLS.encode())
    planned = imports.plan(empty, MIS, ImportKind.SCHOOLS, SCHOOLS.encode())
    with pytest.raises(NotAllowed):
        imports.apply(empty, somebody, planned)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("UDISE code,Class\n99000000501,3\n", "Section"),
        ("UDISE code,Class,Section,Colour\n99000000501,3,A,red\n", "Colour"),
        ("UDISE code,Class,Section,वर्ग\n99000000501,3,A,3\n", "Hindi and in English"),
        ("just some words\nand more\n", "missing"),
    ],
)
def test_other_columns_than_the_templates_are_named(in_english: None, empty: District, text: str, says: str) -> None:
    with pytest.raises(BadFile) as caught:
        imports.plan(empty, MIS, ImportKind.CLASS_SECTIONS, text.encode())
    assert says in str(caught.value)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_templates_are_read_with_their_own_headings(kind: ImportKind) -> None:
    headings = [column.hindi for column in KINDS[kind].columns]
    filled_in = imports.template_csv(kind) + ",".join("1" for _ in headings).encode()
    assert list(imports.read_table("t.csv", filled_in).rows.columns) == headings
    if KINDS[kind].example():
        assert list(imports.read_table("t.xlsx", imports.template_xlsx(kind)).rows.columns) == headings
    else:
        with pytest.raises(BadFile):
            imports.read_table("t.xlsx", imports.template_xlsx(kind))  # a heading and no rows below it


def test_each_import_is_on_the_audit_trail(filled: District) -> None:
    def entries(tx: Transaction) -> list[str]:
        return [row[0] for row in tx._cursor().execute("SELECT action FROM audit_trail ORDER BY entry_id").fetchall()]

    assert filled.db.write(entries) == [f"import.{kind.value}" for kind in FIRST]


def test_columns_named_by_hand_are_remembered_for_those_headings(in_english: None, empty: District) -> None:
    text = "Code,Shala,Prakhand,Sankul,Remarks\n99000000501,School A,sabour,One,x\n"
    with pytest.raises(imports.ColumnsUnknown) as caught:
        imports.plan(empty, MIS, ImportKind.SCHOOLS, text.encode())
    assert caught.value.headings == ["Code", "Shala", "Prakhand", "Sankul", "Remarks"]
    heads = caught.value.headings
    said = {"udise": "Code", "name_en": "Shala", "block": "Prakhand", "cluster_en": "Sankul", "village": None}
    for wrong in ({**said, "block": None}, {**said, "village": "Shala"}):
        with pytest.raises(BadEntry):
            imports.remember_columns(empty, MIS, ImportKind.SCHOOLS, heads, wrong)
    imports.remember_columns(empty, MIS, ImportKind.SCHOOLS, heads, {**said, "cluster_en": "Remarks"})
    imports.remember_columns(empty, MIS, ImportKind.SCHOOLS, heads, said)
    reordered = "remarks,CODE,Shala,Prakhand,Sankul\nx,99000000501,School A,sabour,One\n"
    for told in (text, reordered):
        bring(empty, ImportKind.SCHOOLS, told)
    found = schools.schools(empty.db, EVERYTHING)
    assert found[["udise", "cluster_en"]].to_numpy().tolist() == [["99000000501", "One"]]
