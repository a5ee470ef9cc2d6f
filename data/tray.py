"""The tray: files that nobody could place yet.

`username` and `unplaced` say who asks: an entry without a school is told to those who see unplaced ones, and to its sender.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope


@dataclass(frozen=True)
class NewEntry:
    """A file for the tray.

    Attributes:
        file, folder: Its path below the inbox or in the zip, and that of its folder.
        sha256: Of a photo that the vault keeps meanwhile; None for a file that lies in the inbox.
        reason: A message as JSON.
        block_id, school_id, day: As far as its path tells.
        size, modified: Of a file that lies in the inbox: bytes, and nanoseconds of its last change.
    """

    file: str
    folder: str
    sha256: str | None
    came_by: Literal["zip", "inbox"]
    reason: str
    arrived_by: str
    source: str = "portal"
    side: str = "unknown"
    block_id: str | None = None
    school_id: int | None = None
    day: date | None = None
    size: int | None = None
    modified: int | None = None


def add(tx: Transaction, scope: Scope, entry: NewEntry) -> None:
    """Put a file on the tray; nothing where its block is outside the scope."""
    tx.run("tray/add", scope, **asdict(entry), arrived_at=utc_now())


def groups(db: Statements, scope: Scope, username: str, unplaced: bool, most: int) -> list[Row]:
    """Open entries by folder, reason and how they came, oldest first.

    Keys: folder, reason (JSON), came_by, files, photos (those that the vault keeps), arrived_at.
    """
    return db.rows("tray/groups", scope, username=username, unplaced=unplaced, most=most)


def of_group(
    db: Statements, scope: Scope, username: str, unplaced: bool, folder: str, reason: str, came_by: str, most: int
) -> list[Row]:
    """The open entries of a group. Keys: entry_id, file, sha256, side, school_id, block_id, day, arrived_at."""
    return db.rows(
        "tray/of_group",
        scope,
        username=username,
        unplaced=unplaced,
        folder=folder,
        reason=reason,
        came_by=came_by,
        most=most,
    )


def some(db: Statements, scope: Scope, username: str, unplaced: bool, entry_ids: Sequence[int]) -> list[Row]:
    """Those of the entries that are open and may be seen, whole."""
    return db.rows("tray/some", scope, username=username, unplaced=unplaced, entry_ids=list(entry_ids))


def count_open(db: Statements, scope: Scope, username: str, unplaced: bool) -> int:
    """How many files wait there."""
    return int(db.value("tray/count_open", scope, username=username, unplaced=unplaced))


def decide(
    tx: Transaction,
    scope: Scope,
    username: str,
    unplaced: bool,
    entry_ids: Sequence[int],
    state: Literal["placed", "discarded"],
    why: str | None,
) -> list[int]:
    """Close open entries by a person's decision; returns those that were open and may be seen."""
    rows = tx.rows(
        "tray/decide",
        scope,
        username=username,
        unplaced=unplaced,
        entry_ids=list(entry_ids),
        state=state,
        by=username,
        at=utc_now(),
        why=why,
    )
    return [row["entry_id"] for row in rows]


def holding(db: Statements, scope: Scope, sha256: str, file: str) -> tuple[bool, bool]:
    """Whether a photo waits on the tray, and whether it came there by this very path."""
    rows = db.rows("tray/holding", scope, sha256=sha256, file=file)
    return bool(rows), any(row["same_file"] for row in rows)


def in_inbox(db: Statements, scope: Scope) -> list[Row]:
    """Open entries whose file lies in the inbox. Keys: entry_id, file, size, modified."""
    return db.rows("tray/in_inbox", scope)


def sealed(db: Statements, scope: Scope) -> dict[str, bool]:
    """The SHA-256 of each photo that came to the tray, and whether it still waits there."""
    return {row["sha256"]: row["waits"] for row in db.rows("tray/sealed", scope)}


def gone(tx: Transaction, scope: Scope, entry_ids: Sequence[int]) -> None:
    """Close entries whose file is in the inbox no more, or another one."""
    tx.run("tray/gone", scope, entry_ids=list(entry_ids), at=utc_now())


def school_named(db: Statements, scope: Scope, udise: str) -> Row | None:
    """The school_id and block_id of a UDISE code, None when it is not there or outside the scope."""
    return db.one("tray/school_named", scope, udise=udise)
