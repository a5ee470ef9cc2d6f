"""Reference photos with chosen embeddings, without any network."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from attendance.office.access import Account, Role
from attendance.office.models import in_use
from attendance.roster import storing
from attendance.roster.storing import Ready
from recognition.photo import encode_webp
from tests.support import Small

MIS = Account("mis", "MIS", Role.MIS)
DPO = Account("dpo", "DPO", Role.DPO)
PURPOSE = "Pupils who moved and were entered again"

Vector = NDArray[np.float32]


def vector(number: int) -> Vector:
    """A face like no other."""
    row = np.random.default_rng(number).normal(size=512)
    return (row / np.linalg.norm(row)).astype(np.float32)


def like(face: Vector, similarity: float, number: int) -> Vector:
    """Another face exactly so similar to this one."""
    aside = vector(number).astype(np.float64)
    aside -= (aside @ face) * face
    return (similarity * face + np.sqrt(1 - similarity**2) * aside / np.linalg.norm(aside)).astype(np.float32)


def add_reference(small: Small, pupil_id: int, face: Vector) -> int:
    """Give a pupil a reference photo with this embedding; returns its reference_photo_id."""
    photo = encode_webp(np.full((400, 300, 3), pupil_id % 256, dtype=np.uint8), None, 80)
    digest = hashlib.sha256(face.tobytes() + str(pupil_id).encode()).hexdigest()
    ready = Ready(pupil_id, digest, photo, photo, 200, face, in_use(small.district.db))
    return storing.put(small.district, MIS, [ready])[0]
