"""What people said about faces and pupils, and which of it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from data.database import Row


@dataclass(frozen=True)
class Said:
    """A verdict: see the table ``verdict`` for its kinds."""

    verdict_id: int
    kind: Literal["same", "other", "unknown", "present", "absent", "undo"]
    face_id: int | None = None
    pupil_id: int | None = None
    undoes: int | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        """From a row of ``verdict``."""
        return cls(row["verdict_id"], row["kind"], row["face_id"], row["pupil_id"], row["undoes"])


def standing(said: Iterable[Said]) -> list[Said]:
    """The verdicts that nobody took back, oldest first; a taking back can itself be taken back."""
    ordered = sorted(said, key=lambda verdict: verdict.verdict_id)
    undone: set[int] = set()
    for verdict in reversed(ordered):
        if verdict.kind == "undo" and verdict.verdict_id not in undone and verdict.undoes is not None:
            undone.add(verdict.undoes)
    return [verdict for verdict in ordered if verdict.kind != "undo" and verdict.verdict_id not in undone]
