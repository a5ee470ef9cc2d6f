"""What people said of the audit sample, an item a row, with what each item stands for."""

from datetime import date

import pandas as pd

from data.database import Statements
from data.sample import judged
from data.scope import Scope

PRESENT, NOT_RECOGNISED = "present", "not_recognised"
"""The kinds of items about a pupil: how they were marked."""
_KEPT = ["day", "block_id", "class_section_id", "grade", "kind", "face_px", "model", "units"]


def items(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """The judged items about a pupil of a span of days.

    Columns: item_id, day, block_id, class_section_id, grade, kind, face_px, model, units (of the block's day and kind); wrong
    (0 to 1: half where two people differ, NaN where nobody could tell); weight (the units that it stands for, NaN with
    `wrong`); class_day (one name for each).
    """
    said = judged(db, scope, first, last)
    said = said[said["kind"].isin([PRESENT, NOT_RECOGNISED])]
    own_face = (said["answer"] == "pupil") & (said["said_pupil"] == said["pupil_id"])
    wrong = (said["answer"] == "seen").where(said["kind"] == NOT_RECOGNISED, ~own_face).astype(float)
    said = said.assign(wrong=wrong.where(said["answer"] != "unclear"))
    found = said.groupby("item_id", as_index=False).agg(dict.fromkeys(_KEPT, "first") | {"wrong": "mean"})
    clear = found.groupby(["day", "block_id", "kind"])["wrong"].transform("count")
    weight = (found["units"] / clear).where(found["wrong"].notna())
    class_day = found["class_section_id"].astype(str) + "|" + found["day"].astype(str)
    return found.assign(weight=weight, class_day=class_day)
