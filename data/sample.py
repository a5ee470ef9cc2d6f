"""The audit sample: what was drawn at random from the blocks' days, and what people said of it without the machine's answer.

Kinds of items: present (a pupil marked present by the machine, and the face that the mark rests on), not_recognised (a pupil so
marked who has a reference photo: without one nobody could say whether the child is there), class_day (a class day without a
flag, as a whole). A stratum is a day, block and kind; within it each unit had the same chance, ``taken`` of ``units``.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.schools import lists
from data.scope import Scope


@dataclass(frozen=True)
class NewAnswer:
    """What a person said of an item; see the table ``sample_answer`` for which answer needs what.

    Attributes:
        seconds: How long it took.
    """

    answer: str
    pupil_id: int | None = None
    counted: int | None = None
    undoes: int | None = None
    seconds: float | None = None


def to_draw(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """Days and blocks that have photos, all of them read, and were not drawn. Columns: day, block_id."""
    return db.frame("sample/to_draw", scope, first=first, last=last)


def units(db: Statements, scope: Scope, day: date) -> pd.DataFrame:
    """How much there is to draw from. Columns: block_id, kind, units, classes (with a unit of the kind)."""
    return db.frame("sample/units", scope, day=day)


def choose(db: Statements, scope: Scope, day: date, strata: pd.DataFrame, model: str) -> pd.DataFrame:
    """The items that the seeds draw from a day; the same rows and seeds give the same items.

    Args:
        strata: Columns block_id, kind, units (of which), take (how many), seed, share (0 to 1, judged by two people).
        model: The model in use: of items that rest on no single face.

    Returns:
        Columns block_id, school_id, class_section_id, grade, kind, pupil_id, face_id, face_px (height), model, similarity,
        counted, units, taken, place (1 to taken), twice.
    """
    given = lists(strata)
    names = {"block_ids": "block_id", "kinds": "kind", "units": "units", "takes": "take", "seeds": "seed", "shares": "share"}
    bound = {name: given[of] for name, of in names.items()}
    most = int(strata["take"].max()) if len(strata) else 0
    found = db.frame("sample/choose", scope, day=day, model=model, most=most, **bound)
    return found.astype(dict.fromkeys(("pupil_id", "face_id", "counted"), "Int64"))


def add_draw(tx: Transaction, scope: Scope, day: date, block_id: str, seed: int, minutes: float, items: pd.DataFrame) -> None:
    """Keep what was drawn from a block's day.

    Args:
        minutes: That people give a day, of all of them together.
        items: As `choose` returns them, of this block.

    Raises:
        OutOfScope: The block is.
        AlreadyStored: The block's day is drawn (from `Database.write`).
    """
    if not scope.includes(block_id) or set(items["block_id"]) - {block_id}:
        raise OutOfScope("a block of another scope")
    tx.run(
        "sample/add_draw",
        scope,
        day=day,
        block_id=block_id,
        seed=seed,
        minutes=minutes,
        items=len(items),
        drawn_at=utc_now(),
    )
    if len(items):
        tx.insert_frame("sample_item", items.assign(day=day))


def draws(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """What was drawn. Columns: day, block_id, seed, minutes, items, drawn_at."""
    return db.frame("sample/draws", scope, first=first, last=last)


def open_items(
    db: Statements, scope: Scope, username: str, open_days: int, skipped: list[int] | None = None, most: int = 20
) -> list[int]:
    """What somebody may judge now, in the order in which it should be: the newest day first.

    An item waits until its block was drawn from on ``open_days`` later days, and while its pupil has a reference photo.

    Args:
        skipped: Items to leave out.
    """
    rows = db.rows("sample/open_items", scope, username=username, open_days=open_days, skipped=skipped or [], most=most)
    return [row["item_id"] for row in rows]


def waiting(db: Statements, scope: Scope, username: str, open_days: int) -> dict[str, int]:
    """How many items of each kind somebody may judge."""
    return {row["kind"]: row["items"] for row in db.rows("sample/waiting", scope, username=username, open_days=open_days)}


def item(db: Statements, scope: Scope, item_id: int) -> Row | None:
    """An item with its face's crop_name and photo_id, None outside the scope."""
    return db.one("sample/item", scope, item_id=item_id)


def hold(tx: Transaction, scope: Scope, item_id: int, username: str, until: datetime) -> bool:
    """Keep an item for somebody while they look; False when those who have it or answered it are enough, or out of scope."""
    found = tx.one("claims/hold_sample", scope, item_id=item_id, username=username, until=until, now=utc_now())
    return found is not None


def free(tx: Transaction, username: str) -> None:
    """Let go of what somebody had open."""
    tx.run("claims/free_sample", Scope.everything(), username=username)


def add_answer(tx: Transaction, scope: Scope, item_id: int, new: NewAnswer, said_by: str) -> int:
    """Append an answer and return its number.

    Raises:
        OutOfScope: The item is.
    """
    if item(tx, scope, item_id) is None:
        raise OutOfScope("an item of another scope")
    given = {"item_id": item_id, "said_by": said_by, "said_at": utc_now(), **vars(new)}
    return int(tx.value("sample/add_answer", scope, **given))


def answers_of(db: Statements, scope: Scope, username: str, since: datetime) -> list[Row]:
    """Somebody's standing answers since a moment (UTC), latest first: answer_id, item_id, answer, said_at, kind, block_id."""
    return db.rows("sample/answers_of", scope, username=username, since=since)


def judged(db: Statements, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """Each item of these days with each person's standing answer: a row an item and person, none without an answer.

    Columns: item_id, day, block_id, school_id, class_section_id, grade, kind, pupil_id (whom the machine marked; NULL for
    class_day), face_px, model, similarity, counted (by the machine), units and taken (of the stratum as drawn), twice, said_by,
    answer (present: pupil, nobody or unclear; not_recognised: seen, not_seen or unclear; class_day: counted or unclear),
    said_pupil, said_count.
    """
    return db.frame("sample/judged", scope, first=first, last=last)


def last_answer(db: Statements, scope: Scope) -> int | None:
    """The number of the last answer or undo, None before the first: what is made of answers is kept until it changes."""
    found: int | None = db.value("sample/last_answer", scope)
    return found


def progress(db: Statements, scope: Scope, first: date, last: date, open_days: int) -> pd.DataFrame:
    """How far the items of these days are judged, by block and kind.

    Columns: block_id, block_hi, block_en, kind, drawn, judged (by one person at least), waiting, not_judged (nobody did in
    time), unclear (judged, and nobody could tell).
    """
    return db.frame("sample/progress", scope, first=first, last=last, open_days=open_days)


def seconds(db: Statements, scope: Scope, since: datetime) -> dict[str, tuple[float, int]]:
    """The median seconds of an answer since a moment (UTC) and the number of answers, by kind."""
    return {row["kind"]: (row["seconds"], row["answers"]) for row in db.rows("sample/seconds", scope, since=since)}
