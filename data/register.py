"""Verdicts, and what is derived from them and from matches: marks and class days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data import rollups
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.references import face_name, usable
from data.scope import Scope


@dataclass(frozen=True)
class NewVerdict:
    """What a person said; see the table ``verdict`` for which kind needs what."""

    kind: str
    face_id: int | None = None
    pupil_id: int | None = None
    undoes: int | None = None
    reason: str | None = None


def linked(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[int]:
    """The class sections that submissions of the day show together with these; of those with photos also these themselves."""
    found = db.rows("register/linked", scope, class_sections=list(class_sections), day=day)
    return sorted(row["class_section_id"] for row in found)


def places(db: Statements, scope: Scope, class_sections: Sequence[int]) -> dict[int, Row]:
    """Each class section's school, cluster and block.

    Raises:
        OutOfScope: One of them is not within the scope, or does not exist.
    """
    rows = db.rows("register/places", scope, class_sections=list(class_sections))
    found = {row["class_section_id"]: row for row in rows}
    if set(class_sections) - set(found):
        raise OutOfScope("a class section is outside the scope")
    return found


def enrolled(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[Row]:
    """Who was on the rolls that day, and whether a reference photo is there."""
    return db.rows("register/enrolled", scope, class_sections=list(class_sections), day=day)


def verdicts(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[Row]:
    """All verdicts of the day, oldest first, those taken back and the taking back included.

    Keys: the columns of ``verdict`` (revs: a dict by class section, or None).
    """
    return db.rows("register/verdicts", scope, class_sections=list(class_sections), day=day)


def add_verdicts(
    tx: Transaction,
    scope: Scope,
    class_section_id: int,
    day: date,
    new: Sequence[NewVerdict],
    revs: Mapping[int, int],
    said_by: str,
    said_at: datetime,
) -> list[int]:
    """Append what a person said at once and return its numbers.

    Args:
        revs: The revision that follows, of each class day that shares its photos, by class section.

    Raises:
        OutOfScope: The class section is.
    """
    rows = tx.rows(
        "register/add_verdicts",
        scope,
        class_section_id=class_section_id,
        day=day,
        kinds=[one.kind for one in new],
        faces=[one.face_id for one in new],
        pupils=[one.pupil_id for one in new],
        undone=[one.undoes for one in new],
        reasons=[one.reason for one in new],
        said_by=said_by,
        said_at=said_at,
        sections=list(revs),
        revs=list(revs.values()),
    )
    if len(rows) < len(new):
        raise OutOfScope("a class section is outside the scope")
    return sorted(row["verdict_id"] for row in rows)


def told(db: Statements, scope: Scope, verdict_id: int) -> Row:
    """Who gave a verdict, by name (said_by_name), and the names of the pupil whom it names (name_hi, name_en; None for nobody).

    Raises:
        OutOfScope: There is no such verdict within the scope.
    """
    found = db.one("register/told", scope, verdict_id=verdict_id)
    if found is None:
        raise OutOfScope("a verdict is outside the scope")
    return found


def raise_revs(tx: Transaction, scope: Scope, class_sections: Sequence[int], day: date) -> None:
    """Give these class days their next revision, as when something was said that changes no figure."""
    tx.run("register/raise_revs", scope, class_sections=list(class_sections), day=day)


def photo_counts(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> dict[int, Row]:
    """Readable photos and distinct sides of each class section on a day."""
    rows = db.rows("register/photo_counts", scope, class_sections=list(class_sections), day=day)
    return {row["class_section_id"]: row for row in rows}


def class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> Row | None:
    """One class day, None where there is none within the scope."""
    return db.one("register/class_day", scope, class_section_id=class_section_id, day=day)


def class_days(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> dict[int, Row]:
    """The class days of these class sections on a day, by class section; those without one are not there."""
    rows = db.rows("register/class_days", scope, class_sections=list(class_sections), day=day)
    return {row["class_section_id"]: row for row in rows}


def put_class_day(tx: Transaction, scope: Scope, row: Row, marks: pd.DataFrame, before: Row | None) -> None:
    """Replace a class day and its marks.

    Args:
        row: All columns of ``class_day`` but ``updated_at``.
        marks: Columns pupil_id, mark, marked_by, similarity.
        before: The class day as it is stored, None where there is none.

    Raises:
        OutOfScope: The class section is.
    """
    if not scope.includes(row["block_id"]):
        raise OutOfScope("a class section is outside the scope")
    key = {"day": row["day"], "class_section_id": row["class_section_id"]}
    tx.run("register/clear_attendance", scope, **key)
    tx.run(
        "register/put_attendance",
        scope,
        **key,
        block_id=row["block_id"],
        school_id=row["school_id"],
        pupils=[int(pupil) for pupil in marks["pupil_id"]],
        marks=list(marks["mark"]),
        marked_by=list(marks["marked_by"]),
        similarities=[None if pd.isna(value) else float(value) for value in marks["similarity"]],
    )
    now = utc_now()
    tx.run("register/change_class_day" if before else "register/add_class_day", scope, **row, updated_at=now)
    rollups.class_day_changed(tx, before, row | {"updated_at": now})


def set_aside(tx: Transaction, scope: Scope, class_days: Sequence[tuple[date, int]], fakes: Sequence[str]) -> list[Row]:
    """Let class days count nowhere as read that have a confirmed flag of one of these kinds, and the others count.

    The roll-ups are left to the caller.

    Returns:
        Day, class_section_id and school_id of each that changed.
    """
    days, class_sections = ([key[part] for key in class_days] for part in (0, 1))
    return tx.rows(
        "register/set_aside", scope, days=days, class_sections=class_sections, fakes=list(fakes), updated_at=utc_now()
    )


def marks(db: Statements, scope: Scope, class_section_id: int, day: date) -> pd.DataFrame:
    """The marks of a class day with the pupils' names, by roll number.

    Who came onto the roll after the photos were matched has no mark, and is told as "not_recognised" like those without a
    reference photo.
    """
    return db.frame("register/marks", scope, class_section_id=class_section_id, day=day)


def stored_marks(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[Row]:
    """Class_section_id, pupil_id, mark and marked_by of each mark that class days of a day have."""
    return db.rows("register/stored_marks", scope, class_sections=list(class_sections), day=day)


def since(db: Statements, scope: Scope, class_sections: Sequence[int], days: Sequence[date]) -> list[Row]:
    """Of each class section the open days from one on on which photos were read: day, class_section_id; the earliest first."""
    return db.rows("register/since", scope, class_sections=list(class_sections), days=list(days))


def count_newcomers(tx: Transaction, scope: Scope, class_sections: Sequence[int], days: Sequence[date]) -> list[Row]:
    """Count pupils who were on no roll before on the class days that were there already, where they change nothing else.

    That is on open days, where the photos show no other class section and somebody was not seen already. The roll-ups are left
    to the caller.

    Args:
        class_sections, days: Of each newcomer.

    Returns:
        Day, class_section_id and school_id of each class day that changed.
    """
    return tx.rows(
        "register/count_newcomers", scope, class_sections=list(class_sections), days=list(days), updated_at=utc_now()
    )


def reference_photos(db: Statements, scope: Scope, class_sections: Sequence[int]) -> dict[int, str]:
    """The vault's name of the face of one reference photo, of each pupil who has any that may be used."""
    rows = usable(db, db.rows("register/reference_photos", scope, class_sections=list(class_sections)))
    return {row["pupil_id"]: face_name(row["vault_name"]) for row in rows}
