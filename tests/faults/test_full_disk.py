"""A disk that is full, a real one of 100 MB: said clearly, nothing half stored, and work goes on when there is room."""

import hashlib
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
from attendance.office import backups, room, settings
from attendance.office.access import SYSTEM
from attendance.office.backups import making
from attendance.roster import imports
from data import copies, opening, submissions
from data.errors import StorageFull
from data.scope import Scope
from tests.intake.support import jpeg, photos
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


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_backup_that_meets_the_end_of_the_disk_leaves_the_earlier_ones_and_nothing_half(
    small: Small, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = small.district
    monkeypatch.setattr(making, "SPARE_BYTES", 10 * MB)
    made = backups.make(district)
    earlier = digests(district.backups)
    size = district.db.path.stat().st_size
    ball = fill(disk, 4 * size)
    with pytest.raises(Unavailable) as told:
        backups.make(district)
    assert told.value.message.values["free"] < told.value.message.values["need"]
    monkeypatch.setattr(making, "_require_room", lambda *_: None)
    for leave in (size // 2, size * 3 // 2):  # in the copy itself, and in what comes after it
        ball.unlink()
        ball = fill(disk, leave)
        with pytest.raises(Unavailable) as told:
            backups.make(district)
        assert "There is no room for a backup" in told.value.message.text
        assert digests(district.backups) == earlier
        settings.save(district, SYSTEM, silent_days=7)  # the database is open as before
    ball.unlink()
    assert backups.Shelf.of(district).stamps() == [made.stamp]
    assert backups.make(district).rows > made.rows


def test_the_live_file_is_written_anew_only_where_there_is_room_and_stands_where_that_was_wrong(
    small: Small, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = small.district
    monkeypatch.setattr(room, "LEAST_FREE", -(10**12))
    sent = [send(small, 1)]
    with pytest.raises(Unavailable) as told:  # 256 MB for folding the log are more than this disk has
        room.require_for_rewrite(district)
    assert told.value.message.values["free"] < told.value.message.values["need"]
    with monkeypatch.context() as patched:
        patched.setattr(copies, "copy_compared", lambda *_: pytest.fail("it began all the same"))
        with pytest.raises(StorageFull):
            district.db.rewrite()
    monkeypatch.setattr(opening, "ROOM_TO_FOLD", -(10**12))
    ball = fill(disk, district.db.path.stat().st_size // 2)
    with pytest.raises(StorageFull):
        district.db.rewrite()
    assert not [path for path in district.folder.iterdir() if "rewritten" in path.name]
    assert submissions.ids(district.db, EVERYTHING) == set(sent)
    ball.unlink()
    room.require_for_rewrite(district)
    district.db.rewrite()
    sent.append(send(small, 2))
    small.district.close()
    with District.open(config_in(disk), Kind.OWN).db as db:
        assert submissions.ids(db, EVERYTHING) == set(sent)
