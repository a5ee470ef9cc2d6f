"""Reference photos: one good face of one pupil, from which a template for recognition is made."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from attendance.district import District
from attendance.errors import BadEntry, BadFile, Message, Unavailable
from attendance.i18n import N_
from attendance.office import audit, consent
from attendance.office.access import Account, Page
from attendance.roster import storing
from attendance.roster.storing import Ready, erase, not_yours
from attendance.unreadable import unreadable
from data import pupils, references
from data.database import Row, Transaction
from data.errors import OutOfScope
from recognition.errors import UnreadablePhoto, WeightsChanged, WeightsMissing
from recognition.photo import encode_webp
from recognition.pipeline import Pipeline, ReferenceReading
from recognition.quality import MIN_REFERENCE_SIZE, Unusable

T = TypeVar("T")

KEPT_PX = 1280
KEPT_QUALITY = 90
"""Kept well enough to make templates of another model from: at 1,280 px a portrait's face is far above the 160 px they need."""
FACE_QUALITY = 80


@dataclass(frozen=True, eq=False)
class ReferenceCheck:
    """What a photo is worth as a reference.

    Attributes:
        problems: Why it may not serve, each with the next step; empty when it may.
        face_px: The face's height in pixels, 0 without exactly one face.
        face: The face as a small WebP, None without exactly one face.
    """

    problems: tuple[Message, ...]
    face_px: int
    face: bytes | None
    sha256: str
    reading: ReferenceReading | None

    @property
    def usable(self) -> bool:
        """Whether it may be added."""
        return not self.problems


def check(pipeline: Pipeline, data: bytes) -> ReferenceCheck:
    """Look at a photo; nothing is stored.

    Raises:
        Unavailable: The recognition model is missing.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        reading = with_models(lambda: pipeline.read_reference(data))
    except UnreadablePhoto as problem:
        return ReferenceCheck((unreadable(problem),), 0, None, sha256, None)
    return ReferenceCheck(
        problems=problems_of(reading),
        face_px=round(reading.quality.size) if reading.quality else 0,
        face=None if reading.crop is None else encode_webp(reading.crop, None, FACE_QUALITY),
        sha256=sha256,
        reading=reading,
    )


def with_models(work: Callable[[], T]) -> T:
    """Run what needs the recognition model.

    Raises:
        Unavailable: It is missing or was changed.
    """
    try:
        return work()
    except (WeightsMissing, WeightsChanged) as problem:
        raise Unavailable(
            N_("The recognition model is missing or was changed. Ask the MIS in-charge to install it again.")
        ) from problem


def add(district: District, account: Account, pipeline: Pipeline, pupil_id: int, data: bytes) -> int:
    """Give a pupil a reference photo; returns its reference_photo_id. The same photo again changes nothing.

    Raises:
        NotAllowed: The role or its blocks do not reach the pupil.
        BadFile: The photo may not serve, or it is another pupil's already.
        BadEntry: The pupil has as many as are kept, or no legal ground for one is recorded.
        Unavailable: The disk is full or the model is missing.
    """
    account.require(Page.PUPILS)
    if known := _stored_already(district, account, pupil_id, hashlib.sha256(data).hexdigest()):
        return known
    consent.require(district.db, account, [pupil_id])  # before the photo is looked at: thousands come in a zip
    return save(district, account, pupil_id, check(pipeline, data))


def replace(district: District, account: Account, pipeline: Pipeline, reference_photo_id: int, data: bytes) -> int:
    """Put another photo in a reference photo's place; raises as `add`."""
    account.require(Page.PUPILS)
    pupil_id = _photo(district, account, reference_photo_id)["pupil_id"]
    return save(district, account, pupil_id, check(pipeline, data), instead_of=reference_photo_id)


def save(district: District, account: Account, pupil_id: int, checked: ReferenceCheck, instead_of: int | None = None) -> int:
    """Store a photo that was checked, as a page does after showing the result; raises as `add`.

    Args:
        instead_of: The reference photo that it replaces.
    """
    account.require(Page.PUPILS)
    if known := _stored_already(district, account, pupil_id, checked.sha256):
        return known
    reading = checked.reading
    if reading is None or reading.embedding is None or not checked.usable or checked.face is None:
        raise BadFile(checked.problems[0].text, **checked.problems[0].values)
    ready = Ready(
        pupil_id=pupil_id,
        sha256=checked.sha256,
        photo=encode_webp(reading.photo.picture, KEPT_PX, KEPT_QUALITY),
        face=checked.face,
        face_px=checked.face_px,
        embedding=reading.embedding,
        model=reading.model,
    )
    (key,) = storing.put(district, account, [ready], instead_of)
    return key


def remove(district: District, account: Account, reference_photo_id: int, reason: str) -> None:
    """Take a reference photo out of use; the photo and its template are deleted, that it existed is kept.

    Raises:
        NotAllowed: The role or its blocks do not reach it, or it was removed already.
        BadEntry: No reason is given.
    """
    account.require(Page.PUPILS)
    if not reason.strip():
        raise BadEntry(N_("Say why the photo is removed."))

    def work(tx: Transaction) -> Row:
        gone = references.remove(tx, account.scope, reference_photo_id)
        subject = f"pupil:{gone['pupil_id']}"
        detail = {"reference_photo_id": reference_photo_id, "reason": reason.strip()}
        audit.record(tx, account, "reference_photo.removed", subject, gone["block_id"], **detail)
        return gone

    try:
        gone = district.db.write(work)
    except OutOfScope as problem:
        raise not_yours() from problem
    erase(district, [gone["vault_name"]])


def _photo(district: District, account: Account, reference_photo_id: int) -> Row:
    try:
        return references.get(district.db, account.scope, reference_photo_id)
    except OutOfScope as problem:
        raise not_yours() from problem


def _stored_already(district: District, account: Account, pupil_id: int, sha256: str) -> int | None:
    """The key of the same photo of the same pupil."""
    try:
        pupils.get(district.db, account.scope, pupil_id)
    except OutOfScope as problem:
        raise not_yours() from problem
    mine = references.of_pupils(district.db, account.scope, [pupil_id])
    same = mine[mine["sha256"] == sha256]
    return int(same["reference_photo_id"].iloc[0]) if len(same) else None


def problems_of(reading: ReferenceReading) -> tuple[Message, ...]:
    """Why a photo may not serve as a reference, in words, each with the next step."""
    size = round(reading.quality.size) if reading.quality else 0
    return tuple(in_words(why, size, len(reading.photo)) for why in reading.problems)


def in_words(why: Unusable, face_px: int, faces: int = 1) -> Message:
    """Why a face may not serve as a reference, with the next step.

    Args:
        face_px: The face's height in pixels.
        faces: How many were found in the photo.
    """
    match why:
        case Unusable.NO_FACE:
            return Message(N_("No face is found in the photo. Take it from the front, in good light, with the whole head."))
        case Unusable.MANY_FACES:
            return Message(
                N_("{faces} faces are found. A reference photo shows one pupil alone: take it without others behind."),
                {"faces": faces},
            )
        case Unusable.TOO_SMALL:
            return Message(
                N_("The face is {size} pixels high and should be at least {least}. Come closer and take it again."),
                {"size": face_px, "least": MIN_REFERENCE_SIZE},
            )
        case Unusable.BLURRED:
            return Message(N_("The face is blurred. Wipe the lens, hold the phone still and take it again."))
        case Unusable.CUT:
            return Message(N_("The face is cut by the edge of the photo. Take it again with the whole head in the picture."))
