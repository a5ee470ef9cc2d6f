"""What people said about faces and pupils, and which of it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from data.database import Row

Kind = Literal["same", "other", "unknown", "not_this", "tagged", "present", "absent", "undo"]


@dataclass(frozen=True)
class Said:
    """A verdict: see the table ``verdict`` for its kinds."""

    verdict_id: int
    kind: Kind
    face_id: int | None = None
    pupil_id: int | None = None
    undoes: int | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        """From a row of ``verdict``."""
        return cls(row["verdict_id"], row["kind"], row["face_id"], row["pupil_id"], row["undoes"])


@dataclass(frozen=True)
class Word:
    """What people's standing verdicts say of one face.

    Attributes:
        decided: Whether somebody said who it is, or that nobody can be named.
        pupil_id: Whom it was named as.
        never: Who it is not, whatever the machine proposes.
        drawn: Whether a person drew it.
    """

    decided: bool = False
    pupil_id: int | None = None
    never: frozenset[int] = frozenset()
    drawn: bool = False


NOTHING = Word()


def standing(said: Iterable[Said]) -> list[Said]:
    """The verdicts that nobody took back, oldest first; a taking back can itself be taken back."""
    ordered = sorted(said, key=lambda verdict: verdict.verdict_id)
    undone = taken_back(ordered)
    return [verdict for verdict in ordered if verdict.kind != "undo" and verdict.verdict_id not in undone]


def taken_back(said: Iterable[Said]) -> set[int]:
    """The verdicts, and takings back, that somebody took back."""
    undone: set[int] = set()
    for verdict in sorted(said, key=lambda verdict: -verdict.verdict_id):
        if verdict.kind == "undo" and verdict.verdict_id not in undone and verdict.undoes is not None:
            undone.add(verdict.undoes)
    return undone


def of_faces(stand: Iterable[Said]) -> dict[int, Word]:
    """What standing verdicts say of each face that any of them is about; the later word goes before the earlier.

    "Not this pupil" takes that name from the face, and only that: whoever else it was named as stays. Naming it as that pupil
    after all takes the earlier "not" back.

    Args:
        stand: Oldest first, as `standing` gives them.
    """
    words: dict[int, Word] = {}
    for verdict in stand:
        if verdict.face_id is None:
            continue
        before = words.get(verdict.face_id, NOTHING)
        drawn = before.drawn or verdict.kind == "tagged"
        if verdict.kind != "not_this" or verdict.pupil_id is None:
            words[verdict.face_id] = Word(True, verdict.pupil_id, before.never - {verdict.pupil_id}, drawn)
        elif before.pupil_id == verdict.pupil_id:
            words[verdict.face_id] = Word(False, None, before.never | {verdict.pupil_id}, drawn)
        else:
            words[verdict.face_id] = Word(before.decided, before.pupil_id, before.never | {verdict.pupil_id}, drawn)
    return words
