"""The latest day on which a school works: where a form begins."""

from datetime import date, timedelta

from data import schools
from data.clock import today
from data.database import Statements
from data.scope import Scope

LONGEST_VACATION = 40


def latest(db: Statements, scope: Scope, school_id: int) -> date | None:
    """Today where the school works, else its last working day; None where there is none within the longest vacation."""
    days = (today() - timedelta(days=back) for back in range(LONGEST_VACATION))
    return next((day for day in days if schools.is_expected(db, scope, school_id, day)), None)
