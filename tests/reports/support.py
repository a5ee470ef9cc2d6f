"""Rows of class days, the portal's report and the calendar for the small district."""

from datetime import date, datetime

import pandas as pd

from data import rollups
from tests.support import Small

MONDAY = date(2026, 4, 6)
MOMENT = datetime(2026, 4, 6, 5, 0)
PLACES = {301: (201, 101, "sabour"), 302: (201, 101, "sabour"), 303: (202, 102, "kahalgaon")}


def add_class_day(
    small: Small,
    class_section_id: int,
    day: date = MONDAY,
    *,
    counts: tuple[int, int, int, int] = (2, 1, 1, 0),
    uncertain: int = 0,
    block_id: str | None = None,
    photos: int = 4,
) -> None:
    """A class day with photos; ``counts`` are recognised, seen but not named, not seen, absent."""
    recognised, seen, not_seen, absent = counts
    school_id, cluster_id, block = PLACES[class_section_id]
    _insert(
        small,
        "class_day",
        {
            "day": day,
            "class_section_id": class_section_id,
            "school_id": school_id,
            "cluster_id": cluster_id,
            "block_id": block_id or block,
            "rev": 1,
            "enrolled": sum(counts),
            "recognised": recognised,
            "seen_not_named": seen,
            "not_seen": not_seen,
            "absent": absent,
            "uncertain": uncertain,
            "faces": recognised + seen,
            "photos": photos,
            "sides": min(4, photos),
            "references_of": sum(counts),
            "updated_at": MOMENT,
        },
    )
    refresh(small)


def add_portal(
    small: Small, class_section_id: int, day: date = MONDAY, *, uploaded_at: datetime | None = None, present: int | None = None
) -> None:
    """The portal's word on a class day; uploaded where a time is given."""
    row = {
        "day": day,
        "class_section_id": class_section_id,
        "uploaded": uploaded_at is not None,
        "imported_at": MOMENT,
    }
    extra = {"uploaded_at": uploaded_at} if uploaded_at else {}
    _insert(small, "portal_class_day", row | extra | ({"present": present} if present is not None else {}))
    block_id = PLACES[class_section_id][2]
    sql = "INSERT OR REPLACE INTO portal_report VALUES (?, ?, ?)"
    small.district.db.write(lambda tx: tx._cursor().execute(sql, [day, block_id, MOMENT]).fetchall())
    refresh(small)


def add_day_off(small: Small, day: date = MONDAY, *, block_id: str | None = None, school_id: int | None = None) -> None:
    """A holiday of the district, a block or a school."""
    row: dict[str, object] = {"day": day, "kind": "holiday", "name_hi": "अवकाश नमूना", "name_en": "Sample holiday"}
    narrowed = {"block_id": block_id, "school_id": school_id}
    _insert(small, "calendar", row | {name: value for name, value in narrowed.items() if value is not None})
    refresh(small)


def add_flag(small: Small, class_section_id: int, day: date = MONDAY, *, kind: str = "same_bytes", state: str = "open") -> None:
    """A flag on a class day's photo."""
    row = {
        "day": day,
        "class_section_id": class_section_id,
        "block_id": PLACES[class_section_id][2],
        "kind": kind,
        "severity": 3,
        "cause": "same_bytes:1",
        "evidence": "{}",
        "raised_at": MOMENT,
        "state": state,
        "decided_by": "dpo" if state in ("confirmed", "dismissed") else None,
    }
    _insert(small, "flag", row)


def refresh(small: Small) -> None:
    """The roll-ups in step with rows that were put into tables by hand."""
    small.district.db.write(rollups.refresh)


def _insert(small: Small, table: str, row: dict[str, object]) -> None:
    small.district.db.write(lambda tx: tx.insert_frame(table, pd.DataFrame([row])))
