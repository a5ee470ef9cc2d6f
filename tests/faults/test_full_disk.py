"""A disk that is full, a real one of 100 MB: said clearly, nothing half stored, and work goes on when there is room."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from attendance.district import District, Kind
from attendance.errors import Unavailable
from attendance.intake.accept import accept
from attendance.intake.inbox import Inbox
from attendance.intake.recovery import Recovered, recover
from attendance.office import room, settings
from attendance.office.access import SYSTEM
from attendance.roster import imports
from data import opening, submissions
from data.errors import StorageFull
from data.scope import Scope
from tests.intake.test_accept import jpeg, photos
from tests.support import Small, config_in, school_day, small_district

EVERYTHING = Scope.everything()
MB = 1024**2
SCHOOLS = "UDISE code,Block,Cluster (English),School (English)\n99000000077,Sabour,One,New\n"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which only root can mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(folder)]
    done = subprocess.run(command, check=False) if shutil.which("mount") else None
    if done is None or done.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small(disk: Path) -> Iterator[Small]:
    made = small_district(disk)
    yield made
    made.district.close()


def fill(disk: Path, leave: int) -> Path:
    ball = disk / "ball"
    with ball.open("wb", buffering=0) as file:
        while (free := shutil.disk_usage(disk).free) > leave:
            try:
                file.write(bytes(min(free - leave, MB)))
            except OSError:
                break
    return ball


def send(small: Small, *seeds: int) -> str | None:
    return accept(small.district, SYSTEM, photos(*seeds), [301], school_day(), "portal").submission_id


def test_nothing_is_taken_in_while_there_is_too_little_room_and_the_rest_goes_on(
    small: Small, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LEAST_FREE", 20 * MB)
    sent = send(small, 1)
    ball = fill(disk, 19 * MB)
    inbox = Inbox(small.district)
    waits = small.district.inbox / "photo.jpg"
    waits.parent.mkdir(parents=True)
    waits.write_bytes(jpeg(3))
    inbox.look()
    planned = imports.plan(small.district, SYSTEM, imports.ImportKind.SCHOOLS, SCHOOLS.encode(), "s.csv")
    for refused in (lambda: send(small, 2), inbox.look, lambda: imports.apply(small.district, SYSTEM, planned)):
        with pytest.raises(Unavailable) as told:
            refused()
        assert "nearly full" in told.value.message.text
    assert waits.exists()
    assert submissions.ids(small.district.db, EVERYTHING) == {sent}
    settings.save(small.district, SYSTEM, silent_days=7)  # small writes go on
    ball.unlink()
    assert send(small, 2)
    inbox.look()
    assert not waits.exists()


def test_what_meets_the_end_of_the_disk_is_refused_whole_and_works_again_when_there_is_room(
    small: Small, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LEAST_FREE", -(10**12))
    sent = send(small, 1)
    ball = fill(disk, 0)
    with pytest.raises(Unavailable) as told:
        send(small, 2)
    assert "disk is full" in told.value.message.text
    with pytest.raises(StorageFull):
        small.district.db.checkpoint()
    assert submissions.ids(small.district.db, EVERYTHING) == {sent}
    ball.unlink()
    again = send(small, 2)
    small.district.close()
    with District.open(config_in(disk), Kind.OWN).db as db:
        assert submissions.ids(db, EVERYTHING) == {sent, again}


def test_a_database_that_duckdb_gave_up_is_open_again_for_the_next_write(
    small: Small, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LEAST_FREE", -(10**12))
    sent = [send(small, 1), send(small, 2)]
    ball = fill(disk, 0)
    monkeypatch.setattr(opening, "ROOM_TO_FOLD", -(10**12))
    with pytest.raises(StorageFull):
        small.district.db.checkpoint()
    ball.unlink()
    assert submissions.ids(small.district.db, EVERYTHING) == set(sent)
    sent.append(send(small, 3))
    assert recover(small.district) == Recovered()
    assert submissions.ids(small.district.db, EVERYTHING) == set(sent)
