"""The portal's daily report: storing it, and setting it beside what was read here.

A report names class sections, schools or pupils. Storing it replaces, on its level, what was reported of the schools that it
names for that day, and leaves other schools alone.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data import rollups
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

EVERYTHING = Scope.everything()
_PUPIL_STATEMENTS = ("clear_pupils", "put_pupils", "clear_counted", "forget_counted", "note_counted", "put_counted")
_STAMPED = frozenset({"put_class_sections", "put_schools", "put_pupils", "put_counted", "put_report"})


def put_class_sections(tx: Transaction, scope: Scope, day: date, rows: pd.DataFrame) -> bool:
    """Store a report that names class sections; returns whether it changed anything.

    Args:
        rows: Columns school_id, class_section_id, uploaded, uploaded_at (local time), present (both may be missing).

    Raises:
        OutOfScope: A school or class section is not there or of another block.
    """
    return _put(tx, scope, day, rows, "class_sections", ("clear_class_sections", "put_class_sections", "forget_counted"))


def put_schools(tx: Transaction, scope: Scope, day: date, rows: pd.DataFrame) -> bool:
    """Store a report that names schools only; returns whether it changed anything.

    Args:
        rows: Columns school_id, uploaded, uploaded_at (local time), present (both may be missing).

    Raises:
        OutOfScope: A school is not there or of another block.
    """
    return _put(tx, scope, day, rows, "schools", ("put_schools",))


def put_pupils(tx: Transaction, scope: Scope, day: date, rows: pd.DataFrame) -> bool:
    """Store a report that marks pupils; returns whether it changed anything.

    A class section of which the portal tells nothing else counts as uploaded, with as many present as are marked so.

    Args:
        rows: Columns school_id, class_section_id, pupil_id, present (1 or 0); each pupil once.

    Raises:
        OutOfScope: A school or class section is not there or of another block.
    """
    return _put(tx, scope, day, rows, "pupils", _PUPIL_STATEMENTS)


def class_sections(db: Statements, scope: Scope, day: date) -> pd.DataFrame:
    """What the portal reported by class section. Columns: class_section_id, school_id, uploaded, uploaded_at, present."""
    return db.frame("portal/class_sections", scope, day=day)


def schools(db: Statements, scope: Scope, day: date) -> pd.DataFrame:
    """What the portal reported by school. Columns: school_id, uploaded, uploaded_at, present."""
    return db.frame("portal/schools", scope, day=day)


def pupils(db: Statements, scope: Scope, day: date) -> pd.DataFrame:
    """What the portal marked. Columns: pupil_id, class_section_id, school_id, present."""
    return db.frame("portal/pupils", scope, day=day)


def class_days(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """Each class day with photos here or an upload to the portal, with what each source counts.

    Columns: day, class_section_id, school_id, block_id, with_photos, enrolled, recognised, uncertain, faces (NULL where nothing
    was read), uploaded, uploaded_at (local), portal_present, reported (whether the block's report came), register, meals (NULL:
    not known).
    """
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
    return db.frame("portal/class_days", scope, first=first, last=last, **place)


def pupil_counts(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """How the portal's marks of pupils agree with the marks here, by class day.

    Columns: day, class_section_id, marked (pupils with both marks), harmed (absent at the portal, recognised here),
    not_recognised and said_absent (both present at the portal).
    """
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
    return db.frame("portal/pupil_counts", scope, first=first, last=last, **place)


def harmed(
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
) -> pd.DataFrame:
    """Pupils whom the portal has as absent and who were recognised here: the latest day first, what a person said first.

    Columns: day, block_id, school_id, class_section_id, pupil_id, marked_by, similarity, enrolled (of the class day), pen,
    name_hi, name_en, grade, section, udise, school_hi, school_en, block_hi, block_en.
    """
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
    return db.frame("portal/harmed", scope, first=first, last=last, most=most, **place)


def said(db: Statements, scope: Scope, pupil_ids: Iterable[int], first: date, last: date) -> list[Row]:
    """All verdicts about these pupils of these days and all that take something back, oldest first: which stand is not told.

    Keys: verdict_id, day, class_section_id, kind, face_id, pupil_id, undoes, reason, said_by, said_at (UTC), said_by_name (None
    without such an account).
    """
    return db.rows("portal/said", scope, pupil_ids=[int(key) for key in pupil_ids], first=first, last=last)


def school_days(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    most: int,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
) -> pd.DataFrame:
    """School days of which the portal's report or a head count names the whole school, beside the sums of its classes.

    Those where the portal is furthest from register or meals come first. Columns: day, school_id, block_id, expected,
    with_photos (class days), enrolled, recognised, faces (of classes with photos), uploaded, portal_present (the portal's own
    count of the school, else the sum of its classes'), register, meals (NULL: not known), school_hi, school_en, udise.
    """
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id}
    return db.frame("portal/school_days", scope, first=first, last=last, most=most, **place)


def class_names(db: Statements, scope: Scope, class_section_ids: Iterable[int]) -> pd.DataFrame:
    """Columns: class_section_id, grade, section, udise, school_hi, school_en; also of schools that have left the scope's blocks
    since they were read."""
    return db.frame("portal/class_names", scope, class_section_ids=[int(key) for key in class_section_ids])


def _put(tx: Transaction, scope: Scope, day: date, rows: pd.DataFrame, level: str, statements: Iterable[str]) -> bool:
    tx.run("portal/clear_given", EVERYTHING)
    tx.insert_frame("portal_given", rows)
    if tx.value("portal/given_foreign", scope):
        tx.run("portal/clear_given", EVERYTHING)
        raise OutOfScope("a school of another block")
    on = {"day": day}
    changed = tx.value(f"portal/{level}_differ", EVERYTHING, **on) or tx.value("portal/given_unreported", EVERYTHING, **on)
    if changed:
        stored = {**on, "imported_at": utc_now()}
        for name in (*statements, "put_report"):
            tx.run(f"portal/{name}", EVERYTHING, **(stored if name in _STAMPED else on))
        rollups.refresh(tx, day, day)
    tx.run("portal/clear_given", EVERYTHING)
    return bool(changed)
