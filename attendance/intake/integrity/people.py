"""Who is on the photos: another class of the school, strangers, or too few."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attendance.intake.integrity.finding import Finding, Subject
from data import headcounts, pupils, references, register, submissions
from data.scope import Scope
from recognition.matching import Gallery, match_class_day, shared
from recognition.quality import faults

EVERYTHING = Scope.everything()

LEAST = 3
"""Persons below which nothing is said: of so few, chance alone may be anything."""
CLEAR_MAJORITY = 2
"""How many times as many persons must be nearest to the other class as to the own one."""
MOST_OF = 0.5
RECOGNISED = 0.25
"""Which part of the persons must be nearest to somebody of the other class, and which part (two at least) recognised as such.
On composed days of four or five adults in a school of 12 classes of 30, faces 28, 40 and 64 px high: 26 of 62, 68 of 78 and 44
of 46 photos of another class were found, blurred and dark ones hardly ever; of 397 days of the class itself, with and without
strangers, none; of 136 rooms of both classes 5. Not measured on children."""
REFERENCED = 0.5
"""Which part of those enrolled must have a reference photo of the model in use before strangers can be told."""
NEARLY = 0.15
"""How far below the evidence that is accepted a person is still likely somebody of the class who was photographed badly. On 60
composed days, some with two photos only, 95 of 100 unmatched pupils with a clear face came to .46 and more (accepted is .61),
95 of 100 strangers to .48 and less. Without it 3 days of a class of nine had strangers, all of them with two photos."""
TOO_FEW_BY = 3
"""How many fewer than others counted at least: a child behind another is no question."""


def wrong_class_or_strangers(subject: Subject) -> Iterator[Finding]:
    """Another class of the school, or else more unmatched persons than a set share."""
    persons = len(subject.fused.persons)
    if persons < LEAST:
        return
    clear = _clear(subject)
    # The templates of a whole school are opened only when there is something to ask about.
    another = CLEAR_MAJORITY * len(subject.fused.present) < persons
    strange = len(clear.unmatched) >= clear.least
    if not another and not strange:
        return
    school = _School.of(subject)
    found = _wrong_class(subject, school) if another else None
    if not found and strange:
        found = _strangers(subject, school, clear)
    if found:
        yield found


@dataclass(frozen=True)
class _Clear:
    """Persons with a face that nothing is wrong with: how many, those whom nobody was recognised as, and from how many of
    these on strangers are asked about."""

    count: int
    unmatched: frozenset[int]
    least: float


def _clear(subject: Subject) -> _Clear:
    clear = {
        person
        for photo, numbers in zip(subject.photos, subject.fused.clusters, strict=True)
        for person, quality in zip(numbers, photo.facts.quality, strict=True)
        if not faults(quality)
    }
    unmatched = frozenset(person for person in clear if subject.fused.persons[person] is None)
    return _Clear(len(clear), unmatched, max(LEAST, subject.settings.strangers_percent / 100 * len(clear)))


@dataclass(frozen=True, eq=False)
class _School:
    """The templates of everybody in the submission's school, and the class section each pupil is enrolled in."""

    gallery: Gallery
    section_of: dict[int, int]

    @classmethod
    def of(cls, subject: Subject) -> "_School":
        school_id, day = subject.submission["school_id"], subject.submission["day"]
        rows = references.templates_of_schools(subject.district.db, EVERYTHING, [school_id], day, subject.model)
        unseal = subject.district.vault.unseal
        vectors = [
            (row["pupil_id"], np.frombuffer(unseal(row["sealed"], f"template/{row['reference_photo_id']}"), "<f4"))
            for row in rows
        ]
        return cls(Gallery.from_references(vectors, subject.model), {row["pupil_id"]: row["class_section_id"] for row in rows})

    def only(self, class_sections: Collection[int]) -> Gallery:
        """The gallery of these class sections."""
        kept = [place for place, key in enumerate(self.gallery.keys) if self.section_of[key] in class_sections]
        return Gallery(tuple(self.gallery.keys[place] for place in kept), self.gallery.templates[kept], self.gallery.model)


def _wrong_class(subject: Subject, school: _School) -> Finding | None:
    """The section of the school that most persons are nearest to. Some of them must be recognised as its pupils when its
    gallery and the own one stand together, as in a room of both: a look-alike in another class takes nobody away from this."""
    own = set(subject.submission["class_sections"])
    persons = len(subject.fused.persons)
    nearest = _nearest_sections(subject, school)
    here = sum(nearest.pop(section, 0) for section in own)
    if not nearest:
        return None
    rival, there = max(nearest.items(), key=lambda one: (one[1], -one[0]))
    if there < max(LEAST, MOST_OF * persons, CLEAR_MAJORITY * here):
        return None
    embeddings = [photo.facts.embeddings for photo in subject.photos]
    matches = match_class_day(embeddings, school.only({*own, rival}), subject.settings.thresholds, model=subject.model)
    accepted = {match.candidates[0][0] for found in matches for match in found if match.decision == "accepted"}
    recognised = sum(school.section_of[key] == rival for key in accepted)
    if recognised < max(2, RECOGNISED * persons, CLEAR_MAJORITY * (len(accepted) - recognised)):
        return None
    return Finding(
        kind="wrong_class",
        severity=3,
        cause=f"wrong_class:{rival}:{subject.submission['day']}",
        evidence={"class_section_id": rival, "here": here, "there": there, "persons": persons, "recognised": recognised},
    )


def _nearest_sections(subject: Subject, school: _School) -> Counter[int]:
    """How many persons are most similar to somebody of each class section of the school."""
    if not school.gallery.keys:
        return Counter()
    nearest = (_vectors(subject) @ school.gallery.templates.T).argmax(axis=1)
    return Counter(school.section_of[school.gallery.keys[place]] for place in nearest)


def _vectors(subject: Subject) -> NDArray[np.float32]:
    """What the faces of each person come to together: (persons, 512), each of length 1."""
    sums = np.zeros((len(subject.fused.persons), 512), dtype=np.float32)
    for photo, numbers in zip(subject.photos, subject.fused.clusters, strict=True):
        np.add.at(sums, list(numbers), photo.facts.embeddings)
    vectors: NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return vectors


def _strangers(subject: Subject, school: _School, clear: _Clear) -> Finding | None:
    """Persons with a clear face whom nobody of the school was recognised as, more than have no reference photo."""
    sections = set(subject.submission["class_sections"])
    enrolled = len(pupils.enrolled(subject.district.db, EVERYTHING, sections, subject.submission["day"]))
    referenced = sum(section in sections for section in school.section_of.values())
    if not enrolled or referenced < REFERENCED * enrolled:
        return None
    unlike = clear.unmatched - _nearly(subject, school.only(sections))
    # In a room of several classes, of which one was named, the others are no strangers.
    strangers = len(unlike - _persons_of_school(subject, school)) - (enrolled - referenced)
    if strangers < clear.least:
        return None
    return Finding(
        kind="strangers",
        severity=1,
        cause=f"strangers:{subject.submission['school_id']}:{subject.submission['day']}",
        evidence={"unmatched": strangers, "persons": clear.count, "percent": round(100 * strangers / clear.count)},
    )


def _nearly(subject: Subject, gallery: Gallery) -> set[int]:
    """The persons who were nearly recognised as somebody of a gallery."""
    used = subject.settings.thresholds
    found = set()
    for person, similarity in enumerate(_vectors(subject) @ gallery.templates.T):
        best = int(similarity.argmax())
        if used.evidence(float(similarity[best]), shared(similarity, best)) >= used.accept - NEARLY:
            found.add(person)
    return found


def _persons_of_school(subject: Subject, school: _School) -> set[int]:
    """The persons who are recognised as somebody of any class of the school."""
    embeddings = [photo.facts.embeddings for photo in subject.photos]
    matches = match_class_day(embeddings, school.gallery, subject.settings.thresholds, model=subject.model)
    return {
        person
        for found, numbers in zip(matches, subject.fused.clusters, strict=True)
        for match, person in zip(found, numbers, strict=True)
        if match.decision == "accepted"
    }


def too_few(subject: Subject) -> Iterator[Finding]:
    """Faces over all submissions of the class day against those enrolled, and against register and meal where counted.

    Said with the last of a class day's submissions only: before, the others' photos lack.
    """
    db, day = subject.district.db, subject.submission["day"]
    sections = subject.submission["class_sections"]
    if not subject.photos or _more_to_come(subject):
        return
    enrolled = len(pupils.enrolled(db, EVERYTHING, sections, day))
    faces = max(len(subject.fused.persons), _seen_before(subject))
    counts = [headcounts.of_class_day(db, EVERYTHING, section, day) for section in sections]
    counted = {kind: _together([found.get((False, kind)) for found in counts]) for kind in ("register", "meal")}
    share = 1 - subject.settings.head_count_margin_percent / 100
    fewer = any(number and faces < share * number and number - faces >= TOO_FEW_BY for number in counted.values())
    few = 100 * faces < subject.settings.few_seen_percent * enrolled and enrolled - faces >= TOO_FEW_BY
    if not few and not fewer:
        return
    yield Finding(
        kind="too_few",
        severity=2 if fewer else 1,
        cause=f"too_few:{subject.submission['school_id']}:{day}",
        evidence={"faces": faces, "enrolled": enrolled, "register": counted["register"], "meals": counted["meal"]},
    )


def _more_to_come(subject: Subject) -> bool:
    """Whether other photos of these class days wait to be read."""
    day = subject.submission["day"]
    return any(
        row["read_at"] is None and row["submission_id"] != subject.submission["submission_id"]
        for section in subject.submission["class_sections"]
        for row in submissions.of_class_day(subject.district.db, EVERYTHING, section, day)
    )


def _seen_before(subject: Subject) -> int:
    """How many the class days' earlier submissions show."""
    days = [
        register.class_day(subject.district.db, EVERYTHING, section, subject.submission["day"])
        for section in subject.submission["class_sections"]
    ]
    return sum(row["recognised"] + row["seen_not_named"] for row in days if row)


def _together(counts: Sequence[int | None]) -> int | None:
    """The sum over the class sections of a submission; None where one of them was not counted."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
