"""How marks follow from what the machine matched and what people said. Pure: no database, no clock.

A person's word goes before the machine's, the later word before the earlier. The machine alone never makes anyone absent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from attendance.said import Said, standing


class Mark(StrEnum):
    """What a class day says of a pupil."""

    PRESENT = "present"
    UNCERTAIN = "uncertain"
    NOT_RECOGNISED = "not_recognised"
    ABSENT = "absent"


@dataclass(frozen=True)
class Sighting:
    """A face as matched by the machine.

    Attributes:
        person: Faces of one submission with the same number are the same person.
        pupil_id: Whom an accepted face was accepted as; else the most similar pupil, None with an empty gallery.
        proposed: Whom an uncertain face may be, most similar first.
    """

    face_id: int
    submission_id: str
    person: int
    decision: Literal["accepted", "uncertain", "unknown"]
    pupil_id: int | None
    similarity: float | None
    proposed: tuple[int, ...] = ()


@dataclass(frozen=True)
class PupilMark:
    """One pupil's mark, who it comes from, and the similarity of the face it rests on."""

    mark: Mark
    marked_by: Literal["machine", "person"]
    similarity: float | None = None


@dataclass(frozen=True)
class Settled:
    """What a class day says.

    Attributes:
        marks: One for each enrolled pupil.
        persons: Distinct persons seen in the photos.
        unmatched: Distinct persons seen whom nobody was named as.
        open_faces: The uncertain faces that a person should look at, each with whom it may be.
    """

    marks: dict[int, PupilMark]
    persons: int
    unmatched: int
    open_faces: dict[int, tuple[int, ...]]

    def count(self, mark: Mark) -> int:
        """How many pupils have this mark."""
        return sum(found.mark is mark for found in self.marks.values())


def settle(enrolled: Collection[int], sightings: Sequence[Sighting], said: Iterable[Said]) -> Settled:
    """Derive the marks of the enrolled pupils.

    Sightings may name pupils of another class section of the same room; they count there, and their faces are not unmatched
    here. Of several submissions the one with the most unmatched persons counts, since nothing says that two strangers of
    different submissions are two persons.
    """
    verdicts = standing(said)
    about_face = {verdict.face_id: verdict for verdict in verdicts if verdict.face_id is not None}
    named = {face.face_id: _named(face, about_face.get(face.face_id)) for face in sightings}
    explained = {(face.submission_id, face.person) for face in sightings if named[face.face_id] is not None}
    open_faces = {
        face.face_id: face.proposed
        for face in sightings
        if face.decision == "uncertain"
        and face.face_id not in about_face
        and (face.submission_id, face.person) not in explained
    }
    by_sight = _by_sight(sightings, named, about_face)
    by_word = {
        verdict.pupil_id: PupilMark(Mark(verdict.kind), "person")
        for verdict in verdicts
        if verdict.kind in ("present", "absent") and verdict.pupil_id is not None
    }
    settled = {**by_sight, **by_word}
    maybe = {pupil for proposed in open_faces.values() for pupil in proposed}
    marks = {
        pupil: settled.get(pupil) or PupilMark(Mark.UNCERTAIN if pupil in maybe else Mark.NOT_RECOGNISED, "machine")
        for pupil in enrolled
    }
    waiting = {pupil for pupil, found in marks.items() if found.mark is Mark.UNCERTAIN}
    return Settled(
        marks=marks,
        persons=_most(face for face in sightings),
        unmatched=_most(face for face in sightings if (face.submission_id, face.person) not in explained),
        open_faces={face: who for face, who in open_faces.items() if waiting & set(who)},
    )


def _named(face: Sighting, verdict: Said | None) -> int | None:
    if verdict is not None:
        return verdict.pupil_id
    return face.pupil_id if face.decision == "accepted" else None


def _by_sight(sightings: Sequence[Sighting], named: dict[int, int | None], about_face: dict[int, Said]) -> dict[int, PupilMark]:
    found: dict[int, PupilMark] = {}
    for face in sightings:
        pupil = named[face.face_id]
        if pupil is None:
            continue
        by: Literal["machine", "person"] = "person" if face.face_id in about_face else "machine"
        similarity = face.similarity if face.pupil_id == pupil else None
        known = found.get(pupil)
        if known is None or (known.marked_by, known.similarity or 0) < (by, similarity or 0):
            found[pupil] = PupilMark(Mark.PRESENT, by, similarity)
    return found


def _most(faces: Iterable[Sighting]) -> int:
    """The number of distinct persons in the submission that has most of them."""
    persons: defaultdict[str, set[int]] = defaultdict(set)
    for face in faces:
        persons[face.submission_id].add(face.person)
    return max((len(numbers) for numbers in persons.values()), default=0)
