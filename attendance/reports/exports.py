"""Tables as files for Excel: what a cell says stays text, whatever it begins with."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from attendance.cells import harmless

CSV_MIME = "text/csv"
EXCEL_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 60


def to_csv(table: pd.DataFrame, notes: Sequence[str] = ()) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Devanagari.

    A CSV has no types: a text that would start a formula gets an apostrophe before it, as one would type it into Excel.

    Args:
        table: Its columns' names are the headings; values are text, numbers, days or missing.
        notes: What the table is and where it is from: the first line, in one cell.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    if notes:
        writer.writerow([harmless(" · ".join(notes))])
    writer.writerow([harmless(str(column)) for column in table.columns])
    writer.writerows([harmless(_plain(value)) for value in row] for row in table.itertuples(index=False, name=None))
    return ("\ufeff" + file.getvalue()).encode("utf-8")


def to_excel(table: pd.DataFrame, sheet: str, notes: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet: notes on top, then headings that stay in sight, then the rows; printed, both stand on each page.

    Args:
        table: As for `to_csv`. Text is written as text and shows as typed; days and numbers keep their kind.
        sheet: The sheet's name, at most 31 characters.
        notes: What the table is and where its figures come from.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    page = book.add_worksheet(sheet)
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
    for line, note in enumerate(notes):
        page.write_string(line, 0, note)
    top = len(notes) + 1 if notes else 0
    for column, heading in enumerate(table.columns):
        page.write_string(top, column, str(heading), bold)
        values = list(table.iloc[:, column])
        for line, value in enumerate(values, start=top + 1):
            _write(page, line, column, value, day)
        widest = max([len(str(heading)), *(len(_plain(value)) for value in values)])
        page.set_column(column, column, min(_WIDEST, widest + 2))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(0, top)  # who took it and what it is, on each printed page
    if len(table):
        page.autofilter(top, 0, top + len(table), len(table.columns) - 1)
    book.close()
    return content.getvalue()


def _write(page: Any, line: int, column: int, value: Any, day: Any) -> None:
    if value is None or pd.isna(value):
        return
    if isinstance(value, date):
        page.write_datetime(line, column, value, day)
    elif isinstance(value, int | float) or hasattr(value, "dtype"):
        page.write_number(line, column, float(value))
    else:
        page.write_string(line, column, str(value))


def _plain(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
