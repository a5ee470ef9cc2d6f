"""Rows handed out: watermarked, harmless in Excel, split by block, within the Scope, and on the audit trail first."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from attendance import i18n
from attendance.errors import BadEntry, NotAllowed
from attendance.office.access import Account, Page, Role
from attendance.reports import evaluating, exception_rows, figure_rows, handing, places
from attendance.reports.exceptions import Filters
from attendance.reports.figures import Level, Place, Span
from attendance.reports.handing import Format, Rows
from attendance.reports.rules import Severity
from data import audit
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day
from tests.support import BLOCKS, Small, small_district

DPO = Account("dpo", "=Rashmi", Role.DPO)
BRC = Account("brc", "Worker", Role.BRC, frozenset({"sabour"}))
DAY = Span.of(MONDAY)
NAMES = {"sabour": "Sabour", "kahalgaon": "Kahalgaon"}
text = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)
cells = st.tuples(st.sampled_from(["=", "+", "-", "@", "\t", ""]), text).map("".join)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district for tests that only read it and its trail."""
    made = small_district(tmp_path_factory.mktemp("handing"))
    for class_section_id in (301, 302, 303):
        add_class_day(made, class_section_id)
    yield made
    made.district.close()


def rows_of(block_ids: list[str], values: list[str] | None = None, filters: tuple[str, ...] = ()) -> Rows:
    table = pd.DataFrame({"Name": values or [f"row {number}" for number in range(len(block_ids))]})
    return Rows("figures", "Figures by class", DAY, filters, table, block_ids, NAMES)


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def hand_out(small: Small, rows: Rows, form: Format, account: Account = DPO) -> bytes:
    return handing.hand_out(small.district, account, Page.ATTENDANCE, rows, form).content


def trail(small: Small) -> list[dict[str, Any]]:
    when = {"since": datetime(2000, 1, 1), "until": datetime(2100, 1, 1)}
    found = audit.entries(small.district.db, Scope.everything(), **when)
    return [row for row in found if row["action"].startswith("export")]


@pytest.mark.parametrize("form", Format)
def test_each_file_says_who_took_it_when_by_what_filter_and_that_it_holds_no_pupils(small: Small, form: Format) -> None:
    content = hand_out(small, rows_of(["sabour"], filters=("Sabour", "Only serious")), form)
    said = {
        Format.CSV: lambda: [" ".join(lines(content)[0])],
        Format.EXCEL: lambda: [" ".join(str(row[0]) for row in sheet(content))],
        Format.ZIP: lambda: [
            unpacked(content)["README.txt"].decode("utf-8-sig"),
            " ".join(str(row[0]) for row in sheet(unpacked(content)["sabour-figures.xlsx"])),
        ],
    }[form]()
    for one in said:
        assert "Taken by =Rashmi (dpo) on " in one
        assert "Figures by class: 6 Apr 2026" in one
        assert "Filter: Sabour, Only serious" in one
        assert "Rows of schools and classes; no pupils." in one


def test_the_trail_says_what_was_taken_and_nothing_is_taken_without_it(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_out(small, rows_of(["sabour", "sabour"], filters=("Sabour",)), Format.ZIP)
    (entry,) = trail(small)
    detail = entry["detail"]
    assert (entry["action"], entry["subject"], entry["block_id"]) == ("export.figures", "zip", "sabour")
    assert (detail["rows"], detail["filters"], detail["first"]) == (2, ["Sabour"], DAY.first.isoformat())

    def refused(*_: object, **__: object) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr(handing.audit, "record", refused)
    with pytest.raises(RuntimeError, match="no trail"):
        hand_out(small, rows_of(["sabour"]), Format.CSV)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(BLOCKS), cells), max_size=6), st.sampled_from(Format))
def test_rows_come_out_whole_and_each_under_its_own_block(filled: Small, rows: list[tuple[str, str]], form: Format) -> None:
    blocks, values = [block for block, _ in rows], [value for _, value in rows]
    content = hand_out(filled, rows_of(blocks, values), form)
    if form is Format.CSV:
        back = [line[0] for line in lines(content)[2:]]
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in back)
        assert [cell.removeprefix("'") if cell not in values else cell for cell in back] == values
    elif form is Format.EXCEL:
        assert _below_heading(content) == values
    else:
        files = unpacked(content)
        assert set(files) == {"README.txt", *(f"{block}-figures.xlsx" for block in set(blocks))}
        for block in set(blocks):
            assert _below_heading(files[f"{block}-figures.xlsx"]) == [value for own, value in rows if own == block]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(BLOCKS), max_size=5), st.sets(st.sampled_from(BLOCKS)), st.sampled_from(Format))
def test_a_row_of_another_block_is_never_handed_out(filled: Small, of: list[str], own: set[str], form: Format) -> None:
    account = Account("brc", "Worker", Role.BRC, frozenset(own))
    before = len(trail(filled))
    if set(of) <= own:
        assert hand_out(filled, rows_of(of), form, account)
    else:
        with pytest.raises(NotAllowed):
            hand_out(filled, rows_of(of), form, account)
        assert len(trail(filled)) == before


@pytest.mark.parametrize("level", [Level.BLOCK, Level.CLUSTER, Level.SCHOOL, Level.CLASS_SECTION])
def test_figures_of_a_brc_hold_the_own_block_alone(filled: Small, level: Level) -> None:
    db = filled.district.db
    located = places.locate(db, BRC.scope, Place())
    assert located
    rows = figure_rows.of_place(db, BRC.scope, DAY, located, level)
    assert set(rows.block_ids) == {"sabour"}
    assert len(rows.table) == (2 if level is Level.CLASS_SECTION else 1)
    content = str(lines(hand_out(filled, rows, Format.CSV, BRC)))
    assert "Sabour" in content
    assert "Kahalgaon" not in content
    assert "Two" not in content


def test_the_exception_list_of_a_brc_holds_the_own_block_alone(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    db = small.district.db
    add_class_day(small, 301)
    monkeypatch.setattr(evaluating, "last_day", lambda _hour: MONDAY)
    db.write(lambda tx: evaluating.queue_due(tx, MONDAY))
    job = evaluating.under_way(small.district)
    assert job
    evaluating.evaluate(small.district, job, None)
    rows = exception_rows.of_list(db, DPO.scope, Filters())
    assert set(rows.block_ids) == set(BLOCKS)
    files = unpacked(hand_out(small, rows, Format.ZIP))
    assert set(files) == {"README.txt", "sabour-exceptions.xlsx", "kahalgaon-exceptions.xlsx"}
    own = exception_rows.of_list(db, BRC.scope, Filters(severity=Severity.IMPORTANT))
    assert set(own.block_ids) == {"sabour"}
    content = str(lines(hand_out(small, own, Format.CSV, BRC)))
    assert "School One" in content
    assert "Filter: Important and graver" in content
    assert "School Two" not in content
    assert not any(f"Pupil {number}" in content for number in range(401, 413))
    assert [entry["action"] for entry in trail(small)] == ["export.exceptions"] * 2


def test_a_role_without_the_page_and_too_many_rows_are_refused(filled: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAllowed):
        hand_out(filled, rows_of([]), Format.CSV, Account("t", "T", Role.TRAINER))
    monkeypatch.setattr(handing, "MOST_ROWS", 2)
    with pytest.raises(BadEntry, match="at most"):
        hand_out(filled, rows_of(["sabour"] * 3), Format.CSV)


def _below_heading(content: bytes) -> list[object]:
    column = [row[0] for row in sheet(content)]
    return column[column.index("Name") + 1 :]
