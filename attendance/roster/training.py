"""The training class: its composed photos of a day, and the truth that they were composed from."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from attendance import working_days
from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.roster.compose import ComposedDay, ComposedPhoto, compose_class_day
from attendance.roster.fiction import TRAINING_PEN, TRAINING_UDISE
from data import pupils, schools
from data.clock import today
from data.database import Row
from data.scope import Scope
from recognition.photo import decode, encode_webp

EVERYTHING = Scope.everything()
TAKEN_AT = time(9, 40)
PREVIEW_PX = 480
PASSED_ON_QUALITY = 60


@dataclass(frozen=True)
class TrainingClass:
    """Where the synthetic adults are enrolled.

    Attributes:
        class_section: As `data.schools.class_section` tells.
        pupil_of: The pupil_id of each of the cast, by code.
    """

    class_section: Row
    pupil_of: dict[str, int]

    @property
    def class_section_id(self) -> int:
        """Its key."""
        return int(self.class_section["class_section_id"])


def training_class(district: District) -> TrainingClass:
    """The sandbox's training class.

    Raises:
        Unavailable: This district has none, as the office's own, or somebody took it apart.
    """
    every = schools.class_sections(district.db, EVERYTHING)
    found = every.loc[every["udise"] == TRAINING_UDISE, "class_section_id"]
    row = schools.class_section(district.db, EVERYTHING, int(found.iloc[0])) if len(found) else None
    if row is None:
        raise Unavailable(N_("The training class is not there. Reset the sandbox."))
    enrolled = pupils.enrolled(district.db, EVERYTHING, [row["class_section_id"]], today())
    codes = {
        f"P{pen.removeprefix(TRAINING_PEN)}": int(pupil_id)
        for pen, pupil_id in zip(enrolled["pen"], enrolled["pupil_id"], strict=True)
        if pen.startswith(TRAINING_PEN)
    }
    return TrainingClass(row, codes)


def practice_day(district: District) -> date:
    """Today where the training school works, else its last working day.

    Raises:
        Unavailable: See `training_class`; or there is none within the longest vacation.
    """
    school_id = training_class(district).class_section["school_id"]
    day = working_days.latest(district.db, EVERYTHING, school_id)
    if day is None:
        raise Unavailable(N_("The training class is not there. Reset the sandbox."))
    return day


def day_before(district: District, day: date) -> date:
    """The training school's working day before one. Raises as `practice_day`."""
    school_id = training_class(district).class_section["school_id"]
    found = working_days.latest(district.db, EVERYTHING, school_id, day - timedelta(days=1))
    if found is None:
        raise Unavailable(N_("The training class is not there. Reset the sandbox."))
    return found


def todays_photos(district: District, day: date, seed: int = 0) -> ComposedDay:
    """Four photos of the training class on a day, and who is in them; the same for the same day and seed.

    Args:
        seed: Another one gives other photos of the same day.
    """
    members = sorted(training_class(district).pupil_of)
    return compose_class_day(day.toordinal() * 1000 + seed, members=members, taken_at=datetime.combine(day, TAKEN_AT))


def preview(photo: ComposedPhoto) -> bytes:
    """The photo as a WebP of at most 480 px, for a page."""
    return encode_webp(decode(photo.jpeg).picture, PREVIEW_PX, 70)


def saved_anew(photo: ComposedPhoto) -> bytes:
    """The photo as an app saves it that passes it on: the same picture, other bytes and no EXIF."""
    return encode_webp(decode(photo.jpeg).picture, None, PASSED_ON_QUALITY)
