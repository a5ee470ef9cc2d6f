"""The rows of settings that were changed; those never changed have none."""

import json
from typing import Any

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_ALL = Scope.everything()


def every(db: Statements) -> list[Row]:
    """All changed settings: name, value (decoded from JSON), changed_by, changed_at."""
    return [{**row, "value": json.loads(row["value"])} for row in db.rows("settings/every", _ALL)]


def put(tx: Transaction, name: str, value: Any, changed_by: str) -> None:
    """Set one; ``value`` is anything JSON holds."""
    tx.run("settings/set", _ALL, name=name, value=json.dumps(value), changed_by=changed_by, changed_at=utc_now())
