"""Files for Excel: text stays text, whatever it begins with."""

import csv
import io
import zipfile
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from attendance.reports import exports

NASTY = ["=1+1", "+91 94310 00000", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "https://example.org", "विद्यालय"]
printable = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_shows_text_as_typed_and_holds_no_formula() -> None:
    content = exports.to_excel(pd.DataFrame({"=Heading": NASTY}), "sheet")
    assert [row[0] for row in sheet(content)] == ["=Heading", *NASTY]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


def test_csv_begins_with_a_mark_for_excel_and_no_cell_is_a_formula() -> None:
    content = exports.to_csv(pd.DataFrame({"Name": NASTY}))
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in rows(content)[1:]]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == NASTY


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["=", "+", "-", "@", ""]), printable).map("".join), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_went_in(texts: list[str]) -> None:
    table = pd.DataFrame({"text": texts})
    assert [row[0] for row in sheet(exports.to_excel(table, "sheet"))[1:]] == texts
    back = [row[0] for row in rows(exports.to_csv(table))[1:]]
    assert [cell[1:] if cell[:1] == "'" and cell[1:] in texts else cell for cell in back] == texts


def test_numbers_days_and_gaps_keep_their_kind() -> None:
    table = pd.DataFrame({"day": [date(2026, 4, 6), None], "count": [-3, None], "share": [12.5, float("nan")]}, dtype=object)
    content = exports.to_excel(table, "sheet", notes=["What this is"])
    assert sheet(content)[0][0] == "What this is"
    assert sheet(content)[3] == [date(2026, 4, 6), -3.0, 12.5]
    assert rows(exports.to_csv(table))[1:] == [["2026-04-06", "-3", "12.5"], ["", "", ""]]


@pytest.mark.parametrize("columns", [["a"], ["a", "b"]])
def test_an_empty_table_is_a_file_with_headings(columns: list[str]) -> None:
    table = pd.DataFrame(columns=columns)
    assert sheet(exports.to_excel(table, "sheet")) == [columns]
    assert rows(exports.to_csv(table)) == [columns]
