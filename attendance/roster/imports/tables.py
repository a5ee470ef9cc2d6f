"""Files from other programs as tables of text: CSV as Excel, LibreOffice and the portal write it, and their own formats."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from attendance import spreadsheet, zips
from attendance.cells import FORMULA_STARTS
from attendance.errors import BadFile
from attendance.i18n import N_

MOST_BYTES = 100_000_000
"""A CSV of a district's 460,000 pupils has about 45 MB."""
MOST_UNPACKED = 500_000_000
"""An Excel file of a district's 460,000 pupils unpacks to about 150 MB."""
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_TITLE_LINES = 10

_EXCEL_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))

TOO_LARGE = N_("The file {name} is larger than {most} MB. Split it and import the parts.")
TOO_MUCH = N_("The table in {name} is larger than any that is asked for. Copy only its filled cells into the template.")
NO_ROWS = N_("The file {name} has a heading and no rows below it. Fill it in and choose it again.")
EMPTY = N_("The file {name} is empty. Fill in the template and choose it again.")


@dataclass(frozen=True, eq=False)
class Table:
    """What a file holds.

    Attributes:
        rows: All of it text, an empty cell is ""; the index is the line in the file, which people look up.
        merged: Lines in which cells are merged.
    """

    rows: pd.DataFrame
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Cells:
    lines: Iterable[Iterable[str]]
    merged: frozenset[int] = frozenset()


def read_file(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        BadFile: It is too large; nothing of it was read.
    """
    refuse_large(path.name, path.stat().st_size)
    return path.read_bytes()


def refuse_large(name: str, size: int) -> None:
    """Say no to a file before it is read.

    Raises:
        BadFile: It has more than `MOST_BYTES`.
    """
    if size > MOST_BYTES:
        raise BadFile(TOO_LARGE, name=name, most=MOST_BYTES // 1_000_000)


def read_table(name: str, data: bytes) -> Table:
    """A file's first table with something in it.

    The heading is the first line with more than one filled cell; lines above it are a title.

    Args:
        name: The file's name, for messages.

    Raises:
        BadFile: It is empty, too large, or no table.
    """
    refuse_large(name, len(data))
    if not data[:1_000_000].strip() and not data.strip():
        raise BadFile(EMPTY, name=name)
    return _framed(name, _from_excel(name, data) if data.startswith(_EXCEL_STARTS) else _from_csv(name, data))


def plain(text: str) -> str:
    """A cell without spaces at its ends or in rows, invisible signs, and the apostrophe that keeps a text a text."""
    if text.isascii() and text.isalnum():
        return text
    shown = " ".join(text.translate(_INVISIBLE).split())
    return shown[1:] if shown[:1] == "'" and shown[1:].startswith(FORMULA_STARTS) else shown


def digits(text: str) -> str:
    """A code with Devanagari digits written in Latin ones."""
    return text.translate(_DEVANAGARI_DIGITS)


def _from_csv(name: str, data: bytes) -> _Cells:
    encoding = _encoding(data)
    first = _first_line(name, data, encoding)
    return _Cells(_csv_lines(name, data, encoding, max(",;\t", key=first.count)))


def _first_line(name: str, data: bytes, encoding: str) -> str:
    """The first that is not empty; the letters of all of them are looked at."""
    first = ""
    try:
        for line in _text(data, encoding):
            if "\0" in line:
                raise _no_table(name)
            first = first or (line.strip() and line)
    except UnicodeError as problem:
        raise BadFile(
            N_("The letters of {name} cannot be read. Save it in Excel as “CSV UTF-8” or as an Excel file."), name=name
        ) from problem
    return first


def _csv_lines(name: str, data: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(_text(data, encoding), delimiter=delimiter, strict=True)
    except csv.Error as problem:
        raise _no_table(name) from problem


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    """Line by line: a whole text takes up to four times its file's bytes."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _encoding(data: bytes) -> str:
    return "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _from_excel(name: str, data: bytes) -> _Cells:
    _refuse_endless(name, data)
    try:
        rows, merged = spreadsheet.read(data)
    except spreadsheet.Unread as problem:
        raise _unread(name, problem.why) from problem
    return _Cells(_csv_lines(name, rows, "utf-8", ","), merged)


def _unread(name: str, why: str) -> BadFile:
    match why:
        case "locked":
            return BadFile(N_("The file {name} is locked with a password. Save it without one."), name=name)
        case "empty":
            return BadFile(EMPTY, name=name)
        case "too_much":
            return BadFile(TOO_MUCH, name=name)
        case _:
            return _no_table(name)


def _refuse_endless(name: str, data: bytes) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zips.opened(data) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zips.DAMAGE as problem:
        raise _no_table(name) from problem
    if unpacked > MOST_UNPACKED:
        raise BadFile(TOO_LARGE, name=name, most=MOST_BYTES // 1_000_000)


def _framed(name: str, cells: _Cells) -> Table:
    heading_line, first, below = _split(name, _filled(cells.lines))
    heading = _trimmed(first)
    width = len(heading)
    if width > MOST_COLUMNS:
        raise BadFile(TOO_MUCH, name=name)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, row in below:
        if any(row[width:]):
            raise BadFile(
                N_("Line {line} of {name} has more cells than the heading. Put text with a comma into quotation marks."),
                line=line,
                name=name,
            )
        if len(lines) == MOST_ROWS:
            raise BadFile(TOO_MUCH, name=name)
        lines.append(line)
        rows.append(row[:width] if len(row) >= width else row + [""] * (width - len(row)))
    if not rows:
        raise BadFile(NO_ROWS, name=name)
    frame = pd.DataFrame(rows, columns=_distinct(name, heading), index=pd.Index(lines, name="line"), dtype=str)
    return Table(frame, frozenset(line for line in cells.merged if line > heading_line))


def _filled(lines: Iterable[Iterable[str]]) -> Iterator[tuple[int, list[str]]]:
    """Lines with something in them, with their numbers; an endless tail of blank ones costs nothing but time."""
    for line, row in enumerate(lines, start=1):
        cells = [plain(cell) for cell in row]
        if any(cells):
            yield line, cells


def _split(name: str, filled: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """The heading with its line, and the lines below it: the first line with more than one cell, if there soon is one."""
    first = list(itertools.islice(filled, MOST_TITLE_LINES))
    if not first:
        raise BadFile(EMPTY, name=name)
    place = next((place for place, (_, row) in enumerate(first) if sum(map(bool, row)) > 1), 0)
    line, row = first[place]
    return line, row, itertools.chain(first[place + 1 :], filled)


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
