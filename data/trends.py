"""Sums of class days by day, week or month, side by side for the parts of a place."""

from datetime import date
from typing import Literal

import pandas as pd

from data.database import Statements
from data.scope import Scope

Period = Literal["day", "week", "month"]
Part = Literal["all", "block", "grade", "cluster", "school", "management"]
_OF_SCHOOLS = ("cluster", "school", "management")


def sums(
    db: Statements,
    scope: Scope,
    first: date,
    last: date,
    *,
    by: Part,
    period: Period = "day",
    weekday: int | None = None,
    block_id: str | None = None,
    cluster_id: int | None = None,
    school_id: int | None = None,
) -> pd.DataFrame:
    """Sums from ``first`` to ``last``, both included, from the roll-ups.

    Args:
        by: What a row is of; grades and blocks are there for the district and for a block only.
        period: A week begins on Monday.
        weekday: Only this ISO weekday.
        block_id, cluster_id, school_id: Only these.

    Returns:
        Columns day (the first of the period), key (the part's own key as text; a management that is not known is empty), and
        the counts as in `data.figures.sums`: expected, read, with_photos, portal_expected, uploaded, late, enrolled,
        recognised, seen_not_named, not_seen, absent, uncertain, fed_at, portal_fed_at. No rows where nothing was expected or
        read.
    """
    bound = {"first": first, "last": last, "by": by, "period": period, "weekday": weekday, "block_id": block_id}
    if by in _OF_SCHOOLS or cluster_id is not None or school_id is not None:
        return db.frame("trends/sums_of_schools", scope, **bound, cluster_id=cluster_id, school_id=school_id)
    return db.frame("trends/sums_of_blocks", scope, **bound)
