"""Flags: what is odd about a class day's photos."""

import json
from datetime import date
from typing import Any

from data import register
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope


def add(
    tx: Transaction,
    scope: Scope,
    *,
    day: date,
    class_section_id: int,
    photo_id: int | None,
    kind: str,
    severity: int,
    cause: str,
    evidence: dict[str, Any],
) -> None:
    """Raise a flag once: the same kind on the same photo and class day again changes nothing.

    Args:
        cause: Flags of one cause are one item on the desk.
        evidence: Any JSON object; keys of other blocks' rows only, never what those rows say.

    Raises:
        OutOfScope: The class section is.
    """
    place = register.places(tx, scope, [class_section_id])[class_section_id]
    tx.run(
        "flags/add",
        scope,
        day=day,
        class_section_id=class_section_id,
        block_id=place["block_id"],
        photo_id=photo_id,
        kind=kind,
        severity=severity,
        cause=cause,
        evidence=json.dumps(evidence),
        raised_at=utc_now(),
    )


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> list[Row]:
    """The flags of a class day, gravest first."""
    return db.rows("flags/of_class_day", scope, class_section_id=class_section_id, day=day)
