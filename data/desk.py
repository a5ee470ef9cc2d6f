"""What waits on the desk for a person."""

from datetime import date, datetime

from data.database import Row, Statements
from data.scope import Scope


def class_days(db: Statements, scope: Scope, first_day: date, last_day: date, most: int) -> list[Row]:
    """Class days with pupils whose mark a person may settle, those first where the pupils times the days waited until
    ``last_day`` (which counts as one) are most. Those that are set aside or signed off are left out.

    Returns:
        Keys day, class_section_id, school_id, block_id, pupils (uncertain ones), grade, section, and the school's and the
        block's names: school_hi, school_en, block_hi, block_en.
    """
    return db.rows("desk/class_days", scope, first_day=first_day, last_day=last_day, most=most)


def asked(db: Statements, scope: Scope) -> dict[str, datetime]:
    """The causes of flags about which a school was asked and did not answer, each with when (UTC)."""
    return {row["cause"]: row["asked_at"] for row in db.rows("desk/asked", scope)}
