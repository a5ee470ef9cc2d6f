"""Transfers, promotions, and pupils who leave: one enrolment ends with the day before, another begins."""

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports import common, formats
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import each
from attendance.roster.imports.placing import EVERYTHING, because, class_section_ids
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck
from data import pupils
from data.database import Statements, Transaction

NO_PUPIL = N_("No pupil with the PEN {value} is there. Import the pupil with the pupils file.")
NO_CLASS_GIVEN = N_("The new class is missing: give UDISE code, class and section, or write Left.")
TOO_EARLY = N_("The pupil's last move was on {value}; another must come after that day.")
HERE_ALREADY = N_("The pupil is in this class since {value}. Leave the row out, or correct the class.")
LEFT_ALREADY = N_("The pupil is on no roll since {value} already.")
COLUMNS = (
    common.PEN,
    Column("move", "क्या हुआ", "What happened", N_("Transfer, Promotion or Left."), required=True, format=formats.MOVE),
    Column("from_day", "किस दिन से", "From day", N_("The first day in the new class, or no more on the roll: as 2026-04-01."),
           required=True, format=formats.DAY),
    Column("udise", "यूडाइस कोड", "UDISE code", N_("Of the new school; stays empty for a pupil who left."),
           format=formats.UDISE),
    Column("grade", "वर्ग", "Class", N_("The new one, a number from 1 to 12."), format=formats.GRADE),
    Column("section", "सेक्शन", "Section", N_("The new one."), format=formats.SECTION),
    common.ROLL_NUMBER,
)  # fmt: skip


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: pupil_id, class_section_id (missing: leaves), roll_number, from_day."""
    history = pupils.enrolments(db, EVERYTHING)
    latest = history.drop_duplicates("pen", keep="last").set_index("pen").reindex(rows["pen"]).set_axis(rows.index)
    leaves = rows["move"] == "left"
    section_id, sectionless = class_section_ids(db, rows[~leaves])
    wanted = pd.DataFrame(
        {
            "pupil_id": latest["pupil_id"],
            "class_section_id": section_id.reindex(rows.index),
            "roll_number": pd.to_numeric(rows["roll_number"].where(rows["roll_number"] != "")).astype("Int64"),
            "from_day": pd.to_datetime(each(rows["from_day"], parse_day)),
        }
    )
    refused = because(NO_PUPIL, rows["pen"][latest["pupil_id"].isna()]) | sectionless
    done = _done_before(wanted, leaves, history)
    for why, lines, days in _conflicts(wanted, leaves, latest):
        told = days[lines & ~done & ~rows.index.isin(list(refused))].dt.date.map(str)
        refused |= because(why, told)
    kept = wanted.drop(index=list(refused)).astype({"pupil_id": "int64"})
    kept = kept.assign(from_day=kept["from_day"].dt.date)
    done = done[kept.index]
    return Placed(kept.iloc[:0], kept[~done], kept[done], refused)


def _done_before(wanted: pd.DataFrame, leaves: pd.Series, history: pd.DataFrame) -> pd.Series:
    """Whether the district knows of the move already."""
    begun = history[["pupil_id", "class_section_id", "from_day"]].assign(begun=True)
    ended = (
        history[["pupil_id", "to_day"]].dropna().assign(from_day=lambda one: one["to_day"] + pd.Timedelta(days=1), ended=True)
    )
    of_class = wanted.merge(
        begun.astype({"class_section_id": "Int64"}), how="left", on=["pupil_id", "class_section_id", "from_day"]
    )
    of_day = wanted.merge(begun[["pupil_id", "from_day", "begun"]], how="left", on=["pupil_id", "from_day"])
    of_end = wanted.merge(ended[["pupil_id", "from_day", "ended"]], how="left", on=["pupil_id", "from_day"])
    moved = of_class["begun"].notna().set_axis(wanted.index)
    left = (of_end["ended"].notna() & of_day["begun"].isna()).set_axis(wanted.index)
    return moved.where(~leaves, left)


def _conflicts(wanted: pd.DataFrame, leaves: pd.Series, latest: pd.DataFrame) -> list[tuple[str, pd.Series, pd.Series]]:
    """Why, which lines, and the day to tell of."""
    day, begun, ended = wanted["from_day"], latest["from_day"], latest["to_day"]
    same = (wanted["class_section_id"] == latest["class_section_id"]).fillna(False).astype(bool)
    return [
        (TOO_EARLY, (day <= begun) | (ended.notna() & (day <= ended)), ended.fillna(begun)),
        (HERE_ALREADY, ~leaves & same & ended.isna(), begun),
        (LEFT_ALREADY, leaves & ended.notna(), ended + pd.Timedelta(days=1)),
    ]


def warn(_db: Statements, placed: Placed) -> list[Message]:
    leaving = int(placed.changed["class_section_id"].isna().sum())
    return [Message(N_("Pupils who leave and are on no roll then: {count}."), {"count": leaving})] if leaving else []


def write(tx: Transaction, placed: Placed) -> pd.DataFrame | None:
    return pupils.move(tx, EVERYTHING, placed.changed) if len(placed.changed) else None


def _has_class(table: pd.DataFrame) -> pd.Series:
    return (table["move"] == "left") | (table[["udise", "grade", "section"]] != "").all(axis=1)


KIND = Kind(
    ImportKind.MOVES,
    N_("Transfers and promotions"),
    COLUMNS,
    unique=("pen",),
    place=place,
    write=write,
    row_checks=(RowCheck(_has_class, NO_CLASS_GIVEN),),
    warn=warn,
)
