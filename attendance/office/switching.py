"""Switching to another recognition model: templates of all reference photos first, then one step that puts it in use.

Until that step the district reads with the model it had, and its templates stay afterwards, so that going back is quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from attendance.district import District
from attendance.errors import BadEntry, Message, NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.models import Models, in_use, installed, put_in_use
from attendance.unreadable import unreadable
from attendance.worker import Progress
from data import jobs
from data import models as templates
from data.database import Row, Statements, Transaction
from data.errors import VaultError
from data.scope import Scope
from recognition.errors import UnreadablePhoto
from recognition.pipeline import PhotoReading, Pipeline
from recognition.quality import foreground

SWITCH_MODEL = "switch_model"
COMPARE_MODELS = "compare_models"
_OPEN = ("waiting", "running")
STEP = 50
"""Reference photos of a step (.08 s each on one core): what is lost when the power goes, and how long class photos may wait."""
SMALLEST = 20
"""Pixels. A face of 80 px and more on the original can be smaller on the photo that is kept."""
EVERYTHING = Scope.everything()
_LOST = Message(N_("The stored photo is missing or was changed. Take it again."))


@dataclass(frozen=True)
class State:
    """How far a district is on its way to a model.

    Attributes:
        references: Reference photos in use.
        ready: Those that have a template of the model.
        unread: Those that it could not make a template of.
    """

    model: str
    references: int
    ready: int
    unread: int


def state(district: District, account: Account, model: str) -> State:
    """How many reference photos have a template of a model.

    Raises:
        NotAllowed: Only the MIS in-charge may look.
    """
    require_mis(account)
    row = templates.counts(district.db, account.scope, model)
    return State(model, row["reference_photos"], row["with_template"], row["unread"])


def request(district: District, account: Account, models: Models, model: str) -> int:
    """Queue the switch to an installed model; returns the job's number.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: The model is in use or not installed, or another switch is under way.
    """
    require_mis(account)
    if model not in [found.name for found in installed(models.folder)]:
        raise BadEntry(N_("This model is not installed. Add it first: python -m attendance models add FILE --sha256 HEX"))

    def work(tx: Transaction) -> int:
        if in_use(tx) == model:
            raise BadEntry(N_("This model is in use already."))
        if under_way(tx, SWITCH_MODEL):
            raise BadEntry(N_("A switch is under way. Wait until it is done."))
        templates.forget_unread(tx, EVERYTHING, model)
        row = templates.counts(tx, account.scope, model)
        audit.record(tx, account, "model.switch_asked", model)
        return jobs.add_district_wide(
            tx,
            account.scope,
            kind=SWITCH_MODEL,
            total=max(1, row["reference_photos"] - row["with_template"]),
            detail={"model": model},
            created_by=account.username,
        )

    return district.db.write(work)


def under_way(db: Statements, kind: str) -> bool:
    """Whether a job of a kind waits or runs."""
    job = jobs.latest_of_kind(db, EVERYTHING, kind)
    return job is not None and job["state"] in _OPEN


def latest(district: District, account: Account, kind: str) -> Row | None:
    """The newest switch or comparison, None when there was none.

    Raises:
        NotAllowed: Only the MIS in-charge may look.
    """
    require_mis(account)
    return jobs.latest_of_kind(district.db, account.scope, kind)


def try_again(district: District, account: Account, job_id: int) -> None:
    """Let a switch or a comparison that failed go on. What it made so far stays.

    Raises:
        NotAllowed: Only the MIS in-charge may.
    """
    require_mis(account)

    def work(tx: Transaction) -> None:
        if jobs.again(tx, account.scope, job_id):
            audit.record(tx, account, "job.tried_again", f"job:{job_id}")

    district.db.write(work)


def stop(district: District, account: Account, job_id: int) -> None:
    """Stop a switch or a comparison after its step in hand; `try_again` goes on with it. The model in use stays.

    Raises:
        NotAllowed: Only the MIS in-charge may.
    """
    require_mis(account)

    def work(tx: Transaction) -> None:
        for kind in (SWITCH_MODEL, COMPARE_MODELS):
            job = jobs.latest_of_kind(tx, account.scope, kind)
            if job and job["job_id"] == job_id and job["state"] in _OPEN:
                jobs.fail(tx, account.scope, job_id, Message(N_("Stopped. Press Try again to go on.")).as_json())
                audit.record(tx, account, "job.stopped", f"job:{job_id}")

    district.db.write(work)


def switch_model(models: Models, district: District, job: Row, progress: Progress) -> None:
    """A step of the switch: the next reference photos, or, when none is left, the switch itself.

    Each step's templates are stored in one transaction and found again after a stop, whatever the job's count says.
    """
    model = job["detail"]["model"]
    rows = templates.lacking(district.db, EVERYTHING, model, STEP)
    if rows:
        embed(district, models.named(model), rows)
        progress(min(job["done"] + len(rows), job["total"]))
        return
    models.named(model)  # it must still be here
    before = in_use(district.db)
    if district.db.write(lambda tx: _switch(tx, job, model)):
        models.release(before)


def embed(district: District, pipeline: Pipeline, rows: Sequence[Row]) -> None:
    """Store templates of reference photos (`data.models.lacking`) made from the stored photos, and of which none can be made.

    Raises:
        WeightsMissing, WeightsChanged: See recognition.pipeline; nothing is stored.
    """
    photos = {row["reference_photo_id"]: _photo(district, row["vault_name"]) for row in rows}
    there = {key: photo for key, photo in photos.items() if photo is not None}
    made: dict[int, NDArray[np.float32] | Message] = dict.fromkeys(photos, _LOST)
    for (key, photo), found in zip(there.items(), pipeline.read_many(there.values()), strict=True):
        made[key] = unreadable(found) if isinstance(found, UnreadablePhoto) else _template(pipeline, photo, found)
    model = pipeline.model

    def work(tx: Transaction) -> None:
        for key, found in made.items():
            if isinstance(found, Message):
                templates.add_unread(tx, EVERYTHING, key, model, found.as_json())
            else:
                sealed = district.vault.seal(found.astype("<f4").tobytes(), f"template/{key}")
                templates.add_template(tx, EVERYTHING, key, model, sealed)

    district.db.write(work)


def unread_references(district: District, account: Account, model: str) -> list[Row]:
    """The reference photos that must be taken again for a model, with names, class, school, and ``why``, a Message.

    Raises:
        NotAllowed: Only the MIS in-charge may look.
    """
    require_mis(account)
    rows = templates.unread(district.db, account.scope, model)
    return [{**row, "why": Message.from_json(row["reason"])} for row in rows]


def require_mis(account: Account) -> None:
    """Refuse everyone but the MIS in-charge.

    Raises:
        NotAllowed: Always then.
    """
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge chooses the recognition model."))


def _switch(tx: Transaction, job: Row, model: str) -> bool:
    """Put the model in use; False when somebody stopped it, or a reference photo was added since, which then comes first."""
    if not under_way(tx, SWITCH_MODEL) or templates.lacking(tx, EVERYTHING, model, 1):
        return False
    before = in_use(tx)
    by = replace(SYSTEM, username=job["created_by"])
    put_in_use(tx, model, by.username)
    audit.record(tx, by, "model.switched", model, before=before, after=model)
    jobs.finish(tx, EVERYTHING, job["job_id"])
    return True


def _photo(district: District, vault_name: str) -> bytes | None:
    try:
        return district.vault.get(vault_name)
    except VaultError:
        return None


def _template(pipeline: Pipeline, photo: bytes, reading: PhotoReading) -> NDArray[np.float32] | Message:
    if len(foreground(reading.quality)) != 1:
        reading = pipeline.read(photo, SMALLEST)
    near = foreground(reading.quality)
    if len(near) != 1:
        return Message(N_("This model finds no single face in the stored photo. Take it again."))
    return pipeline.template(reading, near[0])
