"""The audit trail's rows."""

import json
from typing import Any

from data.clock import utc_now
from data.database import Transaction
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
