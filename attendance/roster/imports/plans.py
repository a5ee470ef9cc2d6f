"""Importing in two steps: a plan that only looks, and applying it, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance import rolls
from attendance.district import District
from attendance.errors import BadEntry, BadFile, Changed, Message, NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.office import audit, room
from attendance.office.access import Account, Role
from attendance.roster.imports.checks import refusals, tidied
from attendance.roster.imports.columns import digest, headings, keyed
from attendance.roster.imports.kinds import KINDS
from attendance.roster.imports.portal_words import of_day
from attendance.roster.imports.spec import ImportKind
from attendance.roster.imports.tables import read_table
from data import imports
from data.clock import today, utc_now
from data.database import Transaction
from data.errors import AlreadyStored, StorageFull
from data.scope import Scope

EVERYTHING = Scope.everything()
ROW_BYTES = 1000
"""What a row may take on the disk, generously: 50,000 pupils took 116 bytes each in the log and 147 in tables and indexes, and
while the log is written into the tables both lie there."""
MERGED = N_("Cells are merged in this row. In Excel, unmerge them and fill in each cell.")


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """What a file would do. The index of each frame is the line in the file.

    Attributes:
        new, changed, unchanged: Rows with the district's keys.
        refused: The rows that cannot be taken, as they are in the file, and a last column ``reason`` of `Message`.
        rows: The rows that can be taken, checked.
        headings: The file's own.
        by_hand: Key by heading where somebody has said it, else None.
        warnings: What the reader should know before importing.
    """

    kind: ImportKind
    new: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    refused: pd.DataFrame
    rows: pd.DataFrame
    warnings: tuple[Message, ...] = ()
    headings: tuple[str, ...] = ()
    by_hand: Mapping[str, str] | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in it is there already."""
        return self.new.empty and self.changed.empty


@dataclass(frozen=True)
class Imported:
    """What an import did, in rows."""

    new: int
    changed: int
    unchanged: int


def plan(
    district: District,
    account: Account,
    kind: ImportKind,
    data: bytes,
    name: str = "",
    columns: Mapping[str, str] | None = None,
    day: date | None = None,
) -> ImportPlan:
    """Read and check a file, and say what importing it would do. Nothing is stored.

    Args:
        name: The file's name, for messages.
        columns: Key by heading, as somebody said by hand; None: as recognised, or as remembered for these headings.
        day: Of which day a file is whose kind is of one day; None: as it says itself.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        ColumnsUnknown: Its columns are not the template's, and nobody has said yet which is which.
        BadFile: It is no table, or of another day.
    """
    _require_mis(account)
    spec = KINDS[kind]
    table = read_table(name, data)
    by_hand = columns or imports.columns(district.db, kind.value, digest(headings(table.rows)))
    given = keyed(spec, table.rows, by_hand)
    rows = tidied(spec, of_day(given, day, name, today()) if spec.of_a_day else given)
    refused = refusals(spec, rows) | dict.fromkeys(table.merged & set(rows.index), Message(MERGED))
    kept = rows.drop(index=list(refused))
    placed = spec.place(district.db, kept)
    refused |= placed.refused
    given_back = table.rows.loc[sorted(refused)]
    given_back = given_back.assign(reason=pd.Series(refused, dtype=object).reindex(given_back.index))
    kept = kept.drop(index=list(placed.refused))
    warnings = tuple(spec.warn(district.db, placed))
    sorted_rows = (placed.new, placed.changed, placed.unchanged)
    return ImportPlan(kind, *sorted_rows, given_back, kept, warnings, tuple(headings(table.rows)), by_hand)


def remember_columns(
    district: District, account: Account, kind: ImportKind, headings: Sequence[str], chosen: Mapping[str, str | None]
) -> None:
    """Keep for files with these headings which column is which.

    Args:
        headings: The file's.
        chosen: Heading by the column's key; None for a column that the file lacks.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        BadEntry: A needed column has no heading, or two have the same.
    """
    _require_mis(account)
    said = {key: heading for key, heading in chosen.items() if heading}
    lacking = [column.heading for column in KINDS[kind].columns if column.required and column.key not in said]
    if lacking:
        raise BadEntry(N_("Choose a column of the file for “{columns}”."), columns="”, “".join(lacking))
    twice = next((heading for heading in said.values() if list(said.values()).count(heading) > 1), None)
    if twice is not None:
        raise BadEntry(N_("“{heading}” is chosen twice. Choose each column of the file once."), heading=twice)
    by_heading = {heading: key for key, heading in said.items()}

    def work(tx: Transaction) -> None:
        imports.remember_columns(tx, kind.value, digest(headings), by_heading, by=account.username, at=utc_now())
        audit.record(tx, account, "import.columns_named", f"import:{kind.value}")

    district.db.write(work)


def apply(district: District, account: Account, planned: ImportPlan, good_rows_only: bool = False) -> Imported:
    """Store what a plan found, in one transaction: all of it or nothing. Applying it again changes nothing.

    Class days of days gone by whose rolls change are brought to date in it (`attendance.rolls`).

    Args:
        good_rows_only: Whether refused rows are left out; otherwise a file with a refused row is not imported at all.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        BadFile: Rows are refused, and nobody said that the others should be imported alone.
        Changed: The district changed since the plan was made.
        Unavailable: The disk is full, or nearly.
    """
    _require_mis(account)
    if len(planned.refused) and not good_rows_only:
        raise BadFile(
            N_("Nothing was imported: {count} rows are refused. Mend them, or choose to import the good rows only."),
            count=len(planned.refused),
        )
    room.require(district, len(planned.rows) * ROW_BYTES)
    spec = KINDS[planned.kind]

    def work(tx: Transaction) -> Imported:
        # Sorted again: what is stored may have changed since the plan was looked at.
        placed = spec.place(tx, planned.rows)
        if placed.refused:
            raise _changed()
        rolls_changed = spec.write(tx, placed)
        if rolls_changed is not None:
            rolls.follow(tx, district, rolls_changed)
        done = Imported(len(placed.new), len(placed.changed), len(placed.unchanged))
        audit.record(tx, account, f"import.{planned.kind.value}", **vars(done), refused=len(planned.refused))
        return done

    try:
        return district.db.write(work)
    except AlreadyStored as problem:
        raise _changed() from problem
    except StorageFull as problem:
        raise Unavailable(N_("The disk is full: nothing was imported. Make room, then import the file again.")) from problem


def refused_taken(district: District, account: Account, kind: ImportKind | None, rows: int) -> None:
    """Write on the audit trail that refused rows are handed back as a file, before it leaves.

    Args:
        kind: What the file held; None for reference photos.
    """
    subject = f"import:{kind.value if kind else 'reference_photos'}"
    district.db.write(lambda tx: audit.record(tx, account, "export.refused_rows", subject, rows=rows))


def _require_mis(account: Account) -> None:
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge imports files. Give the file to the MIS in-charge."))


def _changed() -> Changed:
    return Changed(N_("The district changed while you looked at the file. Choose the file again."))
