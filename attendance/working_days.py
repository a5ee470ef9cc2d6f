"""The latest day on which a school works: where a form begins."""

from datetime import date, timedelta

from data import schools
from data.clock import today
from data.database import Statements
from data.scope import Scope

LONGEST_VACATION = 40


def latest(db: Statements, scope: Scope, school_id: int, until: date | None = None) -> date | None:
    """The last day up to ``until`` (today) on which the school works; None where there is none within the longest vacation."""
    days = ((until or today()) - timedelta(days=back) for back in range(LONGEST_VACATION))
    return next((day for day in days if schools.is_expected(db, scope, school_id, day)), None)
