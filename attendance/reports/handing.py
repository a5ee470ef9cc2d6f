"""Class-level rows handed out as files: each says who took it, when and by what filter, and is entered in the audit trail."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from attendance.district import District, Kind
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_, _, day_text, ngettext, number
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.reports import exports
from attendance.reports.figures import Span
from attendance.reports.handed import File
from data.clock import in_india, utc_now

ZIP_MIME = "application/zip"
MOST_ROWS = 50_000
"""Rows of one file: the bytes travel with the page, and this is three times the district's class sections."""


class Format(StrEnum):
    """How rows are handed out; the zip holds an Excel file for each block."""

    CSV = "csv"
    EXCEL = "xlsx"
    ZIP = "zip"

    @property
    def label(self) -> str:
        """What stands on its button."""
        return _("One file a block (zip)") if self is Format.ZIP else {"csv": "CSV", "xlsx": "Excel"}[self.value]


@dataclass(frozen=True)
class Rows:
    """Rows to hand out; none of them may be of a pupil.

    Attributes:
        kind: What the audit trail calls them: ``exceptions``, ``figures``.
        title: What the rows are, in the reader's language.
        span: Their days.
        filters: What was chosen, each in words of the reader's language; empty: nothing was left out.
        table: Headings in the reader's language; text, numbers and days.
        block_ids: The block of each row, in the table's order; none where rows are sums of several blocks.
        blocks: The blocks' names by key.
        part: Which of several files of this kind it is, in the file's name.
        notes: What the figures are of.
    """

    kind: str
    title: str
    span: Span
    filters: Sequence[str]
    table: pd.DataFrame
    block_ids: Sequence[str]
    blocks: dict[str, str]
    part: str = ""
    notes: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Begins the file's name."""
        return f"{self.kind}-{self.part}" if self.part else self.kind

    def of(self, block_id: str) -> pd.DataFrame:
        """The rows of one block."""
        return self.table[[one == block_id for one in self.block_ids]]


def hand_out(district: District, account: Account, page: Page, rows: Rows, form: Format) -> File:
    """The rows as a file, entered in the audit trail before it leaves.

    Args:
        page: Where the rows are shown.

    Raises:
        NotAllowed: The role has no such page, or a row is of a block that is not the account's.
        BadEntry: There are more rows than a file takes.
    """
    account.require(page)
    if not all(account.scope.includes(block_id) for block_id in set(rows.block_ids)):
        raise NotAllowed(N_("This belongs to a block that is not yours. Go back and choose one of your blocks."))
    if len(rows.table) > MOST_ROWS:
        raise BadEntry(
            N_("{count} rows are too many for one file; at most {most} fit. Choose one block, or fewer days."),
            count=len(rows.table),
            most=MOST_ROWS,
        )
    notes = watermark(district, account, rows)
    content, mime = _content(rows, form, notes)
    touched = sorted(set(rows.block_ids))
    district.db.write(
        lambda tx: audit.record(
            tx,
            account,
            f"export.{rows.kind}",
            form.value,
            touched[0] if len(touched) == 1 else None,
            first=rows.span.first,
            last=rows.span.last,
            rows=len(rows.table),
            blocks=touched,
            filters=list(rows.filters),
        )
    )
    days = rows.span.first.isoformat() + ("" if rows.span.is_day else f"-{rows.span.last.isoformat()}")
    return File(f"upasthiti-{rows.name}-{days}.{form.value}", content, mime)


def watermark(district: District, account: Account, rows: Rows) -> list[str]:
    """What each file says of itself: what it is, who took it and when, by what filter, and what it is not."""
    now = in_india(utc_now())
    first, last = day_text(rows.span.first, "medium"), day_text(rows.span.last, "medium")
    days = first if rows.span.is_day else _("{first} to {last}").format(first=first, last=last)
    lines = [
        _("Upasthiti · Bhagalpur"),
        f"{rows.title}: {days}",
        _("Taken by {name} ({username}) on {moment}.").format(
            name=account.name, username=account.username, moment=f"{day_text(now.date())}, {now:%H:%M}"
        ),
        _("Filter: {filters}").format(filters=", ".join(rows.filters) or _("nothing left out")),
        *rows.notes,
        _("Rows of schools and classes; no pupils."),
        _("What is decided here does not change e-Shikshakosh by itself."),
    ]
    if district.kind is Kind.SANDBOX:
        lines.insert(0, _("Training sandbox: all names, photos and figures here are fictional."))
    return lines


def _content(rows: Rows, form: Format, notes: Sequence[str]) -> tuple[bytes, str]:
    match form:
        case Format.CSV:
            return exports.to_csv(rows.table, notes), exports.CSV_MIME
        case Format.EXCEL:
            return exports.to_excel(rows.table, rows.kind, notes), exports.EXCEL_MIME
        case Format.ZIP:
            return _zip(rows, notes), ZIP_MIME


def _zip(rows: Rows, notes: Sequence[str]) -> bytes:
    """An Excel file for each block with rows, and a README that names them."""
    content = io.BytesIO()
    contents = []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for block_id in sorted(set(rows.block_ids)):
            own = rows.of(block_id)
            name = f"{re.sub(r'[^a-z0-9_-]', '_', block_id.lower())}-{rows.name}.xlsx"
            archive.writestr(name, exports.to_excel(own, rows.kind, [*notes, rows.blocks.get(block_id, block_id)]))
            count = ngettext("{count} row", "{count} rows", len(own)).format(count=number(len(own)))
            contents.append(f"{name}: {rows.blocks.get(block_id, block_id)}, {count}")
        text = "\r\n".join([*notes, "", *contents, ""])
        archive.writestr("README.txt", ("\ufeff" + text).encode("utf-8"))
    return content.getvalue()
