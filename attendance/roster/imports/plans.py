"""Importing in two steps: a plan that only looks, and applying it, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from attendance.district import District
from attendance.errors import BadFile, Changed, Message, NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Role
from attendance.roster.imports.checks import refusals, tidied
from attendance.roster.imports.columns import digest, headings, keyed
from attendance.roster.imports.kinds import KINDS
from attendance.roster.imports.spec import ImportKind
from attendance.roster.imports.tables import read_table
from data import imports
from data.clock import utc_now
from data.database import Transaction
from data.errors import AlreadyStored, StorageFull
from data.scope import Scope

EVERYTHING = Scope.everything()
MERGED = N_("Cells are merged in this row. In Excel, unmerge them and fill in each cell.")


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """What a file would do. The index of each frame is the line in the file.

    Attributes:
        new, changed, unchanged: Rows with the district's keys.
        refused: The rows that cannot be taken, as they are in the file, and a last column ``reason`` of `Message`.
        rows: The rows that can be taken, checked.
        warnings: What the reader should know before importing.
    """

    kind: ImportKind
    new: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    refused: pd.DataFrame
    rows: pd.DataFrame
    warnings: tuple[Message, ...] = ()

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
) -> ImportPlan:
    """Read and check a file, and say what importing it would do. Nothing is stored.

    Args:
        name: The file's name, for messages.
        columns: Key by heading, as somebody said by hand; None: as recognised, or as remembered for these headings.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        ColumnsUnknown: Its columns are not the template's, and nobody has said yet which is which.
        BadFile: It is no table.
    """
    _require_mis(account)
    spec = KINDS[kind]
    table = read_table(name, data)
    by_hand = columns or imports.columns(district.db, kind.value, digest(headings(table.rows)))
    rows = tidied(spec, keyed(spec, table.rows, by_hand))
    refused = refusals(spec, rows) | dict.fromkeys(table.merged & set(rows.index), Message(MERGED))
    kept = rows.drop(index=list(refused))
    placed = spec.place(district.db, kept)
    refused |= placed.refused
    given_back = table.rows.loc[sorted(refused)]
    given_back = given_back.assign(reason=pd.Series(refused, dtype=object).reindex(given_back.index))
    kept = kept.drop(index=list(placed.refused))
    warnings = tuple(spec.warn(district.db, placed))
    return ImportPlan(kind, placed.new, placed.changed, placed.unchanged, given_back, kept, warnings)


def remember_columns(district: District, account: Account, kind: ImportKind, columns: Mapping[str, str | None]) -> None:
    """Keep for files with these headings which column is which.

    Args:
        columns: Key by heading, for each heading of the file; None for a column that is left aside.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
    """
    _require_mis(account)
    chosen = {heading: key for heading, key in columns.items() if key}
    district.db.write(
        lambda tx: imports.remember_columns(tx, kind.value, digest(columns), chosen, by=account.username, at=utc_now())
    )


def apply(district: District, account: Account, planned: ImportPlan, good_rows_only: bool = False) -> Imported:
    """Store what a plan found, in one transaction: all of it or nothing. Applying it again changes nothing.

    Args:
        good_rows_only: Whether refused rows are left out; otherwise a file with a refused row is not imported at all.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        BadFile: Rows are refused, and nobody said that the others should be imported alone.
        Changed: The district changed since the plan was made.
        Unavailable: The disk is full.
    """
    _require_mis(account)
    if len(planned.refused) and not good_rows_only:
        raise BadFile(
            N_("Nothing was imported: {count} rows are refused. Mend them, or choose to import the good rows only."),
            count=len(planned.refused),
        )
    spec = KINDS[planned.kind]

    def work(tx: Transaction) -> Imported:
        # Sorted again: what is stored may have changed since the plan was looked at.
        placed = spec.place(tx, planned.rows)
        if placed.refused:
            raise _changed()
        spec.write(tx, placed)
        done = Imported(len(placed.new), len(placed.changed), len(placed.unchanged))
        audit.record(tx, account, f"import.{planned.kind.value}", **vars(done), refused=len(planned.refused))
        return done

    try:
        return district.db.write(work)
    except AlreadyStored as problem:
        raise _changed() from problem
    except StorageFull as problem:
        raise Unavailable(N_("The disk is full: nothing was imported. Make room, then import the file again.")) from problem


def _require_mis(account: Account) -> None:
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge imports files. Give the file to the MIS in-charge."))


def _changed() -> Changed:
    return Changed(N_("The district changed while you looked at the file. Choose the file again."))
