"""One pupil's marks over a span of days, and what each rests on."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data.database import Row, Statements
from data.scope import Scope


def rolls(db: Statements, scope: Scope, pupil_id: int) -> list[Row]:
    """The rolls on which a pupil is or was, the first one first.

    Keys: class_section_id, from_day, to_day (None while it lasts), school_id, grade, section, school_hi, school_en.
    """
    return db.rows("pupil_year/rolls", scope, pupil_id=pupil_id)


def marks(db: Statements, scope: Scope, pupil_id: int, school_ids: Iterable[int], first: date, last: date) -> pd.DataFrame:
    """The pupil's marks in these schools, by day.

    Columns: day, class_section_id, school_id, block_id, mark, marked_by, similarity, enrolled (of the class day), photos,
    portal (whether the portal has the pupil as present; NULL: it does not say).
    """
    given = {"pupil_id": pupil_id, "school_ids": [int(key) for key in school_ids]}
    return db.frame("pupil_year/marks", scope, first=first, last=last, **given)


def expected(db: Statements, scope: Scope, pupil_id: int, school_id: int, first: date, last: date) -> list[date]:
    """The days on which the calendar expects the pupil's class section of a school, while the pupil is on its roll."""
    found = db.rows("pupil_year/expected", scope, pupil_id=pupil_id, school_id=school_id, first=first, last=last)
    return [row["day"] for row in found]


def faces(db: Statements, scope: Scope, pupil_id: int, class_section_id: int, day: date) -> list[Row]:
    """The faces of a class day that the machine or a person ever named as this pupil, the most similar first.

    Keys: face_id, crop_name, side, photo_id, vault_name (None: the photo is no longer kept), similarity and decision of the
    machine's first candidate, by_machine (whether that candidate is this pupil).
    """
    return db.rows("pupil_year/faces", scope, pupil_id=pupil_id, class_section_id=class_section_id, day=day)
