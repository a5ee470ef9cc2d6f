"""On what legal ground faces may be kept: words on schools and on single pupils, only ever added to."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

State = Literal["given", "withdrawn"]


def add(
    tx: Transaction,
    scope: Scope,
    *,
    school_ids: Iterable[int] = (),
    pupil_ids: Iterable[int] = (),
    state: State,
    ground: str,
    reference: str,
    since: date,
    said_by: str,
) -> None:
    """Add a word on each of these schools and pupils; those outside the scope are left out."""
    tx.run(
        "bases/add",
        scope,
        school_ids=[int(value) for value in school_ids],
        pupil_ids=[int(value) for value in pupil_ids],
        state=state,
        ground=ground,
        reference=reference,
        since=since,
        said_by=said_by,
        said_at=utc_now(),
    )


def standing(db: Statements, scope: Scope, pupil_ids: Iterable[int]) -> list[Row]:
    """The word that decides for each pupil who was ever enrolled, one row each.

    Keys: pupil_id, block_id, is_own (said of the pupil, not of the school), state, ground, reference, since; the last five None
    where nothing was ever said.
    """
    return db.rows("bases/standing", scope, pupil_ids=[int(value) for value in pupil_ids])


def withdrawn(db: Statements, scope: Scope, pupil_ids: Iterable[int]) -> set[int]:
    """Those of the pupils whose ground was taken away, by a word on them or on their school: no machine looks for them."""
    rows = db.rows("bases/withdrawn", scope, pupil_ids=[int(value) for value in pupil_ids])
    return {row["pupil_id"] for row in rows}


def blocks(db: Statements, scope: Scope) -> list[Row]:
    """By block: schools, covered (schools with a ground that stands), given and withdrawn (pupils with a word of their own)."""
    return db.rows("bases/blocks", scope)


def due(db: Statements, scope: Scope, most: int) -> list[Row]:
    """Pupils whose reference photos are in use though no ground stands, those who withdrew first; at most ``most``.

    Keys: pupil_id, pen, name_hi, name_en, class_section_id, grade, section, school_id, school_hi, school_en, block_id, photos,
    withdrawn_on (None where nothing was ever said), is_own.
    """
    return db.rows("bases/due", scope, most=most)
