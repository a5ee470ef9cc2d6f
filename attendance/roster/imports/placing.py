"""Where the rows of a file belong in the district, and which of them say something new."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports.checks import WEEKDAYS, parse_day
from attendance.roster.imports.columns import ImportKind
from attendance.roster.units import UnitNames, folded
from attendance.roster.workdays import school_year_start
from data import pupils, schools
from data.clock import today
from data.database import Statements
from data.scope import Scope

NO_BLOCK = N_("“{value}” is not one of the district's units. Write the block's name as in the list of blocks.")
NO_SCHOOL = N_("No school with the UDISE code {value} is there. Import the schools first.")
NO_CLASS = N_("The school {value} has no such class and section. Import the class sections first.")
NO_CLUSTER_THERE = N_("The block has no cluster “{value}”. Import the schools first; they bring their clusters.")
MOVED = N_("This pupil is on the roll of another class. An import does not move pupils; change the row or leave it out.")
SUNDAY = 7
EVERYTHING = Scope.everything()


@dataclass(frozen=True)
class Placed:
    """Rows with the district's keys, sorted; each frame's index is the line in the file.

    Attributes:
        refused: Why rows cannot be taken, by line.
    """

    new: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    refused: dict[int, Message] = field(default_factory=dict)


def place(kind: ImportKind, db: Statements, rows: pd.DataFrame) -> Placed:
    """Sort checked rows by what they would do."""
    return _PLACES[kind](db, rows)


def _schools(db: Statements, rows: pd.DataFrame) -> Placed:
    block_id = rows["block"].map(UnitNames(schools.blocks(db, EVERYTHING)).find)
    refused = _because(NO_BLOCK, rows["block"][block_id.isna()])
    clusters = {
        (cluster["block_id"], folded(name)): cluster["cluster_id"]
        for cluster in schools.clusters(db, EVERYTHING).to_dict("records")
        for name in (cluster["name_hi"], cluster["name_en"])
    }
    cluster_hi, cluster_en = _both(rows["cluster_hi"], rows["cluster_en"])
    wanted = pd.DataFrame(
        {
            "udise": rows["udise"],
            "name_hi": rows["name_hi"],
            "name_en": rows["name_en"],
            "block_id": block_id,
            "cluster_id": [
                clusters.get((block, folded(english))) or clusters.get((block, folded(hindi))) or 0
                for block, hindi, english in zip(block_id, cluster_hi, cluster_en, strict=True)
            ],
            "cluster_hi": cluster_hi,
            "cluster_en": cluster_en,
            "management": rows["management"],
            "weekly_off": rows["weekly_off"].map(WEEKDAYS),
        }
    ).drop(index=list(refused))
    stored = schools.schools(db, EVERYTHING).set_index("udise")
    columns = ["name_hi", "name_en", "block_id", "cluster_id", "management", "weekly_off"]
    placed = _sorted(wanted, stored, "udise", ["school_id"], columns)
    new = _named(placed.new).fillna({"weekly_off": SUNDAY})
    return Placed(new, placed.changed, placed.unchanged, refused)


def _class_sections(db: Statements, rows: pd.DataFrame) -> Placed:
    school_of = schools.schools(db, EVERYTHING).set_index("udise")["school_id"]
    refused = _because(NO_SCHOOL, rows["udise"][~rows["udise"].isin(school_of.index)])
    kept = rows.drop(index=list(refused))
    wanted = pd.DataFrame(
        {"school_id": kept["udise"].map(school_of), "grade": kept["grade"].astype(int), "section": kept["section"]}
    )
    stored = set(schools.class_sections(db, EVERYTHING)[["school_id", "grade", "section"]].itertuples(index=False, name=None))
    known = pd.Series([key in stored for key in wanted.itertuples(index=False, name=None)], index=wanted.index, dtype=bool)
    return Placed(wanted[~known], wanted.iloc[:0], wanted[known], refused)


def _pupils(db: Statements, rows: pd.DataFrame) -> Placed:
    sections = schools.class_sections(db, EVERYTHING)
    known = {
        (udise, str(grade), section): key
        for udise, grade, section, key in sections[["udise", "grade", "section", "class_section_id"]].itertuples(index=False)
    }
    section_id = pd.Series(
        [known.get(key) for key in rows[["udise", "grade", "section"]].itertuples(index=False, name=None)],
        index=rows.index,
        dtype="Int64",
    )
    schoolless = ~rows["udise"].isin(schools.schools(db, EVERYTHING)["udise"])
    refused = _because(NO_SCHOOL, rows["udise"][schoolless])
    refused |= _because(NO_CLASS, rows["udise"][section_id.isna() & ~schoolless])
    stored = pupils.rolls(db, EVERYTHING).set_index("pen")
    before = rows["pen"].map(stored["class_section_id"])
    refused |= _because(MOVED, rows["pen"][before.notna() & section_id.notna() & (before != section_id)])
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
    placed = _sorted(wanted, stored, "pen", ["pupil_id", "from_day"], ["name_hi", "name_en", "roll_number"])
    days = kept.loc[placed.new.index, "from_day"].map(lambda text: parse_day(text) or start)
    return Placed(_named(placed.new).assign(from_day=days), placed.changed, placed.unchanged, refused)


def _contacts(db: Statements, rows: pd.DataFrame) -> Placed:
    block_id = rows["block"].map(UnitNames(schools.blocks(db, EVERYTHING)).find).fillna("")
    named = zip(rows["post"], rows["udise"], block_id, rows["cluster"], strict=True)
    held = _holders(db).reindex([_holder(*names) for names in named]).set_axis(rows.index)
    nobody = held["id"].isna()
    schoolless, blockless = nobody & (rows["post"] == "head"), (rows["post"] != "head") & (block_id == "")
    refused = _because(NO_SCHOOL, rows["udise"][schoolless])
    refused |= _because(NO_BLOCK, rows["block"][blockless])
    refused |= _because(NO_CLUSTER_THERE, rows["cluster"][nobody & ~schoolless & ~blockless])
    # A phone that is left empty stays only with the same person.
    kept_phone = held["phone"].where(held["name"] == rows["name"], None)
    phone = rows["phone"].astype(object).where(rows["phone"] != "", kept_phone)
    wanted = pd.DataFrame({"post": rows["post"], "id": held["id"], "name": rows["name"], "phone": phone})
    same = (rows["name"] == held["name"]) & (phone.fillna("") == held["phone"].fillna(""))
    kept = ~nobody
    return Placed(wanted.iloc[:0], wanted[kept & ~same], wanted[kept & same], refused)


def _holders(db: Statements) -> pd.DataFrame:
    """Who holds which post: id (of the school, cluster or block), name, phone; indexed by `_holder`."""
    rows = [
        *(
            (_holder("head", row["udise"]), row["school_id"], row["head_name"], row["head_phone"])
            for row in _records(schools.schools(db, EVERYTHING))
        ),
        *(
            (_holder("crc", block_id=row["block_id"], cluster=row[name]), row["cluster_id"], row["crc_name"], row["crc_phone"])
            for row in _records(schools.clusters(db, EVERYTHING))
            for name in ("name_hi", "name_en")
        ),
        *(
            (_holder("beo", block_id=row["block_id"]), row["block_id"], row["beo_name"], row["beo_phone"])
            for row in _records(schools.blocks(db, EVERYTHING))
        ),
    ]
    frame = pd.DataFrame(rows, columns=["holder", "id", "name", "phone"], dtype=object)
    return frame.drop_duplicates("holder").set_index("holder")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    found = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def _holder(post: str, udise: str = "", block_id: str = "", cluster: str = "") -> str:
    return {"head": f"head {udise}", "crc": f"crc {block_id} {folded(cluster)}", "beo": f"beo {block_id}"}[post]


def _because(why: str, values: pd.Series) -> dict[int, Message]:
    return {line: Message(why, {"value": value}) for line, value in zip(values.index.tolist(), values, strict=True)}


def _both(hindi: pd.Series, english: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Each of two columns, filled from the other where it is empty."""
    return hindi.where(hindi != "", english), english.where(english != "", hindi)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    hindi, english = _both(rows["name_hi"], rows["name_en"])
    return rows.assign(name_hi=hindi, name_en=english)


def _sorted(wanted: pd.DataFrame, stored: pd.DataFrame, key: str, kept: list[str], columns: list[str]) -> Placed:
    """Compare by `key`; where a cell is empty, what is stored stays.

    Args:
        stored: Indexed by `key`, with the columns `kept`, which the known rows get, and `columns`, which are compared.
    """
    known = wanted[key].isin(stored.index)
    filled = wanted[known].copy()
    old = stored.loc[filled[key]].set_axis(filled.index)
    filled[kept] = old[kept]
    differs = pd.Series(False, index=filled.index)
    for column in columns:
        given = filled[column].astype(object)
        before = old[column].astype(object).where(old[column].notna(), None)
        filled[column] = given.where(given.notna() & (given != ""), before)
        differs |= (filled[column] != before) & (filled[column].notna() | before.notna())
    return Placed(wanted[~known], filled[differs], filled[~differs])


_PLACES: dict[ImportKind, Callable[[Statements, pd.DataFrame], Placed]] = {
    ImportKind.SCHOOLS: _schools,
    ImportKind.CLASS_SECTIONS: _class_sections,
    ImportKind.PUPILS: _pupils,
    ImportKind.CONTACTS: _contacts,
}
