"""Bits flipped in the database file and in sealed files are noticed, each of them."""

import random
import shutil
from pathlib import Path

import pytest

from attendance.district import District, Kind
from attendance.intake.accept import accept
from attendance.office import soundness
from attendance.office.access import SYSTEM
from data import blocks, errors, pupils, schools
from data.database import Database
from data.scope import Scope
from tests.intake.support import photos
from tests.support import config_in, school_day, small_district

FLIPS = 12
BLOCK = 262_144


@pytest.fixture(scope="module")
def closed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed district with photos."""
    folder = tmp_path_factory.mktemp("sound")
    small = small_district(folder)
    accept(small.district, SYSTEM, photos(1, 2, 3), [301], school_day(), "portal")
    small.district.close()
    return folder


def flip(path: Path, chosen: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
    path.write_bytes(content)


def copied(home: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def noticed(folder: Path) -> bool:
    try:
        district = District.open(config_in(folder), Kind.OWN)
    except errors.DatabaseDamaged:
        return True
    try:
        return not soundness.check(district).is_sound
    finally:
        district.close()


def test_a_whole_district_is_sound_also_before_its_log_is_folded(closed_home: Path, tmp_path: Path) -> None:
    district = District.open(config_in(copied(closed_home, tmp_path / "copy")), Kind.OWN)
    accept(district, SYSTEM, photos(4), [302], school_day(), "portal")
    found = soundness.check(district)
    assert found.is_sound
    assert found.looked_at >= 6
    district.close()
    assert blocks.damaged(tmp_path / "copy" / "home" / "own" / "district.duckdb") == []


def test_a_bit_flipped_anywhere_in_the_database_file_is_noticed(closed_home: Path, tmp_path: Path) -> None:
    chosen = random.Random(3)  # noqa: S311 - the same places each time
    for _ in range(FLIPS):
        file = copied(closed_home, tmp_path / "copy") / "home" / "own" / "district.duckdb"
        flip(file, chosen)
        assert blocks.damaged(file)
    assert noticed(tmp_path / "copy")


def test_wherever_the_file_is_damaged_the_start_or_the_first_read_says_so_in_words(closed_home: Path, tmp_path: Path) -> None:
    said = 0
    size = (closed_home / "home" / "own" / "district.duckdb").stat().st_size
    for place in range(BLOCK // 2, size, BLOCK):
        file = copied(closed_home / "home" / "own", tmp_path / "own") / "district.duckdb"
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(content)
        try:
            with Database(file) as db:
                pupils.rolls(db, Scope.everything())
                schools.class_sections(db, Scope.everything())
        except errors.DatabaseDamaged:
            said += 1
    assert said > 0


def test_a_bit_flipped_in_any_sealed_file_is_noticed(closed_home: Path, tmp_path: Path) -> None:
    chosen = random.Random(5)  # noqa: S311 - the same places each time
    folder = copied(closed_home, tmp_path / "copy")
    files = sorted(path for path in (folder / "home" / "own" / "vault").rglob("*") if path.is_file())
    for file in files:
        flip(file, chosen)
    district = District.open(config_in(folder), Kind.OWN)
    assert len(soundness.check(district).files) == len(files)
    district.close()
