"""The exception list: what the rules are checked against, what they found, and what people made of it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

ALL = Scope.everything()
FOUND = [
    "rule",
    "school_id",
    "class_section_id",
    "cluster_id",
    "block_id",
    "first_day",
    "newest_day",
    "last_day",
    "days",
    "step",
    "severity",
    "measured",
]
"""The columns of what an evaluation found; class_section_id 0 is the whole school, measured is a dict."""


def first_of_window(db: Statements, day: date, window: int) -> date:
    """The first of the last ``window`` school days of the district up to a day, or the day itself."""
    found: date = db.value("exceptions/days", ALL, day=day, window=window)
    return found


def days_to_look_at(db: Statements, last: date, most: int) -> list[date]:
    """The school days up to ``last`` with photos or a portal's report that came after the last one evaluated, at most so many,
    and the last of all in any case."""
    return [row["day"] for row in db.rows("exceptions/days_to_look_at", ALL, last=last, most=most)]


def class_facts(db: Statements, first: date, day: date, *, week: int, baseline: int, constant: int) -> pd.DataFrame:
    """What the rules look at, one row per class section that was expected from ``first`` to ``day``.

    Only class days that the calendar expects are looked at. ``n``-th last means among these.

    Args:
        week: How many last expected, or last uploaded, days count as lately.
        baseline: How many read days before the last one a sudden change is told from.
        constant: How many last days must be alike to be too perfect.

    Returns:
        Columns class_section_id, school_id, cluster_id, block_id (of the last day), last_expected; unread_days, unread_first
        (since the last day with photos); lacking_days, lacking_first, lacking_last (days with a portal's report since the last
        upload); uploaded_days, late_days, late_first, late_last (of
        the last ``week`` uploads); last_read, read_lately, enrolled, recognised, seen (of the last day with photos);
        baseline_days, baseline, deviation (median and median absolute deviation of the share seen, 0 to 1); uncertain,
        uncertain_first, uncertain_last, uncertain_days (lately); faces_days, faces_least, faces_most, faces_enrolled,
        faces_first and present_days, present_least, present_most, present_first (of the last ``constant`` read, or uploaded,
        days); last_uploaded, uploaded_lately; school_share, school_days (median share recognised of the school's earlier class
        days, and how many).
    """
    return db.frame("exceptions/class_facts", ALL, first=first, day=day, week=week, baseline=baseline, constant=constant)


def silent_schools(db: Statements, first: date, day: date, *, least: int) -> pd.DataFrame:
    """Schools that nothing was read of or uploaded by, for at least so many days with a portal's report.

    Columns: school_id, cluster_id, block_id, days, first_day, last_day, last_heard (NaT: never from ``first`` on).
    """
    return db.frame("exceptions/silent_schools", ALL, first=first, day=day, least=least)


def head_counts(db: Statements, first: date, day: date, *, week: int) -> pd.DataFrame:
    """The last head count, lately, of each class section with photos and of each school whose classes were all read.

    Columns: school_id, class_section_id (0: the school), kind, day, cluster_id, block_id, counted, seen.
    """
    return db.frame("exceptions/head_counts", ALL, first=first, day=day, week=week)


def without_references(db: Statements, day: date) -> pd.DataFrame:
    """Class sections where nobody on the roll has a reference photo. Columns: class_section_id, school_id, cluster_id,
    block_id, pupils, first_day (the first on the roll)."""
    return db.frame("exceptions/without_references", ALL, day=day)


def used_photos(db: Statements, first: date, day: date) -> pd.DataFrame:
    """Class sections with flags that nobody has confirmed or dismissed: a photo of theirs was used before.

    Columns: class_section_id, block_id (of the flag), cluster_id, school_id, first_day, last_day, photos, days, same_bytes
    (one of them to the byte), severity (1 to 3, 3 gravest), state (the least advanced of them: open, asked or answered).
    """
    return db.frame("exceptions/used_photos", ALL, first=first, day=day)


def pupil_leads(
    db: Statements,
    scope: Scope,
    year_first: date,
    day: date,
    *,
    running: int,
    percent: int,
    least_days: int,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """Pupils on a roll who were not recognised for so many days running, or on so many percent of their days.

    Args:
        running: School days with photos since the pupil was last recognised.
        percent: Of at least ``least_days`` days of the school year.
        class_section_id: Only this class section's pupils.

    Returns:
        Columns pupil_id, class_section_id, school_id, cluster_id, block_id, last_seen (NaT: never), recognisable (a reference
        photo is there, or the machine recognised them and none was taken away since), days, missed, running, running_first,
        last_missed, lead_since (the day that made it ``running`` days; NaT where it is fewer).
    """
    limits = {"running": running, "percent": percent, "least_days": least_days, "class_section_id": class_section_id}
    return db.frame("exceptions/pupil_leads", scope, year_first=year_first, day=day, **limits)


def put_found(tx: Transaction, day: date, found: pd.DataFrame) -> None:
    """Bring what is kept in step with what was found for a day.

    An episode that lasts takes the new figures and keeps what people said of it; one that is found no more is closed as ended
    by itself; what was closed with a reason stays closed while it lasts.

    Args:
        found: Columns `FOUND`, at most one row per rule, school and class section.
    """
    now = utc_now()
    tx.run("exceptions/clear_found", ALL)
    if len(found):
        tx.insert_frame("exception_found", found.assign(measured=[json.dumps(one) for one in found["measured"]])[FOUND])
    tx.run("exceptions/reopen_found", ALL)
    tx.run("exceptions/renew_found", ALL)
    tx.run("exceptions/end_gone", ALL, day=day, now=now)
    tx.run("exceptions/open_new", ALL, day=day)
    tx.run("exceptions/clear_counts", ALL, day=day)
    tx.run("exceptions/count_found", ALL, day=day)
    tx.run("exceptions/looked", ALL, day=day, now=now)
    tx.run("exceptions/clear_found", ALL)


def last_look(db: Statements) -> Row | None:
    """The last day evaluated, and when (looked_at, UTC); None before the first."""
    return db.one("exceptions/last_look", ALL)


def reported_since(db: Statements, look: Row) -> bool:
    """Whether the portal's report of the day of a look (`last_look`) was imported after it."""
    return bool(db.value("exceptions/reported_since", ALL, **look))


def counts(db: Statements, scope: Scope, *, block_id: str | None = None) -> pd.DataFrame:
    """How many last now. Columns: rule, step, severity, state, found."""
    return db.frame("exceptions/counts", scope, block_id=block_id)


def history(db: Statements, scope: Scope, rule: str, *, step: int, most: int, block_id: str | None = None) -> pd.DataFrame:
    """How many a rule found on the last days evaluated, oldest first. Columns: day, found, serious."""
    return db.frame("exceptions/history", scope, rule=rule, step=step, most=most, block_id=block_id)


def schools(
    db: Statements,
    scope: Scope,
    *,
    states: Sequence[str],
    severity: int,
    most: int,
    block_id: str | None = None,
    rule: str | None = None,
    step: int = 0,
    owner: str | None = None,
) -> list[Row]:
    """The schools of a list, gravest first: school_id, found, schools (how many in all), all_found.

    Args:
        states: In one of these.
        severity, step: At least.
        block_id, rule, owner: Only these.
    """
    only = {"block_id": block_id, "rule": rule, "owner": owner, "states": list(states)}
    return db.rows("exceptions/schools", scope, most=most, severity=severity, step=step, **only)


def listed(
    db: Statements,
    scope: Scope,
    *,
    states: Sequence[str],
    severity: int,
    block_id: str | None = None,
    rule: str | None = None,
    step: int = 0,
    owner: str | None = None,
    school_ids: Sequence[int] | None = None,
) -> pd.DataFrame:
    """The exceptions of a list, gravest first, with names and contacts; narrowed as in `schools`, or to some schools."""
    only = {"block_id": block_id, "rule": rule, "owner": owner, "states": list(states)}
    which = {"every_school": school_ids is None, "school_ids": list(school_ids or ())}
    return db.frame("exceptions/listed", scope, severity=severity, step=step, **only, **which)


def set_state(
    tx: Transaction, scope: Scope, exception_ids: Iterable[int], state: str, *, said_by: str, why: str | None = None
) -> list[Row]:
    """Change the state of those that last; returns exception_id and block_id of each that was there.

    Args:
        why: The reason; of those closed.
    """
    said = {"said_by": said_by, "said_at": utc_now(), "why": why}
    return tx.rows("exceptions/set_state", scope, exception_ids=list(exception_ids), state=state, **said)


def set_owner(tx: Transaction, scope: Scope, exception_ids: Iterable[int], owner: str | None) -> list[Row]:
    """Who follows those that last, None for nobody; returns as `set_state`."""
    return tx.rows("exceptions/set_owner", scope, exception_ids=list(exception_ids), owner=owner)


def add_notes(tx: Transaction, scope: Scope, exception_ids: Iterable[int], *, said_by: str, text: str) -> list[Row]:
    """Add the same note to several; returns the exception_id of each that was there."""
    said = {"said_by": said_by, "said_at": utc_now(), "text": text}
    return tx.rows("exceptions/add_notes", scope, exception_ids=list(exception_ids), **said)


def notes(db: Statements, scope: Scope, school_id: int, most: int = 20) -> list[Row]:
    """What was noted on a school's exceptions, newest first: said_by, said_at (UTC), text, exception_ids."""
    return db.rows("exceptions/notes", scope, school_id=school_id, most=most)
