"""Reference photos and the templates made from them; the photos themselves are in the vault."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pandas as pd

from data import bases, pupils, schools
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope

Source = Literal["photo", "group_photo", "class_photo"]


@dataclass(frozen=True)
class NewReference:
    """A reference photo that lies in the vault already.

    Attributes:
        seal: Makes the sealed template for the key the photo gets.
        source: photo (taken for it), group_photo (a face named on one) or class_photo (a face that a person confirmed).
        face_id: Which face of a class photo it is.
    """

    pupil_id: int
    sha256: str
    vault_name: str
    face_px: int
    model: str
    seal: Callable[[int], bytes]
    added_by: str
    source: Source = "photo"
    face_id: int | None = None


def face_name(vault_name: str) -> str:
    """Where the small picture of a reference photo's face (112 px WebP) lies in the vault."""
    return f"{vault_name}_face"


def templates_of(db: Statements, scope: Scope, class_section_ids: Iterable[int], day: date, model: str) -> list[Row]:
    """The templates of one model for everybody enrolled in these class sections on that day whose ground was not withdrawn.

    Keys: pupil_id, reference_photo_id, sealed. Open ``sealed`` with the vault under ``template/<reference_photo_id>``; it is a
    vector of float32, little-endian.
    """
    sections = [int(value) for value in class_section_ids]
    return usable(db, db.rows("references/templates_of", scope, class_section_ids=sections, day=day, model=model))


def usable(db: Statements, rows: Sequence[Row]) -> list[Row]:
    """Those of the rows whose pupil_id is nobody whose ground was withdrawn: their photos wait to be removed, and rest."""
    withdrawn = bases.withdrawn(db, Scope.everything(), {row["pupil_id"] for row in rows}) if rows else set()
    return [row for row in rows if row["pupil_id"] not in withdrawn]


def of_pupils(db: Statements, scope: Scope, pupil_ids: Iterable[int]) -> pd.DataFrame:
    """The reference photos in use, oldest first for each pupil.

    Columns: reference_photo_id, pupil_id, sha256, vault_name, face_px, added_at, added_by, source, face_id.
    """
    return db.frame("references/of_pupils", scope, pupil_ids=[int(value) for value in pupil_ids])


def get(db: Statements, scope: Scope, reference_photo_id: int) -> Row:
    """One reference photo in use: reference_photo_id, pupil_id, vault_name, block_id.

    Raises:
        OutOfScope: It is not there, was removed, or is outside the scope.
    """
    found = db.one("references/get", scope, reference_photo_id=reference_photo_id)
    if found is None:
        raise OutOfScope("no such reference photo")
    return found


def owners(db: Statements, sha256: str) -> set[int]:
    """The pupils whose reference photo has exactly these bytes."""
    return {row["pupil_id"] for row in db.rows("references/owners", Scope.everything(), sha256=sha256)}


def add(tx: Transaction, scope: Scope, photo: NewReference) -> int:
    """Store a reference photo and its template; returns its reference_photo_id.

    Raises:
        OutOfScope: The pupil is not there or outside the scope.
    """
    pupils.get(tx, scope, photo.pupil_id)
    (key,) = schools.next_ids(tx, 1)
    row = {"reference_photo_id": key, "pupil_id": photo.pupil_id}
    tx.run(
        "references/add",
        scope,
        **row,
        sha256=photo.sha256,
        vault_name=photo.vault_name,
        face_px=photo.face_px,
        added_at=utc_now(),
        added_by=photo.added_by,
        source=photo.source,
        face_id=photo.face_id,
    )
    tx.run("references/add_template", scope, **row, model=photo.model, sealed=photo.seal(key))
    return key


def remove(tx: Transaction, scope: Scope, reference_photo_id: int) -> Row:
    """Take a reference photo out of use and delete its templates; returns what `get` did.

    Raises:
        OutOfScope: See `get`.
    """
    found = get(tx, scope, reference_photo_id)
    tx.run("references/remove_templates", scope, reference_photo_id=reference_photo_id)
    tx.run("references/mark_removed", scope, reference_photo_id=reference_photo_id, removed_at=utc_now())
    return found


def templates_of_schools(db: Statements, scope: Scope, school_ids: Iterable[int], day: date, model: str) -> list[Row]:
    """The templates of one model for everybody enrolled in these schools on that day, school by school; as `templates_of`.

    Keys: as `templates_of`, and class_section_id, school_id and sha256 (of the reference photo).
    """
    schools_of = [int(value) for value in school_ids]
    return usable(db, db.rows("references/templates_of_schools", scope, school_ids=schools_of, day=day, model=model))


def health(
    db: Statements,
    scope: Scope,
    day: date,
    *,
    depth: int,
    old_before: datetime,
    small_below: int,
    block_id: str | None = None,
    school_id: int | None = None,
    class_section_id: int | None = None,
) -> pd.DataFrame:
    """How well those enrolled on a day can be recognised.

    Args:
        depth: 0 one row for everything, 1 a row per block, 2 per school, 3 per class section.
        old_before: A pupil whose newest reference photo was added earlier (UTC) counts as old.
        small_below: A pupil whose largest reference face is lower than this many pixels counts as small.
        block_id, school_id, class_section_id: Only these.

    Returns:
        Columns block_id, school_id, class_section_id (NULL where not grouped by); counts of pupils: enrolled, referenced (with
        a reference photo), several (with two and more), old, small; photos; face_px, the median of the pupils' largest
        reference faces (NULL without any); block_hi, block_en, school_hi, school_en, grade, section. No rows where nobody is
        enrolled.
    """
    return db.frame(
        "references/health",
        scope,
        day=day,
        depth=depth,
        old_before=old_before,
        small_below=small_below,
        block_id=block_id,
        school_id=school_id,
        class_section_id=class_section_id,
    )
