"""Blocks, clusters, schools, class sections and the days on which they are expected to report.

Each function takes an open database or a transaction and the caller's Scope; rows of other blocks are not there.
"""

from datetime import date
from typing import Literal

import pandas as pd

from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

Holder = Literal["heads", "coordinators", "officers"]
"""Whose contact it is: of schools (head teacher), clusters (CRC) or blocks (BEO)."""


def blocks(db: Statements, scope: Scope) -> pd.DataFrame:
    """The units, in the order of the tile map.

    Columns: block_id, name_hi, name_en, aliases, tablets, tile_row, tile_column, beo_name, beo_phone.
    """
    return db.frame("schools/blocks", scope)


def clusters(db: Statements, scope: Scope) -> pd.DataFrame:
    """Columns: cluster_id, block_id, name_hi, name_en, crc_name, crc_phone."""
    return db.frame("schools/clusters", scope)


def schools(db: Statements, scope: Scope) -> pd.DataFrame:
    """Columns: school_id, udise, name_hi, name_en, block_id, block_hi, block_en, cluster_id, cluster_hi, cluster_en,
    management, village, tablets (Int32, missing: not known), head_name, head_phone, weekly_off (ISO weekday), fictional,
    latitude and longitude (degrees, missing: not known)."""
    return db.frame("schools/schools", scope)


def class_sections(db: Statements, scope: Scope, school_id: int | None = None) -> pd.DataFrame:
    """Of one school, or of all. Columns: class_section_id, school_id, grade, section, udise, school_hi, school_en, block_id,
    cluster_id."""
    return db.frame("schools/class_sections", scope, school_id=school_id)


def class_section(db: Statements, scope: Scope, class_section_id: int) -> Row | None:
    """One class section, None when it is not there or outside the scope.

    Keys: class_section_id, school_id, grade, section, udise, school_hi, school_en, head_name, head_phone, weekly_off,
    cluster_id, cluster_hi, cluster_en, block_id, block_hi, block_en.
    """
    return db.one("schools/class_section", scope, class_section_id=class_section_id)


def class_section_named(db: Statements, scope: Scope, udise: str, grade: int, section: str) -> int | None:
    """The class section of that school, grade and section (capital letters), None when it is not there or outside the scope."""
    found = db.value("schools/class_section_named", scope, udise=udise, grade=grade, section=section)
    return None if found is None else int(found)


def is_expected(db: Statements, scope: Scope, school_id: int, day: date, grade: int | None = None) -> bool:
    """Whether the school works on that day: neither its weekly day off nor a day of the calendar. False outside the scope.

    Args:
        grade: Then also whether this grade is not sent home.
    """
    return bool(db.value("schools/is_expected", scope, school_id=school_id, day=day, grade=grade))


def calendar(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """Days off beside the weekly one. Columns: day, kind, name_hi, name_en, block_id, school_id (both NULL: the
    district), grades (NULL: all), by_order."""
    return db.frame("schools/calendar", scope, first=first, last=last)


def next_ids(tx: Transaction, count: int) -> list[int]:
    """Keys for ``count`` new rows of any table."""
    return [row["id"] for row in tx.rows("schools/next_ids", Scope.everything(), count=count)]


def add_blocks(tx: Transaction, blocks: pd.DataFrame) -> None:
    """Fill the block table where it is empty; a district that has its units is left alone."""
    if not tx.value("schools/has_blocks", Scope.everything()):
        tx.insert_frame("block", blocks)


def add_clusters(tx: Transaction, scope: Scope, clusters: pd.DataFrame) -> None:
    """Columns: cluster_id, block_id, name_hi, name_en.

    Raises:
        OutOfScope: One is of another block.
    """
    _require(scope, clusters["block_id"])
    tx.insert_frame("cluster", clusters)


def add_schools(tx: Transaction, scope: Scope, schools: pd.DataFrame) -> None:
    """Columns: udise, name_hi, name_en, block_id, cluster_id, management, weekly_off; village, tablets, head_name,
    head_phone, latitude and longitude may be left out.

    Raises:
        OutOfScope: One is of another block.
        AlreadyStored: One's UDISE code is taken.
    """
    _require(scope, schools["block_id"])
    tx.insert_frame("school", schools)
    add_places(tx)


def add_places(tx: Transaction) -> None:
    """Give each school that has none its place from the beginning: the block, cluster and weekly day off it has now."""
    tx.run("schools/add_places", Scope.everything())


def change_schools(tx: Transaction, scope: Scope, schools: pd.DataFrame, from_day: date) -> None:
    """Columns: school_id, name_hi, name_en, block_id, cluster_id, management, village, tablets, weekly_off, head_name,
    head_phone, latitude, longitude. Schools outside the scope stay.

    Args:
        from_day: From when on a changed block, cluster or weekly day off holds; figures of earlier days stay where they were.

    Raises:
        OutOfScope: One is to move to another block than the scope's.
    """
    _require(scope, schools["block_id"])
    tx.run("schools/change_schools", scope, **lists(schools))
    moved = {"schools": [row["school_id"] for row in tx.rows("schools/moved", scope)], "from_day": from_day}
    for step in ("forget_places", "end_places", "begin_places"):
        tx.run(f"schools/{step}", scope, **moved)


def add_class_sections(tx: Transaction, scope: Scope, class_sections: pd.DataFrame) -> None:
    """Columns: school_id, grade, section.

    Raises:
        OutOfScope: A school is not there or of another block.
        AlreadyStored: One is there already.
    """
    visible = {row["school_id"] for row in tx.rows("schools/schools", scope)}
    if not set(class_sections["school_id"]) <= visible:
        raise OutOfScope("a school of another block")
    tx.insert_frame("class_section", class_sections)


def set_contacts(tx: Transaction, scope: Scope, holder: Holder, contacts: pd.DataFrame) -> None:
    """Columns: id (school_id, cluster_id or block_id), name, phone (None: not known). What is outside the scope stays."""
    tx.run(f"schools/set_{holder}", scope, **lists(contacts))


def lists(frame: pd.DataFrame) -> dict[str, list[object]]:
    """A frame's columns as lists to bind, with None for what is missing."""
    return {str(name): frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame.columns}


def _require(scope: Scope, block_ids: pd.Series) -> None:
    if not all(scope.includes(block_id) for block_id in block_ids.unique()):
        raise OutOfScope("a block of another scope")


def clear_district(tx: Transaction) -> None:
    """Empty every table but accounts, sessions and the audit trail: for the sandbox, which is made afresh."""
    tx.run("schools/clear_district", Scope.everything())
