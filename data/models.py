"""Templates of several models: what is missing, what could not be made, and how two models compare."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope


@dataclass(frozen=True)
class Compared:
    """What a model makes of the stored photos of one class day.

    Attributes:
        judged: Pupils of whom a person said that they were there or not.
        agreed: Those of them of whom the model says the same.
    """

    job_id: int
    day: date
    class_section_id: int
    block_id: str
    model: str
    enrolled: int
    recognised: int
    uncertain: int
    judged: int
    agreed: int


def counts(db: Statements, scope: Scope, model: str) -> Row:
    """The reference photos in use: reference_photos, with_template of the model, unread by the model."""
    return db.rows("models/counts", scope, model=model)[0]


def lacking(db: Statements, scope: Scope, model: str, most: int, class_sections: Sequence[int] | None = None) -> list[Row]:
    """Reference photos in use that the model has not tried yet, oldest first: reference_photo_id, pupil_id, vault_name.

    Args:
        class_sections: Only of those ever enrolled in these; None for the whole district.
    """
    return db.rows(
        "models/lacking",
        scope,
        model=model,
        most=most,
        whole_district=class_sections is None,
        class_sections=[int(value) for value in class_sections or ()],
    )


def add_template(tx: Transaction, scope: Scope, reference_photo_id: int, model: str, sealed: bytes) -> None:
    """Store a further model's template; nothing where there is one, or the photo was removed meanwhile."""
    tx.run("models/add_template", scope, reference_photo_id=reference_photo_id, model=model, sealed=sealed)


def add_unread(tx: Transaction, scope: Scope, reference_photo_id: int, model: str, reason: str) -> None:
    """Record that the model could not make a template; ``reason`` is a message as JSON."""
    tx.run("models/add_unread", scope, reference_photo_id=reference_photo_id, model=model, reason=reason, found_at=utc_now())


def forget_unread(tx: Transaction, scope: Scope, model: str) -> None:
    """Let the model try again what it could not make a template of."""
    tx.run("models/forget_unread", scope, model=model)


def unread(db: Statements, scope: Scope, model: str) -> list[Row]:
    """Reference photos in use that the model could not make a template of, with the pupil's names, class and school."""
    return db.rows("models/unread", scope, model=model)


def class_days_with_photos(db: Statements, scope: Scope, most: int) -> list[Row]:
    """The latest class days of which photos with faces are stored: day, class_section_id, block_id, enrolled."""
    return db.rows("models/class_days_with_photos", scope, most=most)


def add_comparison(tx: Transaction, scope: Scope, compared: Compared) -> None:
    """Store what a model makes of a class day."""
    tx.run("models/add_comparison", scope, **asdict(compared))


def comparisons(db: Statements, scope: Scope, job_id: int) -> pd.DataFrame:
    """What a comparison found: the columns of ``model_comparison``, and the class section's names."""
    return db.frame("models/comparisons", scope, job_id=job_id)
