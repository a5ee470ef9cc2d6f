"""Sums of class days: what was expected, what was read here, what the portal reported."""

from datetime import date, time

import pandas as pd

from data.database import Row, Statements
from data.scope import Scope


def sums(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    depth: int,
    late_after: time,
    by_day: bool = False,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """Sums from ``first`` to ``last``, both included.

    A class day belongs to the block, cluster and school of its day where photos were read; otherwise to those of today.

    Args:
        depth: 0 one row for everything, 1 a row per block, 2 per cluster, 3 per school, 4 per class section.
        late_after: An upload to the portal later than this on its day, or on a later day, counts as late.
        by_day: A row per day as well.
        block_id, cluster_id, school_id, class_section_id: Only these.

    Returns:
        Columns day, block_id, cluster_id, school_id, class_section_id (NULL where not grouped by); counts of class days:
        expected, read (expected and with photos here), with_photos, portal_expected (expected, on days of a block with a portal
        report), uploaded, uploaded_unread (no photos here), late; counts of pupils in class days with photos: enrolled,
        recognised, seen_not_named, not_seen, absent, uncertain; the last day of each kind: last_unread, last_not_uploaded,
        last_read, last_uncertain; fed_at, portal_fed_at (UTC); block_hi, block_en, cluster_hi, cluster_en, udise, school_hi,
        school_en, grade, section. No rows where nothing was expected or read.
    """
    return db.frame(
        "figures/sums",
        scope,
        first=first,
        last=last,
        depth=depth,
        late_after=late_after,
        by_day=by_day,
        block_id=block_id,
        cluster_id=cluster_id,
        school_id=school_id,
        class_section_id=class_section_id,
    )


def latest_day(db: Statements, scope: Scope, first: date, last: date) -> date | None:
    """The last day of a span for which there are photos or a portal report; None where there is none."""
    found: date | None = db.value("figures/latest_day", scope, first=first, last=last)
    return found


def portal_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> Row | None:
    """What the portal reported of one class day: uploaded, uploaded_at (local), present, imported_at; None without a report."""
    return db.one("figures/portal_class_day", scope, class_section_id=class_section_id, day=day)
