"""The audit trail's rows."""

import json
from datetime import datetime
from typing import Any

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope


def add(
    tx: Transaction, *, username: str, action: str, subject: str | None, block_id: str | None, detail: dict[str, Any]
) -> None:
    """Add one entry; ``detail`` is any JSON object."""
    tx.run(
        "audit/add",
        Scope.everything(),
        happened_at=utc_now(),
        username=username,
        action=action,
        subject=subject,
        block_id=block_id,
        detail=json.dumps(detail, ensure_ascii=False) if detail else None,
    )


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
