"""The exception rules, looked at for a day of the small district."""

from datetime import date
from typing import Any

import pandas as pd

from attendance.reports import finding
from attendance.reports.rules import Limits
from data import exceptions as stored
from data.scope import Scope
from tests.reports.support import MONDAY
from tests.support import Small


def look(small: Small, day: date = MONDAY, **limits: Any) -> None:
    """What the job does for one day."""
    chosen = Limits(**limits)
    pupils = finding.leads(small.district.db, Scope.everything(), day, chosen)
    found = finding.find(small.district.db, day, chosen, pupils)
    small.district.db.write(lambda tx: stored.put_found(tx, day, found))


def add_marks(small: Small, class_section_id: int, day: date, *marks: str) -> None:
    """What the four pupils of a class section are marked, in their order."""
    school_id, block_id = (202, "kahalgaon") if class_section_id == 303 else (201, "sabour")
    rows = [
        {
            "day": day,
            "block_id": block_id,
            "school_id": school_id,
            "class_section_id": class_section_id,
            "pupil_id": pupil_id,
            "mark": mark,
            "marked_by": "person" if mark == "absent" else "machine",
        }
        for pupil_id, mark in zip(small.pupils_of(class_section_id), marks, strict=True)
    ]
    small.district.db.write(lambda tx: tx.insert_frame("attendance", pd.DataFrame(rows)))
