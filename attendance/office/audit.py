"""The audit trail: who looked at or changed what, and when. Written in the transaction of what it records."""

from datetime import date, datetime
from typing import Any

from attendance.office.access import Account
from data import audit
from data.database import Transaction


def record(
    tx: Transaction,
    account: Account,
    action: str,
    subject: str | None = None,
    block_id: str | None = None,
    **detail: Any,
) -> None:
    """Add an entry.

    Args:
        action: A dotted name: ``account.created``, ``verdict.given``.
        subject: What it was done to, by its key; never a name or a photo.
        detail: Further values that JSON can hold, or dates.
    """
    shown = {key: value.isoformat() if isinstance(value, date | datetime) else value for key, value in detail.items()}
    audit.add(tx, username=account.username, action=action, subject=subject, block_id=block_id, detail=shown)
