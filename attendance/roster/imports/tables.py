"""Files from other programs as tables of text: CSV as Excel, LibreOffice and the portal write it, and their own formats."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd
import python_calamine

from attendance.errors import BadFile
from attendance.i18n import N_

MOST_BYTES = 50_000_000
MOST_UNPACKED = 500_000_000
"""An Excel file of a district's 460,000 pupils unpacks to about 150 MB."""
FORMULA_STARTS = ("=", "+", "-", "@")

_EXCEL_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))

Cells = list[list[str]]


def read_table(name: str, data: bytes) -> pd.DataFrame:
    """A file's first table with something in it, all of it text; an empty cell is "".

    The index is the line in the file, which people look up; the first line that is not empty is the heading.

    Args:
        name: The file's name, for messages.

    Raises:
        BadFile: It is empty, too large, or no table.
    """
    if not data.strip():
        raise BadFile(N_("The file {name} is empty. Fill in the template and choose it again."), name=name)
    if len(data) > MOST_BYTES:
        raise BadFile(N_("The file {name} is larger than 50 MB. Split it and import the parts."), name=name)
    cells = _from_excel(name, data) if data.startswith(_EXCEL_STARTS) else _from_csv(name, data)
    return _framed(name, cells)


def plain(text: str) -> str:
    """A cell without spaces at its ends or in rows, invisible signs, and the apostrophe that keeps a text a text."""
    shown = " ".join(text.translate(_INVISIBLE).split())
    return shown[1:] if shown[:1] == "'" and shown[1:].startswith(FORMULA_STARTS) else shown


def digits(text: str) -> str:
    """A code with Devanagari digits written in Latin ones."""
    return text.translate(_DEVANAGARI_DIGITS)


def _from_csv(name: str, data: bytes) -> Cells:
    text = _decoded(name, data)
    if "\0" in text:
        raise _no_table(name)
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise _no_table(name) from problem


def _decoded(name: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise BadFile(
            N_("The letters of {name} cannot be read. Save it in Excel as “CSV UTF-8” or as an Excel file."), name=name
        ) from problem


def _from_excel(name: str, data: bytes) -> Cells:
    _refuse_endless(name, data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            cells = [[_as_text(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
            if any(cell.strip() for row in cells for cell in row):
                return cells
    except python_calamine.PasswordError as problem:
        raise BadFile(N_("The file {name} is locked with a password. Save it without one."), name=name) from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise _no_table(name) from problem
    raise BadFile(N_("The file {name} is empty. Fill in the template and choose it again."), name=name)


def _refuse_endless(name: str, data: bytes) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as problem:
        raise _no_table(name) from problem
    if unpacked > MOST_UNPACKED:
        raise BadFile(N_("The file {name} is larger than 50 MB. Split it and import the parts."), name=name)


def _as_text(cell: object) -> str:
    match cell:
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case None:
            return ""
        case _:
            return str(cell)


def _framed(name: str, cells: Cells) -> pd.DataFrame:
    numbered = [(line, [plain(cell) for cell in row]) for line, row in enumerate(cells, start=1)]
    filled = [(line, row) for line, row in numbered if any(row)]
    if not filled:
        raise BadFile(N_("The file {name} is empty. Fill in the template and choose it again."), name=name)
    heading = _trimmed(filled[0][1])
    if len(filled) == 1:
        raise BadFile(N_("The file {name} has a heading and no rows below it. Fill it in and choose it again."), name=name)
    width = len(heading)
    for line, row in filled[1:]:
        if any(row[width:]):
            raise BadFile(
                N_("Line {line} of {name} has more cells than the heading. Put text with a comma into quotation marks."),
                line=line,
                name=name,
            )
    rows = [row[:width] + [""] * (width - len(row)) for _, row in filled[1:]]
    index = pd.Index([line for line, _ in filled[1:]], name="line")
    return pd.DataFrame(rows, columns=_distinct(name, heading), index=index, dtype=str)


def _trimmed(row: list[str]) -> list[str]:
    end = max(place for place, cell in enumerate(row, start=1) if cell)
    return row[:end]


def _distinct(name: str, heading: Iterable[str]) -> list[str]:
    names = list(heading)
    for column in names:
        if names.count(column) > 1:
            raise BadFile(N_("Two columns of {name} have the same heading “{column}”. Remove one."), name=name, column=column)
    return names


def _no_table(name: str) -> BadFile:
    return BadFile(N_("{name} is not a table that can be read. Use the template: CSV, Excel (xlsx, xls) or ods."), name=name)
