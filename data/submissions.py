"""Submissions and their photos."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.fingerprints import words_of
from data.scope import Scope


@dataclass(frozen=True)
class NewPhoto:
    """A received photo: its original's SHA-256, the side it shows, the name it came under, and the path before the name."""

    sha256: str
    side: str
    file_name: str
    path: str = ""


@dataclass(frozen=True)
class PhotoResult:
    """What reading a photo found.

    Attributes:
        phash: The 256-bit perceptual hash, None when the photo could not be read.
        taken_at: From EXIF, local time.
        camera, software, latitude, longitude: From EXIF: maker and model, the program that wrote the file, degrees.
        min_face: The height in pixels below which faces were not looked for.
        vault_name, thumb_name: What the vault keeps of it.
        reshot, reshot_cues: How much it looks shot again, 0 to 1, and its cues as JSON.
        error: A message as JSON when it could not be read.
    """

    photo_id: int
    phash: int | None = None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    camera: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    sharpness: float | None = None
    faces: int | None = None
    min_face: int | None = None
    vault_name: str | None = None
    thumb_name: str | None = None
    reshot: float | None = None
    reshot_cues: str | None = None
    error: str | None = None


def add(
    tx: Transaction,
    scope: Scope,
    *,
    submission_id: str,
    school_id: int,
    day: date,
    source: str,
    class_sections: Sequence[int],
    submitted_by: str,
    photos: Sequence[NewPhoto],
    submitted_at: datetime | None = None,
) -> None:
    """Store a submission and its photos.

    Raises:
        AlreadyStored: One of the photos belongs to an earlier submission.
        OutOfScope: The school is.
    """
    added = tx.one(
        "submissions/add",
        scope,
        submission_id=submission_id,
        school_id=school_id,
        day=day,
        source=source,
        class_sections=list(class_sections),
        submitted_by=submitted_by,
        submitted_at=submitted_at or utc_now(),
    )
    if added is None:
        raise OutOfScope("a school is outside the scope")
    for photo in photos:
        tx.run(
            "submissions/add_photo",
            scope,
            submission_id=submission_id,
            sha256=photo.sha256,
            side=photo.side,
            file_name=photo.file_name,
        )


def sent_before(
    db: Statements, scope: Scope, hashes: Sequence[str], class_sections: Sequence[int] = (), day: date | None = None
) -> list[Row]:
    """Which photos with these SHA-256 were used before, anywhere in the district.

    Keys: sha256, photo_id; submission_id and day, None when that is outside the scope; same_class_day, whether it was for one
    of these class sections on this day.
    """
    return db.rows("submissions/sent_before", scope, hashes=list(hashes), class_sections=list(class_sections), day=day)


def get(db: Statements, scope: Scope, submission_id: str) -> Row | None:
    """One submission with its school's names and place (school_latitude, school_longitude), None outside the scope."""
    return db.one("submissions/get", scope, submission_id=submission_id)


def photos(db: Statements, scope: Scope, submission_id: str) -> list[Row]:
    """Its photos, in the order they were given."""
    return db.rows("submissions/photos", scope, submission_id=submission_id)


def of_class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> list[Row]:
    """The submissions that hold a class day's photos."""
    return db.rows("submissions/of_class_day", scope, class_section_id=class_section_id, day=day)


def recent(db: Statements, scope: Scope, most: int = 20) -> list[Row]:
    """The latest submissions with their jobs, latest first."""
    return db.rows("submissions/recent", scope, most=most)


def ids(db: Statements, scope: Scope) -> set[str]:
    """The identifiers of all submissions."""
    return {row["submission_id"] for row in db.rows("submissions/ids", scope)}


def unfinished(db: Statements, scope: Scope) -> list[Row]:
    """Submissions that are not whole: a photo's row is missing, or nothing will read them.

    Keys: submission_id, submitted_by, is_read, photos (rows that are there), lacks_photo, lacks_job.
    """
    return db.rows("submissions/unfinished", scope)


def sealed(db: Statements, scope: Scope) -> list[Row]:
    """What the vault should hold of photos that are kept: kind ('original' until they are read, then 'photo') and sha256."""
    return db.rows("submissions/sealed", scope)


def store_result(tx: Transaction, scope: Scope, result: PhotoResult) -> None:
    """Write what reading a photo found."""
    words: list[int] | list[None] = [None] * 4 if result.phash is None else words_of(result.phash)
    tx.run(
        "submissions/photo_read",
        scope,
        **{f"phash_{index}": word for index, word in enumerate(words)},
        **{name: value for name, value in vars(result).items() if name != "phash"},
    )


def of_photo(db: Statements, scope: Scope, photo_id: int) -> Row | None:
    """Which submission a photo came with: photo_id, submission_id."""
    return db.one("submissions/of_photo", scope, photo_id=photo_id)


def photo(db: Statements, scope: Scope, photo_id: int) -> Row | None:
    """A photo with its submission's day, block_id and class_sections; None outside the scope."""
    return db.one("submissions/photo", scope, photo_id=photo_id)


def more_found(tx: Transaction, scope: Scope, photo_id: int, faces: int, min_face: int) -> None:
    """Write that so many further faces were found in a photo, looked for from this height in pixels on."""
    tx.run("submissions/more_found", scope, photo_id=photo_id, faces=faces, min_face=min_face)


def mark_read(tx: Transaction, scope: Scope, submission_id: str, taken: Sequence[Row] = ()) -> None:
    """Say that all its photos have been read.

    Args:
        taken: What they say of when, where and with what they were taken: rows with the keys of `taken_near` but the day.
    """
    said = json.dumps(taken, default=str) if taken else None
    tx.run("submissions/mark_read", scope, submission_id=submission_id, read_at=utc_now(), taken=said)


def taken_near(db: Statements, scope: Scope, school_id: int, day: date, days: int) -> list[Row]:
    """What photos of a school say of when, where and with what they were taken, on other days at most so many days away, the
    nearest days first; without photos of visits.

    Keys: day, camera, taken_at (local, the full hour), latitude, longitude (to a thousandth of a degree, 110 m).
    """
    return db.rows("submissions/taken_near", scope, school_id=school_id, day=day, days=days)
