"""The erasure of a pupil: what is known of the pupil, what it destroyed, and the rows that become anonymous.

The MIS in-charge asks for it, for the whole district; nothing here takes a Scope. `anonymise` runs on backups too.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from data import rollups
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

State = Literal["asked", "found", "files", "rows", "backups", "done"]
EVERYTHING = Scope.everything()

DELETED = (
    "template",
    "unread_reference",
    "reference_photo",
    "lead",
    "follow_up_step",
    "follow_up",
    "follow_up_found",
    "legal_basis",
)
"""Tables whose rows of the pupil go, in this order."""
POINTED = ("match", "verdict", "attendance", "enrolment", "sample_item", "sample_answer", "portal_pupil_day", "portal_given")
"""Tables whose rows name the anonymous pupil from then on: of these, figures are made."""
TEXTS = (
    *("photo_file_name", "photo_error", "receipt_file", "receipt_reason", "tray_file", "tray_folder", "tray_reason"),
    *("tray_decided_why", "exception_note_text", "exception_closed_why", "follow_up_step_text", "flag_step_text"),
    *("block_day_step_reason", "verdict_reason", "lead_run_purpose", "lead_run_ended_why", "job_detail", "job_error"),
)
"""What people or file names may have written of the pupil: name and PEN are blotted out there."""


@dataclass(frozen=True)
class Whom:
    """Whose rows, and what is known beside them.

    Attributes:
        faces: Faces that are the pupil's, found by their embeddings; those that were taken for the pupil are added.
        photos: Class photos that are deleted.
        day: The last day on the rolls, where that lasts.
    """

    pupil_id: int
    anonymous_id: int
    faces: Collection[int]
    photos: Collection[int]
    day: date


def pupil(db: Statements, pupil_id: int) -> Row | None:
    """pupil_id, pen, name_hi, name_en."""
    return db.one("erasure/pupil", EVERYTHING, pupil_id=pupil_id)


def by_pen(db: Statements, pen: str) -> Row | None:
    """As `pupil`."""
    return db.one("erasure/by_pen", EVERYTHING, pen=pen)


def unread(db: Statements, pupil_id: int) -> int:
    """How many photos of the pupil's schools wait to be read."""
    return int(db.value("erasure/unread", EVERYTHING, pupil_id=pupil_id) or 0)


def add(tx: Transaction, pupil_id: int, reason: str, asked_by: str) -> int:
    """Note that it is asked for; again returns the same number."""
    known = tx.value("erasure/of_pupil", EVERYTHING, pupil_id=pupil_id)
    if known is not None:
        return int(known)
    row = {"pupil_id": pupil_id, "reason": reason, "asked_by": asked_by, "asked_at": utc_now()}
    return int(tx.value("erasure/add", EVERYTHING, **row))


def get(db: Statements, erasure_id: int) -> Row | None:
    """erasure_id, pupil_id (None when done), anonymous_id, reason, asked_by, asked_at, state, changed (a dict), certificate,
    finished_at."""
    row = db.one("erasure/get", EVERYTHING, erasure_id=erasure_id)
    return row and {**row, "changed": json.loads(row["changed"] or "{}")}


def unfinished(db: Statements) -> list[int]:
    """The numbers of those that are not done."""
    return [row["erasure_id"] for row in db.rows("erasure/unfinished", EVERYTHING)]


def every(db: Statements) -> list[Row]:
    """All, newest first: erasure_id, asked_by, asked_at, state, certificate, finished_at."""
    return db.rows("erasure/every", EVERYTHING)


def reference_photos(db: Statements, pupil_id: int) -> list[Row]:
    """All that there ever were: reference_photo_id, vault_name, sha256, removed_at."""
    return db.rows("erasure/references", EVERYTHING, pupil_id=pupil_id)


def templates(db: Statements, pupil_id: int) -> list[Row]:
    """reference_photo_id, model, sealed."""
    return db.rows("erasure/templates", EVERYTHING, pupil_id=pupil_id)


def assigned_faces(db: Statements, pupil_id: int) -> set[int]:
    """The faces that the machine or a person took for the pupil."""
    return {row["face_id"] for row in db.rows("erasure/assigned_faces", EVERYTHING, pupil_id=pupil_id)}


def school_faces(db: Statements, pupil_id: int) -> list[Row]:
    """Faces of the pupil's schools that can be compared: face_id, photo_id, model, sealed, decision, pupil_id."""
    return db.rows("erasure/school_faces", EVERYTHING, pupil_id=pupil_id)


def photos_of_faces(db: Statements, face_ids: Collection[int]) -> list[Row]:
    """photo_id, sha256."""
    return db.rows("erasure/photos_of_faces", EVERYTHING, face_ids=sorted(face_ids))


def crops_of_faces(db: Statements, face_ids: Collection[int]) -> list[str]:
    """The vault's names of these faces' crops."""
    return [row["crop_name"] for row in db.rows("erasure/crops_of_faces", EVERYTHING, face_ids=sorted(face_ids))]


def named_receipts(db: Statements, pattern: str) -> list[str]:
    """The vault's names of receipts whose file names match a pattern."""
    return [row["vault_name"] for row in db.rows("erasure/named_receipts", EVERYTHING, pattern=pattern)]


def note_found(
    tx: Transaction,
    erasure_id: int,
    files: Sequence[tuple[str, str | None, int]],
    faces: Collection[int],
    photos: Collection[int],
) -> None:
    """Note what is to go, and say of the photos that they are gone.

    Args:
        files: Of each sealed file its name, the SHA-256 of what is in it (None where it does not open), its size in bytes.
    """
    of = {"erasure_id": erasure_id}
    add_files(tx, erasure_id, files)
    tx.run("erasure/add_faces", EVERYTHING, **of, face_ids=sorted(faces))
    tx.run("erasure/add_photos", EVERYTHING, **of, photo_ids=sorted(photos))
    tx.run("erasure/mark_gone", EVERYTHING, photo_ids=sorted(photos), gone_at=utc_now())
    set_state(tx, erasure_id, "found")


def add_files(tx: Transaction, erasure_id: int, files: Sequence[tuple[str, str | None, int]]) -> None:
    """Note sealed files that are to go, see `note_found`; a name that is noted already stays as it is."""
    names, hashes, sizes = ([one[place] for one in files] for place in range(3))
    tx.run("erasure/add_files", EVERYTHING, erasure_id=erasure_id, names=names, hashes=hashes, sizes=sizes)


def files(db: Statements, erasure_id: int) -> list[Row]:
    """vault_name, sha256, bytes."""
    return db.rows("erasure/files", EVERYTHING, erasure_id=erasure_id)


def faces(db: Statements, erasure_id: int) -> set[int]:
    """The pupil's faces."""
    return {row["face_id"] for row in db.rows("erasure/faces", EVERYTHING, erasure_id=erasure_id)}


def photos(db: Statements, erasure_id: int) -> set[int]:
    """The class photos that go."""
    return {row["photo_id"] for row in db.rows("erasure/photos", EVERYTHING, erasure_id=erasure_id)}


def set_state(tx: Transaction, erasure_id: int, state: State, changed: Row | None = None) -> None:
    """How far it is.

    Args:
        changed: What was done until then, for the certificate.
    """
    told = json.dumps(changed) if changed is not None else None
    tx.run("erasure/set_state", EVERYTHING, erasure_id=erasure_id, state=state, changed=told)


def finish(tx: Transaction, erasure_id: int, certificate: str) -> None:
    """All is gone: so is whose it was, and which files they were."""
    tx.run("erasure/finish", EVERYTHING, erasure_id=erasure_id, certificate=certificate, finished_at=utc_now())
    for what in ("files", "faces", "photos"):
        tx.run(f"erasure/drop_{what}", EVERYTHING, erasure_id=erasure_id)


def anonymise(tx: Transaction, whom: Whom, pattern: str) -> None:
    """Take a pupil out of the rows: nothing names the pupil any more, and the marks count as before.

    Args:
        pattern: A regular expression (RE2) of name and PEN.
    """
    if pupil(tx, whom.pupil_id) is None:
        return
    both: dict[str, Any] = {"pupil_id": whom.pupil_id, "anonymous_id": whom.anonymous_id}
    own = sorted({*whom.faces, *assigned_faces(tx, whom.pupil_id)})
    tx.run("erasure/empty_faces", EVERYTHING, face_ids=own)
    tx.run("erasure/empty_drawn", EVERYTHING, face_ids=own)
    gone = {*whom.photos, *(row["photo_id"] for row in photos_of_faces(tx, own))}
    tx.run("erasure/mark_gone", EVERYTHING, photo_ids=sorted(gone), gone_at=utc_now())
    for column in TEXTS:
        tx.run(f"erasure/blot_{column}", EVERYTHING, pattern=pattern)
    for table in DELETED:
        tx.run(f"erasure/delete_{table}", EVERYTHING, pupil_id=whom.pupil_id)
    tx.run("erasure/add_anonymous", EVERYTHING, **both)
    tx.run("erasure/end_enrolment", EVERYTHING, pupil_id=whom.pupil_id, day=whom.day)
    for table in POINTED:
        tx.run(f"erasure/point_{table}", EVERYTHING, **both)
    tx.run("erasure/delete_pupil", EVERYTHING, pupil_id=whom.pupil_id)
    rollups.rolls_changed(tx)
