"""Days off beside the weekly one: of the district, of a block, of a school, or of some grades of these.

Each function takes an open database or a transaction and the caller's Scope. `data.schools.calendar` reads them. Whoever
changes the calendar calls `data.rollups.refresh` for its days.
"""

import pandas as pd

from data import schools
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope


def put(tx: Transaction, scope: Scope, days: pd.DataFrame) -> None:
    """Days off; one of the same day, kind, place and grades is replaced.

    Columns: day, kind (holiday, vacation, closure), name_hi, name_en, block_id, school_id (both None: the district), grades (a
    list in order, None: all), by_order (None: by none).

    Raises:
        OutOfScope: One is of the whole district or of another block than the scope's.
    """
    _require(tx, scope, days)
    tx.run("calendar/remove", scope, **_keys(days), kinds=days["kind"].tolist())
    tx.run(
        "calendar/add",
        scope,
        **schools.lists(days[["day", "kind", "name_hi", "name_en", "block_id", "school_id", "by_order"]]),
        grades=_grades(days),
    )


def remove(tx: Transaction, scope: Scope, days: pd.DataFrame) -> None:
    """Make them working days again, whatever kind of day off they are. Columns: day, block_id, school_id, grades.

    Raises:
        OutOfScope: One is of the whole district or of another block than the scope's.
    """
    _require(tx, scope, days)
    tx.run("calendar/remove", scope, **_keys(days), kinds=[None] * len(days))


def class_days_read(db: Statements, scope: Scope, days: pd.DataFrame) -> list[Row]:
    """The class days with photos that these days off concern. Columns of ``days``: day, block_id, school_id, grades.

    Keys: day, class_days; only days that have some, in order.
    """
    return db.rows("calendar/class_days_read", scope, **_keys(days))


def _keys(days: pd.DataFrame) -> dict[str, list[object]]:
    return {**schools.lists(days[["day", "block_id", "school_id"]]), "grades": _grades(days)}


def _grades(days: pd.DataFrame) -> list[object]:
    """As text, "1,2,3", None for all: a list of lists with gaps cannot be bound."""
    return [",".join(map(str, grades)) if isinstance(grades, list | tuple) else None for grades in days["grades"]]


def _require(tx: Transaction, scope: Scope, days: pd.DataFrame) -> None:
    visible = {row["school_id"] for row in tx.rows("schools/schools", scope)}
    for block_id, school_id in {(row["block_id"], row["school_id"]) for row in _places(days)}:
        inside = scope.includes(block_id) if block_id is not None else scope.blocks is None
        if not (school_id in visible if school_id is not None else inside):
            raise OutOfScope("a day off outside the scope")


def _places(days: pd.DataFrame) -> list[Row]:
    found = schools.lists(days[["block_id", "school_id"]])
    return [
        {"block_id": block, "school_id": school} for block, school in zip(found["block_id"], found["school_id"], strict=True)
    ]
