"""Restores, rotations and erasures killed with SIGKILL at named points: the next start, or the same command, puts it right."""

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest

from attendance.config import Config
from attendance.district import District, Kind
from attendance.house import take_up
from attendance.office import aside, audit, backups
from attendance.office.access import SYSTEM
from attendance.office.backups.restoring import BROUGHT_BACK, restore
from attendance.office.privacy import erasure, rotation
from data import accounts
from data import erasure as erasures
from data.clock import today
from data.database import Transaction
from data.vault import retired, unfinished
from tests.data.two_blocks import put
from tests.support import config_in, small_district

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each process is forked from one that has the modules loaded")

PEN = "99000000401"
PHOTOS = [f"photo/{number:064}" for number in range(6)]
CHILD = """
import importlib, json, os, signal, sys
from pathlib import Path
from attendance.config import Config
from attendance.district import District, Kind
from attendance.office.access import SYSTEM
from attendance.office.backups.restoring import restore
from attendance.office.privacy import erasure, rotation

def kill_at(point):
    place, nth = point.rsplit(" ", 1)
    module, *names = place.split(":")
    owner = importlib.import_module(module)
    for name in names[:-1]:
        owner = getattr(owner, name)
    real, calls = getattr(owner, names[-1]), []
    def called(*given, **named):
        calls.append(1)
        if len(calls) == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    setattr(owner, names[-1], called)

def work(what, config):
    if what == "restore":
        restore(config, Kind.OWN)
        return
    district = District.open(config, Kind.OWN)
    if what == "rotate":
        rotation.rotate(district)
    else:
        erasure.run(district, erasure.note(district, SYSTEM, 401, "99000000401", "asked in writing"))

ended = {}
for folder, (what, point) in json.loads(sys.argv[1]).items():
    child = os.fork()
    if child == 0:
        try:
            kill_at(point)
            work(what, Config(home=Path(folder) / "home", keys=Path(folder) / "keys"))
        finally:
            os._exit(1)
    ended[folder] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(json.dumps(ended))
"""
BACKUPS = "attendance.office.backups"
POINTS = {
    "building": ("restore", f"{BACKUPS}.bringing:link_or_copy 3"),
    "built": ("restore", f"{BACKUPS}.restoring:sync_folder 1"),
    "half swapped": ("restore", "attendance.district:District:finish_restore 2"),
    "swapped": ("restore", f"{BACKUPS}.restoring:enter 1"),
    "files": ("rotate", "data.vault:Vault:put_anew 4"),
    "columns": ("rotate", "data.sealing:seal_span_anew 1"),
    "written anew": ("rotate", "data.copies:replace 1"),
    "a backup changed": ("erase", f"{BACKUPS}.shelf:Shelf:put 1"),
    "live file written anew": ("erase", "data.copies:replace 2"),
}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Config]:
    """By point, a district in which a process was killed there; each has a backup, and an account that is younger than it."""
    made = tmp_path_factory.mktemp("made")
    district = small_district(made).district
    for name in PHOTOS:
        district.vault.put(name, name.encode())

    def a_face(tx: Transaction) -> None:
        box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 1, "cut": False, "person": 1, "photo_id": 1}
        sealed = district.vault.seal(np.full(4, 7, "<f4").tobytes(), "face/1")
        put(tx, "face", face_id=1, model="model", sealed=sealed, **box)

    def late(tx: Transaction) -> None:
        about = {"username": "late", "name": "Late", "role": "mis", "password_hash": "x", "created_by": "x"}
        accounts.add(tx, blocks=(), must_change=False, **about)

    district.db.write(a_face)
    backups.make(district)
    district.db.write(late)
    district.close()
    folders = {point: made.with_name(f"killed-{number}") for number, point in enumerate(POINTS)}
    for folder in folders.values():
        shutil.copytree(made, folder)
    given = json.dumps({str(folder): POINTS[point] for point, folder in folders.items()})
    done = subprocess.run([sys.executable, "-c", CHILD, given], check=True, capture_output=True, text=True)
    assert set(json.loads(done.stdout).values()) == {-9}, done.stdout + done.stderr
    return {point: config_in(folder) for point, folder in folders.items()}


def started(config: Config) -> District:
    """As the app starts on it."""
    assert District.exists(config, Kind.OWN)
    district = District.open(config, Kind.OWN)
    take_up(district)
    return district


def is_whole(district: District) -> bool:
    (sealed,) = district.db._cursor().execute("SELECT sealed FROM face WHERE face_id = 1").fetchall()[0]
    return district.vault.unseal(sealed, "face/1") == np.full(4, 7, "<f4").tobytes() and all(
        district.vault.get(name) == name.encode() for name in PHOTOS
    )


def times_restored(district: District) -> int:
    first = today() - timedelta(days=1)
    return len(audit.entries(district, SYSTEM, first=first, last=today(), action="backup.restored"))


@pytest.mark.parametrize("point", [point for point, (what, _) in POINTS.items() if what == "restore"])
def test_a_restore_that_was_killed_has_happened_or_has_not(killed: dict[str, Config], point: str) -> None:
    config = killed[point]
    assert aside.half_restored(config.home / "own") or point not in ("building", "built")
    district = started(config)
    happened = point in ("half swapped", "swapped")
    assert (accounts.find(district.db, "late") is None) is happened
    assert times_restored(district) == happened
    assert is_whole(district)
    left = {path.name.partition("-")[0] for path in config.home.iterdir() if path.name.startswith("own")}
    assert left == {"own", *(["own.before"] if happened else [])}
    assert not (district.folder / BROUGHT_BACK).exists()
    district.close()
    if not happened:
        assert restore(config, Kind.OWN).aside  # the same command again


@pytest.mark.parametrize("point", [point for point, (what, _) in POINTS.items() if what == "rotate"])
def test_a_rotation_that_was_killed_goes_on_and_the_backup_of_before_comes_back(killed: dict[str, Config], point: str) -> None:
    config = killed[point]
    key = District.key_of(config, Kind.OWN)
    assert unfinished(key).exists()
    district = started(config)
    assert is_whole(district)  # in between, the app works
    before = rotation.forget_retired(district)
    assert len(before) == 1
    done = rotation.rotate(district)
    assert (done.damaged, done.kept) == (0, before)
    district.close()
    assert not unfinished(key).exists()
    assert [path.name for path in retired(key)] == [f"own.key.retired-{done.before}"]
    assert not (config.home / "own" / "district.duckdb.rewritten").exists()
    assert restore(config, Kind.OWN).older_key
    district = started(config)
    assert is_whole(district)
    district.close()


@pytest.mark.parametrize("point", [point for point, (what, _) in POINTS.items() if what == "erase"])
def test_an_erasure_that_was_killed_goes_on_until_nothing_is_left(killed: dict[str, Config], point: str) -> None:
    config = killed[point]
    district = started(config)
    (erasure_id,) = erasures.unfinished(district.db)
    assert '"backups_written_anew": 1' in erasure.run(district, erasure_id)
    district.close()
    files = [path for path in config.home.rglob("*") if path.is_file()]
    assert [str(path) for path in files if PEN.encode() in path.read_bytes()] == []
