"""How long what is held is held: what is due, what goes, and what each run removed.

All of it is the app's own daily job but for `held_photos`, `held_counts` and the runs, which a page shows.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

What = Literal["class_photo", "crop", "original", "reference", "tray", "receipt", "embedding", "template"]
KINDS: dict[str, What] = {
    "photo": "class_photo",
    "screen": "class_photo",
    "thumb": "class_photo",
    "crop": "crop",
    "original": "original",
    "reference": "reference",
    "tray": "tray",
    "trayed": "tray",
    "receipt": "receipt",
}
"""What each kind of sealed file is in the log of a run."""
EVERYTHING = Scope.everything()


def run(db: Statements, run_id: int) -> Row | None:
    """A run: run_id, begun_at, ended_at (UTC)."""
    return db.one("retention/run", EVERYTHING, run_id=run_id)


def begin(tx: Transaction, run_id: int, day: date, *, school_days: int, judged_days: int, unjudged_days: int) -> None:
    """Begin a run: note whose time is over on a day."""
    tx.run("retention/clear_due", EVERYTHING)
    limits = {"school_days": school_days, "judged_days": judged_days, "unjudged_days": unjudged_days}
    tx.run("retention/find_due", EVERYTHING, day=day, **limits)
    tx.run("retention/begin", EVERYTHING, run_id=run_id, begun_at=utc_now())


def due(db: Statements, most: int) -> list[Row]:
    """Photos whose time is over: photo_id, sha256."""
    return db.rows("retention/due", EVERYTHING, most=most)


def school_days_from(db: Statements, day: date, school_days: int) -> date | None:
    """The first of the last so many days before a day on which any school worked; None where there were not as many."""
    found: date | None = db.value("retention/school_days_from", EVERYTHING, day=day, school_days=school_days)
    return found


def let_go(tx: Transaction, run_id: int, photos: Sequence[Row]) -> None:
    """Say of class photos that they are gone, empty the embeddings of their faces, and doom their files."""
    photo_ids = [row["photo_id"] for row in photos]
    names = [f"{kind}/{row['sha256']}" for row in photos for kind in ("photo", "screen", "thumb")]
    doom(tx, [*names, *(row["crop_name"] for row in tx.rows("retention/crops", EVERYTHING, photo_ids=photo_ids))])
    held = tx.one("retention/embeddings", EVERYTHING, photo_ids=photo_ids) or {}
    count_removed(tx, run_id, "embedding", held["found"], held["bytes"])
    tx.run("retention/empty_embeddings", EVERYTHING, photo_ids=photo_ids)
    tx.run("retention/mark_gone", EVERYTHING, photo_ids=photo_ids, gone_at=utc_now())
    tx.run("retention/not_due", EVERYTHING, photo_ids=photo_ids)


def remove_left_references(tx: Transaction, before: date, most: int) -> int:
    """Doom reference photos of pupils who are on no roll since a day; returns how many."""
    rows = tx.rows("retention/left_references", EVERYTHING, before=before, most=most)
    keys = [row["reference_photo_id"] for row in rows]
    doom(tx, [name for row in rows for name in (row["vault_name"], f"{row['vault_name']}_face")])
    if keys:
        tx.run("retention/remove_references", EVERYTHING, keys=keys, removed_at=utc_now())
    return len(rows)


def remove_idle_templates(tx: Transaction, run_id: int) -> None:
    """Delete the templates of reference photos that are removed."""
    held = tx.one("retention/templates", EVERYTHING) or {}
    count_removed(tx, run_id, "template", held["found"], held["bytes"])
    tx.run("retention/remove_templates", EVERYTHING)


def idle(db: Statements, kind: str, names: Sequence[str], receipts_before: datetime) -> list[str]:
    """Which sealed files of a kind no row needs.

    Args:
        names: Without the kind.
        receipts_before: Receipts of submissions that were read earlier (UTC) are needed no more.
    """
    query = {"screen": "photo", "thumb": "photo", "trayed": "tray"}.get(kind, kind)
    more: dict[str, Any] = {"before": receipts_before} if query == "receipt" else {}
    return [row["name"] for row in db.rows(f"retention/idle_{query}", EVERYTHING, names=list(names), **more)]


def doom(tx: Transaction, names: Sequence[str]) -> None:
    """Note sealed files that are to be deleted, in the transaction in which their rows say that they are gone."""
    if names:
        kinds = [KINDS[name.partition("/")[0]] for name in names]
        tx.run("retention/doom", EVERYTHING, names=list(names), kinds=kinds)


def doomed(db: Statements, most: int) -> list[Row]:
    """Sealed files that are to be deleted: vault_name, what."""
    return db.rows("retention/doomed", EVERYTHING, most=most)


def undoom(tx: Transaction, names: Sequence[str]) -> None:
    """Say of sealed files that they are deleted."""
    tx.run("retention/undoom", EVERYTHING, names=list(names))


def count_removed(tx: Transaction, run_id: int, what: What, removed: int, size: int) -> None:
    """Add to the log of a run; nothing for nothing."""
    if removed:
        tx.run("retention/count_removed", EVERYTHING, run_id=run_id, what=what, removed=removed, bytes=size)


def put_held(tx: Transaction, run_id: int, what: What, files: int, size: int) -> None:
    """Note how much of a kind is on the disk after a run; kinds of the same name add up."""
    tx.run("retention/put_held", EVERYTHING, run_id=run_id, what=what, files=files, bytes=size)


def finish(tx: Transaction, run_id: int) -> None:
    """A run has done all that was due."""
    tx.run("retention/finish", EVERYTHING, run_id=run_id, ended_at=utc_now())


def held_photos(
    db: Statements, scope: Scope, day: date, *, school_days: int, judged_days: int, unjudged_days: int
) -> list[Row]:
    """Class photos that are held, by the reason.

    Keys: why (flag_open, sampled, uncertain, judged, in_time), held, oldest (the school day), goes_first and goes_last (days on
    which they go, NULL where none is set).
    """
    limits = {"school_days": school_days, "judged_days": judged_days, "unjudged_days": unjudged_days}
    return db.rows("retention/held_photos", scope, day=day, **limits)


def held_counts(db: Statements) -> Row:
    """How much of the other kinds is held: unread and unread_oldest, tray and tray_oldest, reference_photos and
    references_oldest, templates; and gone: class photos that were deleted after their time."""
    return db.one("retention/held_counts", EVERYTHING) or {}


def last_run(db: Statements) -> Row | None:
    """The newest run, as `run`."""
    return db.one("retention/last_run", EVERYTHING)


def removed(db: Statements, run_id: int) -> list[Row]:
    """What a run removed: what, removed, bytes."""
    return db.rows("retention/removed", EVERYTHING, run_id=run_id)


def on_disk(db: Statements, run_id: int) -> list[Row]:
    """What was on the disk after a run: what, files, bytes."""
    return db.rows("retention/on_disk", EVERYTHING, run_id=run_id)
