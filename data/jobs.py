"""The queue of work: what waits, runs, is done or has failed."""

import json
from collections.abc import Mapping
from typing import Any

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.errors import OutOfScope
from data.scope import Scope


def add(tx: Transaction, scope: Scope, *, kind: str, submission_id: str, total: int, created_by: str, rank: int = 0) -> int:
    """Queue a job of ``total`` steps on a submission and return its number.

    Args:
        rank: Those with a lower one go first.

    Raises:
        OutOfScope: The submission is.
    """
    job_id = tx.value(
        "jobs/add",
        scope,
        kind=kind,
        submission_id=submission_id,
        total=total,
        created_by=created_by,
        created_at=utc_now(),
        rank=rank,
    )
    if job_id is None:
        raise OutOfScope("a submission is outside the scope")
    return int(job_id)


def add_district_wide(
    tx: Transaction, scope: Scope, *, kind: str, total: int, detail: Mapping[str, Any], created_by: str
) -> int:
    """Queue a job of ``total`` steps that is about the whole district and return its number.

    Raises:
        OutOfScope: The scope is not the whole district.
    """
    job_id = tx.value(
        "jobs/add_district_wide",
        scope,
        kind=kind,
        total=total,
        detail=json.dumps(detail),
        created_by=created_by,
        created_at=utc_now(),
    )
    if job_id is None:
        raise OutOfScope("the district is outside the scope")
    return int(job_id)


def add_for_photo(
    tx: Transaction, scope: Scope, *, kind: str, photo_id: int, detail: Mapping[str, Any], created_by: str
) -> int:
    """Queue a job of one step on a photo that was read before, and return its number.

    Raises:
        OutOfScope: The photo is.
    """
    told = json.dumps({**detail, "photo_id": photo_id})
    job_id = tx.value(
        "jobs/add_for_photo",
        scope,
        kind=kind,
        photo_id=photo_id,
        detail=told,
        created_by=created_by,
        created_at=utc_now(),
    )
    if job_id is None:
        raise OutOfScope("a photo is outside the scope")
    return int(job_id)


def of_photo(db: Statements, scope: Scope, kind: str, photo_id: int) -> Row | None:
    """The newest job of a kind on a photo (`add_for_photo`), its ``detail`` a dict; None when there was none in the scope."""
    return _parsed(db.one("jobs/of_photo", scope, kind=kind, photo_id=photo_id))


def tell(tx: Transaction, scope: Scope, job_id: int, detail: Mapping[str, Any]) -> None:
    """Write down what came of it."""
    tx.run("jobs/tell", scope, job_id=job_id, detail=json.dumps(detail))


def claim(tx: Transaction, scope: Scope) -> Row | None:
    """Take the job that waits longest, photos first, paused ones not; None when nothing waits. ``detail``: a dict or None."""
    return _parsed(tx.one("jobs/claim", scope, started_at=utc_now()))


def put_back(tx: Transaction, scope: Scope, job_id: int) -> None:
    """Let a job that has more steps to do wait again; one that is finished is left alone."""
    tx.run("jobs/put_back", scope, job_id=job_id)


def progress(tx: Transaction, scope: Scope, job_id: int, done: int) -> None:
    """Say how many steps are behind."""
    tx.run("jobs/progress", scope, job_id=job_id, done=done)


def finish(tx: Transaction, scope: Scope, job_id: int) -> None:
    """Say that it is done."""
    tx.run("jobs/finish", scope, job_id=job_id, state="done", error=None, finished_at=utc_now())


def fail(tx: Transaction, scope: Scope, job_id: int, error: str) -> None:
    """Say that it failed, with a message as JSON."""
    tx.run("jobs/finish", scope, job_id=job_id, state="failed", error=error, finished_at=utc_now())


def requeue(tx: Transaction, scope: Scope, most_attempts: int, error: str) -> int:
    """Let what ran when the app stopped wait again; returns how many.

    Args:
        most_attempts: After so many starts a job has failed instead, with ``error``, a message as JSON: what ends the app each
            time would else end it for ever.
    """
    rows = tx.rows("jobs/requeue", scope, most_attempts=most_attempts, error=error)
    return sum(row["state"] == "waiting" for row in rows)


def again(tx: Transaction, scope: Scope, job_id: int) -> bool:
    """Let a failed job wait again; False when there is no such failed job within the scope."""
    return tx.one("jobs/again", scope, job_id=job_id) is not None


def of_submission(db: Statements, scope: Scope, submission_id: str) -> Row | None:
    """The latest job of a submission, None outside the scope."""
    return db.one("jobs/of_submission", scope, submission_id=submission_id)


def latest_of_kind(db: Statements, scope: Scope, kind: str) -> Row | None:
    """The newest job of a kind, its ``detail`` a dict or None; None when there was none in the scope."""
    return _parsed(db.one("jobs/latest_of_kind", scope, kind=kind))


def ahead(db: Statements, scope: Scope, job_id: int) -> int:
    """How many jobs come before this one."""
    return int(db.value("jobs/ahead", scope, job_id=job_id))


def last(db: Statements, scope: Scope) -> Row | None:
    """The newest job of the scope; None when there was none."""
    return db.one("jobs/last", scope)


def counts(db: Statements, scope: Scope) -> dict[str, int]:
    """How many jobs of the scope are in each state; a state without any is not there."""
    return {row["state"]: int(row["jobs"]) for row in db.rows("jobs/counts", scope)}


def _parsed(job: Row | None) -> Row | None:
    if job and job["detail"] is not None:
        return {**job, "detail": json.loads(job["detail"])}
    return job
