"""Follow-up cases: pupils whom somebody visits because photos did not show them for days; the evaluation opens them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pandas as pd

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.rollups import school_year_end
from data.scope import Scope

ALL = Scope.everything()
SYSTEM = "system"
"""Who opens cases, and closes them by itself; the schema keeps what a visit found to people."""
LOOK_BACK = timedelta(days=60)
"""Photos of a day are read within weeks: what is older has been looked at by earlier evaluations."""
FOUND = ["pupil_id", "class_section_id", "school_id", "block_id", "first_day", "last_day", "days", "opens"]
"""The columns of what an evaluation found: the days running on which a pupil was not recognised; opens: enough for a visit."""
MOST = 50_000


def recognised_again(db: Statements, day: date) -> list[Row]:
    """The open cases whose pupil was recognised since they were first not: case_id, recognised_on (the first day)."""
    first = db.value("follow_ups/first_open", ALL)
    if first is None:
        return []
    return db.rows("follow_ups/recognised_again", ALL, first=max(first, day - LOOK_BACK), day=day)


def put_found(
    tx: Transaction, day: date, found: pd.DataFrame, again: Sequence[Row], threshold: int
) -> dict[str, dict[str, int]]:
    """Bring the cases in step with what was found for a day.

    Args:
        found: Columns `FOUND`, one row a pupil.
        again: As `recognised_again` told for the day.
        threshold: Days running from which a case is opened.

    Returns:
        How many cases were opened and how many closed, each by block: ``opened``, ``closed``.
    """
    now = utc_now()
    tx.run("follow_ups/clear_found", ALL)
    if len(found):
        tx.insert_frame("follow_up_found", found[FOUND])
    keys = [row["case_id"] for row in again]
    tx.run("follow_ups/renew_found", ALL, case_ids=keys)
    tx.run("follow_ups/note_recognised", ALL, case_ids=keys, days=[row["recognised_on"] for row in again])
    recognised = tx.rows("follow_ups/close_recognised", ALL, now=now)
    end = school_year_end(day)
    year_first = end.replace(year=end.year - 1) + timedelta(days=1)
    dropped = tx.rows("follow_ups/close_dropped", ALL, now=now, day=day, year_first=year_first)
    opened = tx.rows("follow_ups/open_new", ALL, day=day, threshold=threshold)
    for kind, rows, outcome in (
        ("closed", recognised, "recognised_again"),
        ("closed", dropped, "days_dropped"),
        ("opened", opened, None),
    ):
        add_steps(tx, ALL, [row["case_id"] for row in rows], kind=kind, outcome=outcome, said_by=SYSTEM)
    tx.run("follow_ups/clear_found", ALL)
    return {"opened": _by_block(opened), "closed": _by_block([*recognised, *dropped])}


def counts(db: Statements, scope: Scope, *, today: date, block_id: str | None = None) -> Row:
    """How many cases there are: nobody (open, without a visitor), visiting, overdue, closed; and schools with open ones."""
    found = db.one("follow_ups/counts", scope, today=today, block_id=block_id)
    return found or {}


def schools(
    db: Statements,
    scope: Scope,
    *,
    states: Sequence[str],
    today: date,
    most: int,
    overdue: bool = False,
    block_id: str | None = None,
    cluster_id: int | None = None,
    visitor: str | None = None,
) -> list[Row]:
    """The schools of a list of cases, those with the longest first.

    Columns: school_id, found, nobody, overdue, longest (days), first_day, schools and all_found (of the whole list), names and
    contacts.
    """
    only = {"block_id": block_id, "cluster_id": cluster_id, "visitor": visitor, "states": list(states)}
    return db.rows("follow_ups/schools", scope, today=today, overdue_on=today if overdue else None, most=most, **only)


def listed(
    db: Statements,
    scope: Scope,
    *,
    states: Sequence[str],
    today: date,
    most: int = MOST,
    overdue: bool = False,
    block_id: str | None = None,
    cluster_id: int | None = None,
    visitor: str | None = None,
    school_id: int | None = None,
) -> list[Row]:
    """The cases of a list with the pupils' names: all columns of a case, on_roll, has_photo, last_note, names and
    contacts."""
    only = {"block_id": block_id, "cluster_id": cluster_id, "visitor": visitor, "states": list(states), "school_id": school_id}
    return db.rows("follow_ups/listed", scope, today=today, overdue_on=today if overdue else None, most=most, **only)


def visitors(db: Statements, scope: Scope, *, block_id: str | None = None) -> list[Row]:
    """Who visits, and how many cases each has open: visitor, cases."""
    return db.rows("follow_ups/visitors", scope, block_id=block_id)


def set_visitor(
    tx: Transaction, scope: Scope, case_ids: Iterable[int], *, visitor: str, visit_by: date | None, said_by: str
) -> list[Row]:
    """Say who visits, of those that are open; returns case_id and block_id of each."""
    changed = tx.rows("follow_ups/set_visitor", scope, case_ids=list(case_ids), visitor=visitor, visit_by=visit_by)
    keys = [row["case_id"] for row in changed]
    add_steps(tx, scope, keys, kind="visitor", text=visitor, visit_by=visit_by, said_by=said_by)
    return changed


def close(tx: Transaction, scope: Scope, case_id: int, *, outcome: str, text: str | None, said_by: str) -> list[Row]:
    """Say what was found and close one that is open; returns its case_id and block_id, nothing where it is not open."""
    said = {"said_by": said_by, "said_at": utc_now()}
    changed = tx.rows("follow_ups/close", scope, case_id=case_id, outcome=outcome, **said)
    keys = [row["case_id"] for row in changed]
    add_steps(tx, scope, keys, kind="closed", text=text, outcome=outcome, said_by=said_by)
    return changed


def reopen(tx: Transaction, scope: Scope, case_id: int, *, text: str, said_by: str) -> list[Row]:
    """Open one again unless the pupil has another one open; returns as `close`."""
    changed = tx.rows("follow_ups/reopen", scope, case_id=case_id)
    add_steps(tx, scope, [row["case_id"] for row in changed], kind="reopened", text=text, said_by=said_by)
    return changed


def add_steps(
    tx: Transaction,
    scope: Scope,
    case_ids: Iterable[int],
    *,
    kind: str,
    said_by: str,
    text: str | None = None,
    visit_by: date | None = None,
    outcome: str | None = None,
) -> list[Row]:
    """Write the same step of several cases; returns the case_id of each that was there."""
    keys = list(case_ids)
    if not keys:
        return []
    said = {"kind": kind, "text": text, "visit_by": visit_by, "outcome": outcome, "said_by": said_by, "said_at": utc_now()}
    return tx.rows("follow_ups/add_steps", scope, case_ids=keys, **said)


def steps(db: Statements, scope: Scope, case_ids: Iterable[int]) -> list[Row]:
    """What was done with some cases, the oldest first: case_id, kind, text, visit_by, outcome, said_by,
    said_by_name, said_at (UTC)."""
    return db.rows("follow_ups/steps", scope, case_ids=list(case_ids))


def of_pupil(db: Statements, scope: Scope, pupil_id: int) -> list[Row]:
    """A pupil's cases, the newest first."""
    return db.rows("follow_ups/of_pupil", scope, pupil_id=pupil_id)


def marks(db: Statements, scope: Scope, school_id: int, first: date, last: date, *, most: int = MOST) -> pd.DataFrame:
    """A school's marks, each pupil and day, with what a visit found of the days.

    Returns:
        Columns day, block_id, class_section_id, pupil_id, pen, name_hi, name_en, roll_number, grade, section, mark, marked_by,
        set_aside (the class day does not count), outcome (of a case that a person closed and whose days the day is among; else
        None).
    """
    return db.frame("follow_ups/marks", scope, school_id=school_id, first=first, last=last, most=most)


def corrections(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    most: int,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> list[Row]:
    """What visits found that the portal has otherwise, the latest day first.

    Columns: day, pupil_id, outcome (``present``: the portal has the pupil as absent that day; ``transferred``: said on that
    day), closed_on, said_by (a name), and names.
    """
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
    return db.rows("follow_ups/corrections", scope, first=first, last=last, most=most, **place)


def _by_block(rows: Sequence[Row]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["block_id"]] = counted.get(row["block_id"], 0) + 1
    return counted
