"""The portal's daily report, which comes by class section, by school or by pupil.

Its format is not public: columns that are not recognised are named by hand once."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from attendance.errors import BadFile, Message
from attendance.i18n import N_, day_text, pick
from attendance.roster.imports import common, formats
from attendance.roster.imports.placing import EVERYTHING, NO_SCHOOL, because, class_section_ids, school_ids
from attendance.roster.imports.portal_words import MARK, PRESENT, TIME, UPLOADED, YES, moment
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck
from data import figures, portal, pupils, schools
from data.database import Statements, Transaction

DAY_OFF = N_("{day} is a day off for every school in the file. Choose the right day, or mend the calendar first.")
NOTHING_SAID = N_("The row says neither whether it was uploaded nor when nor how many. Fill one of them in.")
BEFORE_ITS_DAY = N_("“{value}” is before the day of the report.")
UNKNOWN_PUPIL = N_("No pupil with the PEN {value} is on a roll on this day. Import the pupils first.")
SOME_SCHOOLS = N_(
    "{block}: {count} schools that work on this day are not in the file. Their classes will count as not uploaded."
)
SOME_CLASSES = N_("{count} classes of the schools in the file are not in it. They will count as not uploaded.")
TAKEN_OUT = N_("{count} rows that the portal reported before for these schools are not in the file. They are taken out.")

DAY = Column(
    "day", "दिनांक", "Date", N_("May stay empty: the day chosen for the file holds."), format=formats.DAY,
    other=("तिथि", "Day", "attendance date"),
)  # fmt: skip
SAID = (
    Column(
        "uploaded", "अपलोड हुआ", "Uploaded", N_("Yes or no, हाँ or नहीं."), format=UPLOADED,
        other=("अपलोड", "अपलोड की स्थिति", "upload status", "status", "स्थिति"),
    ),
    Column(
        "uploaded_at", "अपलोड का समय", "Upload time", N_("As 09:45; may stay empty."), format=TIME,
        other=("समय", "time", "uploaded at", "upload date time"),
    ),
    Column(
        "present", "उपस्थित", "Present", N_("A count; may stay empty."), format=formats.COUNT,
        other=("कुल उपस्थित", "उपस्थित बच्चे", "present count", "total present", "students present"),
    ),
)  # fmt: skip
ITS_MARK = Column(
    "present", "उपस्थिति", "Attendance", N_("Present or absent, उपस्थित or अनुपस्थित."), required=True, format=MARK,
    other=("status", "स्थिति", "mark", "उपस्थित"),
)  # fmt: skip
_SAID = ["uploaded", "uploaded_at", "present"]


def place_class_sections(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: day, school_id, class_section_id, uploaded, uploaded_at, present."""
    section_id, refused = class_section_ids(db, rows)
    wanted, early = _said(rows)
    wanted = wanted.assign(class_section_id=section_id, school_id=school_ids(db, rows["udise"]))
    return _placed(db, wanted, refused | early, portal.class_sections, "class_section_id", _SAID)


def place_schools(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: day, school_id, uploaded, uploaded_at, present."""
    school_id = school_ids(db, rows["udise"])
    wanted, early = _said(rows)
    refused = because(NO_SCHOOL, rows["udise"][school_id.isna()])
    return _placed(db, wanted.assign(school_id=school_id), refused | early, portal.schools, "school_id", _SAID)


def place_pupils(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: day, school_id, class_section_id, pupil_id, present (1 or 0)."""
    if rows.empty:
        return Placed(rows, rows, rows)
    sections = schools.class_sections(db, EVERYTHING)
    rolls = pupils.enrolled(db, EVERYTHING, sections["class_section_id"], _day(rows))
    known = rolls[["pen", "pupil_id", "class_section_id"]].merge(sections[["class_section_id", "school_id"]])
    found = rows[["pen"]].merge(known.drop_duplicates("pen"), on="pen", how="left").set_axis(rows.index)
    refused = because(UNKNOWN_PUPIL, rows["pen"][found["pupil_id"].isna()])
    wanted = found.drop(columns="pen").astype("Int64").assign(day=_day(rows), present=(rows["present"] == PRESENT).astype(int))
    return _placed(db, wanted, refused, portal.pupils, "pupil_id", ["class_section_id", "present"])


def _day(rows: pd.DataFrame) -> date:
    """The one day of checked rows."""
    return date.fromisoformat(rows["day"].iloc[0])


def _said(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, Message]]:
    """What rows say of an upload; where yes or no is missing, a time or a count says it."""
    if rows.empty:
        return pd.DataFrame(columns=["day", *_SAID], index=rows.index), {}
    day = _day(rows)
    at = pd.to_datetime(formats.each(rows["uploaded_at"], lambda text: moment(text, day))).astype("datetime64[us]")
    present = pd.to_numeric(rows["present"].where(rows["present"] != "")).astype("Int64")
    by_itself = at.notna() | (present > 0).fillna(False)
    uploaded = (rows["uploaded"] == YES) | ((rows["uploaded"] == "") & by_itself.astype(bool))
    early = because(BEFORE_ITS_DAY, rows["uploaded_at"][at < pd.Timestamp(day)])
    said = {"uploaded": uploaded.astype(bool), "uploaded_at": at, "present": present}
    return pd.DataFrame({"day": day, **said}, index=rows.index), early


def _placed(
    db: Statements,
    wanted: pd.DataFrame,
    refused: dict[int, Message],
    stored_by: Callable[..., pd.DataFrame],
    key: str,
    compared: list[str],
) -> Placed:
    kept = wanted.drop(index=list(refused))
    kept = kept.astype(dict.fromkeys({"school_id", "class_section_id", "pupil_id"} & set(kept.columns), "int64"))
    if kept.empty:
        return Placed(kept, kept, kept, refused)
    day = kept["day"].iloc[0]
    _refuse_day_off(db, kept, day)
    stored = stored_by(db, EVERYTHING, day)
    before = stored.set_index(key)[compared].reindex(kept[key]).set_axis(kept.index)
    known = kept[key].isin(stored[key])
    same = known.copy()
    for column in compared:
        now, then = kept[column], before[column]
        same &= (now == then).fillna(False).astype(bool) | (now.isna() & then.isna())
    # A corrected report that leaves out rows of a school changes that school.
    left_out = stored[stored["school_id"].isin(kept["school_id"]) & ~stored[key].isin(kept[key])]
    same &= ~kept["school_id"].isin(left_out["school_id"])
    return Placed(kept[~known], kept[known & ~same], kept[same], refused)


def _refuse_day_off(db: Statements, kept: pd.DataFrame, day: date) -> None:
    if not set(_expected(db, day)["school_id"]) & set(kept["school_id"]):
        raise BadFile(DAY_OFF, day=day_text(day))


def _expected(db: Statements, day: date) -> pd.DataFrame:
    """The class days that the calendar expects: columns of `data.figures.sums`, a row per class section."""
    found = figures.sums(db, EVERYTHING, day, day, depth=4)
    return found[found["expected"] > 0]


def write(put: Callable[..., bool], columns: list[str], tx: Transaction, placed: Placed) -> None:
    """Store the report whole: what did not change belongs to it."""
    rows = pd.concat([part for part in (placed.new, placed.changed, placed.unchanged) if len(part)] or [placed.new])
    if len(rows):
        put(tx, EVERYTHING, rows["day"].iloc[0], rows[columns])


def warn(stored_by: Callable[..., pd.DataFrame], key: str, db: Statements, placed: Placed) -> list[Message]:
    """Which schools and classes the report leaves out, and which rows it takes out."""
    rows = pd.concat([placed.new, placed.changed, placed.unchanged])
    if rows.empty:
        return []
    day = rows["day"].iloc[0]
    expected, stored = _expected(db, day), stored_by(db, EVERYTHING, day)
    told = [*_left_out_schools(db, expected, rows, day)]
    missing = expected["school_id"].isin(rows["school_id"]) & ~expected["class_section_id"].isin(
        _told_of(db, rows, expected, day)
    )
    if missing.any():
        told.append(Message(SOME_CLASSES, {"count": int(missing.sum())}))
    gone = stored["school_id"].isin(rows["school_id"]) & ~stored[key].isin(rows[key])
    if gone.any():
        told.append(Message(TAKEN_OUT, {"count": int(gone.sum())}))
    return told


def _told_of(db: Statements, rows: pd.DataFrame, expected: pd.DataFrame, day: date) -> set[int]:
    """The class sections that a report speaks of; all of them where it names schools."""
    if "class_section_id" not in rows.columns:
        return set(expected["class_section_id"])
    before = portal.class_sections(db, EVERYTHING, day)["class_section_id"] if "pupil_id" in rows.columns else ()
    return {*rows["class_section_id"], *before}


def _left_out_schools(db: Statements, expected: pd.DataFrame, rows: pd.DataFrame, day: date) -> list[Message]:
    """By block: schools that work, that the file does not name and of which nothing came before."""
    before = {*portal.class_sections(db, EVERYTHING, day)["school_id"], *portal.schools(db, EVERYTHING, day)["school_id"]}
    before |= set(portal.pupils(db, EVERYTHING, day)["school_id"])
    blocks = set(expected.loc[expected["school_id"].isin(rows["school_id"]), "block_id"])
    missing = expected[expected["block_id"].isin(blocks) & ~expected["school_id"].isin({*rows["school_id"], *before})]
    found = (
        missing.drop_duplicates("school_id")
        .groupby("block_id", as_index=False)
        .agg(hindi=("block_hi", "first"), english=("block_en", "first"), count=("school_id", "size"))
    )
    return [
        Message(SOME_SCHOOLS, {"block": pick(row["hindi"], row["english"]), "count": int(row["count"])})
        for row in found.to_dict("records")
    ]


def _kind(name: ImportKind, title: str, columns: tuple[Column, ...], unique: tuple[str, ...], **does: Any) -> Kind:
    return Kind(name, title, (DAY, *columns), unique=unique, of_a_day=True, **does)


SAYS_SOMETHING = RowCheck(
    lambda table: (table["uploaded"] != "") | (table["uploaded_at"] != "") | (table["present"] != ""), NOTHING_SAID
)
BY_CLASS_SECTION = _kind(
    ImportKind.PORTAL_CLASS_SECTIONS,
    N_("Portal report by class"),
    (common.UDISE, common.GRADE, common.SECTION, *SAID),
    ("udise", "grade", "section"),
    place=place_class_sections,
    write=partial(write, portal.put_class_sections, ["school_id", "class_section_id", *_SAID]),
    warn=partial(warn, portal.class_sections, "class_section_id"),
    row_checks=(SAYS_SOMETHING,),
)
BY_SCHOOL = _kind(
    ImportKind.PORTAL_SCHOOLS,
    N_("Portal report by school"),
    (common.UDISE, *SAID),
    ("udise",),
    place=place_schools,
    write=partial(write, portal.put_schools, ["school_id", *_SAID]),
    warn=partial(warn, portal.schools, "school_id"),
    row_checks=(SAYS_SOMETHING,),
)
BY_PUPIL = _kind(
    ImportKind.PORTAL_PUPILS,
    N_("Portal report by pupil"),
    (common.PEN, ITS_MARK),
    ("pen",),
    place=place_pupils,
    write=partial(write, portal.put_pupils, ["school_id", "class_section_id", "pupil_id", "present"]),
    warn=partial(warn, portal.pupils, "pupil_id"),
)
