"""The audit trail's rows: added, read, checked; nothing here changes or removes one."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.chain import START, Head
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_AT_ONCE = 200_000
"""Entries that are checked by one statement: some 100 MB of memory, and other reads get their turn in between."""


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold.

    Attributes:
        entry_id: The entry that does not hang on the one before it.
        before_id: That one; 0 before the first.
        is_changed: Whether the hash disagrees; otherwise only the numbers do.
    """

    entry_id: int
    before_id: int
    is_changed: bool


def add(
    tx: Transaction, *, username: str, action: str, subject: str | None, block_id: str | None, detail: dict[str, Any]
) -> None:
    """Add one entry to the chain; ``detail`` is any JSON object."""
    values = {
        "happened_at": utc_now(),
        "username": username,
        "action": action,
        "subject": subject,
        "block_id": block_id,
        "detail": json.dumps(detail, ensure_ascii=False) if detail else None,
    }
    after = (tx.chain or head(tx)).followed_by(**values)  # type: ignore[arg-type]
    tx.run("audit/add", Scope.everything(), entry_id=after.count, hash=after.hash, **values)
    tx.chain = after


def head(db: Statements) -> Head:
    """The chain's end as it is stored."""
    last = db.one("audit/head", Scope.everything())
    return Head(last["entry_id"], last["hash"]) if last else START


def hashes(db: Statements, numbers: Iterable[int]) -> dict[int, bytes]:
    """The hashes of entries by their numbers; a number that is not there is left out."""
    found = db.rows("audit/hashes", Scope.everything(), numbers=sorted({int(number) for number in numbers}))
    return {row["entry_id"]: row["hash"] for row in found}


def broken(db: Statements) -> Iterator[Broken]:
    """Each place where the chain does not hold, in order; every entry's every column is looked at."""
    everything = Scope.everything()
    end = START
    start = -(2**63)
    while (first := db.value("audit/from_entry", everything, first=start)) is not None:
        last = first + _AT_ONCE - 1
        for row in db.rows("audit/broken", everything, first=first, last=last, before_id=end.count, before_hash=end.hash):
            if row["is_changed"] or row["entry_id"] != row["before_id"] + 1:
                yield Broken(row["entry_id"], row["before_id"], row["is_changed"])
            if row["is_last"]:
                end = Head(row["entry_id"], row["hash"])
        start = last + 1


def entries(
    db: Statements,
    scope: Scope,
    *,
    since: datetime,
    until: datetime,
    username: str | None = None,
    action: str | None = None,
    most: int = 500,
) -> list[Row]:
    """The newest entries first, at most ``most`` of them; those that belong to no block need the scope of everything.

    Keys: entry_id, happened_at (UTC), username, action, subject, block_id, detail (a dict).

    Args:
        since: UTC, included.
        until: UTC, excluded.
    """
    found = db.rows("audit/entries", scope, since=since, until=until, username=username, action=action, most=most)
    return [{**row, "detail": json.loads(row["detail"] or "{}")} for row in found]


def choices(db: Statements, scope: Scope) -> tuple[list[str], list[str]]:
    """The usernames and the actions that occur."""
    found = db.one("audit/choices", scope) or {}
    return list(found.get("usernames") or ()), list(found.get("actions") or ())
