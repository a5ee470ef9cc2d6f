"""What the checks see of a submission, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from attendance.district import District
from attendance.office.settings import Settings
from data.database import Row
from recognition.fusing import Fused
from recognition.matching import FaceMatch
from recognition.pipeline import PhotoFacts


@dataclass(frozen=True)
class CheckedPhoto:
    """A photo that could be read: its row, what it shows, and its faces' matches in the order of its faces."""

    row: Row
    facts: PhotoFacts
    matches: Sequence[FaceMatch]

    @property
    def photo_id(self) -> int:
        """Its number."""
        return int(self.row["photo_id"])


@dataclass(frozen=True)
class Subject:
    """A submission that was read and is not stored yet.

    Attributes:
        submission: See `data.submissions.get`.
        photos: Those that could be read.
        fused: What all of them say together; its clusters are in the order of ``photos``.
        model: What they were read with.
    """

    district: District
    submission: Row
    photos: Sequence[CheckedPhoto]
    fused: Fused
    model: str
    settings: Settings


@dataclass(frozen=True)
class Finding:
    """Something odd.

    Attributes:
        kind: As in the table ``flag``.
        severity: 1 a hint, 2 to be asked, 3 most likely a fake.
        cause: Flags of one cause are one item on the desk, and one decision settles all: the same source, the same school
            and day with the same fault. Holds no name.
        evidence: What was measured; of other blocks' rows only keys, never what those rows say.
        photo_id: None when it is about the class day as a whole.
    """

    kind: str
    severity: int
    cause: str
    evidence: dict[str, Any] = field(default_factory=dict)
    photo_id: int | None = None
