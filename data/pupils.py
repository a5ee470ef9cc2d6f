"""Pupils and their enrolments.

Each function takes an open database or a transaction and the caller's Scope; a pupil belongs to the block of the school where
they are enrolled.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data.database import Row, Statements
from data.errors import OutOfScope
from data.scope import Scope


def enrolled(db: Statements, scope: Scope, class_section_ids: Iterable[int], day: date) -> pd.DataFrame:
    """Who is on the roll of these class sections on that day, by roll number.

    Columns: class_section_id, pupil_id, pen, name_hi, name_en, roll_number.
    """
    return db.frame("pupils/enrolled", scope, class_section_ids=_ids(class_section_ids), day=day)


def places(db: Statements, scope: Scope, pupil_ids: Iterable[int] = (), pens: Iterable[str] = ()) -> list[Row]:
    """Pupils by key or by PEN, with the class section of their latest enrolment.

    Keys: pupil_id, pen, name_hi, name_en, class_section_id, grade, section, school_id, block_id (the last five None for a pupil
    who was never enrolled, whom only a scope of every block sees).
    """
    return db.rows("pupils/places", scope, pupil_ids=_ids(pupil_ids), pens=list(pens))


def get(db: Statements, scope: Scope, pupil_id: int) -> Row:
    """One pupil, as `places` tells.

    Raises:
        OutOfScope: There is no such pupil, or outside the scope.
    """
    found = places(db, scope, [pupil_id])
    if not found:
        raise OutOfScope("no such pupil")
    return found[0]


def _ids(values: Iterable[int]) -> list[int]:
    return [int(value) for value in values]
