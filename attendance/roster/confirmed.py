"""Faces of class photos that a person confirmed: somebody may keep one as a further reference photo; none is kept by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from attendance.district import District
from attendance.errors import BadFile, Message, NotAllowed
from attendance.i18n import N_
from attendance.office.access import Account, Page
from attendance.roster import storing
from attendance.roster.portraits import NOT_ALONE, cut_out
from attendance.roster.references import in_words, with_models
from attendance.said import Said, of_faces, standing
from data import faces, references
from data.database import Row
from data.errors import VaultError
from recognition.photo import decode, inspect
from recognition.pipeline import Pipeline
from recognition.quality import MIN_REFERENCE_BLUR, MIN_REFERENCE_SIZE, Unusable

MOST_SHOWN = 24
GONE = N_("The class photo was deleted after its time, so this face cannot be kept any more.")


@dataclass(frozen=True)
class ConfirmedFace:
    """A face that a person said is this pupil.

    Attributes:
        crop: WebP of 112 px, None where it was deleted.
        face_px: Its height in pixels of the class photo as it is kept, from which a reference would be cut.
        problem: Why it cannot be kept as a reference photo, as far as is known without reading it again.
        kept: Whether it is a reference photo already.
    """

    face_id: int
    pupil_id: int
    day: date
    crop: bytes | None
    face_px: int
    problem: Message | None
    kept: bool


def of_pupil(district: District, account: Account, pupil_id: int, face_ids: Sequence[int] = ()) -> tuple[ConfirmedFace, ...]:
    """The faces that people said are this pupil, those of the latest day first, at most MOST_SHOWN.

    Args:
        face_ids: Only of these, where any are given.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    named = _named(district, account, pupil_id)
    wanted = named & set(face_ids) if face_ids else named
    stored = references.of_pupils(district.db, account.scope, [pupil_id])
    kept = set(stored["face_id"].dropna().astype(int))
    shown = []
    for row in faces.with_photos(district.db, account.scope, wanted)[:MOST_SHOWN]:
        face_px = _height(row, _photo(district, row))
        shown.append(
            ConfirmedFace(
                face_id=row["face_id"],
                pupil_id=pupil_id,
                day=row["day"],
                crop=_stored(district, row["crop_name"]),
                face_px=face_px,
                problem=_problem(row, face_px),
                kept=row["face_id"] in kept,
            )
        )
    return tuple(shown)


def taken_back(district: District, account: Account, pupil_id: int, face_ids: Sequence[int]) -> set[int]:
    """Those of the faces that no person's word names as this pupil any more, as far as the account's blocks reach.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    if not face_ids:
        return set()
    visible = {int(row["face_id"]) for row in faces.with_photos(district.db, account.scope, face_ids)}
    return visible - _named(district, account, pupil_id)


def keep(district: District, account: Account, pipeline: Pipeline, pupil_id: int, face_id: int) -> int:
    """Keep a confirmed face as a reference photo, cut out of the class photo; returns its reference_photo_id.

    The same face again changes nothing.

    Raises:
        NotAllowed: Nobody said that this face is this pupil, or it is outside the account's blocks.
        BadFile: The face may not serve, the class photo was deleted, or the face is another pupil's reference photo.
        BadEntry: The pupil has as many as are kept.
        Unavailable: The disk is full or the model is missing.
    """
    account.require(Page.PUPILS)
    rows = faces.with_photos(district.db, account.scope, _named(district, account, pupil_id) & {face_id})
    if not rows:
        raise NotAllowed(N_("Nobody has confirmed this face as this pupil. Decide it on the Review page first."))
    stored = references.of_pupils(district.db, account.scope, [pupil_id])
    if len(mine := stored[stored["face_id"] == face_id]):
        return int(mine["reference_photo_id"].iloc[0])
    (row,) = rows
    photo = _photo(district, row)
    problem = _problem(row, _height(row, photo))
    portrait = None
    if photo is not None and problem is None:
        pixels = decode(photo).pixels
        box = np.array([row["x1"], row["y1"], row["x2"], row["y2"]], np.float32) * (pixels.shape[1] / row["width"])
        portrait = with_models(lambda: cut_out(pipeline, pixels, box))
        problem = portrait.problem if portrait else Message(NOT_ALONE)
    if portrait is None or problem:
        why = problem or Message(GONE)
        raise BadFile(why.text, **why.values)
    (key,) = storing.put(district, account, [portrait.ready(pupil_id, "class_photo", face_id)])
    return key


def _named(district: District, account: Account, pupil_id: int) -> set[int]:
    """The faces that people's standing words name as this pupil."""
    words = of_faces(standing(Said.of(row) for row in faces.said_near_pupil(district.db, account.scope, pupil_id)))
    return {face_id for face_id, word in words.items() if word.pupil_id == pupil_id}


def _photo(district: District, row: Row) -> bytes | None:
    """The class photo as it is kept, smaller than it came; None after it was deleted."""
    return _stored(district, row["vault_name"])


def _stored(district: District, name: str | None) -> bytes | None:
    try:
        return district.vault.get(name) if name else None
    except VaultError:
        return None


def _height(row: Row, photo: bytes | None) -> int:
    """The face's height in pixels of the photo as it is kept, 0 without one."""
    return round((row["y2"] - row["y1"]) * inspect(photo).width / row["width"]) if photo else 0


def _problem(row: Row, face_px: int) -> Message | None:
    found = {
        Unusable.TOO_SMALL: face_px < MIN_REFERENCE_SIZE,
        Unusable.BLURRED: row["blur"] < MIN_REFERENCE_BLUR,
        Unusable.CUT: row["cut"],
    }
    if not face_px:
        return Message(GONE)
    return next((in_words(why, face_px) for why, wrong in found.items() if wrong), None)
