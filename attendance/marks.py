"""How marks follow from what the machine matched and what people said. Pure: no database, no clock.

A person's word goes before the machine's, the later word before the earlier. The machine alone never makes anyone absent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from attendance.said import NOTHING, Said, Word, of_faces, standing


class Mark(StrEnum):
    """What a class day says of a pupil."""

    PRESENT = "present"
    UNCERTAIN = "uncertain"
    NOT_RECOGNISED = "not_recognised"
    ABSENT = "absent"


@dataclass(frozen=True)
class Sighting:
    """A face of a photo: as matched by the machine, or as drawn by a person.

    Attributes:
        person: Faces of one submission with the same number are the same person, as far as the machine saw.
        pupil_id: Whom an accepted face was accepted as; else the most similar pupil, None with an empty gallery.
        near: Who is similar enough to be asked about, with the similarity, the most similar first.
        margin: How far below the most similar others may be and still be asked about.
        drawn: By a person; it is seen as long as that word stands.
    """

    face_id: int
    submission_id: str
    person: int
    decision: Literal["accepted", "uncertain", "unknown"]
    pupil_id: int | None
    similarity: float | None
    near: tuple[tuple[int, float], ...] = ()
    margin: float = 0.0
    drawn: bool = False

    def proposed(self, never: Collection[int] = frozenset()) -> tuple[int, ...]:
        """Whom it may be, the most similar first, when it is none of ``never``: the others move up."""
        left = [(pupil, similarity) for pupil, similarity in self.near if pupil not in never]
        return tuple(pupil for pupil, similarity in left if similarity >= left[0][1] - self.margin)


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
        marks: One for each enrolled pupil, as if the machine had looked for each.
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

    def marks_of(self, judged: Collection[int]) -> dict[int, PupilMark]:
        """The marks that stand when the machine looked for these alone: "not recognised" says nothing of the others."""
        return {pupil: one for pupil, one in self.marks.items() if one.mark is not Mark.NOT_RECOGNISED or pupil in judged}


def settle(enrolled: Collection[int], sightings: Sequence[Sighting], said: Iterable[Said]) -> Settled:
    """Derive the marks of the enrolled pupils.

    Sightings may name pupils of another class section of the same room; they count there, and their faces are not unmatched
    here. Of several submissions the one with the most unmatched persons counts, since nothing says that two strangers of
    different submissions are two persons.
    """
    verdicts = standing(said)
    words = of_faces(verdicts)
    seen = [face for face in sightings if not face.drawn or words.get(face.face_id, NOTHING).drawn]
    named = {face.face_id: name_of(face, words.get(face.face_id, NOTHING)) for face in seen}
    explained = {(face.submission_id, face.person) for face in seen if named[face.face_id] is not None}
    open_faces = {
        face.face_id: proposed
        for face in seen
        if (face.submission_id, face.person) not in explained and (proposed := asked(face, words.get(face.face_id, NOTHING)))
    }
    by_word = {
        verdict.pupil_id: PupilMark(Mark(verdict.kind), "person")
        for verdict in verdicts
        if verdict.kind in ("present", "absent") and verdict.pupil_id is not None
    }
    settled = {**_by_sight(seen, named, words), **by_word}
    maybe = {pupil for proposed in open_faces.values() for pupil in proposed}
    marks = {
        pupil: settled.get(pupil) or PupilMark(Mark.UNCERTAIN if pupil in maybe else Mark.NOT_RECOGNISED, "machine")
        for pupil in enrolled
    }
    waiting = {pupil for pupil, found in marks.items() if found.mark is Mark.UNCERTAIN}
    unmatched = _unmatched(seen, explained)
    return Settled(
        marks=marks,
        persons=max((len(strangers) + len(pupils) for strangers, pupils in _per_submission(seen, named, unmatched)), default=0),
        unmatched=max(map(len, unmatched.values()), default=0),
        open_faces={face: who for face, who in open_faces.items() if waiting & set(who)},
    )


def name_of(face: Sighting, word: Word) -> int | None:
    """Whom a face is named as: by a person's word, else by the machine unless a person said that it is not this pupil."""
    if word.decided:
        return word.pupil_id
    return face.pupil_id if face.decision == "accepted" and face.pupil_id not in word.never else None


def asked(face: Sighting, word: Word) -> tuple[int, ...]:
    """Whom a person should be asked about; an accepted face that lost its name is asked about the others."""
    if word.decided or (face.decision == "accepted" and face.pupil_id not in word.never):
        return ()
    return face.proposed(word.never)


def _by_sight(seen: Sequence[Sighting], named: Mapping[int, int | None], words: Mapping[int, Word]) -> dict[int, PupilMark]:
    found: dict[int, PupilMark] = {}
    for face in seen:
        pupil = named[face.face_id]
        if pupil is None:
            continue
        by: Literal["machine", "person"] = "person" if words.get(face.face_id, NOTHING).decided else "machine"
        similarity = face.similarity if face.pupil_id == pupil else None
        known = found.get(pupil)
        if known is None or (known.marked_by, known.similarity or 0) < (by, similarity or 0):
            found[pupil] = PupilMark(Mark.PRESENT, by, similarity)
    return found


def _unmatched(seen: Iterable[Sighting], explained: Collection[tuple[str, int]]) -> dict[str, set[int]]:
    """Of each submission the persons whom nobody was named as."""
    persons: defaultdict[str, set[int]] = defaultdict(set)
    for face in seen:
        if (face.submission_id, face.person) not in explained:
            persons[face.submission_id].add(face.person)
    return persons


def _per_submission(
    seen: Iterable[Sighting], named: Mapping[int, int | None], unmatched: Mapping[str, set[int]]
) -> list[tuple[set[int], set[int]]]:
    """Of each submission its unmatched persons and the pupils named: a pupil is one person, however many the machine saw."""
    pupils: defaultdict[str, set[int]] = defaultdict(set)
    for face in seen:
        if (pupil := named[face.face_id]) is not None:
            pupils[face.submission_id].add(pupil)
    return [(unmatched.get(key, set()), pupils[key]) for key in {face.submission_id for face in seen}]
