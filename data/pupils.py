"""Pupils and their enrolments.

Each function takes an open database or a transaction and the caller's Scope; a pupil belongs to the block of the school where
they are enrolled.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data.database import Statements
from data.scope import Scope


def enrolled(db: Statements, scope: Scope, class_section_ids: Iterable[int], day: date) -> pd.DataFrame:
    """Who is on the roll of these class sections on that day, by roll number.

    Columns: class_section_id, pupil_id, pen, name_hi, name_en, roll_number.
    """
    return db.frame("pupils/enrolled", scope, class_section_ids=_ids(class_section_ids), day=day)


def _ids(values: Iterable[int]) -> list[int]:
    return [int(value) for value in values]
