"""Pupils and their enrolments.

Each function takes an open database or a transaction and the caller's Scope; a pupil belongs to the block of the school where
they are enrolled.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from data import rollups, schools
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

_CHANGED = ["pupil_id", "class_section_id", "from_day", "new"]
MOST_SCHOOLS = 100
"""Above it the roll-ups of all schools are made anew: as fast as picking out those schools' days."""


def enrolled(db: Statements, scope: Scope, class_section_ids: Iterable[int], day: date) -> pd.DataFrame:
    """Who is on the roll of these class sections on that day, by roll number.

    Columns: class_section_id, pupil_id, pen, name_hi, name_en, roll_number.
    """
    return db.frame("pupils/enrolled", scope, class_section_ids=_ids(class_section_ids), day=day)


def places(db: Statements, scope: Scope, pupil_ids: Iterable[int] = (), pens: Iterable[str] = ()) -> list[Row]:
    """Pupils by key or by PEN, with the class section of their latest enrolment.

    Keys: pupil_id, pen, name_hi, name_en, class_section_id, grade, section, school_id, block_id (the last five None for a pupil
    who was never enrolled, whom only a scope of every block sees).
    """
    return db.rows("pupils/places", scope, pupil_ids=_ids(pupil_ids), pens=list(pens))


def get(db: Statements, scope: Scope, pupil_id: int) -> Row:
    """One pupil, as `places` tells.

    Raises:
        OutOfScope: There is no such pupil, or outside the scope.
    """
    found = places(db, scope, [pupil_id])
    if not found:
        raise OutOfScope("no such pupil")
    return found[0]


def rolls(db: Statements, scope: Scope) -> pd.DataFrame:
    """Every pupil with their latest enrolment. Columns: pen, pupil_id, name_hi, name_en, class_section_id, roll_number,
    from_day, to_day (missing while it lasts)."""
    return db.frame("pupils/rolls", scope)


def enrolments(db: Statements, scope: Scope) -> pd.DataFrame:
    """Every enrolment there was, of pupils whose latest one is within the scope; oldest first.

    Columns: pen, pupil_id, class_section_id, from_day, to_day (missing while it lasts).
    """
    return db.frame("pupils/enrolments", scope)


def class_counts(db: Statements, scope: Scope, school_id: int, day: date) -> list[Row]:
    """A school's class sections with how many are enrolled on a day, and how many of them have a reference photo.

    Keys: class_section_id, grade, section, enrolled, referenced.
    """
    return db.rows("pupils/class_counts", scope, school_id=school_id, day=day)


def spoken_names(db: Statements, scope: Scope, day: date, *, hindi: bool) -> list[str]:
    """The names of everybody enrolled on a day, in one script, each once."""
    return [row["name"] for row in db.rows("pupils/spoken_names", scope, day=day, hindi=hindi)]


def named(
    db: Statements, scope: Scope, day: date, names: Sequence[str], *, hindi: bool, pen: str = "", most: int = 50
) -> list[Row]:
    """Those enrolled on a day who bear one of these names, in the order of the names; or whose PEN begins so.

    Keys: pupil_id, pen, name_hi, name_en, class_section_id, grade, section, school_id, block_id, school_hi, school_en.

    Args:
        hindi: Whether the names are in Devanagari.
        pen: The first digits of a PEN; "" for none.
    """
    return db.rows("pupils/named", scope, day=day, names=list(names), hindi=hindi, pen=pen, most=most)


def enrol(tx: Transaction, scope: Scope, pupils: pd.DataFrame) -> pd.DataFrame:
    """New pupils on their first roll. Columns: pen, name_hi, name_en, class_section_id, roll_number, from_day.

    Returns:
        Whose being on which roll changed from which day on: columns pupil_id, class_section_id, from_day, and new (whether
        they were on no roll before, as all are here).

    Raises:
        OutOfScope: A class section is not there or of another block.
        AlreadyStored: A PEN is taken.
    """
    if not set(pupils["class_section_id"]) <= {row["class_section_id"] for row in _class_sections(tx, scope)}:
        raise OutOfScope("a class section of another block")
    keyed = pupils.assign(pupil_id=schools.next_ids(tx, len(pupils)))
    tx.insert_frame("pupil", keyed[["pupil_id", "pen", "name_hi", "name_en"]])
    tx.insert_frame("enrolment", keyed[["pupil_id", "class_section_id", "roll_number", "from_day"]])
    rolls_changed(tx, [int(key) for key in pupils["class_section_id"].unique()], pupils["from_day"].min())
    return keyed.assign(new=True)[_CHANGED]


def move(tx: Transaction, scope: Scope, moves: pd.DataFrame) -> pd.DataFrame:
    """End what enrolment a pupil has with the day before, and begin another; what was marked stays where it was.

    Columns: pupil_id, class_section_id (missing: the pupil leaves), roll_number, from_day (after the enrolment's first day).

    Returns:
        As `enrol`, of the roll that a pupil left and of the one they joined.

    Raises:
        OutOfScope: A class section, or one that a pupil is in, is not there or of another block.
    """
    before = tx.rows("pupils/places", scope, pupil_ids=_ids(moves["pupil_id"]), pens=[])
    if {row["pupil_id"] for row in before} != set(moves["pupil_id"]):
        raise OutOfScope("a pupil of another block")
    begun = moves[moves["class_section_id"].notna()].astype({"class_section_id": "int64"}).assign(new=False)
    if not set(begun["class_section_id"]) <= {row["class_section_id"] for row in _class_sections(tx, scope)}:
        raise OutOfScope("a class section of another block")
    tx.run("pupils/end_enrolments", scope, **schools.lists(moves[["pupil_id", "from_day"]]))
    tx.insert_frame("enrolment", begun[["pupil_id", "class_section_id", "roll_number", "from_day"]])
    was_in = {row["pupil_id"]: row["class_section_id"] for row in before if row["class_section_id"]}
    left = moves.assign(class_section_id=moves["pupil_id"].map(was_in), new=False).dropna(subset="class_section_id")
    changed = pd.concat([left[_CHANGED].astype({"class_section_id": "int64"}), begun[_CHANGED]], ignore_index=True)
    rolls_changed(tx, _ids(changed["class_section_id"].unique()), moves["from_day"].min())
    return changed


def rolls_changed(tx: Transaction, class_sections: Sequence[int], first: date) -> None:
    """Bring the figures in step with rolls that changed from ``first`` on; for whoever writes enrolments."""
    rollups.rolls_changed(tx, class_sections)
    found = tx.rows("pupils/schools_of", Scope.everything(), class_sections=list(class_sections))
    touched = [row["school_id"] for row in found]
    rollups.refresh(tx, pd.Timestamp(first).date(), schools=touched if len(touched) <= MOST_SCHOOLS else None)


def change(tx: Transaction, scope: Scope, pupils: pd.DataFrame) -> None:
    """New names and roll numbers; pupils outside the scope stay as they are.

    Columns: pupil_id, name_hi, name_en, from_day (of the enrolment), roll_number.
    """
    tx.run("pupils/change_names", scope, **schools.lists(pupils[["pupil_id", "name_hi", "name_en"]]))
    tx.run("pupils/change_roll_numbers", scope, **schools.lists(pupils[["pupil_id", "from_day", "roll_number"]]))


def _class_sections(tx: Transaction, scope: Scope) -> list[Row]:
    return tx.rows("schools/class_sections", scope, school_id=None)


def _ids(values: Iterable[int]) -> list[int]:
    return [int(value) for value in values]
