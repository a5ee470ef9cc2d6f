"""Files of other programs become tables of text, or are refused with a next step."""

import csv
import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.errors import BadFile
from attendance.roster.imports.tables import MOST_BYTES, read_table

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda text: text[0] != "'"
)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


def as_csv(rows: list[list[str]], encoding: str, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def without_spelling(rows: list[list[str]]) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row] for row in rows]


@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), delimiter=st.sampled_from([",", ";", "\t"]))
def test_what_was_written_to_csv_is_read_back(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    table = read_table("a.csv", as_csv([["pen", "नाम", "block"], *rows], encoding, delimiter)).rows
    assert list(table.columns) == ["pen", "नाम", "block"]
    assert table.to_numpy().tolist() == without_spelling(rows)


@settings(max_examples=50)
@given(
    data=st.binary(min_size=1, max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"a,b\n"]),
)
def test_whatever_the_bytes_are_it_is_a_table_or_a_bad_file(data: bytes, start: bytes) -> None:
    try:
        table = read_table("x", start + data).rows
    except BadFile:
        return
    assert len(table) > 0


def test_excel_numbers_and_days_become_the_text_one_sees() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["UDISE", "Day"])
        sheet.write_number(1, 0, 99000000001)
        sheet.write_datetime(1, 1, date(2026, 4, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    assert read_table("a.xlsx", out.getvalue()).rows.to_numpy().tolist() == [["99000000001", "2026-04-01"]]


def test_the_line_of_the_file_is_kept_though_empty_lines_are_skipped() -> None:
    table = read_table("a.csv", "\n\npen,name\n\n1,अ\n,\n2,ब\n".encode()).rows
    assert table.index.tolist() == [5, 7]


def test_an_apostrophe_before_a_formula_sign_is_taken_off() -> None:
    assert read_table("a.csv", b"phone,name\n'+91 1,'quoted\n").rows.to_numpy().tolist() == [["+91 1", "'quoted"]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"pen,name\n", "no rows"),
        (b"pen,pen\n1,2\n", "same heading"),
        (b"pen,name\n1,2,3\n", "Line 2"),
        ("नाम\nअ".encode("cp1252", "replace") + b"\xe9", "letters"),
        (b"a,b\n\x00\x01", "not a table"),
        (b"PK\x03\x04 and then nothing", "not a table"),
        (b"\xd0\xcf\x11\xe0 and then nothing", "not a table"),
        (as_xlsx([]), "empty"),
        (b"x" * (MOST_BYTES + 1), "larger"),
    ],
)
def test_what_is_no_table_says_so(in_english: None, data: bytes, says: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_table("a.csv", data)
    assert says in str(caught.value)


def test_the_first_sheet_with_something_in_it_is_read() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet()
        book.add_worksheet().write_column(0, 0, ["pen", "1"])
    assert read_table("a.xlsx", out.getvalue()).rows.to_numpy().tolist() == [["1"]]
