"""A class day made by hand: photos of class section 301 with faces that the machine matched as told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from PIL import Image

from attendance.derive import derive
from attendance.office.access import Account, Role
from attendance.register.review import ClassDayKey
from data import register
from data.clock import today
from data.database import Row, Transaction
from data.scope import Scope
from recognition.photo import encode_webp
from tests.data.two_blocks import put
from tests.support import Small

EVERYTHING = Scope.everything()
MOMENT = datetime(2026, 11, 23, 6)
ASHA = Account("asha", "Asha", Role.DIVISION)
RAVI = Account("ravi", "Ravi", Role.BRC, frozenset({"sabour"}))
SIDE = 900
"""Of each photo, in pixels; a face's box is 50 px wide and stands 60 px right of the one before."""


@dataclass
class Face:
    """A face as the machine matched it: candidates most similar first, with their similarities."""

    person: int
    decision: str
    candidates: Sequence[tuple[int, float]] = ()
    evidence: float | None = None
    face_id: int = field(default=0)


@dataclass
class Room:
    """The small district with a class day.

    Attributes:
        sections: The class sections that the photos show together.
    """

    small: Small
    day: date = field(default_factory=today)
    sections: tuple[int, ...] = (301,)
    submissions: int = 0

    def add_people(self) -> None:
        """Accounts for Asha and Ravi."""
        for account in (ASHA, RAVI):
            told = {"username": account.username, "name": account.name, "role": account.role.value}
            self.write(
                lambda tx, told=told: put(
                    tx, "account", **told, password_hash="x", must_change=False, created_at=MOMENT, created_by="x"
                )  # type: ignore[misc]
            )

    def write(self, work) -> None:  # type: ignore[no-untyped-def]
        self.small.district.db.write(work)

    def submit(self, *photos: Sequence[Face]) -> list[list[int]]:
        """Photos that were read; returns the faces' numbers by photo, and lets the class days follow."""
        self.submissions += 1
        first = 30_000 + 1_000 * self.submissions

        def work(tx: Transaction) -> None:
            place = {"school_id": 201, "block_id": "sabour", "day": self.day, "source": "visit"}
            sent = {"submitted_by": "x", "submitted_at": MOMENT, "read_at": MOMENT, "class_sections": list(self.sections)}
            put(tx, "submission", submission_id=f"s{self.submissions}", **place, **sent)
            for number, faces in enumerate(photos):
                sha = f"{first + 100 * number:064}"
                kept = {"width": SIDE, "height": SIDE, "faces": len(faces), "vault_name": f"photo/{sha}"}
                photo = {"photo_id": first + 100 * number, "submission_id": f"s{self.submissions}", "sha256": sha}
                put(tx, "photo", **photo, side="front", file_name="p.jpg", **kept)
                for index, face in enumerate(faces):
                    face.face_id = first + 100 * number + 1 + index
                    _put_face(tx, photo["photo_id"], index, face)
            derive(tx, self.sections, self.day)

        self.write(work)
        return [[face.face_id for face in faces] for faces in photos]

    def keep_photo(self, photo_id: int) -> None:
        """Put a grey picture in the vault as the kept photo."""
        webp = encode_webp(Image.new("RGB", (SIDE, SIDE), "grey"), None, 50)
        self.small.district.vault.put(f"photo/{photo_id:064}", webp)

    def key(self, section: int = 301) -> ClassDayKey:
        """The class day as it stands."""
        return ClassDayKey(section, self.day, self.class_day(section)["rev"])

    def class_day(self, section: int = 301) -> Row:
        row = register.class_day(self.small.district.db, EVERYTHING, section, self.day)
        assert row is not None
        return row

    def mark(self, pupil: int, section: int = 301) -> str:
        frame = register.marks(self.small.district.db, EVERYTHING, section, self.day)
        return str(frame.set_index("pupil_id").loc[pupil, "mark"])

    def said(self, section: int = 301) -> list[Row]:
        """All verdicts, oldest first."""
        return register.verdicts(self.small.district.db, EVERYTHING, [section], self.day)

    def figures(self, section: int = 301) -> tuple[Row, list[Row]]:
        """The class day and its marks, without what counts or dates its changes."""
        row = {name: value for name, value in self.class_day(section).items() if name not in ("rev", "updated_at")}
        frame = register.marks(self.small.district.db, EVERYTHING, section, self.day)
        return row, frame[["pupil_id", "mark", "marked_by"]].to_dict("records")


def _put_face(tx: Transaction, photo_id: int, index: int, face: Face) -> None:
    box = {"x1": 60 * index, "y1": 0, "x2": 60 * index + 50, "y2": 60}
    seen = {"confidence": 1, "blur": 99, "cut": False, "crop_name": f"crop/x{face.face_id}", "model": "m", "sealed": b"x"}
    put(tx, "face", face_id=face.face_id, photo_id=photo_id, person=face.person, **box, **seen)
    used = {"model": "m", "accept_at": 0.61, "uncertain_at": 0.35, "margin": 0.04}
    for rank, (pupil, similarity) in enumerate(face.candidates or ((None, None),), start=1):
        told = {"decision": face.decision, "evidence": face.evidence} if rank == 1 else {"decision": "candidate"}
        put(tx, "match", face_id=face.face_id, rank=rank, pupil_id=pupil, similarity=similarity, **told, **used)


def remove_photos(tx: Transaction) -> None:
    """As if none had come."""
    for table in ("match", "face", "photo", "submission", "attendance", "class_day"):
        tx._cursor().execute(f"DELETE FROM {table}").fetchall()  # noqa: S608 - names from this file
