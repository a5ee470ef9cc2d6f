"""Faces that the machine missed and a person draws on the photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import N_
from attendance.office.access import Account
from attendance.said import NOTHING, Said, of_faces, standing
from data import faces, register
from data.clock import utc_now
from data.database import Transaction
from data.errors import VaultError
from data.scope import Scope
from recognition import embedding
from recognition.photo import decode, encode_webp

Box = tuple[float, float, float, float]
LEAST_PX = 10
"""Pixels of the photo. Nobody is known by a smaller face; a slip of the finger draws one."""
SAME_FACE = 0.5
"""Boxes that share so much of what they cover together are of one face: the usual measure for detections (PASCAL VOC)."""
CROP_PX, CROP_MARGIN, CROP_QUALITY = 112, 32, 80
"""As the crops of the faces that the machine found."""


@dataclass(frozen=True)
class Drawn:
    """A face as it was drawn, not stored yet but for its crop."""

    face_id: int
    class_section_id: int
    day: date
    photo_id: int
    xyxy: Box
    crop_name: str


def prepare(district: District, account: Account, class_section_id: int, day: date, photo_id: int, xyxy: Box) -> Drawn:
    """Check the box, and keep the face's crop, cut out of the kept photo.

    Args:
        xyxy: Pixels of the upright photo; what lies outside it is cut off.

    Raises:
        NotAllowed: The photo is not of a class day within the account's scope.
        BadEntry: The box is too small.
        Changed: The photo was deleted after its time.
    """
    photos = faces.photos_of_class_day(district.db, account.scope, class_section_id, day)
    photo = next((row for row in photos if row["photo_id"] == photo_id), None)
    if photo is None or photo["width"] is None:
        raise NotAllowed(N_("This photo does not belong to the class day you are looking at."))
    box = inside(xyxy, photo["width"], photo["height"])
    if min(box[2] - box[0], box[3] - box[1]) < LEAST_PX:
        raise BadEntry(N_("The box is too small. Draw it around the whole face."))
    try:
        picture = decode(district.vault.get(photo["vault_name"])).picture
    except VaultError as problem:
        raise Changed(N_("The photo was deleted after its time; nothing can be drawn on it any more.")) from problem
    scale = picture.width / photo["width"]
    crop = embedding.cut(picture, np.array(box, np.float32) * scale, CROP_MARGIN, CROP_PX)
    (face_id,) = district.db.write(lambda tx: faces.take_ids(tx, Scope.everything(), 1))
    name = f"crop/drawn-{face_id}"
    district.vault.put(name, encode_webp(crop, None, CROP_QUALITY))
    return Drawn(face_id, class_section_id, day, photo_id, box, name)


def store(tx: Transaction, account: Account, drawn: Drawn, sections: Sequence[int]) -> None:
    """Add it to the faces of its photo.

    Args:
        sections: The class sections that the photo shows.

    Raises:
        BadEntry: There is a face already, found or drawn.
    """
    said = register.verdicts(tx, Scope.everything(), sections, drawn.day)
    words = of_faces(standing(Said.of(row) for row in said))
    for row in faces.boxes(tx, Scope.everything(), drawn.photo_id):
        seen = not row["drawn"] or words.get(row["face_id"], NOTHING).drawn
        if seen and overlap(drawn.xyxy, (row["x1"], row["y1"], row["x2"], row["y2"])) > SAME_FACE:
            raise BadEntry(N_("There is a box around this face already. Press that one."))
    faces.add_drawn(
        tx,
        account.scope,
        face_id=drawn.face_id,
        photo_id=drawn.photo_id,
        xyxy=drawn.xyxy,
        crop_name=drawn.crop_name,
        drawn_by=account.username,
        drawn_at=utc_now(),
    )


def forget(district: District, drawn: Drawn) -> None:
    """Delete the crop of a face that was not stored."""
    district.vault.remove(drawn.crop_name)


def inside(xyxy: Box, width: int, height: int) -> Box:
    """A box with its corners in order and within the photo."""
    left, right = sorted((min(max(xyxy[0], 0.0), width), min(max(xyxy[2], 0.0), width)))
    top, bottom = sorted((min(max(xyxy[1], 0.0), height), min(max(xyxy[3], 0.0), height)))
    return left, top, right, bottom


def overlap(one: Box, other: Box) -> float:
    """The share that two boxes have in common of what they cover together, 0 to 1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0.0) * max(height, 0.0)
    together = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - common
    return common / together if together else 0.0
