"""The roll-ups that charts read, kept in step with what they are derived from.

Whoever changes a class day, the calendar, a roll, a school's place or the portal's report calls `refresh` in the same
transaction, so that a figure is never older than what it is made of.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from data.database import Row, Statements, Transaction
from data.scope import Scope

EVERYTHING = Scope.everything()
_PUPILS = ("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain", "faces")


def catch_up(tx: Transaction, today: date) -> bool:
    """Cover all days up to the end of the school year of ``today``; returns whether there was anything to do.

    Days to come are covered too, as expected: nothing is then missing when they come.
    """
    covered = _covered(tx)
    last = school_year_end(today)
    if covered and covered[1] >= last:
        return False
    if covered is None:
        rolls_changed(tx)
    first = tx.value("rollups/first_day", EVERYTHING, today=today)
    _cover(tx, first, last)
    refresh(tx, first if covered is None else covered[1], last)
    return True


def refresh(tx: Transaction, first: date | None = None, last: date | None = None, schools: Sequence[int] | None = None) -> None:
    """Make the roll-ups of a span anew, both days included; None leaves an end open.

    Args:
        schools: Only what these schools changed; None for all.
    """
    covered = _covered(tx)
    if covered is None:
        return  # made whole by `catch_up` when the district is opened
    from_day = covered[0] if first is None else first
    to_day = covered[1] if last is None else min(last, covered[1])
    if from_day < covered[0]:
        _cover(tx, from_day, covered[1])
        to_day = max(to_day, covered[0])
    span = {"first": from_day, "last": to_day}
    which = {"every": schools is None, "schools": list(schools or ())}
    before = _blocks(tx, span, which)
    tx.run("rollups/clear_schools", EVERYTHING, **span, **which)
    tx.run("rollups/fill_schools", EVERYTHING, **span, **which)
    touched = {"every": schools is None, "touched": sorted(before | _blocks(tx, span, which))}
    tx.run("rollups/clear_grades", EVERYTHING, **span, **touched)
    tx.run("rollups/fill_grades", EVERYTHING, **span, **touched)


def class_day_changed(tx: Transaction, before: Row | None, after: Row) -> None:
    """Bring the roll-ups in step with a class day that was stored; ``before`` is how it stood, None where it was not there.

    Where only its pupils' figures changed, as by a verdict, the differences are added: making the block's day anew takes ten
    times as long.
    """
    where = ("day", "school_id", "cluster_id", "block_id")
    if before and _counts(before) and _counts(after) and all(before[name] == after[name] for name in where):
        differences = {name: after[name] - before[name] for name in _PUPILS}
        changed = differences | {name: after[name] for name in (*where, "class_section_id", "updated_at")}
        tx.run("rollups/add_to_school", EVERYTHING, **{name: changed[name] for name in changed if name != "class_section_id"})
        tx.run("rollups/add_to_grade", EVERYTHING, **{name: changed[name] for name in changed if name not in where[1:3]})
    else:
        refresh(tx, after["day"], after["day"], [after["school_id"]])


def rolls_changed(tx: Transaction, class_sections: Sequence[int] | None = None) -> None:
    """Derive anew in which spans somebody is on a class section's roll; `refresh` the days it touches afterwards.

    Args:
        class_sections: Only these; None for all.
    """
    which = {"every": class_sections is None, "class_sections": list(class_sections or ())}
    tx.run("rollups/clear_roll_spans", EVERYTHING, **which)
    tx.run("rollups/fill_roll_spans", EVERYTHING, **which)


def school_year_end(day: date) -> date:
    """The 31 March on or after a day."""
    return date(day.year + (1 if day.month >= 4 else 0), 3, 31)


def _counts(class_day: Row) -> bool:
    """Whether it counts as one with photos."""
    return class_day["photos"] > 0 and not class_day["set_aside"]


def _blocks(tx: Transaction, span: dict[str, date], which: dict[str, Any]) -> set[str]:
    """The blocks in which those schools have class days."""
    return {row["block_id"] for row in tx.rows("rollups/blocks_of", EVERYTHING, **span, schools=which["schools"])}


def _cover(tx: Transaction, first: date, last: date) -> None:
    tx.run("rollups/uncover", EVERYTHING)
    tx.run("rollups/cover", EVERYTHING, first=first, last=last)


def _covered(db: Statements) -> tuple[date, date] | None:
    row = db.one("rollups/covered", EVERYTHING)
    return (row["first_day"], row["last_day"]) if row else None
