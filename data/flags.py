"""Flags: what is odd about a class day's photos."""

import json
from collections.abc import Sequence
from datetime import date, datetime
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
    """Raise a flag once: the same kind on the same photo and class day again changes nothing, nor does what was dismissed.

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


def forget_open(tx: Transaction, scope: Scope, *, day: date, class_sections: Sequence[int], kind: str) -> None:
    """Forget flags of a kind about class days as a whole that nobody has touched, because their next reading says it anew."""
    tx.run("flags/forget_open", scope, day=day, class_sections=list(class_sections), kind=kind)


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> list[Row]:
    """The flags of a class day, gravest first."""
    return db.rows("flags/of_class_day", scope, class_section_id=class_section_id, day=day)


def dismissed_pairs(db: Statements, scope: Scope, photo_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs of photos, the smaller number first, of which a person said that one is not the other again.

    Args:
        photo_ids: One of a pair is among these.
    """
    found = db.rows("flags/dismissed_pairs", scope, photo_ids=list(photo_ids))
    return {(row["one"], row["other"]) for row in found}


def open_causes(db: Statements, scope: Scope) -> list[Row]:
    """Causes that nobody has settled, one row each, gravest and oldest first.

    Keys: cause, kind, severity, state (the furthest of its flags: open, asked or answered), flags, class_days, pupils (enrolled
    in those class days), oldest (day); day, class_section_id, grade, section, school_id, school_hi, school_en, block_id,
    block_hi, block_en of the newest class day. Flags of other blocks are not counted.
    """
    return db.rows("flags/open_causes", scope)


def cause(db: Statements, scope: Scope, cause: str) -> Row | None:
    """A cause as a whole, None where the scope holds none of its flags.

    Keys: kind, severity, flags, flags_ever, class_days, schools, first_day, last_day, newest (number of the flag raised last),
    state, step (number of the last step, 0 for none), block_ids. All but flags_ever and step are of its unsettled flags; of
    those settled where there are no others.
    """
    return db.one("flags/cause", scope, cause=cause)


def of_cause(db: Statements, scope: Scope, cause: str, most: int) -> list[Row]:
    """The first flags of a cause, unsettled ones and newest days first, each with its class, school and block.

    Besides, ``read`` says whether there is a class day.
    """
    return db.rows("flags/of_cause", scope, cause=cause, most=most)


def steps(db: Statements, scope: Scope, cause: str) -> list[Row]:
    """What people did with a cause, oldest first, one row a decision whatever the number of its flags.

    Keys: step_id, kind, text, said_by, said_by_name, said_at, flags, undone.
    """
    return db.rows("flags/steps", scope, cause=cause)


def add_steps(
    tx: Transaction, scope: Scope, *, cause: str, newest: int, kind: str, text: str | None, said_by: str, said_at: datetime
) -> None:
    """Decide on all unsettled flags of a cause that are within the scope.

    Args:
        newest: Flags that were raised after this one stay as they are: nobody has seen them.
        kind: asked, answered, confirmed or dismissed.
    """
    given = {"cause": cause, "newest": newest, "kind": kind, "said_by": said_by, "said_at": said_at}
    tx.run("flags/add_steps", scope, **given, text=text)
    tx.run("flags/put_state", scope, **given)


def undo(tx: Transaction, scope: Scope, *, cause: str, said_by: str, said_at: datetime) -> None:
    """Take back the last decision on a cause that stands; it stays on record."""
    given = {"cause": cause, "said_by": said_by, "said_at": said_at}
    tx.run("flags/add_undo", scope, **given)
    tx.run("flags/put_state_back", scope, **given)


def class_days(db: Statements, scope: Scope, cause: str, said_by: str, said_at: datetime) -> list[Row]:
    """The class days that a decision on a cause was about: day, class_section_id, block_id."""
    return db.rows("flags/class_days", scope, cause=cause, said_by=said_by, said_at=said_at)


def fakes_of(db: Statements, scope: Scope, class_sections: Sequence[int], day: date, fakes: Sequence[str]) -> set[int]:
    """Of these class sections those that have a confirmed flag of one of the kinds ``fakes`` on a day."""
    found = db.rows("flags/fakes_of", scope, class_sections=list(class_sections), day=day, fakes=list(fakes))
    return {row["class_section_id"] for row in found}


def set_aside_days(
    db: Statements, scope: Scope, first: date, last: date, fakes: Sequence[str], class_section_id: int | None = None
) -> list[Row]:
    """Class days that are set aside, those decided last first, each with its place.

    Besides: kind, cause, evidence, photo_id, decided_by (a name), decided_at and text, which is why it was confirmed.
    """
    span = {"first": first, "last": last, "class_section_id": class_section_id}
    return db.rows("flags/set_aside_days", scope, fakes=list(fakes), **span)


def school_days_since(db: Statements, scope: Scope, school_id: int, since: date, today: date) -> int:
    """School days of a school after one day and up to another."""
    return int(db.value("flags/school_days_since", scope, school_id=school_id, since=since, today=today) or 0)


def photos(db: Statements, scope: Scope, photo_ids: Sequence[int]) -> dict[int, Row]:
    """Photos by their number with the day and class they were sent for; those outside the scope are left out."""
    return {row["photo_id"]: row for row in db.rows("flags/photos", scope, photo_ids=list(photo_ids))}


def faces(db: Statements, scope: Scope, photo_ids: Sequence[int]) -> list[Row]:
    """The faces of these photos, as far as they are within the scope, with their sealed embeddings."""
    return db.rows("flags/faces", scope, photo_ids=list(photo_ids))
