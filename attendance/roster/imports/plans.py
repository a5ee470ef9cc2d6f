"""Importing in two steps: a plan that only looks, and applying it, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from attendance.district import District
from attendance.errors import Changed, NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Role
from attendance.roster.imports.checks import refusals, tidied
from attendance.roster.imports.columns import ImportKind, keyed
from attendance.roster.imports.placing import Placed, place
from attendance.roster.imports.tables import read_table
from attendance.roster.units import folded
from data import pupils, rollups, schools
from data.clock import today
from data.database import Transaction
from data.errors import AlreadyStored, StorageFull
from data.scope import Scope

EVERYTHING = Scope.everything()


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """What a file would do. The index of each frame is the line in the file.

    Attributes:
        new, changed, unchanged: Rows with the district's keys.
        refused: The rows that cannot be taken, as they are in the file, and a last column ``reason`` of `Message`.
        rows: The rows that can be taken, checked.
    """

    kind: ImportKind
    new: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    refused: pd.DataFrame
    rows: pd.DataFrame

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


def plan(district: District, account: Account, kind: ImportKind, data: bytes, name: str = "") -> ImportPlan:
    """Read and check a file, and say what importing it would do. Nothing is stored.

    Args:
        name: The file's name, for messages.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        BadFile: It is no table, or its columns are not the template's.
    """
    _require_mis(account)
    table = read_table(name, data)
    rows = tidied(keyed(kind, table))
    refused = refusals(kind, rows)
    kept = rows.drop(index=list(refused))
    placed = place(kind, district.db, kept)
    refused |= placed.refused
    given_back = table.loc[sorted(refused)]
    given_back = given_back.assign(reason=pd.Series(refused, dtype=object).reindex(given_back.index))
    return ImportPlan(kind, placed.new, placed.changed, placed.unchanged, given_back, kept.drop(index=list(placed.refused)))


def apply(district: District, account: Account, planned: ImportPlan) -> Imported:
    """Store what a plan found, in one transaction: all of it or nothing. Applying it again changes nothing.

    Raises:
        NotAllowed: Only the MIS in-charge imports.
        Changed: The district changed since the plan was made.
        Unavailable: The disk is full.
    """
    _require_mis(account)

    def work(tx: Transaction) -> Imported:
        # Sorted again: what is stored may have changed since the plan was looked at.
        placed = place(planned.kind, tx, planned.rows)
        if placed.refused:
            raise _changed()
        _WRITERS[planned.kind](tx, placed)
        done = Imported(len(placed.new), len(placed.changed), len(placed.unchanged))
        audit.record(tx, account, f"import.{planned.kind.value}", **vars(done), refused=len(planned.refused))
        return done

    try:
        return district.db.write(work)
    except AlreadyStored as problem:
        raise _changed() from problem
    except StorageFull as problem:
        raise Unavailable(N_("The disk is full: nothing was imported. Make room, then import the file again.")) from problem


def _write_schools(tx: Transaction, placed: Placed) -> None:
    new, changed = _with_clusters(tx, placed.new, placed.changed)
    columns = ["name_hi", "name_en", "block_id", "cluster_id", "management", "weekly_off"]
    if len(new):
        management = new["management"].astype(object).where(new["management"] != "", None)
        schools.add_schools(tx, EVERYTHING, new[["udise", *columns]].assign(management=management).astype({"weekly_off": int}))
    if len(changed):
        schools.change_schools(tx, EVERYTHING, changed[["school_id", *columns]], today())
        rollups.refresh(tx, today())


def _with_clusters(tx: Transaction, *parts: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows with the keys of clusters that are there now; those that were not are made."""
    wanted = pd.concat([part[["block_id", "cluster_id", "cluster_hi", "cluster_en"]] for part in parts])
    wanted = wanted[wanted["cluster_id"] == 0]
    if wanted.empty:
        return list(parts)
    made = wanted.assign(place=pd.Series(_cluster_places(wanted), index=wanted.index)).drop_duplicates("place")
    made = made.assign(cluster_id=schools.next_ids(tx, len(made)))
    clusters = made.rename(columns={"cluster_hi": "name_hi", "cluster_en": "name_en"})
    schools.add_clusters(tx, EVERYTHING, clusters[["cluster_id", "block_id", "name_hi", "name_en"]])
    keys = dict(zip(made["place"], made["cluster_id"], strict=True))
    return [
        part.assign(
            cluster_id=[known or keys[place] for known, place in zip(part["cluster_id"], _cluster_places(part), strict=True)]
        )
        for part in parts
    ]


def _cluster_places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [(block, folded(name)) for block, name in zip(rows["block_id"], rows["cluster_en"], strict=True)]


def _write_class_sections(tx: Transaction, placed: Placed) -> None:
    if len(placed.new):
        schools.add_class_sections(tx, EVERYTHING, placed.new)


def _write_pupils(tx: Transaction, placed: Placed) -> None:
    if len(placed.new):
        pupils.enrol(tx, EVERYTHING, placed.new)
    if len(placed.changed):
        pupils.change(tx, EVERYTHING, placed.changed)


def _write_contacts(tx: Transaction, placed: Placed) -> None:
    holders: dict[str, schools.Holder] = {"head": "heads", "crc": "coordinators", "beo": "officers"}
    for post, rows in placed.changed.groupby("post"):
        schools.set_contacts(tx, EVERYTHING, holders[str(post)], rows[["id", "name", "phone"]])


_WRITERS: dict[ImportKind, Callable[[Transaction, Placed], None]] = {
    ImportKind.SCHOOLS: _write_schools,
    ImportKind.CLASS_SECTIONS: _write_class_sections,
    ImportKind.PUPILS: _write_pupils,
    ImportKind.CONTACTS: _write_contacts,
}


def _require_mis(account: Account) -> None:
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge imports files. Give the file to the MIS in-charge."))


def _changed() -> Changed:
    return Changed(N_("The district changed while you looked at the file. Choose the file again."))
