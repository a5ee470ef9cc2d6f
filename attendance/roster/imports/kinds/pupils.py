"""Pupils with the class whose roll they are on."""

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports import common, formats
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import each
from attendance.roster.imports.placing import EVERYTHING, because, class_section_ids, compared, named
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck, one_of
from attendance.roster.workdays import school_year_start
from data import pupils
from data.clock import today
from data.database import Statements, Transaction

MOVED = N_("This pupil is on the roll of another class. Pupils move with the file of transfers and promotions.")
LEFT = N_("This pupil left the rolls. Take them up again with the file of transfers and promotions.")
TWO_SCHOOLS = N_("This PEN is there with two schools or classes. Keep the row that is right.")
COLUMNS = (
    common.PEN,
    Column("name_hi", "नाम (हिंदी)", "Name (Hindi)", common.EITHER, format=formats.NAME),
    Column("name_en", "नाम (अंग्रेज़ी)", "Name (English)", common.EITHER, format=formats.NAME),
    common.UDISE,
    common.GRADE,
    common.SECTION,
    common.ROLL_NUMBER,
    Column(
        "from_day", "नामांकन की तिथि", "Enrolled from",
        N_("A day as 2026-04-01; 1 April of this school year where it stays empty."), format=formats.DAY,
    ),
)  # fmt: skip


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    section_id, refused = class_section_ids(db, rows)
    stored = pupils.rolls(db, EVERYTHING).set_index("pen")
    before = rows["pen"].map(stored["class_section_id"])
    refused |= because(MOVED, rows["pen"][before.notna() & section_id.notna() & (before != section_id)])
    refused |= because(LEFT, rows["pen"][rows["pen"].isin(stored.index[stored["to_day"].notna()])])
    kept = rows.drop(index=list(refused))
    start = school_year_start(today())
    wanted = pd.DataFrame(
        {
            "pen": kept["pen"],
            "name_hi": kept["name_hi"],
            "name_en": kept["name_en"],
            "class_section_id": section_id[kept.index].astype("int64"),
            "roll_number": pd.to_numeric(kept["roll_number"].where(kept["roll_number"] != "")).astype("Int64"),
        }
    )
    placed = compared(wanted, stored, "pen", ["pupil_id", "from_day"], ["name_hi", "name_en", "roll_number"])
    days = each(kept.loc[placed.new.index, "from_day"], lambda text: parse_day(text) or start)
    return Placed(named(placed.new).assign(from_day=days), placed.changed, placed.unchanged, refused)


def write(tx: Transaction, placed: Placed) -> pd.DataFrame | None:
    enrolled = pupils.enrol(tx, EVERYTHING, placed.new) if len(placed.new) else None
    if len(placed.changed):
        pupils.change(tx, EVERYTHING, placed.changed)
    return enrolled


def _in_one_class(table: pd.DataFrame) -> pd.Series:
    places = table[["pen", "udise", "grade", "section"]].drop_duplicates()
    return ~table["pen"].isin(places["pen"][places["pen"].duplicated()])


KIND = Kind(
    ImportKind.PUPILS,
    N_("Pupils"),
    COLUMNS,
    unique=("pen",),
    place=place,
    write=write,
    row_checks=(one_of("name_hi", "name_en", common.NO_NAME), RowCheck(_in_one_class, TWO_SCHOOLS)),
)
