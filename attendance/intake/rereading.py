"""Reading one photo again with a smaller least face: what is found beside the known faces is added, nothing else changes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from attendance.derive import derive
from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed, UserError
from attendance.i18n import N_
from attendance.intake.keeping import CROP_PX, KEPT_QUALITY
from attendance.intake.reading import face_row
from attendance.matching import gallery_of, match_rows
from attendance.office import audit, settings
from attendance.office.access import SYSTEM, Account, Page
from attendance.register.drawing import SAME_FACE, Box, overlap
from attendance.register.review import ClassDayKey
from attendance.register.signing import require_open
from attendance.said import NOTHING, Said, Word, of_faces, standing
from attendance.worker import Progress
from data import faces, jobs, register, submissions
from data.database import Row, Transaction
from data.errors import VaultError
from data.scope import Scope
from recognition.embedding import DIMENSIONS
from recognition.fusing import fuse
from recognition.matching import Decision, FaceMatch, match_class_day
from recognition.photo import decode, encode_webp
from recognition.pipeline import PhotoReading, Pipeline
from recognition.thresholds import Thresholds

READ_AGAIN = "read_again"
LEAST_PX = 12
"""Pixels of the picture that is searched: the side of MTCNN's first network, below which it finds nothing."""
EVERYTHING = Scope.everything()
GONE = N_("The photo was deleted after its time; it cannot be read again.")


def request(district: District, account: Account, key: ClassDayKey, photo_id: int, min_face: int) -> int:
    """Queue the reading of a photo again, with faces from ``min_face`` pixels (of the photo as it came) on; returns the job.

    Raises:
        NotAllowed: The photo is not of this class day within the account's scope, the role has no review, or the day is signed
            off.
        BadEntry: The height is out of range or no smaller than before, or the photo is being read again already.
        Changed: The photo was deleted after its time.
    """
    account.require(Page.REVIEW)
    photo = submissions.photo(district.db, account.scope, photo_id)
    if photo is None or photo["day"] != key.day or key.class_section_id not in photo["class_sections"] or photo["error"]:
        raise NotAllowed(N_("This photo does not belong to the class day you are looking at."))
    low, _ = settings.bounds("least_face_px")
    if not low <= min_face < photo["min_face"]:
        raise BadEntry(
            N_("Faces from {found} pixels on were looked for already. Choose a height from {low} to below that."),
            found=photo["min_face"],
            low=low,
        )
    if _picture(district, photo) is None:
        raise Changed(GONE)

    def work(tx: Transaction) -> int:
        require_open(tx, key.day, [photo["block_id"]])
        before = jobs.of_photo(tx, account.scope, READ_AGAIN, photo_id)
        if before and before["state"] in ("waiting", "running"):
            raise BadEntry(N_("This photo is being read again already. Wait until it is done."))
        told = {"day": key.day, "face_px": min_face}
        audit.record(tx, account, "photo.read_again_asked", f"photo:{photo_id}", photo["block_id"], **told)
        detail = {"min_face": min_face}
        return jobs.add_for_photo(
            tx, account.scope, kind=READ_AGAIN, photo_id=photo_id, detail=detail, created_by=account.username
        )

    return district.db.write(work)


def standing_of(district: District, account: Account, photo_id: int) -> Row | None:
    """The last reading again of a photo: state, error, and in ``detail`` min_face and, once done, found; None when there was
    none.

    Raises:
        NotAllowed: The role has no review.
    """
    account.require(Page.REVIEW)
    return jobs.of_photo(district.db, account.scope, READ_AGAIN, photo_id)


def read_again(pipeline: Pipeline, district: District, job: Row, progress: Progress) -> None:
    """Read the photo of a job again, and add what is found beside the known faces, in one transaction.

    A day that was signed off meanwhile, or a photo that was deleted, fails the job with the reason.
    """
    photo = submissions.photo(district.db, EVERYTHING, job["detail"]["photo_id"])
    if photo is None:
        raise LookupError("a job names a photo that is not there")
    try:
        picture = _picture(district, photo)
        if picture is None:
            raise Changed(GONE)
        found = _look(pipeline, district, photo, picture, job["detail"]["min_face"])
        progress(1)
        for name, crop in zip(found.crop_names, found.crops, strict=True):
            district.vault.put(name, crop)
        district.db.write(lambda tx: _store(tx, district, job, photo, found))
    except UserError as problem:
        why = problem.message.as_json()
        district.db.write(lambda tx: jobs.fail(tx, EVERYTHING, job["job_id"], why))


@dataclass(frozen=True, eq=False)
class _Found:
    """What was found beside the known faces.

    Attributes:
        reading: All that was read; its boxes are in pixels of the photo as it came.
        new: The places in it of the faces that were not known.
        crops, crop_names: Of each of those the face, to be shown to a person, and its name in the vault.
        matches, persons: Of each of those.
    """

    reading: PhotoReading
    new: list[int]
    crops: list[bytes]
    crop_names: list[str]
    matches: list[FaceMatch]
    persons: list[int]
    thresholds: Thresholds


def _picture(district: District, photo: Row) -> bytes | None:
    """The original where it is still there, else the kept photo; None when both were deleted."""
    for name in (f"original/{photo['sha256']}", photo["vault_name"]):
        try:
            if name:
                return district.vault.get(name)
        except VaultError:
            continue
    return None


def _look(pipeline: Pipeline, district: District, photo: Row, picture: bytes, min_face: int) -> _Found:
    """Search the picture, and match what is new with the rolls of its class sections.

    The kept photo is smaller than the one that came, and so are the faces that are looked for in it.
    """
    decoded = decode(picture)
    scale = decoded.picture.width / photo["width"]
    seen = pipeline.read(decoded, max(LEAST_PX, round(min_face * scale)))
    reading = replace(seen, xyxy=seen.xyxy / np.float32(scale))
    words = _words(district, photo)
    on_it = faces.boxes(district.db, EVERYTHING, photo["photo_id"])
    on_it = [row for row in on_it if not row["drawn"] or words.get(row["face_id"], NOTHING).drawn]
    boxes = [(row["x1"], row["y1"], row["x2"], row["y2"]) for row in on_it]
    new = [index for index, box in enumerate(reading.xyxy) if not _known(box, boxes)]
    crops = [encode_webp(seen.crop(index, size=CROP_PX), None, KEPT_QUALITY) for index in new]
    thresholds = settings.load(district).thresholds
    rows = faces.embedded(district.db, EVERYTHING, photo["submission_id"])
    matches, persons = _match(district, photo, reading, new, [row for row in rows if row["model"] == reading.model], thresholds)
    here = [row for row in rows if row["photo_id"] == photo["photo_id"]]
    taken = {row["pupil_id"] for row in here if row["decision"] == "accepted"}
    taken |= {word.pupil_id for row in on_it if (word := words.get(row["face_id"], NOTHING)).pupil_id is not None}
    first = max((row["person"] for row in rows), default=-1) + 1
    return _Found(
        reading,
        new,
        crops,
        [f"crop/{photo['sha256']}-{len(here) + place}" for place in range(len(new))],
        [_without(match, taken, thresholds) for match in matches],
        _numbered(persons, rows, photo["photo_id"], first),
        thresholds,
    )


def _words(district: District, photo: Row) -> dict[int, Word]:
    said = register.verdicts(district.db, EVERYTHING, photo["class_sections"], photo["day"])
    return of_faces(standing(Said.of(row) for row in said))


def _known(box: NDArray[np.float32], boxes: Sequence[Box]) -> bool:
    x1, y1, x2, y2 = (float(value) for value in box)
    return any(overlap((x1, y1, x2, y2), other) > SAME_FACE for other in boxes)


def _match(
    district: District, photo: Row, reading: PhotoReading, new: Sequence[int], known: Sequence[Row], thresholds: Thresholds
) -> tuple[list[FaceMatch], list[list[int]]]:
    """Of each new face its match, and the known faces (by number) that are the same person.

    All faces of the submission are matched together, as when it was read: so the new ones speak for nobody whom a known face of
    the photo is more like, and join their person in the other photos. What is stored of the known ones stays.
    """
    photos: defaultdict[int, list[Row]] = defaultdict(list)
    for row in known:
        photos[row["photo_id"]].append(row)
    here = photo["photo_id"]
    order = [*(one for one in photos if one != here), here]
    vectors = [_vectors(district, photos[one]) for one in order]
    vectors[-1] = np.concatenate([vectors[-1], reading.embeddings[list(new)]])
    gallery = gallery_of(district.db, district.vault, photo["class_sections"], photo["day"], reading.model)
    matches = match_class_day(vectors, gallery, thresholds, model=reading.model)
    numbers = fuse(matches, vectors, thresholds).clusters
    own = len(photos[here])
    together: defaultdict[int, list[int]] = defaultdict(list)
    for one, persons in zip(order, numbers, strict=True):
        for row, person in zip(photos[one], persons, strict=False):  # behind the known faces of the photo come the new ones
            together[person].append(row["face_id"])
    return matches[-1][own:], [together[person] for person in numbers[-1][own:]]


def _vectors(district: District, rows: Sequence[Row]) -> NDArray[np.float32]:
    vectors = [np.frombuffer(district.vault.unseal(row["sealed"], f"face/{row['face_id']}"), "<f4") for row in rows]
    return np.stack(vectors) if vectors else np.empty((0, DIMENSIONS), np.float32)


def _without(match: FaceMatch, taken: Collection[int], thresholds: Thresholds) -> FaceMatch:
    """A match without the pupils whom a known face of the photo already is: nobody is twice in a photo."""
    left = tuple((pupil, similarity) for pupil, similarity in match.candidates if pupil not in taken)
    if left == match.candidates:
        return match
    decision: Decision = "uncertain" if left and left[0][1] >= thresholds.uncertain else "unknown"
    return replace(match, candidates=left, decision=decision, evidence=None, needed=None)


def _numbered(persons: Sequence[Sequence[int]], rows: Sequence[Row], photo_id: int, first: int) -> list[int]:
    """The person's number of each new face: that of the known faces it goes with in other photos, else a new one."""
    number = {row["face_id"]: row["person"] for row in rows}
    used = {row["person"] for row in rows if row["photo_id"] == photo_id}
    numbered: list[int] = []
    for group in persons:
        free = Counter(number[face] for face in group if number[face] not in used)
        person = free.most_common(1)[0][0] if free else first + len(numbered)
        used.add(person)
        numbered.append(person)
    return numbered


def _store(tx: Transaction, district: District, job: Row, photo: Row, found: _Found) -> None:
    require_open(tx, photo["day"], [photo["block_id"]])
    face_ids = faces.take_ids(tx, EVERYTHING, len(found.new))
    face_rows, rows = [], []
    for place, (face_id, index) in enumerate(zip(face_ids, found.new, strict=True)):
        where = {"face_id": face_id, "photo_id": photo["photo_id"], "person": found.persons[place]}
        where |= {"crop_name": found.crop_names[place]}
        face_rows.append(where | face_row(district, found.reading, index, face_id))
        rows += match_rows(found.matches[place], face_id, found.thresholds, found.reading.model)
    if rows:
        faces.add(tx, pd.DataFrame(face_rows), pd.DataFrame(rows).astype({"pupil_id": "Int64"}))
    min_face = job["detail"]["min_face"]
    submissions.more_found(tx, EVERYTHING, photo["photo_id"], len(face_rows), min_face)
    derive(tx, photo["class_sections"], photo["day"])
    by = replace(SYSTEM, username=job["created_by"])
    told = {"day": photo["day"], "face_px": min_face, "found": len(face_rows)}
    audit.record(tx, by, "photo.read_again", f"photo:{photo['photo_id']}", photo["block_id"], **told)
    jobs.tell(tx, EVERYTHING, job["job_id"], job["detail"] | {"found": len(face_rows)})
    jobs.finish(tx, EVERYTHING, job["job_id"])
