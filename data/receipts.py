"""Receipts: what became of each received file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pandas as pd

from data.clock import utc_now
from data.database import Statements, Transaction
from data.scope import Scope

CameBy = Literal["page", "zip", "inbox"]
Outcome = Literal["taken", "again", "elsewhere", "refused"]
"""Taken as a new photo; here before for the same class day; here before for another; not a photo that can be read."""


@dataclass(frozen=True)
class Received:
    """A received file: its path as it came, its SHA-256, and why it was not taken (a message as JSON)."""

    file: str
    sha256: str
    reason: str | None = None


def add(
    tx: Transaction,
    scope: Scope,
    *,
    files: Sequence[Received],
    came_by: CameBy,
    outcome: Outcome,
    submission_id: str | None,
    block_id: str | None,
    school_id: int | None,
    class_sections: Sequence[int],
    day: date | None,
    received_by: str,
) -> None:
    """Write receipts of files with one outcome; nothing where the block is outside the scope. Taken: with their submission."""
    tx.run(
        "receipts/add",
        scope,
        files=[one.file for one in files],
        hashes=[one.sha256 for one in files],
        reasons=[one.reason for one in files],
        came_by=came_by,
        outcome=outcome,
        submission_id=submission_id,
        block_id=block_id,
        school_id=school_id,
        class_sections=list(class_sections),
        day=day,
        received_by=received_by,
        received_at=utc_now(),
    )


def known(db: Statements, scope: Scope, files: Sequence[Received]) -> set[tuple[str, str]]:
    """Which of these, by path and SHA-256, have a receipt."""
    rows = db.rows("receipts/known", scope, files=[one.file for one in files], hashes=[one.sha256 for one in files])
    return {(row["file"], row["sha256"]) for row in rows}


def below(db: Statements, scope: Scope, folder: str, since: datetime) -> set[str]:
    """The files below a folder of the inbox (with its slash) that have a receipt or came to the tray since then."""
    return {row["file"] for row in db.rows("receipts/below", scope, folder=folder, since=since)}


def listing(
    db: Statements, scope: Scope, username: str, unplaced: bool, since: datetime, until: datetime, most: int
) -> pd.DataFrame:
    """The files that came in a span of time, in the order they came.

    Columns: file, sha256 (None: the file lies in the inbox), udise, classes ("3 A, 3 B"), day, received_at, came_by, state
    ('waiting', 'read', 'unreadable', 'failed', 'again', 'elsewhere', 'refused', 'tray', 'discarded', 'gone'), why (JSON).

    Args:
        username: Who asks: files without a school are told to whom they came from, too.
        unplaced: Whether files without a school are told at all.
    """
    return db.frame("receipts/listing", scope, username=username, unplaced=unplaced, since=since, until=until, most=most)
