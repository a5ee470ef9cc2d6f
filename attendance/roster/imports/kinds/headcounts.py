"""What the register and the mid-day meal counted, by school and day or by class section."""

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports import common, formats
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import each
from attendance.roster.imports.placing import EVERYTHING, NO_SCHOOL, because, class_section_ids, school_ids
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck, one_of
from data import headcounts
from data.clock import today, utc_now
from data.database import Statements, Transaction

TO_COME = N_("{value} is yet to come. Correct the day.")
NO_COUNTS = N_("Both counts are missing. Give the register's or the meal's.")
HALF_A_CLASS = N_("Give class and section, or neither for the whole school.")
WHOLE_SCHOOL = N_("Stays empty where the counts are of the whole school.")
COLUMNS = (
    Column("day", "तिथि", "Day", N_("As 2026-04-01."), required=True, format=formats.DAY, other=("दिनांक", "Date")),
    common.UDISE,
    Column("grade", "वर्ग", "Class", WHOLE_SCHOOL, format=formats.GRADE),
    Column("section", "सेक्शन", "Section", WHOLE_SCHOOL, format=formats.SECTION),
    Column("register", "रजिस्टर में उपस्थित", "Present in the register", N_("A count; may stay empty."), format=formats.COUNT),
    Column("meal", "मध्याह्न भोजन", "Meals served", N_("A count; may stay empty."), format=formats.COUNT),
)
_KEY = ["day", "school_id", "class_section_id", "kind"]


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: day, school_id, class_section_id, register, meal (missing: not counted)."""
    day = pd.to_datetime(each(rows["day"], parse_day))
    school_id = school_ids(db, rows["udise"])
    of_class = rows["grade"] != ""
    section_id, classless = class_section_ids(db, rows[of_class])
    refused = because(NO_SCHOOL, rows["udise"][school_id.isna()]) | classless
    refused |= because(TO_COME, rows["day"][day > pd.Timestamp(today())])
    counts = {kind: pd.to_numeric(rows[kind].where(rows[kind] != "")).astype("Int64") for kind in ("register", "meal")}
    whole = section_id.reindex(rows.index).fillna(headcounts.WHOLE_SCHOOL)
    wanted = pd.DataFrame({"day": day, "school_id": school_id, "class_section_id": whole, **counts}).drop(index=list(refused))
    wanted = wanted.astype({"school_id": "int64", "class_section_id": "int64"})
    if wanted.empty:
        return Placed(wanted, wanted, wanted, refused)
    stored = headcounts.counts(db, EVERYTHING, wanted["day"].min().date(), wanted["day"].max().date())
    found = _long(wanted).merge(stored.rename(columns={"counted": "before"}), how="left", on=_KEY)
    found = found.assign(new=found["before"].isna(), same=found["before"] == found["counted"])
    known = found.groupby("line")[["new", "same"]].all().reindex(wanted.index)
    return Placed(wanted[known["new"]], wanted[~known["new"] & ~known["same"]], wanted[known["same"]], refused)


def write(tx: Transaction, placed: Placed) -> None:
    counts = _long(pd.concat([placed.new, placed.changed]))
    if len(counts):
        headcounts.put(tx, EVERYTHING, counts.assign(day=counts["day"].dt.date), utc_now())


def _long(wanted: pd.DataFrame) -> pd.DataFrame:
    """A row for each count: line, day, school_id, class_section_id, kind, counted."""
    keys = ["line", "day", "school_id", "class_section_id"]
    long = wanted.rename_axis("line").reset_index().melt(keys, ["register", "meal"], var_name="kind", value_name="counted")
    return long.dropna(subset="counted").astype({"counted": "int64"})


KIND = Kind(
    ImportKind.HEADCOUNTS,
    N_("Register and meal counts"),
    COLUMNS,
    unique=("day", "udise", "grade", "section"),
    place=place,
    write=write,
    row_checks=(
        one_of("register", "meal", NO_COUNTS),
        RowCheck(lambda table: (table["grade"] == "") == (table["section"] == ""), HALF_A_CLASS),
    ),
)
