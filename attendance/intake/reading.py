"""Reading a submission: here the faces of photos meet the roster of a class."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from attendance.derive import derive
from attendance.district import District
from attendance.errors import Message
from attendance.intake import integrity
from attendance.intake.integrity.finding import CheckedPhoto, Finding, Subject
from attendance.intake.keeping import Keeper
from attendance.matching import gallery_of, looked_for, match_rows
from attendance.office import settings
from attendance.office.settings import Settings
from attendance.unreadable import unreadable
from data import faces, fingerprints, flags, jobs, pupils, submissions
from data.database import Row, Transaction
from data.scope import Scope
from data.submissions import PhotoResult
from recognition import layout
from recognition.detection import smallest_face
from recognition.errors import UnreadablePhoto
from recognition.fusing import Fused, fuse
from recognition.matching import FaceMatch, match_class_day
from recognition.pipeline import PhotoFacts, Pipeline
from recognition.thresholds import Thresholds

EVERYTHING = Scope.everything()


@dataclass(frozen=True)
class _Read:
    """A photo's row, and what reading it gave: faces, or a message why not."""

    row: Row
    reading: PhotoFacts | None
    error: Message | None = None


def read_submission(pipeline: Pipeline, district: District, job: Row, progress: Callable[[int], None]) -> None:
    """Read the photos of a job's submission and derive its class days, in one transaction.

    Reading it again changes nothing. A photo that cannot be read keeps the message why; the others count.

    Args:
        progress: Called with the number of photos that are behind.
    """
    submission_id = job["submission_id"]
    submission = submissions.get(district.db, EVERYTHING, submission_id)
    if submission is None:
        raise LookupError("a job names a submission that is not there")
    if submission["read_at"] is None:
        rows = submissions.photos(district.db, EVERYTHING, submission_id)
        chosen = settings.load(district)
        read = _read_all(district, pipeline, submission, rows, chosen, progress)
        while not _matched_and_stored(pipeline, district, submission, job, read, chosen):
            pass  # an import changed the roll meanwhile; the faces are there, and matching takes no time beside reading
    else:
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))
    for row in submissions.photos(district.db, EVERYTHING, submission_id):
        district.vault.remove(f"original/{row['sha256']}")


def _matched_and_stored(
    pipeline: Pipeline, district: District, submission: Row, job: Row, read: Sequence[_Read], chosen: Settings
) -> bool:
    """Whether it was stored: not where it was matched with another roll than the one there now."""
    matched = _match(district, pipeline, submission, read, chosen.thresholds)
    findings = integrity.look(_subject(district, submission, read, matched, chosen))

    def work(tx: Transaction) -> bool:
        if set(looked_for(tx, submission["class_sections"], submission["day"])) != set(matched.roll):
            return False
        _store(tx, district, submission, job, read, matched, findings)
        return True

    return district.db.write(work)


@dataclass(frozen=True)
class _Matched:
    """Per readable photo its matches, all of them fused, what they were matched with, and who was looked for."""

    matches: list[list[FaceMatch]]
    fused: Fused
    thresholds: Thresholds
    model: str
    roll: list[int]


def _read_all(
    district: District,
    pipeline: Pipeline,
    submission: Row,
    rows: Sequence[Row],
    chosen: Settings,
    progress: Callable[[int], None],
) -> list[_Read]:
    class_size = len(pupils.enrolled(district.db, EVERYTHING, submission["class_sections"], submission["day"]))
    smallest = partial(smallest_face, faces=class_size, least=chosen.least_face_px, most=chosen.min_face_px)
    originals = (_photo(district, row["sha256"]) for row in rows)
    read = []
    with Keeper(district) as keeper:
        for row, found in zip(rows, pipeline.read_many(originals, smallest), strict=True):
            if isinstance(found, UnreadablePhoto):
                read.append(_Read(row, None, unreadable(found)))
            else:
                keeper.keep(row["sha256"], found)
                read.append(_Read(row, found.facts()))
            progress(len(read))
    return read


def _photo(district: District, sha256: str) -> bytes:
    """The original; where its row was lost after it was read, as by a restored backup, the picture that was kept of it."""
    name = f"original/{sha256}"
    return district.vault.get(name if district.vault.has(name) else f"photo/{sha256}")


def _match(district: District, pipeline: Pipeline, submission: Row, read: Sequence[_Read], thresholds: Thresholds) -> _Matched:
    model, sections, day = pipeline.model, submission["class_sections"], submission["day"]
    # The roll first: whoever an import adds from here on may be missing among the templates.
    roll = looked_for(district.db, sections, day)
    gallery = gallery_of(district.db, district.vault, sections, day, model)
    embeddings = [found.reading.embeddings for found in read if found.reading is not None]
    matches = match_class_day(embeddings, gallery, thresholds, model=model)
    return _Matched(matches, fuse(matches, embeddings, thresholds), thresholds, model, roll)


def _subject(district: District, submission: Row, read: Sequence[_Read], matched: _Matched, chosen: Settings) -> Subject:
    readable = [(found.row, found.reading) for found in read if found.reading is not None]
    photos = [CheckedPhoto(row, facts, matches) for (row, facts), matches in zip(readable, matched.matches, strict=True)]
    return Subject(district, submission, photos, matched.fused, matched.model, chosen)


def _store(
    tx: Transaction,
    district: District,
    submission: Row,
    job: Row,
    read: Sequence[_Read],
    matched: _Matched,
    findings: Sequence[Finding],
) -> None:
    for found in read:
        submissions.store_result(tx, EVERYTHING, _result(found))
        if reading := found.reading:
            arrangement = layout.pack(reading.xyxy, reading.width, reading.height)
            fingerprints.add(tx, EVERYTHING, found.row["photo_id"], submission["school_id"], arrangement)
    readable = [found for found in read if found.reading is not None]
    count = sum(len(found) for found in matched.matches)
    numbers = iter(faces.take_ids(tx, EVERYTHING, count))
    face_ids = [[next(numbers) for _ in found] for found in matched.matches]
    faces.add(tx, _face_rows(district, readable, matched, face_ids), _match_rows(matched, face_ids))
    taken = taken_of([found.reading for found in read if found.reading is not None])
    submissions.mark_read(tx, EVERYTHING, submission["submission_id"], taken)
    derive(tx, submission["class_sections"], submission["day"], matched.roll)
    # Said of all that was read of the class day so far: more photos may have shown enough.
    flags.forget_open(tx, EVERYTHING, day=submission["day"], class_sections=submission["class_sections"], kind="too_few")
    for finding in findings:
        for class_section_id in submission["class_sections"]:
            flags.add(tx, EVERYTHING, day=submission["day"], class_section_id=class_section_id, **vars(finding))
    jobs.finish(tx, EVERYTHING, job["job_id"])


def taken_of(readings: Sequence[PhotoFacts]) -> list[Row]:
    """What photos say of when (the hour), where (to 110 m) and with what they were taken, each different word once."""
    said: list[Row] = []
    for one in readings:
        word = {
            "camera": one.camera,
            "taken_at": one.taken_at.replace(minute=0, second=0) if one.taken_at else None,
            "latitude": None if one.latitude is None else round(one.latitude, 3),
            "longitude": None if one.longitude is None else round(one.longitude, 3),
        }
        if word not in said and any(value is not None for value in word.values()):
            said.append(word)
    return said


def _result(found: _Read) -> PhotoResult:
    reading = found.reading
    if reading is None:
        return PhotoResult(found.row["photo_id"], error=found.error.as_json() if found.error else None)
    return PhotoResult(
        photo_id=found.row["photo_id"],
        phash=reading.fingerprint,
        width=reading.width,
        height=reading.height,
        taken_at=reading.taken_at,
        camera=reading.camera,
        software=reading.software,
        latitude=reading.latitude,
        longitude=reading.longitude,
        sharpness=reading.sharpness,
        reshot=reading.reshot.score,
        reshot_cues=json.dumps(dict(reading.reshot.cues)),
        faces=len(reading),
        min_face=reading.min_face,
        vault_name=f"photo/{found.row['sha256']}",
        thumb_name=f"thumb/{found.row['sha256']}",
    )


def _face_rows(district: District, readable: Sequence[_Read], matched: _Matched, face_ids: list[list[int]]) -> pd.DataFrame:
    rows = []
    for found, ids, persons in zip(readable, face_ids, matched.fused.clusters, strict=True):
        assert found.reading is not None  # noqa: S101 - `readable` holds no other
        for index, face_id in enumerate(ids):
            of_face = {"face_id": face_id, "photo_id": found.row["photo_id"], "person": persons[index]}
            crop_name = f"crop/{found.row['sha256']}-{index}"
            rows.append(of_face | face_row(district, found.reading, index, face_id) | {"crop_name": crop_name})
    return pd.DataFrame(rows)


def face_row(district: District, reading: PhotoFacts, index: int, face_id: int) -> Row:
    """What the table ``face`` holds of a face that was read, beside where it belongs: its box, quality and embedding."""
    x1, y1, x2, y2 = (float(value) for value in reading.xyxy[index])
    quality = reading.quality[index]
    return {
        "x1": x1,
        "y1": y1,
        "x2": x2,
        "y2": y2,
        "confidence": float(reading.confidence[index]),
        "blur": quality.blur,
        "cut": quality.cut,
        "light": quality.light,
        "roll": quality.roll,
        "yaw": quality.yaw,
        "model": reading.model,
        "sealed": district.vault.seal(reading.embeddings[index].astype("<f4").tobytes(), f"face/{face_id}"),
    }


def _match_rows(matched: _Matched, face_ids: list[list[int]]) -> pd.DataFrame:
    rows = [
        row
        for found, ids in zip(matched.matches, face_ids, strict=True)
        for match, face_id in zip(found, ids, strict=True)
        for row in match_rows(match, face_id, matched.thresholds, matched.model)
    ]
    return pd.DataFrame(rows).astype({"pupil_id": "Int64"}) if rows else pd.DataFrame()
