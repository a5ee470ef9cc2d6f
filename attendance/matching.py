"""Faces meet the templates of a class: whom they are matched with, and matching them again when the roll has changed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import bases, faces, references, register
from data.database import Row, Statements, Transaction
from data.errors import VaultError
from data.scope import Scope
from data.vault import Vault
from recognition.fusing import fuse
from recognition.matching import FaceMatch, Gallery, match_class_day
from recognition.thresholds import Thresholds

EVERYTHING = Scope.everything()


def gallery_of(db: Statements, vault: Vault, class_sections: Sequence[int], day: date, model: str) -> Gallery:
    """The templates of everybody enrolled in these class sections on that day, one a pupil; of nobody who withdrew."""
    rows = references.templates_of(db, EVERYTHING, class_sections, day, model)
    vectors = [
        (int(row["pupil_id"]), np.frombuffer(vault.unseal(row["sealed"], f"template/{row['reference_photo_id']}"), "<f4"))
        for row in rows
    ]
    return Gallery.from_references(vectors, model)


def looked_for(db: Statements, class_sections: Sequence[int], day: date) -> list[int]:
    """Whom the machine looks for: everybody enrolled that day, without those whose ground was withdrawn."""
    roll = [row["pupil_id"] for row in register.enrolled(db, EVERYTHING, class_sections, day)]
    withdrawn = bases.withdrawn(db, EVERYTHING, roll)
    return [pupil for pupil in roll if pupil not in withdrawn]


def match_rows(match: FaceMatch, face_id: int, used: Thresholds, model: str) -> list[Row]:
    """What the table ``match`` holds of a face: a row for each candidate, one without a pupil where there is none."""
    return [
        {
            "face_id": face_id,
            "rank": rank,
            "pupil_id": pupil_id,
            "similarity": similarity,
            "decision": match.decision if rank == 1 else "candidate",
            "evidence": match.evidence if rank == 1 else None,
            "model": model,
            "accept_at": used.accept,
            "uncertain_at": used.uncertain,
            "margin": used.margin,
        }
        for rank, (pupil_id, similarity) in enumerate(match.candidates or ((None, None),), start=1)
    ]


def match_again(tx: Transaction, vault: Vault, submission: Row, day: date, thresholds: Thresholds) -> bool:
    """Match the faces of a submission that was read with the rolls as they are now, as if it were read today.

    Args:
        submission: submission_id, class_sections.

    Returns:
        Whether it was possible: not where embeddings went with their photos, are of several models, or do not open.
    """
    seen = {row["face_id"] for row in faces.of_submission(tx, EVERYTHING, submission["submission_id"])}
    rows = faces.embedded(tx, EVERYTHING, submission["submission_id"])
    models = sorted({row["model"] for row in rows})
    if len(rows) != len(seen) or len(models) > 1:
        return False
    if not rows:
        return True
    try:
        gallery = gallery_of(tx, vault, submission["class_sections"], day, models[0])
        photos = _by_photo(vault, rows)
    except VaultError:
        return False
    vectors = [np.stack([vector for _face, vector in found]) for found in photos]
    matches = match_class_day(vectors, gallery, thresholds, model=models[0])
    persons, matched = {}, []
    for found, of_photo, numbers in zip(photos, matches, fuse(matches, vectors, thresholds).clusters, strict=True):
        for (face_id, _vector), match, person in zip(found, of_photo, numbers, strict=True):
            persons[face_id] = person
            matched += match_rows(match, face_id, thresholds, models[0])
    faces.match_anew(tx, persons, pd.DataFrame(matched).astype({"pupil_id": "Int64"}))
    return True


def _by_photo(vault: Vault, rows: Sequence[Row]) -> list[list[tuple[int, NDArray[np.float32]]]]:
    photos: defaultdict[int, list[tuple[int, NDArray[np.float32]]]] = defaultdict(list)
    for row in rows:
        vector = np.frombuffer(vault.unseal(row["sealed"], f"face/{row['face_id']}"), "<f4")
        photos[row["photo_id"]].append((row["face_id"], vector))
    return list(photos.values())
