"""Putting reference photos in place: sealed in the vault first, then their rows, all of them in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attendance.district import District
from attendance.errors import BadEntry, BadFile, Changed, NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.office import audit, consent, room
from attendance.office.access import Account
from attendance.office.models import in_use
from data import pupils, references
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope, StorageFull
from data.references import NewReference, Source, face_name

MOST_OF_A_PUPIL = 5
"""More references of one pupil cost storage and tell little more: a template is their mean."""


@dataclass(frozen=True, eq=False)
class Ready:
    """A reference photo that was found good, not stored yet.

    Attributes:
        sha256: Of the file it comes from; of `photo` where it was cut out of a larger one.
        photo: The photo as it is kept, WebP, good enough to make a template of another model from.
        face: Its face, WebP of 112 px.
        face_px: The face's height in pixels of the photo.
        embedding: Float32 (512,) of `model`.
        face_id: Which face of a class photo it is.
    """

    pupil_id: int
    sha256: str
    photo: bytes
    face: bytes
    face_px: int
    embedding: NDArray[np.float32]
    model: str
    source: Source = "photo"
    face_id: int | None = None


def put(district: District, account: Account, ready: Sequence[Ready], instead_of: int | None = None) -> list[int]:
    """Store reference photos, all or none; returns each one's reference_photo_id. What a pupil has already changes nothing.

    Args:
        instead_of: The reference photo that the only one of them replaces.

    Raises:
        NotAllowed: The account's blocks do not reach a pupil or the photo that is replaced.
        BadFile: A photo is another pupil's already.
        BadEntry: A pupil has as many as are kept, or no legal ground for one is recorded.
        Changed: It was read with a model that is no longer in use.
        Unavailable: The disk is full, or nearly.
    """
    room.require(district, sum(len(one.photo) + len(one.face) for one in ready))
    names = [f"reference/{uuid.uuid4().hex}" for _ in ready]

    def work(tx: Transaction) -> tuple[list[int], list[str]]:
        if any(one.model != in_use(tx) for one in ready):
            raise Changed(N_("The recognition model was changed meanwhile. Choose the photo again."))
        known = [_stored_already(tx, account, one, instead_of) for one in ready]
        if all(known):
            return [key for key in known if key], names
        consent.require(tx, account, [one.pupil_id for one, there in zip(ready, known, strict=True) if not there])
        old = references.remove(tx, account.scope, instead_of) if instead_of else None
        keys = [
            there or _add(tx, district, account, one, name, replaces=bool(old))
            for one, name, there in zip(ready, names, known, strict=True)
        ]
        idle = [name for name, there in zip(names, known, strict=True) if there]
        return keys, [*idle, *([old["vault_name"]] if old else [])]

    try:
        for one, name in zip(ready, names, strict=True):
            district.vault.put(name, one.photo)
            district.vault.put(face_name(name), one.face)
        keys, idle = district.db.write(work)
    except BaseException as problem:
        erase(district, names)
        if isinstance(problem, StorageFull):
            raise Unavailable(N_("The disk is full: the photo was not saved. Make room, then save it again.")) from problem
        if isinstance(problem, OutOfScope):
            raise not_yours() from problem
        raise
    erase(district, idle)
    return keys


def erase(district: District, vault_names: Sequence[str]) -> None:
    """Delete reference photos and their faces from the vault."""
    for name in vault_names:
        district.vault.remove(name)
        district.vault.remove(face_name(name))


def template_name(reference_photo_id: int) -> str:
    """The name a template is sealed under."""
    return f"template/{reference_photo_id}"


def template_bytes(embedding: NDArray[np.float32]) -> bytes:
    """A template's plain bytes: float32, little-endian."""
    return embedding.astype("<f4").tobytes()


def not_yours() -> NotAllowed:
    """A pupil or photo outside the account's blocks, or gone."""
    return NotAllowed(N_("This pupil or photo is not there for you. Open the class again and choose from it."))


def _add(tx: Transaction, district: District, account: Account, one: Ready, name: str, replaces: bool) -> int:
    photo = NewReference(
        pupil_id=one.pupil_id,
        sha256=one.sha256,
        vault_name=name,
        face_px=one.face_px,
        model=one.model,
        seal=lambda key: district.vault.seal(template_bytes(one.embedding), template_name(key)),
        added_by=account.username,
        source=one.source,
        face_id=one.face_id,
    )
    key = references.add(tx, account.scope, photo)
    pupil: Row = pupils.get(tx, account.scope, one.pupil_id)
    what = "reference_photo.replaced" if replaces else "reference_photo.added"
    detail = {"reference_photo_id": key, "face_px": one.face_px, "source": one.source, "face": one.face_id}
    audit.record(tx, account, what, f"pupil:{one.pupil_id}", pupil["block_id"], **detail)
    return key


def _stored_already(tx: Statements, account: Account, one: Ready, instead_of: int | None) -> int | None:
    """The key of the same photo of the same pupil; refuses another pupil's photo and one too many."""
    mine = references.of_pupils(tx, account.scope, [one.pupil_id])
    same = mine[mine["sha256"] == one.sha256]
    if len(same):
        return int(same["reference_photo_id"].iloc[0])
    if references.owners(tx, one.sha256):
        raise BadFile(N_("This photo is already another pupil's reference photo. Take one of this pupil."))
    if len(mine) >= MOST_OF_A_PUPIL and not instead_of:
        raise BadEntry(N_("This pupil has {most} reference photos. Replace one of them."), most=MOST_OF_A_PUPIL)
    return None
