"""A class whose pupils are synthetic adults with reference photos, and a day of its composed photos."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from attendance.district import District, Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM
from attendance.office.models import Models
from attendance.roster import references
from attendance.roster.cast import cast
from attendance.roster.compose import ComposedDay, compose_class_day
from attendance.worker import Worker
from recognition.pipeline import Pipeline
from tests.support import Small, config_in, school_day, small_district

MEMBERS = ("P001", "P002", "P005", "P007")


@dataclass(frozen=True)
class ClassOfAdults:
    """Class section 301 of the small district: its four pupils are four of the cast."""

    small: Small
    pipeline: Pipeline
    day: ComposedDay

    def pupil(self, code: str) -> int:
        """The pupil who is this member of the cast."""
        return self.small.pupils_of(301)[MEMBERS.index(code)]

    def photos(self) -> list[IncomingPhoto]:
        """The day's four photos."""
        return [IncomingPhoto(f"{photo.side}.jpg", photo.jpeg, photo.side) for photo in self.day.photos]

    def worker(self) -> Worker:
        """A worker that has not been started."""
        return Worker(lambda: [self.small.district], handlers(Models(self.pipeline.cache, self.pipeline)))


@pytest.fixture(scope="session")
def composed() -> ComposedDay:
    """One of the four is away and a stranger has come."""
    return compose_class_day(31, members=MEMBERS, absent={"P007"}, with_stranger=True)


@pytest.fixture(scope="session")
def unread_home(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    """The district with its reference photos, closed, to be copied."""
    folder = tmp_path_factory.mktemp("unread")
    small = small_district(folder)
    portraits = {member.code: member.reference for member in cast()}
    for code, pupil_id in zip(MEMBERS, small.pupils_of(301), strict=True):
        references.add(small.district, SYSTEM, pipeline, pupil_id, portraits[code].read_bytes())
    small.district.close()
    return folder


@pytest.fixture(scope="session")
def read_home(tmp_path_factory: pytest.TempPathFactory, unread_home: Path, pipeline: Pipeline, composed: ComposedDay) -> Path:
    """The same after the day's photos of class section 301 were read, closed, to be copied."""
    folder = tmp_path_factory.mktemp("read")
    adults = _open_copy(unread_home, folder, pipeline, composed)
    accept(adults.small.district, SYSTEM, adults.photos(), [301], school_day(), "visit")
    adults.worker().work_off()
    adults.small.district.close()
    return folder


@pytest.fixture
def adults(tmp_path: Path, unread_home: Path, pipeline: Pipeline, composed: ComposedDay) -> Iterator[ClassOfAdults]:
    """A copy where nothing has been sent yet."""
    opened = _open_copy(unread_home, tmp_path, pipeline, composed)
    yield opened
    opened.small.district.close()


@pytest.fixture
def read_adults(tmp_path: Path, read_home: Path, pipeline: Pipeline, composed: ComposedDay) -> Iterator[ClassOfAdults]:
    """A copy where the day's photos of class section 301 have been read."""
    opened = _open_copy(read_home, tmp_path, pipeline, composed)
    yield opened
    opened.small.district.close()


def _open_copy(source: Path, target: Path, pipeline: Pipeline, composed: ComposedDay) -> ClassOfAdults:
    shutil.copytree(source, target, dirs_exist_ok=True)
    return ClassOfAdults(Small(District.open(config_in(target), Kind.OWN)), pipeline, composed)
