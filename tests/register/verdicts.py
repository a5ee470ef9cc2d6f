"""Verdicts on faces that were asked about, put straight into the tables."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from data.database import Transaction
from recognition.weights import CASIA_NAME
from tests.data.two_blocks import put
from tests.support import Small

DAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 23, 6)
RIGHT, WRONG = 401, 402
"""The pupil that the machine proposes for each face, and another of the class."""


def drawn(persons: int, seed: int = 5, middle: float = 0.35, width: float = 0.05) -> list[tuple[float, bool]]:
    """Evidence between .2 and .6 and whether the proposal was right, which becomes likelier around `middle`."""
    random = np.random.default_rng(seed)
    evidence = random.uniform(0.2, 0.6, persons)
    right = random.random(persons) < 1 / (1 + np.exp(-(evidence - middle) / width))
    return [(float(one), bool(same)) for one, same in zip(evidence, right, strict=True)]


class Verdicts:
    """Adds faces and what was said of them to a district; keys count from 20,000."""

    def __init__(self, small: Small, model: str = CASIA_NAME) -> None:
        self.db = small.district.db
        self.model = model
        self._next = 20_000

    def add(self, decided: Sequence[tuple[float, bool]]) -> None:
        """One person each, who was asked about."""
        self.db.write(lambda tx: [self._person(tx, evidence, same) for evidence, same in decided])

    def add_face(
        self,
        evidence: float | None,
        same: bool,
        *,
        decision: str = "uncertain",
        kind: str | None = None,
        second: float | None = None,
        of: int | None = None,
    ) -> int:
        """One face; returns its verdict's key.

        Args:
            kind: The verdict; by default same or unknown.
            second: The similarity of a second candidate.
            of: The person of an earlier face's verdict whom it belongs to.
        """
        return self.db.write(lambda tx: self._person(tx, evidence, same, decision=decision, kind=kind, second=second, of=of))

    def undo(self, verdict_id: int) -> None:
        """Take a verdict back."""
        key = self._key()
        row = {"verdict_id": key, "kind": "undo", "undoes": verdict_id}
        self.db.write(lambda tx: put(tx, "verdict", class_section_id=301, day=DAY, said_by="x", said_at=MOMENT, **row))

    def say_again(self, face_id: int, kind: str) -> None:
        """A later word on a face, whose key is its first verdict's."""
        row = {
            "verdict_id": self._key(),
            "kind": kind,
            "face_id": face_id,
            "pupil_id": {"same": RIGHT, "other": WRONG, "not_this": RIGHT}.get(kind),
        }
        self.db.write(lambda tx: put(tx, "verdict", class_section_id=301, day=DAY, said_by="x", said_at=MOMENT, **row))

    def _key(self) -> int:
        self._next += 1
        return self._next

    def _person(
        self,
        tx: Transaction,
        evidence: float | None,
        same: bool,
        decision: str = "uncertain",
        kind: str | None = None,
        second: float | None = None,
        of: int | None = None,
    ) -> int:
        key = self._key()
        if key == 20_001:
            place = {"school_id": 201, "block_id": "sabour", "day": DAY, "source": "visit", "class_sections": [301]}
            put(tx, "submission", submission_id="s", submitted_by="x", submitted_at=MOMENT, read_at=MOMENT, **place)
            put(tx, "photo", photo_id=19_999, submission_id="s", sha256="a" * 64, side="front", file_name="p.jpg")
        box = {"x1": 0, "y1": 0, "x2": 40, "y2": 50, "confidence": 1, "blur": 99, "cut": False, "crop_name": "crop/x"}
        put(tx, "face", face_id=key, photo_id=19_999, person=of or key, model=self.model, sealed=b"x", **box)
        used = {"model": self.model, "accept_at": 0.5, "uncertain_at": 0.35, "margin": 0.05}
        likeness = 0.1 + (0.4 if evidence is None else evidence)
        first = {"rank": 1, "pupil_id": RIGHT, "similarity": likeness, "decision": decision, "evidence": evidence}
        put(tx, "match", face_id=key, **first, **used)
        if second is not None:
            put(tx, "match", face_id=key, rank=2, pupil_id=WRONG, similarity=second, decision="candidate", **used)
        said = kind or ("same" if same else "unknown")
        named = {"same": RIGHT, "other": WRONG}.get(said)
        row = {"verdict_id": key, "kind": said, "face_id": key, "pupil_id": named, "said_by": "x", "said_at": MOMENT}
        put(tx, "verdict", class_section_id=301, day=DAY, **row)
        return key
