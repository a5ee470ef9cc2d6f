"""Sums of class days: what was expected, what was read here, what the portal reported."""

from datetime import date

import pandas as pd

from data import schools
from data.database import Row, Statements
from data.scope import Scope


def sums(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    depth: int,
    by_day: bool = False,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """Sums from ``first`` to ``last``, both included.

    A class day belongs to the block, cluster and school of its day. Sums down to schools are read from the roll-ups, those of
    class sections from the class days themselves. An upload is late after the hour of the setting ``late_after``.

    Args:
        depth: 0 one row for everything, 1 a row per block, 2 per cluster, 3 per school, 4 per class section.
        by_day: A row per day as well.
        block_id, cluster_id, school_id, class_section_id: Only these.

    Returns:
        Columns day, block_id, cluster_id, school_id, class_section_id (NULL where not grouped by); counts of class days:
        expected, read (expected and with photos here), with_photos, portal_expected (expected, on days of a block with a portal
        report), uploaded, uploaded_unread (no photos here), late; counts of pupils in class days with photos: enrolled,
        recognised, seen_not_named, not_seen, absent, uncertain; of class sections alone the last
        day of each kind: last_unread, last_not_uploaded, last_read, last_uncertain; fed_at, portal_fed_at (UTC); block_hi,
        block_en, cluster_hi, cluster_en, udise, school_hi, school_en, grade, section. No rows where nothing was
        expected or read.
    """
    span = {"first": first, "last": last, "depth": depth, "by_day": by_day, "block_id": block_id}
    if depth >= 4 or class_section_id is not None:
        if class_section_id is not None and school_id is None:
            section = schools.class_section(db, Scope.everything(), class_section_id)
            school_id = section["school_id"] if section else None
        place = {"cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
        return db.frame("figures/sums_of_classes", scope, **span, **place)
    if depth >= 2 or cluster_id is not None or school_id is not None:
        return db.frame("figures/sums_of_schools", scope, **span, cluster_id=cluster_id, school_id=school_id)
    return db.frame("figures/sums_of_blocks", scope, **span)


def set_aside(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> int:
    """How many class days of a place count nowhere as read because their photos were confirmed as a fake."""
    place = {"block_id": block_id, "cluster_id": cluster_id, "school_id": school_id, "class_section_id": class_section_id}
    return int(db.value("figures/set_aside", scope, first=first, last=last, **place) or 0)


def latest_day(db: Statements, scope: Scope, first: date, last: date) -> date | None:
    """The last day of a span for which there are photos or a portal report; None where there is none."""
    found: date | None = db.value("figures/latest_day", scope, first=first, last=last)
    return found


def marks_of_blocks(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """Where the marks of pupils enrolled in class days with photos come from, a row per block.

    Columns: block_id, present and not_recognised (by the machine; the latter of pupils with a reference photo), said_present
    and said_absent (by a person), left_out (uncertain, or not recognised without a reference photo), class_days. Who has one is
    as it was when the class day was read or last decided.
    """
    return db.frame("figures/marks_of_blocks", scope, first=first, last=last)


def portal_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> Row | None:
    """What the portal reported of one class day: uploaded, uploaded_at (local), present, imported_at; None without a report."""
    return db.one("figures/portal_class_day", scope, class_section_id=class_section_id, day=day)
