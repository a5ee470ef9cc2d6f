"""Deriving class days: marks and figures from all photos and verdicts of a day, within the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import pandas as pd

from attendance.flag_kinds import FAKES
from attendance.marks import Mark, PupilMark, Settled, Sighting, settle
from attendance.said import Said
from data import bases, block_days, faces, flags, register, rollups
from data.database import Row, Statements, Transaction
from data.scope import Scope

_ONE_SPAN = timedelta(days=7)
"""Days no further apart are brought to date together: a week takes little longer than a day, a year half a minute."""
_PLACE = ("class_section_id", "school_id", "cluster_id", "block_id")
OF_PHOTOS = (*_PLACE, "photos", "sides", "set_aside")


def derive(tx: Transaction, class_sections: Sequence[int], day: date, judged: Collection[int] | None = None) -> None:
    """Bring the class days of these class sections up to date, and of those that share photos with them.

    Each class day whose figures or marks changed gets the next revision. Those of a day that is signed off stay as they are
    and are noted to wait. A class day that is stored stays where its school was on that day.

    Args:
        judged: Whom the machine has just looked for in the photos; None where nothing was matched. See `follow`.
    """
    everything = Scope.everything()
    together = sorted({*class_sections, *register.linked(tx, everything, class_sections, day)})
    before = register.class_days(tx, everything, together, day)
    places = register.places(tx, everything, together)
    places |= {section: {name: row[name] for name in _PLACE} for section, row in before.items()}
    if closed := block_days.closed(tx, everything, day, {place["block_id"] for place in places.values()}):
        for block_id in closed:
            block_days.add_pending(tx, everything, day, block_id, together)
        return  # sections that share photos are of one school, and so of one block
    counts = register.photo_counts(tx, everything, together, day)
    fakes = flags.fakes_of(tx, everything, together, day, FAKES)
    photos = {
        section: {"photos": 0, "sides": 0, **counts.get(section, {}), "set_aside": section in fakes, **places[section]}
        for section in together
    }
    follow(tx, rest_of(tx, together, day), day, before, photos, judged)


def follow(
    tx: Transaction,
    rest: "Rest",
    day: date,
    before: Mapping[int, Row],
    photos: Mapping[int, Row],
    judged: Collection[int] | None = None,
) -> set[int]:
    """Bring the class days of a room up to date with what they rest on, on a day that is open.

    Who came onto the roll after the photos were matched is counted as enrolled and gets no mark of the machine's but where a
    face or a person speaks for them: nobody has looked for them, and days without a mark are none on which they were missed.

    Args:
        before: The class days as they are stored, by class section.
        photos: Of each class section the columns of ``class_day`` that people's words leave alone: its place, photos, sides and
            set_aside. For a class day that is stored those of `before` will do as long as no photo came.
        judged: Whom the machine has just looked for, beside those with a mark; None: of a class day that is new, everybody.

    Returns:
        The class sections whose class day changed and got the next revision.
    """
    said = [Said.of(row) for row in rest.said]
    settled = {section: settle(pupils, rest.seen, said) for section, pupils in rest.rolls.items()}
    unnamed = share_out(settled)
    stored = _stored_marks(tx, [*before], day)
    changed = set()
    for section, found in settled.items():
        known = {*(judged or ()), *(pupil for pupil, _mark, _by in stored.get(section, ()))}
        marks = found.marks if section not in before and judged is None else found.marks_of(known)
        row = _figures(found, unnamed[section]) | {name: photos[section][name] for name in OF_PHOTOS}
        row |= {"day": day, "references_of": len(rest.with_reference.intersection(marks))}
        if _put(tx, before.get(section), row, marks, stored.get(section, set())):
            changed.add(section)
    return changed


def _stored_marks(db: Statements, class_sections: Sequence[int], day: date) -> dict[int, set[tuple[int, str, str]]]:
    """Pupil, mark and by whom, by class section."""
    found: dict[int, set[tuple[int, str, str]]] = {}
    for row in register.stored_marks(db, Scope.everything(), class_sections, day):
        found.setdefault(row["class_section_id"], set()).add((row["pupil_id"], row["mark"], row["marked_by"]))
    return found


def set_aside(tx: Transaction, class_days: Sequence[tuple[date, int]]) -> None:
    """Bring to date whether class days count, after flags about them were confirmed or taken back; marks and figures stay.

    Thousands of them take seconds. Each that changed gets the next revision.

    Args:
        class_days: Day and class section of each.
    """
    refresh_of(tx, register.set_aside(tx, Scope.everything(), class_days, FAKES))


def refresh_of(tx: Transaction, class_days: Sequence[Row]) -> None:
    """Bring the roll-ups in step with class days that were changed many at a time.

    Args:
        class_days: day and school_id of each.
    """
    changed = sorted(class_days, key=itemgetter("day"))
    spans: list[list[Row]] = []
    for row in changed:
        if spans and row["day"] - spans[-1][-1]["day"] <= _ONE_SPAN:
            spans[-1].append(row)
        else:
            spans.append([row])
    for span in spans:
        rollups.refresh(tx, span[0]["day"], span[-1]["day"], sorted({row["school_id"] for row in span}))


@dataclass(frozen=True)
class Rest:
    """What the class days of one room rest on.

    Attributes:
        seen: The faces.
        drawn: Those that people drew (`data.faces.drawn`), whether or not that word stands.
        said: All that people said (`data.register.verdicts`).
        rolls: Who is on the roll of each class section.
        with_reference: Who of all has a reference photo that may be used.
    """

    seen: list[Sighting]
    drawn: list[Row]
    said: list[Row]
    rolls: dict[int, list[int]]
    with_reference: set[int]


def rest_of(db: Statements, class_sections: Sequence[int], day: date, just_drawn: bool = False) -> Rest:
    """What the photos, people and rolls of a day say.

    Args:
        class_sections: All that share photos.
        just_drawn: Whether a face was drawn of which nothing is said yet.
    """
    everything = Scope.everything()
    enrolled = register.enrolled(db, everything, class_sections, day)
    rolls: dict[int, list[int]] = {class_section_id: [] for class_section_id in class_sections}
    for row in enrolled:
        rolls[row["class_section_id"]].append(row["pupil_id"])
    said = register.verdicts(db, everything, class_sections, day)
    found = groupby(faces.sightings(db, everything, class_sections, day), key=itemgetter("face_id"))
    some_drawn = just_drawn or any(row["kind"] == "tagged" for row in said)
    drawn = faces.drawn(db, everything, class_sections, day) if some_drawn else []
    photographed = {row["pupil_id"] for row in enrolled if row["has_reference"]}
    return Rest(
        [_found(list(rows)) for _, rows in found] + [_drawn(row) for row in drawn],
        drawn,
        said,
        rolls,
        photographed - bases.withdrawn(db, everything, photographed),
    )


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


def _found(ranks: Sequence[Row]) -> Sighting:
    """A face from its candidates, the first one first."""
    best = ranks[0]
    return Sighting(
        face_id=best["face_id"],
        submission_id=best["submission_id"],
        person=best["person"],
        decision=best["decision"],
        pupil_id=best["pupil_id"],
        similarity=best["similarity"],
        near=tuple(
            (row["pupil_id"], row["similarity"])
            for row in ranks
            if row["pupil_id"] is not None and row["similarity"] >= best["uncertain_at"]
        ),
        margin=best["margin"],
    )


def _drawn(row: Row) -> Sighting:
    """Of faces that the machine found, persons are numbered from 0."""
    return Sighting(row["face_id"], row["submission_id"], -row["face_id"], "unknown", None, None, drawn=True)


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


def _put(
    tx: Transaction, before: Row | None, row: Row, marks: Mapping[int, PupilMark], stored: Collection[tuple[int, str, str]]
) -> bool:
    """Store a class day unless nothing changed; returns whether it did."""
    frame = pd.DataFrame(
        [(pupil, mark.mark.value, mark.marked_by, mark.similarity) for pupil, mark in marks.items()],
        columns=["pupil_id", "mark", "marked_by", "similarity"],
    )
    changed = bool(row["photos"])
    if before:
        now = {(pupil, mark.mark.value, mark.marked_by) for pupil, mark in marks.items()}
        changed = any(before[key] != value for key, value in row.items()) or now != stored
    if changed:
        rev = before["rev"] + 1 if before else 1
        register.put_class_day(tx, Scope.everything(), row | {"rev": rev}, frame, before)
    return changed
