"""Searches for one child under two pupils, and the pairs of pupils they found.

A search is of the whole district: only a scope of every block sees or changes one. A lead is seen where both its pupils are.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.references import usable
from data.scope import Scope


def ask(tx: Transaction, scope: Scope, *, purpose: str, threshold: float, asked_by: str) -> int:
    """A new search, which nobody has allowed yet; returns its run_id.

    Raises:
        OutOfScope: The scope is not the whole district.
        WriteRefused: The purpose is too short, or the threshold no similarity.
    """
    row = {"purpose": purpose, "threshold": threshold, "asked_by": asked_by, "asked_at": utc_now()}
    run_id = tx.value("leads/ask", scope, **row)
    if run_id is None:
        raise OutOfScope("the district is outside the scope")
    return int(run_id)


def runs(db: Statements, scope: Scope) -> list[Row]:
    """All searches, the latest first; none where the scope is not the whole district.

    Keys: run_id, purpose, threshold, state (asked, allowed, refused, stopped, done), asked_by, asked_at, allowed_by,
    allowed_at, ended_by, ended_at, ended_why, model, up_to_photo, templates, missing, done_to_photo, left_out.
    """
    return db.rows("leads/runs", scope)


def run(db: Statements, scope: Scope, run_id: int) -> Row:
    """One search, as `runs` tells.

    Raises:
        OutOfScope: There is none, or the scope is not the whole district.
    """
    found = next((row for row in runs(db, scope) if row["run_id"] == run_id), None)
    if found is None:
        raise OutOfScope("no such search")
    return found


def allow(tx: Transaction, scope: Scope, run_id: int, *, allowed_by: str, model: str) -> Row | None:
    """Let a search begin that was asked for, with the templates of a model that are there now; returns it as `run` does.

    None when it does not wait for this any more. The schema refuses who asked for it.
    """
    photos = keys(tx, scope, model)["reference_photo_id"]
    counted = {"model": model, "templates": len(photos), "up_to_photo": int(photos.max()) if len(photos) else 0}
    changed = tx.one("leads/allow", scope, run_id=run_id, allowed_by=allowed_by, allowed_at=utc_now(), **counted)
    return run(tx, scope, run_id) if changed else None


def end(tx: Transaction, scope: Scope, run_id: int, state: str, *, by: str, why: str | None = None) -> bool:
    """Refuse, stop or finish a search; False when it is not in a state for this any more.

    Args:
        state: refused (from asked), stopped (from asked or allowed) or done (from allowed).
    """
    before = {"refused": ["asked"], "stopped": ["asked", "allowed"], "done": ["allowed"]}[state]
    values: dict[str, Any] = {"state": state, "ended_by": by, "ended_at": utc_now(), "ended_why": why}
    return tx.one("leads/end", scope, run_id=run_id, from_states=before, **values) is not None


def keys(db: Statements, scope: Scope, model: str, up_to_photo: int | None = None) -> pd.DataFrame:
    """The templates of a model whose reference photos are in use, by reference_photo_id.

    Columns: reference_photo_id, pupil_id.

    Args:
        up_to_photo: Leave those of later reference photos out.
    """
    return db.frame("leads/keys", scope, model=model, up_to_photo=up_to_photo)


def templates(db: Statements, scope: Scope, model: str, reference_photo_ids: Iterable[int]) -> dict[int, bytes]:
    """The sealed templates of a model by reference photo, without those that are not there or not to be used any more."""
    wanted = [int(value) for value in reference_photo_ids]
    rows = usable(db, db.rows("leads/templates", scope, model=model, reference_photo_ids=wanted))
    return {row["reference_photo_id"]: row["sealed"] for row in rows}


def add(tx: Transaction, scope: Scope, run_id: int, pairs: pd.DataFrame, most: int) -> int:
    """Add leads to a search and keep the ``most`` similar of all it has; returns how many were dropped.

    Columns: pupil_a (below pupil_b), pupil_b, photo_a, photo_b, similarity; each two pupils once. Two pupils that are there
    already keep the more similar photos. What a person said of the same photos in an earlier search holds for the new lead.
    """
    if len(pairs):
        tx.run("leads/add", scope, run_id=run_id, **{str(name): column.tolist() for name, column in pairs.items()})
    return len(tx.rows("leads/keep_most_similar", scope, run_id=run_id, most=most))


def advance(tx: Transaction, scope: Scope, run_id: int, *, done_to_photo: int, missing: int, left_out: int) -> bool:
    """Say how far a search is; False when it was stopped meanwhile.

    Args:
        missing: Templates that it could not use, in all.
        left_out: Pairs that were dropped since this was last said.
    """
    return (
        tx.one("leads/advance", scope, run_id=run_id, done_to_photo=done_to_photo, missing=missing, left_out=left_out)
        is not None
    )


def found(db: Statements, scope: Scope, run_id: int) -> list[Row]:
    """The leads of a search where both pupils are in the scope, the most similar first.

    Keys: lead_id, run_id, similarity, state (open, same, different), said_by, said_at, vault_a and vault_b (the vault's names
    of the two reference photos, None for one that was removed), pupil_a and pupil_b: dicts with pupil_id, pen, name_hi,
    name_en, and of the latest enrolment, None without one: grade, section, school_hi, school_en, udise, block_id, block_hi,
    block_en.
    """
    return db.rows("leads/found", scope, run_id=run_id)


def decide(tx: Transaction, scope: Scope, lead_id: int, before: str, state: str, *, said_by: str) -> bool:
    """What a person says of a lead: same, different, or open again; False when it is not as before, or not within the scope."""
    who, when = (None, None) if state == "open" else (said_by, utc_now())
    changed = tx.one("leads/decide", scope, lead_id=lead_id, before=before, state=state, said_by=who, said_at=when)
    return changed is not None
