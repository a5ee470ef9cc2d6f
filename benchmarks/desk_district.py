"""A training sandbox with class days whose faces nearly all wait for a person, for the benchmark of the desk."""

from dataclasses import replace
from datetime import datetime, timedelta

from attendance.config import Config
from attendance.district import District, Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office import settings
from attendance.office.access import SYSTEM, Role
from attendance.office.models import Models
from attendance.register import flagged
from attendance.roster import sandbox, training
from attendance.roster.compose import compose_class_day
from attendance.roster.sandbox import Credential
from attendance.worker import Worker
from data import flags, schools
from data.scope import Scope
from recognition.pipeline import Pipeline

ASKED_ABOUT_ALL = 0.95
"""The highest evidence that the settings allow for accepting a face: hardly any reaches it, so that a person is asked."""


def prepare(config: Config, class_days: int, pipeline: Pipeline | None = None) -> list[Credential]:
    """Make the sandbox, and read the training class's photos of its last school days.

    Returns:
        One account a role with its password.
    """
    pipeline = pipeline or Pipeline(config.weights)
    credentials = sandbox.prepare(config, pipeline)
    district = District.open(config, Kind.SANDBOX)
    try:
        settings.save(district, replace(SYSTEM, role=Role.MIS), accept_at=ASKED_ABOUT_ALL)
        where = training.training_class(district)
        day = training.practice_day(district)
        left = class_days
        while left:
            if schools.is_expected(district.db, Scope.everything(), where.class_section["school_id"], day):
                taken_at = datetime.combine(day, training.TAKEN_AT)
                made = compose_class_day(day.toordinal(), members=sorted(where.pupil_of), taken_at=taken_at)
                photos = [IncomingPhoto(f"{one.side}.jpg", one.jpeg, one.side) for one in made.photos]
                accept(district, SYSTEM, photos, [where.class_section_id], day, "visit")
                left -= 1
            day -= timedelta(days=1)
        Worker(lambda: [district], handlers(Models(config.weights, pipeline))).work_off()
        for row in flags.open_causes(district.db, Scope.everything()):  # composed photos of one room look alike
            key = flagged.of_cause(district, SYSTEM, row["cause"]).key
            flagged.dismiss(district, SYSTEM, key, "")
    finally:
        district.close()
    return credentials
