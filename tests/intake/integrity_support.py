"""Submissions as the checks see them, without photos: what was read is made up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attendance.intake.integrity.finding import CheckedPhoto, Subject
from attendance.intake.reading import taken_of
from attendance.office import settings
from data import submissions
from data.database import Transaction
from data.scope import Scope
from data.submissions import NewPhoto
from recognition.fusing import fuse
from recognition.matching import Gallery, match_class_day
from recognition.pipeline import PhotoFacts
from recognition.quality import FaceQuality
from recognition.reshot import Reshot
from tests.support import Small

EVERYTHING = Scope.everything()
MONDAY = date(2026, 11, 23)
MODEL = "model"
CLEAR = FaceQuality(size=60.0, blur=400.0, confidence=0.99, cut=False, light=120.0)
_numbers = count(1)


def someone(number: int, like: int | None = None, share: float = 0.0) -> NDArray[np.float32]:
    """A face's embedding, (512,): of nobody else, but for the `share` that it has from another one."""
    vector = np.random.default_rng(number).normal(size=512)
    if like is not None:
        vector = share * _unit(np.random.default_rng(like).normal(size=512)) + (1 - share**2) ** 0.5 * _unit(vector)
    return _unit(vector).astype(np.float32)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / np.linalg.norm(vector)


def facts(faces: Sequence[NDArray[np.float32]] = (), quality: FaceQuality = CLEAR, **changes: Any) -> PhotoFacts:
    """A good photo of these faces, taken on Monday morning by a camera that says nothing else."""
    n = len(faces)
    usual = PhotoFacts(
        width=4000,
        height=3000,
        format="JPEG",
        taken_at=None,
        min_face=40,
        xyxy=np.zeros((n, 4), np.float32),
        confidence=np.ones(n, np.float32),
        landmarks=np.zeros((n, 5, 2), np.float32),
        embeddings=np.stack(faces) if n else np.empty((0, 512), np.float32),
        model=MODEL,
        quality=(quality,) * n,
        fingerprint=0,
        sharpness=120.0,
        light=120.0,
        camera=None,
        software=None,
        latitude=None,
        longitude=None,
        reshot=Reshot(),
    )
    return replace(usual, **changes)


def sent(
    small: Small,
    photos: Sequence[PhotoFacts],
    *,
    day: date = MONDAY,
    sections: Sequence[int] = (301,),
    source: str = "portal",
    read: bool = False,
    submitted_at: datetime | None = None,
) -> str:
    """A submission of these photos, stored; its identifier. When it is `read`, so is what they say of themselves."""
    submission_id = f"sent-{next(_numbers)}"
    new = [NewPhoto(f"{next(_numbers):064x}", "front", "photo.jpg") for _ in photos]

    def work(tx: Transaction) -> None:
        submissions.add(
            tx,
            EVERYTHING,
            submission_id=submission_id,
            school_id=201,
            day=day,
            source=source,
            class_sections=sections,
            submitted_by="mis",
            photos=new,
            submitted_at=submitted_at or datetime.combine(day, datetime.min.time()).replace(hour=5),
        )
        if read:
            submissions.mark_read(tx, EVERYTHING, submission_id, taken_of(photos))

    small.district.db.write(work)
    return submission_id


def subject(small: Small, photos: Sequence[PhotoFacts], gallery: Gallery | None = None, **how: Any) -> Subject:
    """These photos sent (`how` as `sent`) and matched with a gallery, by default an empty one, and not stored yet."""
    submission_id = sent(small, photos, **how)
    row = submissions.get(small.district.db, EVERYTHING, submission_id)
    assert row is not None
    chosen = settings.load(small.district)
    embeddings = [found.embeddings for found in photos]
    nobody = Gallery((), np.empty((0, 512), np.float32), MODEL)
    matches = match_class_day(embeddings, gallery or nobody, chosen.thresholds, model=MODEL)
    rows = submissions.photos(small.district.db, EVERYTHING, submission_id)
    checked = [CheckedPhoto(*one) for one in zip(rows, photos, matches, strict=True)]
    return Subject(small.district, row, checked, fuse(matches, embeddings, chosen.thresholds), MODEL, chosen)
