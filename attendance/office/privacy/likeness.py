"""Which faces of class photos are a pupil's, or may be."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from data import erasure as stored
from data.database import Row, Statements
from data.errors import VaultError
from data.vault import Vault
from recognition.thresholds import Thresholds

Vectors = NDArray[np.float32]


def own_faces(db: Statements, vault: Vault, limits: Thresholds, pupil_id: int) -> tuple[set[int], set[int]]:
    """The faces that are the pupil's, and those that may be.

    The first were taken for the pupil by the machine or a person, or are as similar to the pupil's templates, or to a face that
    was, as the machine asks for to accept one. The second are as similar as it asks a person about, and nobody else's: rather a
    photo too many goes than one too few.

    Args:
        db: The district's database, or a backup's.
    """
    assigned = stored.assigned_faces(db, pupil_id)
    faces = stored.school_faces(db, pupil_id)
    looks = _looks(db, vault, pupil_id, [row for row in faces if row["face_id"] in assigned])
    own, beside = set(assigned), set[int]()
    for row in faces:
        similarity = _nearest(vault, row, looks.get(row["model"]))
        others = row["decision"] == "accepted" and row["pupil_id"] != pupil_id
        if similarity >= limits.accept and not others:
            own.add(row["face_id"])
        elif similarity >= limits.uncertain and not others:
            beside.add(row["face_id"])
    return own, beside - own


def _looks(db: Statements, vault: Vault, pupil_id: int, assigned: list[Row]) -> dict[str, Vectors]:
    """What the pupil looks like to each model: templates, and the faces that were taken for the pupil."""
    found: defaultdict[str, list[Vectors]] = defaultdict(list)
    for row in stored.templates(db, pupil_id):
        _gather(vault, found, row, f"template/{row['reference_photo_id']}")
    for row in assigned:
        _gather(vault, found, row, f"face/{row['face_id']}")
    return {model: np.stack(vectors) for model, vectors in found.items()}


def _gather(vault: Vault, found: defaultdict[str, list[Vectors]], row: Row, name: str) -> None:
    vector = _vector(vault, row["sealed"], name)
    if vector is not None:
        found[row["model"]].append(vector)


def _nearest(vault: Vault, row: Row, looks: Vectors | None) -> float:
    vector = _vector(vault, row["sealed"], f"face/{row['face_id']}")
    return -1.0 if looks is None or vector is None else float((looks @ vector).max())


def _vector(vault: Vault, sealed: bytes, name: str) -> Vectors | None:
    """An embedding of length 1; None where it does not open."""
    try:
        vector = np.frombuffer(vault.unseal(sealed, name), "<f4")
    except VaultError:
        return None
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
