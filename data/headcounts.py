"""What others counted: the register in school, and the mid-day meal.

Each function takes an open database or a transaction and the caller's Scope; rows of other blocks are not there.
"""

from datetime import date, datetime

import pandas as pd

from data import schools
from data.database import Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

WHOLE_SCHOOL = 0
"""In place of a class section's key, where a count is of a whole school."""


def counts(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """Columns: day, school_id, class_section_id (`WHOLE_SCHOOL`: the school's), kind (register, meal), counted."""
    return db.frame("headcounts/counts", scope, first=first, last=last)


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> dict[tuple[bool, str], int]:
    """What was counted of a class section on a day, and of its whole school: by whether it is the whole school's, and kind."""
    rows = db.rows("headcounts/of_class_day", scope, class_section_id=class_section_id, day=day)
    return {(row["whole_school"], row["kind"]): row["counted"] for row in rows}


def put(tx: Transaction, scope: Scope, counts: pd.DataFrame, imported_at: datetime) -> None:
    """Counts; what was counted before for the same day, place and kind is replaced.

    Columns: day, school_id, class_section_id, kind, counted.

    Args:
        imported_at: UTC.

    Raises:
        OutOfScope: A school is not there or of another block.
    """
    visible = {row["school_id"] for row in tx.rows("schools/schools", scope)}
    if not set(counts["school_id"]) <= visible:
        raise OutOfScope("a school of another block")
    columns = ["day", "school_id", "class_section_id", "kind", "counted"]
    tx.run("headcounts/put", scope, **schools.lists(counts[columns]), imported_at=imported_at)
