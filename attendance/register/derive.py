"""Deriving class days: marks and figures from all photos and verdicts of a day, within the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance.register.flag_kinds import FAKES
from attendance.register.marks import Mark, Settled, Sighting, settle
from attendance.said import Said
from data import block_days, faces, flags, register, rollups
from data.database import Row, Statements, Transaction
from data.scope import Scope


def derive(tx: Transaction, class_sections: Sequence[int], day: date) -> None:
    """Bring the class days of these class sections up to date, and of those that share photos with them.

    Each class day whose figures or marks changed gets the next revision. Those of a day that is signed off stay as they are
    and are noted to wait.
    """
    everything = Scope.everything()
    together = sorted({*class_sections, *register.linked(tx, everything, class_sections, day)})
    places = register.places(tx, everything, together)
    if closed := block_days.closed(tx, everything, day, {place["block_id"] for place in places.values()}):
        for block_id in closed:
            block_days.add_pending(tx, everything, day, block_id, together)
        return  # sections that share photos are of one school, and so of one block
    settled = settle_all(tx, together, day)
    enrolled = register.enrolled(tx, everything, together, day)
    counts = register.photo_counts(tx, everything, together, day)
    fakes = flags.fakes_of(tx, everything, together, day, FAKES)
    unnamed = share_out(settled)
    for class_section_id in together:
        row = _figures(settled[class_section_id], unnamed[class_section_id]) | {
            "day": day,
            **places[class_section_id],
            "photos": 0,
            "sides": 0,
            **counts.get(class_section_id, {}),
            "references_of": sum(row["has_reference"] for row in enrolled if row["class_section_id"] == class_section_id),
            "set_aside": class_section_id in fakes,
        }
        _put(tx, row, settled[class_section_id])


def set_aside(tx: Transaction, class_days: Sequence[tuple[date, int]]) -> None:
    """Bring to date whether class days count, after flags about them were confirmed or taken back; marks and figures stay.

    Thousands of them take seconds. Each that changed gets the next revision.

    Args:
        class_days: Day and class section of each.
    """
    changed = register.set_aside(tx, Scope.everything(), class_days, FAKES)
    if changed:
        days = [row["day"] for row in changed]
        rollups.refresh(tx, min(days), max(days), sorted({row["school_id"] for row in changed}))


@dataclass(frozen=True)
class Rest:
    """What the class days of one room rest on: the faces seen, all that was said (`data.register.verdicts`), and who is on each
    roll."""

    seen: list[Sighting]
    said: list[Row]
    rolls: dict[int, list[int]]


def rest_of(db: Statements, class_sections: Sequence[int], day: date) -> Rest:
    """What the photos, people and rolls of a day say.

    Args:
        class_sections: All that share photos.
    """
    everything = Scope.everything()
    rolls: dict[int, list[int]] = {class_section_id: [] for class_section_id in class_sections}
    for row in register.enrolled(db, everything, class_sections, day):
        rolls[row["class_section_id"]].append(row["pupil_id"])
    return Rest(
        [_sighting(row) for row in faces.sightings(db, everything, list(class_sections), day)],
        register.verdicts(db, everything, class_sections, day),
        rolls,
    )


def settle_all(db: Statements, class_sections: Sequence[int], day: date) -> dict[int, Settled]:
    """What the photos and verdicts of a day say of each of these class sections."""
    rest = rest_of(db, class_sections, day)
    said = [Said.of(row) for row in rest.said]
    return {class_section_id: settle(pupils, rest.seen, said) for class_section_id, pupils in rest.rolls.items()}


def share_out(settled: dict[int, Settled]) -> dict[int, int]:
    """How many persons seen but not named count for each class section: at most as many as are left there.

    Sections of one room share its unmatched persons; the one with most pupils left takes first.
    """
    left = {key: len(found.marks) - found.count(Mark.PRESENT) - found.count(Mark.ABSENT) for key, found in settled.items()}
    remaining = max((found.unmatched for found in settled.values()), default=0)
    shares = {}
    for key in sorted(left, key=lambda section: (-left[section], section)):
        shares[key] = min(left[key], remaining)
        remaining -= shares[key]
    return shares


def _sighting(row: Row) -> Sighting:
    return Sighting(
        face_id=row["face_id"],
        submission_id=row["submission_id"],
        person=row["person"],
        decision=row["decision"],
        pupil_id=row["pupil_id"],
        similarity=row["similarity"],
        near=tuple((one["pupil_id"], one["similarity"]) for one in row["near"] or ()),
        margin=row["margin"],
        drawn=row["drawn"],
    )


def _figures(found: Settled, seen_not_named: int) -> Row:
    present, absent, uncertain = (found.count(mark) for mark in (Mark.PRESENT, Mark.ABSENT, Mark.UNCERTAIN))
    enrolled = len(found.marks)
    return {
        "enrolled": enrolled,
        "recognised": present,
        "seen_not_named": seen_not_named,
        "absent": absent,
        "not_seen": enrolled - present - absent - seen_not_named,
        "uncertain": uncertain,
        "faces": found.persons,
        "doubt": uncertain / enrolled if enrolled else 0.0,
    }


def _put(tx: Transaction, row: Row, found: Settled) -> None:
    everything = Scope.everything()
    before = register.class_day(tx, everything, row["class_section_id"], row["day"])
    marks = pd.DataFrame(
        [(pupil, mark.mark.value, mark.marked_by, mark.similarity) for pupil, mark in found.marks.items()],
        columns=["pupil_id", "mark", "marked_by", "similarity"],
    )
    if before is None:
        if row["photos"]:
            register.put_class_day(tx, everything, row | {"rev": 1}, marks)
        return
    if any(before[key] != value for key, value in row.items()) or _marks_differ(tx, row, marks):
        register.put_class_day(tx, everything, row | {"rev": before["rev"] + 1}, marks)


def _marks_differ(tx: Transaction, row: Row, marks: pd.DataFrame) -> bool:
    stored = register.marks(tx, Scope.everything(), row["class_section_id"], row["day"])
    columns = ["pupil_id", "mark", "marked_by"]
    return {*stored[columns].itertuples(index=False, name=None)} != {*marks[columns].itertuples(index=False, name=None)}
