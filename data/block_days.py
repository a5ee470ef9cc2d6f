"""Block days: reviewed, signed off, locked, and what came too late for one that is."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import figures as class_days
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

_KEY = ["day", "block_id"]
_SUMS = (
    *("expected", "read", "with_photos", "uploaded", "late"),
    *("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain"),
)


def figures(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """What a signature stands under, one row a day and block on which a class was expected or read.

    Columns day, block_id; of class days expected, read, with_photos, uploaded, late, set_aside; of pupils enrolled,
    recognised, seen_not_named, not_seen, absent, uncertain; of flags flags, flags_open, flags_confirmed; of the audit sample
    sampled, judged.
    """
    sums = class_days.sums(db, scope, first, last, depth=1, by_day=True)
    counts = db.frame("block_days/counts", scope, first=first, last=last)
    known = sums.loc[(sums["expected"] > 0) | (sums["with_photos"] > 0), [*_KEY, *_SUMS]]
    joined = known.merge(counts, on=_KEY, how="left", validate="1:1")
    numbers = [name for name in joined.columns if name not in _KEY]
    return joined.astype(dict.fromkeys(numbers, "Int64")).fillna(dict.fromkeys(numbers, 0))


def states(db: Statements, scope: Scope, first: date, last: date) -> list[Row]:
    """The block days with which somebody did something; all others are open.

    Keys: day, block_id, state, figures (as signed, None while not), step, reason, said_by and said_at of the last step;
    reopened, the reasons why it was opened again, oldest first; signed_by and signed_at while it is signed or locked. People by
    their names.
    """
    found = db.rows("block_days/states", scope, first=first, last=last)
    return [_with_figures(row) | {"reopened": list(row["reopened"] or ())} for row in found]


def steps(db: Statements, scope: Scope, day: date, block_id: str) -> list[Row]:
    """What people did with a block's day, oldest first: kind, reason, figures, said_by (the name), said_at."""
    found = db.rows("block_days/steps", scope, day=day, block_id=block_id)
    return [_with_figures(row) for row in found]


def closed(db: Statements, scope: Scope, day: date, block_ids: Collection[str]) -> set[str]:
    """Those of the blocks whose day is signed or locked."""
    return {row["block_id"] for row in db.rows("block_days/closed", scope, day=day, block_ids=sorted(block_ids))}


def put(
    tx: Transaction,
    scope: Scope,
    day: date,
    block_id: str,
    *,
    state: str,
    kind: str,
    said_by: str,
    reason: str | None = None,
    figures: dict[str, Any] | None = None,
) -> None:
    """Bring a block's day into a state by a step.

    Args:
        figures: Of this moment; they stay with a day that is signed or locked.

    Raises:
        OutOfScope: The block is.
    """
    if not scope.includes(block_id):
        raise OutOfScope("a block is outside the scope")
    key = {"day": day, "block_id": block_id}
    written = json.dumps(figures) if figures is not None else None
    tx.run("block_days/put", scope, **key, state=state, figures=written if state in ("signed", "locked") else None)
    said = {"kind": kind, "reason": reason, "figures": written, "said_by": said_by, "said_at": utc_now()}
    tx.run("block_days/add_step", scope, **key, **said)


def to_lock(db: Statements, scope: Scope, before: datetime) -> list[Row]:
    """The block days that were signed before a moment (UTC) and are not locked: day, block_id."""
    return db.rows("block_days/to_lock", scope, before=before)


def add_pending(tx: Transaction, scope: Scope, day: date, block_id: str, class_sections: Sequence[int]) -> None:
    """Note that photos of these class sections wait until the block's day is opened again.

    Raises:
        OutOfScope: The block is.
    """
    if not scope.includes(block_id):
        raise OutOfScope("a block is outside the scope")
    tx.run("block_days/add_pending", scope, day=day, block_id=block_id, class_sections=list(class_sections), since=utc_now())


def add_pending_since(tx: Transaction, scope: Scope, class_sections: Sequence[int], days: Sequence[date]) -> None:
    """Note that the class days of these class sections, of each from a day on, wait where their day is signed or locked."""
    tx.run("block_days/add_pending_since", scope, class_sections=list(class_sections), days=list(days), since=utc_now())


def pending(db: Statements, scope: Scope, first: date, last: date) -> list[Row]:
    """Class days whose photos wait, oldest first.

    Keys: day, class_section_id, block_id, since, grade, section, school_hi, school_en.
    """
    return db.rows("block_days/pending", scope, first=first, last=last)


def clear_pending(tx: Transaction, scope: Scope, day: date, block_id: str) -> None:
    """Nothing of a block's day waits any more.

    Raises:
        OutOfScope: The block is.
    """
    if not scope.includes(block_id):
        raise OutOfScope("a block is outside the scope")
    tx.run("block_days/clear_pending", scope, day=day, block_id=block_id)


def _with_figures(row: Row) -> Row:
    return row | {"figures": json.loads(row["figures"]) if row["figures"] else None}
