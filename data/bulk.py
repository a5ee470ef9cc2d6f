"""The queue as a whole: how many photos are behind and wait, how fast they are read, and blocks whose bulk waits for now."""

from collections.abc import Sequence
from datetime import datetime

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope


def pause(tx: Transaction, scope: Scope, block_ids: Sequence[str], by: str) -> None:
    """Let the zips' and the inbox's photos of blocks wait until `resume`; a class sent by itself is read all the same."""
    tx.run("bulk/pause", scope, block_ids=list(block_ids), by=by, at=utc_now())


def resume(tx: Transaction, scope: Scope, block_ids: Sequence[str]) -> None:
    """Let them be read again."""
    tx.run("bulk/resume", scope, block_ids=list(block_ids))


def paused(db: Statements, scope: Scope) -> Row:
    """How many of the scope's `blocks` wait, and `paused_by` and `paused_at` of the latest pause (None without one)."""
    return db.one("bulk/paused", scope) or {"blocks": 0, "paused_by": None, "paused_at": None}


def standing(db: Statements, scope: Scope, since: datetime) -> Row:
    """Photos of the scope that were queued since a moment or still wait: `done`, `failed`, `waiting`."""
    found = db.one("bulk/standing", scope, since=since)
    assert found is not None  # noqa: S101 - a sum has a row
    return found


def until_done(db: Statements, scope: Scope) -> int:
    """How many photos, of whatever block, are read until the last one of the scope is; paused ones are left out."""
    return int(db.value("bulk/until_done", scope))


def pace(db: Statements, scope: Scope, jobs: int) -> tuple[int, float]:
    """How many photos the latest finished jobs held, and the seconds that reading them took."""
    found = db.one("bulk/pace", scope, jobs=jobs)
    assert found is not None  # noqa: S101 - a sum has a row
    return found["photos"], found["seconds"]
