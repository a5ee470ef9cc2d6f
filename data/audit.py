"""The audit trail's rows: added, read, checked; nothing here changes or removes one."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.chain import START, Head
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_REACHES = ("self", "class", "school")
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
    happened_at = utc_now()
    text = json.dumps(detail, ensure_ascii=False) if detail else None
    after = (tx.chain or head(tx)).followed_by(happened_at, username, action, subject, block_id, text)
    tx.run(
        "audit/add",
        Scope.everything(),
        entry_id=after.count,
        happened_at=happened_at,
        username=username,
        action=action,
        subject=subject,
        block_id=block_id,
        detail=text,
        hash=after.hash,
    )
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


def keys(
    db: Statements,
    scope: Scope,
    *,
    first: date,
    last: date,
    pupil_ids: Iterable[int] = (),
    class_section_ids: Iterable[int] = (),
    school_ids: Iterable[int] = (),
) -> dict[str, str]:
    """By which subjects entries may name these pupils, and those of these classes and schools; the reach by the key.

    The reach is self, class or school: how near what was looked at is to one of the pupils. Enrolments on these days count.
    """
    found = db.rows(
        "audit/keys",
        scope,
        first=first,
        last=last,
        pupil_ids=[int(value) for value in pupil_ids],
        class_section_ids=[int(value) for value in class_section_ids],
        school_ids=[int(value) for value in school_ids],
    )
    nearest = sorted(found, key=lambda row: _REACHES.index(row["reach"]), reverse=True)
    return {row["key"]: row["reach"] for row in nearest}


def entries(
    db: Statements,
    scope: Scope,
    *,
    since: datetime,
    until: datetime,
    username: str | None = None,
    action: str | None = None,
    block_id: str | None = None,
    keys: Iterable[str] | None = None,
    skip: int = 0,
    most: int = 500,
) -> list[Row]:
    """The newest entries first, at most ``most`` of them; those that belong to no block need the scope of everything.

    Keys: entry_id, happened_at (UTC), username, action, subject, block_id, detail (a dict).

    Args:
        since: UTC, included.
        until: UTC, excluded.
        keys: Only entries about one of these subjects, as `keys` tells them; a pupil named in an entry's detail counts.
        skip: How many of the newest to pass over, as for another page.
    """
    found = db.rows(
        "audit/entries",
        scope,
        since=since,
        until=until,
        username=username,
        action=action,
        block_id=block_id,
        keys=None if keys is None else list(keys),
        skip=skip,
        most=most,
    )
    return [{**row, "detail": json.loads(row["detail"] or "{}")} for row in found]


def choices(db: Statements, scope: Scope) -> tuple[list[str], list[str]]:
    """The usernames and the actions that occur."""
    found = db.one("audit/choices", scope) or {}
    return list(found.get("usernames") or ()), list(found.get("actions") or ())
