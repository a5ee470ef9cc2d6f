"""A class day made by hand, once for the run, and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from attendance.district import District, Kind
from attendance.i18n import reading_in
from tests.register.room import Face, Room
from tests.support import Small, config_in, small_district


@pytest.fixture(scope="session")
def room_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district of `room`, closed, to be copied."""
    folder = tmp_path_factory.mktemp("room")
    made = Room(small_district(folder))
    made.add_people()
    made.submit(
        [
            Face(0, "accepted", [(401, 0.7), (402, 0.5), (404, 0.2)], 0.65),
            Face(1, "uncertain", [(403, 0.45), (404, 0.43)], 0.42),
            Face(2, "unknown", [(402, 0.1)], 0.05),
        ]
    )
    made.small.district.close()
    return folder


@pytest.fixture
def room(tmp_path: Path, room_home: Path) -> Iterator[Room]:
    """The class of Asha and Ravi: a face accepted as 401 who may also be 402, one that may be 403 or 404, and a stranger.

    Read in English.
    """
    shutil.copytree(room_home, tmp_path, dirs_exist_ok=True)
    opened = Room(Small(District.open(config_in(tmp_path), Kind.OWN)), submissions=1)
    with reading_in("en"):
        yield opened
    opened.small.district.close()
