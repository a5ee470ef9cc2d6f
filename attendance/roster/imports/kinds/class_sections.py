"""Class sections of schools."""

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports import common
from attendance.roster.imports.placing import EVERYTHING, NO_SCHOOL, because, school_ids
from attendance.roster.imports.spec import ImportKind, Kind, Placed
from data import schools
from data.database import Statements, Transaction


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    school_id = school_ids(db, rows["udise"])
    refused = because(NO_SCHOOL, rows["udise"][school_id.isna()])
    kept = rows.drop(index=list(refused))
    wanted = pd.DataFrame(
        {
            "school_id": school_id[kept.index].astype("int64"),
            "grade": kept["grade"].astype("int64"),
            "section": kept["section"],
        }
    )
    stored = set(schools.class_sections(db, EVERYTHING)[["school_id", "grade", "section"]].itertuples(index=False, name=None))
    known = pd.Series([key in stored for key in wanted.itertuples(index=False, name=None)], index=wanted.index, dtype=bool)
    return Placed(wanted[~known], wanted.iloc[:0], wanted[known], refused)


def write(tx: Transaction, placed: Placed) -> None:
    if len(placed.new):
        schools.add_class_sections(tx, EVERYTHING, placed.new)


KIND = Kind(
    ImportKind.CLASS_SECTIONS,
    N_("Class sections"),
    (common.UDISE, common.GRADE, common.SECTION),
    unique=("udise", "grade", "section"),
    place=place,
    write=write,
)
