"""Holidays, vacations and closures by order, of the district, a block, a school or some grades; and days taken back."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_, pick
from attendance.roster.imports import common, formats
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import each, parse_grades
from attendance.roster.imports.placing import EVERYTHING, NO_BLOCK, NO_SCHOOL, because, block_ids, both, records, school_ids
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed, RowCheck
from attendance.roster.workdays import days_off, span
from data import calendar, rollups, schools
from data.clock import today
from data.database import Statements, Transaction

BACKWARDS = N_("The last day is before the first. Correct the two days.")
TOO_LONG = N_("From the first to the last day it is more than a year. Correct the two days.")
TWICE = N_("{value} is there for the same schools in line {line} already. Remove it from one of the two.")
BLOCK_AND_SCHOOL = N_("Give a block or a school, not both: a school is of its block already.")
READ_ALREADY = N_(
    "{day}: photos of {count} class days are read already. They stay, with their marks; the day is only expected no more."
)
READ_ON_MORE = N_("The same holds for {count} further days.")
LONGEST = timedelta(days=366)
MOST_TOLD = 5
COLUMNS = (
    Column("kind", "प्रकार", "Kind", N_("Holiday, Vacation, Closure; or Working day, which takes a day off back."),
           required=True, format=formats.DAY_OFF),
    Column("name_hi", "नाम (हिंदी)", "Name (Hindi)", common.EITHER, format=formats.NAME),
    Column("name_en", "नाम (अंग्रेज़ी)", "Name (English)", common.EITHER, format=formats.NAME),
    Column("from_day", "पहला दिन", "First day", N_("As 2026-04-01."), required=True, format=formats.DAY,
           other=("From", "Date")),
    Column("to_day", "अंतिम दिन", "Last day", N_("Stays empty for a single day."), format=formats.DAY, other=("To",)),
    Column("block", "प्रखंड", "Block", N_("Where only a block is closed.")),
    Column("udise", "यूडाइस कोड", "UDISE code", N_("Where only a school is closed."), format=formats.UDISE),
    Column("grades", "वर्ग", "Classes", N_("Where only some classes stay at home: 1-5 or 6,7,8."), format=formats.GRADES),
    Column("by_order", "आदेश संख्या", "By order", N_("The order's number; may stay empty.")),
)  # fmt: skip
_PLACE = ["block_id", "school_id", "grades"]


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: kind, name_hi, name_en, from_day, to_day, block_id, school_id, grades (as "1,2,3"), by_order."""
    first = each(rows["from_day"], parse_day)
    last = each(rows["to_day"], parse_day).where(rows["to_day"] != "", first)
    name_hi, name_en = both(rows["name_hi"], rows["name_en"])
    wanted = pd.DataFrame(
        {
            "kind": rows["kind"],
            "name_hi": name_hi,
            "name_en": name_en,
            "from_day": first,
            "to_day": last,
            "block_id": block_ids(db, rows["block"]),
            "school_id": school_ids(db, rows["udise"]),
            "grades": rows["grades"].map(lambda text: ",".join(map(str, parse_grades(text) or ()))),
            "by_order": rows["by_order"],
        }
    )
    refused = because(NO_BLOCK, rows["block"][wanted["block_id"].isna() & (rows["block"] != "")])
    refused |= because(NO_SCHOOL, rows["udise"][wanted["school_id"].isna() & (rows["udise"] != "")])
    refused |= because(BACKWARDS, rows["to_day"][last < first]) | because(TOO_LONG, rows["to_day"][last - first > LONGEST])
    days, twice = _without_twice(_by_day(wanted.drop(index=list(refused))))
    refused |= twice
    kept = wanted.drop(index=list(refused))
    return _sorted(kept, days[days["line"].isin(kept.index)], _stored(db, days), refused)


def _by_day(wanted: pd.DataFrame) -> pd.DataFrame:
    """A row for each day: line, day and the columns of the rows, None for what is missing."""
    rows = [
        {**row, "line": line, "day": day, "grades": row["grades"] or None, "by_order": row["by_order"] or None}
        for line, row in zip(wanted.index, records(wanted), strict=True)
        for day in span(row["from_day"], row["to_day"])
    ]
    columns = [*wanted.columns, "line", "day"]
    return pd.DataFrame({column: [row[column] for row in rows] for column in columns}, dtype=object)


def _without_twice(days: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, Message]]:
    """Lines that say a day of the same schools once more are refused: of the same kind, or one off and one working."""
    said: dict[tuple[Any, ...], dict[str, int]] = {}
    refused: dict[int, Message] = {}
    for row in days.to_dict("records"):
        before = said.setdefault((row["day"], *(row[name] for name in _PLACE)), {})
        other = next((kind for kind in before if row["kind"] == kind or "working" in (row["kind"], kind)), None)
        if other is not None and before[other] != row["line"]:
            refused.setdefault(row["line"], Message(TWICE, {"value": str(row["day"]), "line": before[other]}))
        before.setdefault(row["kind"], row["line"])
    return days[~days["line"].isin(list(refused))], refused


def _stored(db: Statements, days: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, tuple[Any, ...]]]:
    """What the calendar says of these days: names and order, by kind, by day and place."""
    if days.empty:
        return {}
    found: dict[tuple[Any, ...], dict[str, tuple[Any, ...]]] = {}
    for row in schools.calendar(db, EVERYTHING, days["day"].min(), days["day"].max()).to_dict("records"):
        grades = None if row["grades"] is None or row["grades"] is pd.NA else ",".join(map(str, row["grades"]))
        place = (row["day"].date(), _none(row["block_id"]), _none(row["school_id"]), grades)
        found.setdefault(place, {})[row["kind"]] = (row["name_hi"], row["name_en"], _none(row["by_order"]))
    return found


def _none(value: Any) -> Any:
    return None if pd.isna(value) else value


def _sorted(
    kept: pd.DataFrame,
    days: pd.DataFrame,
    stored: dict[tuple[Any, ...], dict[str, tuple[Any, ...]]],
    refused: dict[int, Message],
) -> Placed:
    known = pd.Series(False, index=kept.index)
    same = pd.Series(True, index=kept.index)
    for row in days.to_dict("records"):
        there = stored.get((row["day"], *(row[name] for name in _PLACE)), {})
        if row["kind"] == "working":
            known[row["line"]] = True
            same[row["line"]] &= not there
        else:
            known[row["line"]] |= row["kind"] in there
            same[row["line"]] &= there.get(row["kind"]) == (row["name_hi"], row["name_en"], row["by_order"])
    return Placed(kept[~known], kept[known & ~same], kept[known & same], refused)


def warn(db: Statements, placed: Placed) -> list[Message]:
    """Of days off that would fall on days with photos."""
    off = _by_day(pd.concat([placed.new, placed.changed]))
    off = off[off["kind"] != "working"]
    found = calendar.class_days_read(db, EVERYTHING, _bound(off)) if len(off) else []
    told = [Message(READ_ALREADY, {"day": str(row["day"]), "count": row["class_days"]}) for row in found[:MOST_TOLD]]
    return told if len(found) <= MOST_TOLD else [*told, Message(READ_ON_MORE, {"count": len(found) - MOST_TOLD})]


def write(tx: Transaction, placed: Placed) -> None:
    days = _bound(_by_day(pd.concat([placed.new, placed.changed])))
    off, working = days[days["kind"] != "working"], days[days["kind"] == "working"]
    if len(working):
        calendar.remove(tx, EVERYTHING, working)
    if len(off):
        calendar.put(tx, EVERYTHING, off)
    of_schools = sorted({int(key) for key in days["school_id"].dropna()}) if days["school_id"].notna().all() else None
    for first, last in _runs(sorted(set(days["day"]))):
        rollups.refresh(tx, first, last, schools=of_schools)


def _bound(days: pd.DataFrame) -> pd.DataFrame:
    grades = [[int(grade) for grade in text.split(",")] if text else None for text in days["grades"]]
    return days.assign(grades=pd.Series(grades, index=days.index, dtype=object))


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """Spans of days, those at most a week apart in one."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] <= timedelta(days=7):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def example() -> list[dict[str, str]]:
    """What is known of this year's list of Bihar."""
    kinds = {"holiday": pick("अवकाश", "Holiday"), "vacation": pick("लंबा अवकाश", "Vacation")}
    return [
        {
            "kind": kinds[off.kind],
            "name_hi": off.name_hi,
            "name_en": off.name_en,
            "from_day": off.first.isoformat(),
            "to_day": off.last.isoformat() if off.last != off.first else "",
        }
        for off in days_off(today().year)
    ]


KIND = Kind(
    ImportKind.CALENDAR,
    N_("School calendar"),
    COLUMNS,
    unique=(),
    place=place,
    write=write,
    row_checks=(
        RowCheck(
            lambda table: (table["name_hi"] != "") | (table["name_en"] != "") | (table["kind"] == "working"), common.NO_NAME
        ),
        RowCheck(lambda table: (table["block"] == "") | (table["udise"] == ""), BLOCK_AND_SCHOOL),
    ),
    warn=warn,
    example=example,
)
