"""Before and after: what two models make of the same stored photos of the last class days. No mark follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from attendance.district import District
from attendance.errors import BadEntry
from attendance.i18n import N_
from attendance.matching import gallery_of
from attendance.office import audit
from attendance.office.access import Account
from attendance.office.models import Models, in_use, installed, settings_for
from attendance.office.switching import COMPARE_MODELS, STEP, embed, require_mis, under_way
from attendance.worker import Progress
from data import jobs, register, submissions
from data import models as stored
from data.database import Row, Transaction
from data.errors import VaultError
from data.models import Compared
from data.scope import Scope
from recognition.fusing import fuse
from recognition.matching import match_class_day
from recognition.photo import decode
from recognition.pipeline import PhotoReading, Pipeline

EVERYTHING = Scope.everything()
SMALLEST = 20


@dataclass(frozen=True)
class Side:
    """What one model makes of all class days compared: pupils, and of those whom people judged, how many it agrees on."""

    enrolled: int
    recognised: int
    uncertain: int
    judged: int
    agreed: int

    @property
    def not_recognised(self) -> int:
        """The rest."""
        return self.enrolled - self.recognised - self.uncertain


def request(district: District, account: Account, models: Models, model: str, most: int) -> int:
    """Queue the comparison of the model in use with another one on the latest class days; returns the job's number.

    Args:
        most: How many class days.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: The model is not installed or in use already, nothing is stored to compare on, or a comparison is under way.
    """
    require_mis(account)
    if model not in [found.name for found in installed(models.folder)]:
        raise BadEntry(N_("This model is not installed. Add it first: python -m attendance models add FILE --sha256 HEX"))

    def work(tx: Transaction) -> int:
        used = in_use(tx)
        days = stored.class_days_with_photos(tx, account.scope, most)
        if used == model:
            raise BadEntry(N_("This model is in use already."))
        if not days:
            raise BadEntry(N_("No class day has stored photos with faces. Upload photos first, then compare."))
        if under_way(tx, COMPARE_MODELS):
            raise BadEntry(N_("A comparison is under way. Wait until it is done."))
        audit.record(tx, account, "models.compared", model)
        detail = {
            "models": [used, model],
            "class_days": [[row["class_section_id"], row["day"].isoformat()] for row in days],
        }
        return jobs.add_district_wide(
            tx, account.scope, kind=COMPARE_MODELS, total=len(days), detail=detail, created_by=account.username
        )

    return district.db.write(work)


def compare_models(models: Models, district: District, job: Row, progress: Progress) -> None:
    """A step of a comparison: the templates that a class day lacks, or the class day itself."""
    names = job["detail"]["models"]
    section, written = job["detail"]["class_days"][job["done"]]
    day = date.fromisoformat(written)
    sent = [row for row in submissions.of_class_day(district.db, EVERYTHING, section, day) if row["read_at"] is not None]
    sections = sorted({one for row in sent for one in row["class_sections"]})
    for name in names:
        if rows := stored.lacking(district.db, EVERYTHING, name, STEP, sections):
            embed(district, models.named(name), rows)
            return
    photos = [row for one in sent for row in submissions.photos(district.db, EVERYTHING, one["submission_id"])]
    found = [
        compared for name in names if (compared := _compare(district, models.named(name), job, section, day, sections, photos))
    ]
    district.db.write(lambda tx: _store(tx, job, found))
    if job["done"] + 1 == job["total"]:
        for name in set(names) - {in_use(district.db)}:
            models.release(name)


def results(district: District, account: Account, job_id: int) -> pd.DataFrame:
    """What a comparison found so far: a row per class day and model (see `data.models.comparisons`).

    Raises:
        NotAllowed: Only the MIS in-charge may look.
    """
    require_mis(account)
    return stored.comparisons(district.db, account.scope, job_id)


def in_sum(found: pd.DataFrame, model: str) -> Side:
    """All class days of `results` together, for one model."""
    rows = found[found["model"] == model]
    return Side(**{name: int(rows[name].sum()) for name in ("enrolled", "recognised", "uncertain", "judged", "agreed")})


def _compare(
    district: District, pipeline: Pipeline, job: Row, section: int, day: date, sections: Sequence[int], photos: Sequence[Row]
) -> Compared | None:
    """What a model makes of a class day; None when its photos were deleted meanwhile."""
    model = pipeline.model
    chosen = settings_for(district, model)
    readings = [reading for row in photos if (reading := _read(district, pipeline, row, row["min_face"] or chosen.min_face_px))]
    figures = register.class_day(district.db, EVERYTHING, section, day)
    if not readings or figures is None:
        return None
    thresholds = chosen.thresholds
    embeddings = [reading.embeddings for reading in readings]
    gallery = gallery_of(district.db, district.vault, sections, day, model)
    together = fuse(match_class_day(embeddings, gallery, thresholds, model=model), embeddings, thresholds)
    marks = register.marks(district.db, EVERYTHING, section, day).to_dict("records")
    pupils = {row["pupil_id"] for row in marks}
    recognised = pupils & together.present
    return Compared(
        job_id=job["job_id"],
        day=day,
        class_section_id=section,
        block_id=figures["block_id"],
        model=model,
        enrolled=len(pupils),
        recognised=len(recognised),
        uncertain=len(pupils & together.uncertain),
        **_beside_people(marks, recognised),
    )


def _beside_people(marks: Sequence[dict[Any, Any]], recognised: set[int]) -> dict[str, int]:
    judged = {row["pupil_id"]: row["mark"] == "present" for row in marks if row["marked_by"] == "person"}
    return {"judged": len(judged), "agreed": sum((pupil in recognised) == there for pupil, there in judged.items())}


def _read(district: District, pipeline: Pipeline, row: Row, min_face: int) -> PhotoReading | None:
    """A kept photo, which is smaller than the one that was sent; the smallest face shrinks with it."""
    if row["vault_name"] is None:
        return None
    try:
        photo = decode(district.vault.get(row["vault_name"]))
    except VaultError:
        return None
    scale = photo.picture.width / row["width"]
    return pipeline.read(photo, max(SMALLEST, round(min_face * scale)))


def _store(tx: Transaction, job: Row, found: Sequence[Compared]) -> None:
    for compared in found:
        stored.add_comparison(tx, EVERYTHING, compared)
    if not under_way(tx, COMPARE_MODELS):
        return  # somebody stopped it
    if job["done"] + 1 == job["total"]:
        jobs.finish(tx, EVERYTHING, job["job_id"])
    else:
        jobs.progress(tx, EVERYTHING, job["job_id"], job["done"] + 1)
