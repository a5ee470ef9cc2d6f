"""Files that the office gets: empty templates, and the rows that were refused."""

import csv
import io
import re

import pandas as pd
import xlsxwriter

from attendance.cells import harmless
from attendance.i18n import _
from attendance.roster.imports.columns import LINE, REASON, headings
from attendance.roster.imports.kinds import KINDS
from attendance.roster.imports.plans import ImportPlan
from attendance.roster.imports.spec import ImportKind


def template_csv(kind: ImportKind) -> bytes:
    """The headings and what is known to fill in, in the reader's language: UTF-8 with a byte order mark, as Excel wants it."""
    columns = KINDS[kind].columns
    return as_csv([[column.heading for column in columns], *_example(kind)])


def template_xlsx(kind: ImportKind) -> bytes:
    """An Excel file with the headings, columns that keep codes as text, and a sheet that says how to fill them in."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text, bold, wrapped = (book.add_format(form) for form in ({"num_format": "@"}, {"bold": True}, {"text_wrap": True}))
        sheet = book.add_worksheet(_sheet_name(_(KINDS[kind].title)))
        notes = book.add_worksheet(_sheet_name(_("How to fill it in")))
        for number, column in enumerate(KINDS[kind].columns):
            sheet.set_column(number, number, max(14, len(column.heading) + 4), text)
            sheet.write_string(0, number, column.heading, bold)
            notes.write_string(number, 0, column.heading, bold)
            notes.write_string(number, 1, _("Needed.") + " " + _(column.note) if column.required else _(column.note), wrapped)
        for line, row in enumerate(_example(kind), start=1):
            for number, cell in enumerate(row):
                sheet.write_string(line, number, cell)
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 0, 24)
        notes.set_column(1, 1, 70)
    return out.getvalue()


def refused_csv(planned: ImportPlan, most: int | None = None) -> bytes:
    """The refused rows as they are in the file, with their line and the reason in the reader's language.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, which reading it again takes off.

    Args:
        most: Only so many rows, the first ones.
    """
    table = refused_table(planned).head(len(planned.refused) if most is None else most)
    return as_csv([list(table.columns), *table.values.tolist()])


def refused_table(planned: ImportPlan) -> pd.DataFrame:
    """The same as a table to show."""
    shown = planned.refused[headings(planned.refused.drop(columns="reason"))]
    shown.insert(0, LINE.heading, planned.refused.index.astype(str))
    shown[REASON.heading] = planned.refused["reason"].map(str)
    return shown


def preview_table(planned: ImportPlan, part: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first rows of a part of a plan (its ``new`` or ``changed``) as they were read, with their lines."""
    columns = KINDS[planned.kind].columns
    rows = planned.rows.loc[part.index[:most]]
    filled = [column for column in columns if (rows[column.key] != "").any()]
    shown = rows[[column.key for column in filled]].set_axis([column.heading for column in filled], axis=1)
    shown.insert(0, LINE.heading, rows.index.astype(str))
    return shown


def as_csv(rows: list[list[str]]) -> bytes:
    """A file that spreadsheets open: UTF-8 with its mark, no cell taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _example(kind: ImportKind) -> list[list[str]]:
    return [[row.get(column.key, "") for column in KINDS[kind].columns] for row in KINDS[kind].example()]


def _sheet_name(title: str) -> str:
    """Without the signs that Excel forbids, and no longer than it allows."""
    return re.sub(r"[\[\]:*?/\\]", "", title)[:31]
