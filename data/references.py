"""Reference photos and the templates made from them; the photos themselves are in the vault."""

from collections.abc import Iterable
from datetime import date

from data.database import Row, Statements
from data.scope import Scope


def templates_of(db: Statements, scope: Scope, class_section_ids: Iterable[int], day: date, model: str) -> list[Row]:
    """The templates of one model for everybody enrolled in these class sections on that day.

    Keys: pupil_id, reference_photo_id, sealed. Open ``sealed`` with the vault under ``template/<reference_photo_id>``; it is a
    vector of float32, little-endian.
    """
    return db.rows(
        "references/templates_of",
        scope,
        class_section_ids=[int(value) for value in class_section_ids],
        day=day,
        model=model,
    )
