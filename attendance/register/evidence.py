"""What a class day rests on: its photos, the faces in them, and what a person should decide."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from attendance.derive import Rest, rest_of
from attendance.district import District
from attendance.errors import Message, NotAllowed
from attendance.i18n import N_
from attendance.marks import Settled, Sighting, name_of, settle
from attendance.office import audit
from attendance.office.access import Account
from attendance.register.advice import advise
from attendance.register.review import ClassDayKey
from attendance.said import NOTHING, Said, Word, of_faces, standing
from data import faces, flags, register, schools
from data.database import Row
from data.errors import VaultError

NEARLY = 0.03
AHEAD = 0.10
"""Nearly sure: the evidence lies at most NEARLY below the point of acceptance, and the second candidate is less similar by
AHEAD. Of 409 such faces on 24 composed class days (benchmarks.days, seeds from 700,000; nine adults of whom two at a time were
not on the roll) 20 were not the first candidate, 5 %; at most .08 below and ahead by .06, 12 %. For children nothing is known:
each pair is looked at."""


@dataclass(frozen=True)
class Candidate:
    """A pupil whom a face may be.

    Attributes:
        reference: The vault's name of the face of a reference photo.
    """

    pupil_id: int
    name_hi: str
    name_en: str
    similarity: float | None
    reference: str | None


@dataclass(frozen=True)
class Question:
    """One person seen whom the machine is not sure of.

    Attributes:
        face_ids: All uncertain faces of that person in the submission; one decision settles them.
        crops: The vault's names of their crops, the most similar first.
        candidates: Whom it may be, most similar first, without those whom a person said it is not.
        sure: Whether it is nearly sure to be the first of them: see `NEARLY`.
    """

    face_ids: tuple[int, ...]
    crops: tuple[str, ...]
    side: str
    candidates: tuple[Candidate, ...]
    sure: bool = False


@dataclass(frozen=True)
class FaceBox:
    """A face on a photo.

    Attributes:
        xyxy: Pixels of the upright photo.
        state: named (a pupil), uncertain, or unknown.
        pupil_id: Whom it was named as.
        drawn: Whether a person drew it.
    """

    face_id: int
    photo_id: int
    xyxy: tuple[float, float, float, float]
    state: str
    pupil_id: int | None
    drawn: bool = False


@dataclass(frozen=True)
class Evidence:
    """A class day as it is shown.

    Attributes:
        place: The class section with its school, cluster and block.
        figures: The row of ``class_day``.
        marks: See `data.register.marks`.
        questions: What a person should decide, the most similar first.
        others: The other persons seen, named or not, each as a question: nobody has to decide them, but somebody may.
        references: By pupil, the vault's name of the face of a reference photo.
        verdicts: The standing verdicts, latest first.
        advice: How to take better photos, the most frequent fault first.
    """

    key: ClassDayKey
    place: Row
    figures: Row
    marks: pd.DataFrame
    photos: list[Row]
    boxes: tuple[FaceBox, ...]
    questions: tuple[Question, ...]
    others: tuple[Question, ...]
    references: dict[int, str]
    verdicts: tuple[Row, ...]
    flags: list[Row]
    advice: tuple[Message, ...]


def of_class_day(district: District, account: Account, class_section_id: int, day: date) -> Evidence:
    """Everything of a class day within the account's scope.

    Raises:
        NotAllowed: It is outside the scope, or there are no photos of that day.
    """
    db, scope = district.db, account.scope
    place = schools.class_section(db, scope, class_section_id)
    figures = register.class_day(db, scope, class_section_id, day)
    if place is None or figures is None:
        raise NotAllowed(N_("This class day is not among your blocks, or has no photos. Choose another one."))
    together = sorted({class_section_id, *register.linked(db, scope, [class_section_id], day)})
    rest = rest_of(db, together, day)
    stand = standing(Said.of(row) for row in rest.said)
    words = of_faces(stand)
    settled = settle(rest.rolls[class_section_id], rest.seen, stand)
    photos = faces.photos_of_class_day(db, scope, class_section_id, day)
    rows = [*faces.of_class_day(db, scope, class_section_id, day), *_drawn(rest, photos, words)]
    marks = register.marks(db, scope, class_section_id, day)
    references = register.reference_photos(db, scope, together)
    roll = pd.concat([register.marks(db, scope, one, day) for one in together]) if len(together) > 1 else marks
    candidates = _candidates(roll, references)
    return Evidence(
        key=ClassDayKey(class_section_id, day, figures["rev"]),
        place=place,
        figures=figures,
        marks=marks,
        photos=photos,
        boxes=_boxes(rows, settled, rest.seen, words),
        questions=_questions(_persons(rows, settled, asked=True), candidates, words),
        others=_questions(_persons(rows, settled, asked=False), candidates, words),
        references=references,
        verdicts=_own_verdicts(rest.said, stand, class_section_id),
        flags=flags.of_class_day(db, scope, class_section_id, day),
        advice=advise([row for row in rows if row["rank"] == 1 and row["blur"] is not None], photos, figures),
    )


def looked(district: District, account: Account, key: ClassDayKey, block_id: str) -> None:
    """Write on the audit trail that the photos of a class day were opened."""
    district.db.write(
        lambda tx: audit.record(tx, account, "class_day.opened", f"class_section:{key.class_section_id}", block_id, day=key.day)
    )


def crop(district: District, evidence: Evidence, name: str) -> bytes | None:
    """A face's crop or a reference photo that the evidence names: WebP, None when it was deleted.

    Raises:
        NotAllowed: The evidence does not name it.
    """
    named = {crop for question in (*evidence.questions, *evidence.others) for crop in question.crops}
    named |= set(evidence.references.values())
    if name not in named:
        raise NotAllowed(N_("This photo does not belong to the class day you are looking at."))
    return _kept(district, name)


def photo(district: District, evidence: Evidence, photo_id: int) -> bytes | None:
    """A photo of the class day for a screen, WebP of at most 1,280 px; None when it could not be read or was deleted."""
    row = next((found for found in evidence.photos if found["photo_id"] == photo_id), None)
    if row is None or row["vault_name"] is None:
        return None
    name = row["vault_name"].replace("photo/", "screen/", 1)
    return _kept(district, name)


def _kept(district: District, name: str) -> bytes | None:
    """None when it was deleted, also in this very moment."""
    try:
        return district.vault.get(name)
    except VaultError:
        return None


def _drawn(rest: Rest, photos: Sequence[Row], words: Mapping[int, Word]) -> list[Row]:
    """The faces that people drew on these photos, as long as that word stands, like rows of `data.faces.of_class_day`."""
    nothing = {"rank": 1, "decision": "drawn"} | dict.fromkeys(("pupil_id", "similarity", "evidence", "blur"))
    shown = {row["photo_id"] for row in photos}
    return [
        row | nothing | {"person": -row["face_id"]}
        for row in rest.drawn
        if row["photo_id"] in shown and words.get(row["face_id"], NOTHING).drawn
    ]


def _own_verdicts(said: Sequence[Row], stand: Sequence[Said], class_section_id: int) -> tuple[Row, ...]:
    standing_ids = {verdict.verdict_id for verdict in stand}
    found = [row for row in said if row["verdict_id"] in standing_ids and row["class_section_id"] == class_section_id]
    return tuple(reversed(found))


def _candidates(roll: pd.DataFrame, references: Mapping[int, str]) -> dict[int, Candidate]:
    """Everybody of the room, not compared with any face yet."""
    return {
        row["pupil_id"]: Candidate(row["pupil_id"], row["name_hi"], row["name_en"], None, references.get(row["pupil_id"]))
        for row in roll.to_dict("records")
    }


def _persons(rows: Sequence[Row], settled: Settled, asked: bool) -> list[list[Row]]:
    """The rows of each person: the open faces of those who are asked about, or all faces of the others."""
    persons: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        persons[_person(row)].append(row)
    if not asked:
        return [group for group in persons.values() if not any(row["face_id"] in settled.open_faces for row in group)]
    opened = [[row for row in group if row["face_id"] in settled.open_faces] for group in persons.values()]
    return [group for group in opened if group]


def _questions(
    persons: Sequence[Sequence[Row]], everyone: Mapping[int, Candidate], words: Mapping[int, Word]
) -> tuple[Question, ...]:
    """One question a person, the most similar first."""
    found = [_question(group, everyone, words) for group in persons]
    first = Counter(question.candidates[0].pupil_id for question in found if question.candidates)
    alone = [
        replace(question, sure=question.sure and first[question.candidates[0].pupil_id] == 1) if question.sure else question
        for question in found
    ]
    return tuple(sorted(alone, key=lambda question: -max((who.similarity or 0 for who in question.candidates), default=0)))


def _question(group: Sequence[Row], everyone: Mapping[int, Candidate], words: Mapping[int, Word]) -> Question:
    first = sorted((row for row in group if row["rank"] == 1), key=lambda row: -(row["similarity"] or 0))
    similar: dict[int, float] = {}
    for row in group:
        pupil = row["pupil_id"]
        if pupil in everyone and pupil not in words.get(row["face_id"], NOTHING).never:
            similar[pupil] = max(row["similarity"], similar.get(pupil, 0.0))
    ordered = sorted(similar, key=lambda one: -similar[one])[:3]
    return Question(
        face_ids=tuple(row["face_id"] for row in first),
        crops=tuple(row["crop_name"] for row in first),
        side=first[0]["side"],
        candidates=tuple(replace(everyone[pupil], similarity=similar[pupil]) for pupil in ordered),
        sure=_nearly_sure(first, ordered, similar),
    )


def _nearly_sure(first: Sequence[Row], ordered: Sequence[int], similar: Mapping[int, float]) -> bool:
    """Whether the first candidate is the machine's first proposal, close below being accepted and clearly ahead."""
    if not ordered or any(row["decision"] != "uncertain" for row in first):
        return False
    best = [row for row in first if row["pupil_id"] == ordered[0]]
    ahead = similar[ordered[0]] - (similar[ordered[1]] if len(ordered) > 1 else 0.0)
    return any(row["evidence"] is not None and row["accept_at"] - NEARLY <= row["evidence"] and ahead >= AHEAD for row in best)


def _person(row: Row) -> tuple[str, int]:
    return row["submission_id"], row["person"]


def _boxes(rows: Sequence[Row], settled: Settled, seen: Sequence[Sighting], words: Mapping[int, Word]) -> tuple[FaceBox, ...]:
    named = {face.face_id: name_of(face, words.get(face.face_id, NOTHING)) for face in seen}
    # A face that is one person with a named face of another photo counts as that pupil, and is shown so.
    of_person = {_person(row): pupil for row in rows if (pupil := named[row["face_id"]]) is not None}
    boxes = []
    for row in rows:
        if row["rank"] != 1:
            continue
        face_id = row["face_id"]
        pupil = named[face_id] if words.get(face_id, NOTHING).decided else named[face_id] or of_person.get(_person(row))
        state = "named" if pupil is not None else "uncertain" if face_id in settled.open_faces else "unknown"
        xyxy = (row["x1"], row["y1"], row["x2"], row["y2"])
        boxes.append(FaceBox(face_id, row["photo_id"], xyxy, state, pupil, row["decision"] == "drawn"))
    return tuple(boxes)
