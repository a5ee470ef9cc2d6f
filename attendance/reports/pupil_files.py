"""Rows that name pupils, handed out as a file: for a purpose, watermarked, and on the audit trail before the file leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from attendance.district import District, Kind
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_, _, day_text
from attendance.office import audit
from attendance.office.access import Account
from attendance.reports import exports
from attendance.reports.figures import Span
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, require
from attendance.reports.handed import File
from data.clock import in_india, utc_now

MOST_ROWS = 20_000
"""Rows of one file: what one block needs at most, and a few MB."""
LEAST_LETTERS, MOST_LETTERS = 10, 300
"""Of the words of a purpose."""


class Why(StrEnum):
    """What a file with pupils' names is for."""

    VISIT = "visit"
    SCHOOL = "school"
    MEETING = "meeting"
    ORDER = "order"

    @property
    def label(self) -> str:
        """In words of the reader's language."""
        return _(_WHY[self])


_WHY = {
    Why.VISIT: N_("Visiting the families"),
    Why.SCHOOL: N_("Asking the school, and correcting the roll or the portal"),
    Why.MEETING: N_("A meeting of the committee or the block"),
    Why.ORDER: N_("Asked for in writing"),
}


@dataclass(frozen=True)
class Purpose:
    """Why somebody takes a file, by kind and in their own words."""

    why: Why | None
    text: str

    def told(self) -> str:
        """Both in one line, in the reader's language.

        Raises:
            BadEntry: No kind is chosen, or the words are too few or too many.
        """
        words = " ".join(self.text.split())
        if self.why is None or not LEAST_LETTERS <= len(words) <= MOST_LETTERS:
            raise BadEntry(
                N_("Say what the file is for: choose the purpose and write {least} to {most} letters, as who gets it."),
                least=LEAST_LETTERS,
                most=MOST_LETTERS,
            )
        return f"{self.why.label}: {words}"


@dataclass(frozen=True)
class PupilRows:
    """Rows that name pupils.

    Attributes:
        kind: What the audit trail calls them: ``follow_ups``, ``pupil_attendance``.
        title: What the rows are, in the reader's language.
        span: Their days.
        filters: What was chosen, in words; empty: nothing was left out.
        table: Headings in the reader's language; text, numbers and days.
        block_ids: The block of each row.
        pupils: How many pupils the rows name.
    """

    kind: str
    title: str
    span: Span
    filters: Sequence[str]
    table: pd.DataFrame
    block_ids: Sequence[str]
    pupils: int


def hand_out(district: District, account: Account, rows: PupilRows, purpose: Purpose) -> File:
    """The rows as an Excel file.

    Raises:
        NotAllowed: The role sees no pupils, or a row is of a block that is not the account's.
        BadEntry: No purpose is given, or there are more rows than a file takes.
    """
    require(account)
    told = purpose.told()
    if not all(account.scope.includes(block_id) for block_id in set(rows.block_ids)):
        raise NotAllowed(N_("This belongs to a block that is not yours. Go back and choose one of your blocks."))
    if len(rows.table) > MOST_ROWS:
        raise BadEntry(
            N_("{count} rows are too many for one file; at most {most} fit. Choose one block, or fewer days."),
            count=len(rows.table),
            most=MOST_ROWS,
        )
    content = exports.to_excel(rows.table, rows.kind, watermark(district, account, rows, told))
    record(district, account, rows, told, "xlsx")
    days = rows.span.first.isoformat() + ("" if rows.span.is_day else f"-{rows.span.last.isoformat()}")
    return File(f"upasthiti-{rows.kind.replace('_', '-')}-{days}.xlsx", content, exports.EXCEL_MIME)


def record(district: District, account: Account, rows: PupilRows, purpose: str, form: str) -> None:
    """Enter in the audit trail who takes how many pupils, by what filter and for what."""
    touched = sorted(set(rows.block_ids))
    detail = {"first": rows.span.first, "last": rows.span.last, "rows": len(rows.table), "pupils": rows.pupils}
    about = {"blocks": touched, "filters": list(rows.filters), "purpose": purpose}
    block_id = touched[0] if len(touched) == 1 else None
    district.db.write(lambda tx: audit.record(tx, account, f"export.{rows.kind}", form, block_id, **detail, **about))


def watermark(district: District, account: Account, rows: PupilRows, purpose: str) -> list[str]:
    """What a file says of itself on each sheet and each printed page: who, when, for what, and what it is not."""
    now = in_india(utc_now())
    first, last = day_text(rows.span.first, "medium"), day_text(rows.span.last, "medium")
    days = first if rows.span.is_day else _("{first} to {last}").format(first=first, last=last)
    lines = [
        f"{_('Upasthiti · Bhagalpur')} · {rows.title}: {days}",
        _("Taken by {name} ({username}) on {moment}.").format(
            name=account.name, username=account.username, moment=f"{day_text(now.date())}, {now:%H:%M}"
        ),
        _("Purpose: {purpose}").format(purpose=purpose),
        _("Filter: {filters}").format(filters=", ".join(rows.filters) or _("nothing left out")),
        _(NO_STRIKE_OFF),
        _("Names of children: only for this purpose, and only for those who need it. That it was taken is on the audit trail."),
        _("What is decided here does not change e-Shikshakosh by itself."),
    ]
    if district.kind is Kind.SANDBOX:
        lines.insert(0, _("Training sandbox: all names, photos and figures here are fictional."))
    return lines
