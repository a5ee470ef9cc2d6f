"""Spreadsheets that would end the app or fill its memory are refused by a message."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from attendance import spreadsheet
from attendance.errors import BadFile
from attendance.roster.imports import read_table
from attendance.roster.imports.tables import MOST_COLUMNS, TOO_MUCH

HEADING = ["udise", "name"]


def workbook(*changes: tuple[bytes, bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """A small workbook whose parts are changed so."""
    out, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, ["99000000001", "=1+1"])
    with zipfile.ZipFile(out) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            part = whole.read(name)
            for old, new in changes:
                part = part.replace(old, new)
            packed.writestr(name, part)
        for name, part in (extra or {}).items():
            packed.writestr(name, part)
    return made.getvalue()


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(BadFile) as raised:
        work()
    return raised.value.message.text


def test_a_cell_at_the_far_end_of_a_sheet_is_a_message_and_not_the_end_of_the_app() -> None:
    assert refused(lambda: read_table("far.xlsx", workbook((b'r="B2"', b'r="XFD1048576"')))) == TOO_MUCH


def test_an_entity_is_not_expanded_and_links_and_climbing_parts_are_left_alone() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(BadFile):
        read_table("x.xlsx", workbook((b"<t>name</t>", b"<t>&b;&b;</t>"), (b'<?xml version="1.0"?>', declared)))
    climbing = workbook(extra={"../../outside.txt": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert read_table("x.xlsx", climbing).rows.columns.tolist() == HEADING


def test_answers_that_grow_without_end_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ANSWER", 1000)
    many = workbook(
        (b"</sheetData>", b'<row r="9"><c t="inlineStr"><is><t>' + b"x" * 30_000 + b"</t></is></c></row></sheetData>")
    )
    assert refused(lambda: read_table("many.xlsx", many)) == TOO_MUCH


def test_a_million_columns_are_refused_at_once() -> None:
    assert (
        refused(lambda: read_table("wide.csv", ",".join(f"c{number}" for number in range(1_000_000)).encode() + b"\n1,2\n"))
        == TOO_MUCH
    )
    fits = [f"c{number}" for number in range(MOST_COLUMNS)]
    assert read_table("fits.csv", f"{','.join(fits)}\n1,2\n".encode()).rows.columns.tolist() == fits
