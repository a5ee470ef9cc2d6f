"""What the machine saw and thought: faces and their matches. Only grows, but where faces are matched with a changed roll."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from data.database import Row, Statements, Transaction
from data.scope import Scope


def take_ids(tx: Transaction, scope: Scope, count: int) -> list[int]:
    """Numbers for so many new faces."""
    return [row["face_id"] for row in tx.rows("faces/take_ids", scope, count=count)]


def add(tx: Transaction, faces: pd.DataFrame, matches: pd.DataFrame) -> None:
    """Append rows with the columns of the tables ``face`` and ``match``."""
    if len(faces):
        tx.insert_frame("face", faces)
        tx.insert_frame("match", matches)


def match_anew(tx: Transaction, persons: Mapping[int, int], matches: pd.DataFrame) -> None:
    """What the machine thinks of faces that it matched again, in the place of what it thought before.

    Args:
        persons: The person's number of each face.
        matches: Columns of the table ``match``, at least a row for each of these faces.
    """
    tx.run("faces/clear_matches", Scope.everything(), face_ids=list(persons))
    tx.insert_frame("match", matches)
    tx.run("faces/put_persons", Scope.everything(), face_ids=list(persons), persons=list(persons.values()))


def of_submission(db: Statements, scope: Scope, submission_id: str) -> list[Row]:
    """The face_id of each face that the machine found in a submission."""
    return db.rows("faces/of_submission", scope, submission_id=submission_id)


def sightings(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[Row]:
    """The faces that the machine found in the class sections' photos of a day, a row for each face and candidate, the first one
    first.

    Keys: face_id, submission_id, person, rank, decision ("candidate" but for the first), pupil_id, similarity, and the limits
    of then: uncertain_at, margin.
    """
    return db.rows("faces/sightings", scope, class_sections=list(class_sections), day=day)


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> list[Row]:
    """Each face of a class day with each of its candidates: a row per face and rank."""
    return db.rows("faces/of_class_day", scope, class_section_id=class_section_id, day=day)


def drawn(db: Statements, scope: Scope, class_sections: Sequence[int], day: date) -> list[Row]:
    """The faces that people drew on the class sections' photos of a day, whether or not their word stands.

    Keys: face_id, photo_id, submission_id, side, x1, y1, x2, y2, crop_name.
    """
    return db.rows("faces/drawn", scope, class_sections=list(class_sections), day=day)


def boxes(db: Statements, scope: Scope, photo_id: int) -> list[Row]:
    """All faces of a photo: face_id, x1, y1, x2, y2 (pixels of the upright photo), and drawn: whether by a person, in which
    case it is not told whether that word stands."""
    return db.rows("faces/boxes", scope, photo_id=photo_id)


def embedded(db: Statements, scope: Scope, submission_id: str) -> list[Row]:
    """The faces that the machine found in a submission: face_id, photo_id, person, crop_name, model, sealed (the embedding),
    and of the first candidate decision and pupil_id."""
    return db.rows("faces/embedded", scope, submission_id=submission_id)


def add_drawn(
    tx: Transaction,
    scope: Scope,
    *,
    face_id: int,
    photo_id: int,
    xyxy: tuple[float, float, float, float],
    crop_name: str,
    drawn_by: str,
    drawn_at: datetime,
) -> None:
    """Store a face that a person drew; on a photo outside the scope nothing is stored."""
    x1, y1, x2, y2 = xyxy
    tx.run(
        "faces/add_drawn",
        scope,
        face_id=face_id,
        photo_id=photo_id,
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        crop_name=crop_name,
        drawn_by=drawn_by,
        drawn_at=drawn_at,
    )


def photos_of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> list[Row]:
    """The photos of a class day, in the order they came."""
    return db.rows("faces/photos_of_class_day", scope, class_section_id=class_section_id, day=day)


def said_near_pupil(db: Statements, scope: Scope, pupil_id: int) -> list[Row]:
    """All verdicts of the class days on which a face was ever named as this pupil, oldest first: which of them stand is not
    told. Keys: verdict_id, kind, face_id, pupil_id, undoes."""
    return db.rows("faces/said_near_pupil", scope, pupil_id=pupil_id)


def with_photos(db: Statements, scope: Scope, face_ids: Iterable[int]) -> list[Row]:
    """These faces with the photos they are on, the latest day first.

    Keys: face_id, x1, y1, x2, y2 (pixels of the photo as it came), confidence, blur, cut, crop_name; of the photo width,
    height, vault_name, side, day, block_id.
    """
    return db.rows("faces/with_photos", scope, face_ids=[int(value) for value in face_ids])
