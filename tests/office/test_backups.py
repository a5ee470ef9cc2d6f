"""Backups: made while the app works, compared, and never half."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import duckdb
import pytest

from attendance.errors import NotAllowed, Unavailable
from attendance.office import backups
from attendance.office.access import Account, Role
from attendance.office.backups import comparing, making, nightly
from attendance.office.backups import shelf as shelves
from attendance.office.backups.manifest import moment_of, stamp_of
from attendance.office.backups.nightly import Nightly
from attendance.office.backups.sealed_list import Sealed
from attendance.office.backups.shelf import Shelf
from data import copies
from data.clock import utc_now
from data.database import Transaction
from data.errors import StorageFull
from tests.support import Small

MIS = Account("mis.one", "MIS", Role.MIS)
DPO = Account("dpo.one", "DPO", Role.DPO)
PHOTO, OTHER = f"photo/{1:064}", f"photo/{2:064}"


@pytest.fixture
def held(small: Small) -> Small:
    """With two sealed photos."""
    for name in (PHOTO, OTHER):
        small.district.vault.put(name, name.encode() * 50)
    return small


def backup_of(small: Small, days_ago: int) -> backups.Manifest:
    """As one that was made so many days ago, and is of that day."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "utc_now", lambda: utc_now() - timedelta(days=days_ago))
        return backups.make(small.district)


def sealed(shelf: Shelf, stamp: str) -> dict[str, Sealed]:
    return {one.name: one for one in shelf.sealed(stamp)}


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_backup_holds_what_the_district_held_and_no_key(held: Small, tmp_path: Path) -> None:
    district = held.district
    assert backups.last_good(district) is None
    made = backups.make(district, MIS)
    folder = district.backups / made.stamp
    assert backups.last_good(district) == made.moment
    assert made.tables["pupil"].rows == 12
    assert (made.sealed_files, made.damaged) == (3, [])
    assert {path.name for path in district.backups.iterdir()} == {made.stamp, "vault"}
    assert district.vault.unseal(
        Shelf.of(district).pooled(sealed(Shelf.of(district), made.stamp)[PHOTO].sha256).read_bytes(), PHOTO
    )
    assert (tmp_path / "keys" / "own.key").read_bytes() not in everything_in(district.backups)
    with duckdb.connect(str(tmp_path / "taken_in.duckdb")) as elsewhere:
        elsewhere.execute(f"IMPORT DATABASE '{folder / 'parquet'}'")
        assert copies.tables(elsewhere, "taken_in") == made.tables
    assert not backups.Manifest.read(folder).retired_key_ids


def test_a_copy_that_is_not_the_same_is_no_backup(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    good = backups.make(held.district)
    whole = copies.copy

    def loses_a_row(cursor: duckdb.DuckDBPyConnection, target: Path) -> dict[str, copies.Table]:
        found = whole(cursor, target)
        with duckdb.connect(str(target)) as copy:
            copy.execute("DELETE FROM pupil WHERE pupil_id = 401")
        return found

    monkeypatch.setattr(copies, "copy", loses_a_row)
    with pytest.raises(Unavailable):
        backups.make(held.district)
    assert Shelf.of(held.district).stamps() == [good.stamp]
    assert {path.name for path in held.district.backups.iterdir()} == {good.stamp, "vault"}


def test_too_little_room_is_said_before_it_begins_and_a_full_disk_leaves_no_half_one(
    held: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(making.shutil, "disk_usage", lambda _path: namedtuple("Usage", "free")(7 * 10**6))
        with pytest.raises(Unavailable, match="7"):
            backups.make(held.district)
    assert not held.district.backups.exists()

    def full(*_: object) -> None:
        raise StorageFull("no room")

    with monkeypatch.context() as patched:
        patched.setattr(copies, "export", full)
        with pytest.raises(Unavailable):
            backups.make(held.district)
    assert [path.name for path in held.district.backups.iterdir()] == ["vault"]
    assert backups.make(held.district).sealed_files == 3


def test_a_backup_killed_in_the_middle_leaves_none_and_the_next_one_clears_up(held: Small, tmp_path: Path) -> None:
    held.district.close()
    script = """
import os, signal
from attendance.config import Config
from attendance.district import District, Kind
from attendance.office.backups import comparing, making
comparing.compare = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
making.make(District.open(Config(), Kind.OWN))
"""
    places = {"UPASTHITI_HOME": str(tmp_path / "home"), "UPASTHITI_KEYS": str(tmp_path / "keys")}
    done = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, **places})
    assert done.returncode == -9
    shelf = Shelf(tmp_path / "home" / "backups" / "own")
    assert shelf.stamps() == []
    assert [path for path in shelf.folder.iterdir() if path.name.startswith(".new-")]
    shelf.tidy()
    assert [path.name for path in shelf.folder.iterdir()] == ["vault"]


def test_a_sealed_file_that_is_damaged_is_named_and_kept_out(held: Small) -> None:
    path = held.district.vault.folder / "photo" / "00" / f"{1:064}"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    made = backups.make(held.district)
    assert made.damaged == [PHOTO]
    assert PHOTO not in sealed(Shelf.of(held.district), made.stamp)


def test_a_sealed_file_that_the_disk_does_not_give_stops_no_backup(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(path: Path) -> str:
        if f"{1:064}" in path.name:
            raise OSError(errno.EIO, "Input/output error")
        return copies.digest(path)

    monkeypatch.setattr(shelves, "digest", digest)
    made = backups.make(held.district)
    assert made.damaged == [PHOTO]
    assert made.sealed_files == len(sealed(Shelf.of(held.district), made.stamp)) >= 1


def test_so_it_is_where_sealed_files_are_copied(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.copyfile

    def no_link(source: object, target: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def copyfile(source: Path, target: Path) -> object:
        if source.name == f"{1:064}":
            raise OSError(errno.EIO, "Input/output error")
        return real(source, target)

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(shutil, "copyfile", copyfile)
    assert backups.make(held.district).damaged == [PHOTO]


def test_a_backup_of_an_earlier_version_gets_todays_list(held: Small) -> None:
    shelf = Shelf.of(held.district)
    made, spoilt = backup_of(held, days_ago=1), backups.make(held.district)
    listed = sealed(shelf, made.stamp)
    for one in (made, spoilt):
        folder = shelf.folder / one.stamp
        as_json = {name: [file.sha256, file.size] for name, file in listed.items()}
        (folder / "sealed.json").write_text(json.dumps(as_json))
        (folder / "sealed.tsv").unlink()
        files = {name: sha256 for name, sha256 in one.files.items() if name != "sealed.tsv"}
        replace(one, files=files | {"sealed.json": copies.digest(folder / "sealed.json")}).write(folder)
    (shelf.folder / spoilt.stamp / "sealed.json").write_text("{}")
    shelf.tidy()
    assert sealed(shelf, made.stamp) == listed
    brought_up = shelf.manifest(made.stamp)
    assert brought_up
    assert brought_up.files == made.files
    assert not (shelf.folder / made.stamp / "sealed.json").exists()
    assert backups.drop_damaged(held.district) == [spoilt.stamp]
    assert shelf.pooled(listed[PHOTO].sha256).exists()


def test_the_pool_keeps_what_a_backup_names_and_nothing_else(held: Small) -> None:
    shelf = Shelf.of(held.district)
    first = backup_of(held, days_ago=1)
    held.district.vault.remove(PHOTO)
    held.district.vault.put(OTHER, b"sealed anew, so another file")
    second = backups.make(held.district)
    assert PHOTO not in sealed(shelf, second.stamp)
    old, new = sealed(shelf, first.stamp)[OTHER], sealed(shelf, second.stamp)[OTHER]
    assert old != new
    assert shelf.pooled(old.sha256).exists()
    shelf.drop([first.stamp])
    assert not shelf.pooled(old.sha256).exists()
    assert {path.name for path in (shelf.folder / "vault").glob("*/*")} == {one.sha256 for one in shelf.sealed(second.stamp)}


def test_a_manifest_that_cannot_be_read_stops_no_backup_and_keeps_the_pool(held: Small) -> None:
    """Until the backup's time would be over: what it holds is held no longer than the others."""
    shelf = Shelf.of(held.district)
    spoilt, older = backup_of(held, days_ago=1), backup_of(held, days_ago=36)
    only_there = shelf.pooled(sealed(shelf, spoilt.stamp)[PHOTO].sha256)
    held.district.vault.remove(PHOTO)
    manifest, listed = (shelf.folder / spoilt.stamp / name for name in ("manifest.json", "sealed.tsv"))
    content = manifest.read_bytes()
    manifest.write_text("null")
    (shelf.folder / older.stamp / "manifest.json").write_text("[]")
    night = Nightly(lambda: [held.district])
    night.look()
    assert night.standing(held.district).problem is None
    made = backups.last_good(held.district)
    assert made
    assert shelf.stamps() == [stamp_of(made), spoilt.stamp]
    assert only_there.exists()
    manifest.write_bytes(content)
    listed.write_text(listed.read_text().replace(only_there.name, f"{0:064}"))  # a list that was changed names it no more
    shelf.clear_pool()
    assert only_there.exists()


def test_an_erasure_leaves_no_byte_in_any_backup(held: Small) -> None:
    district, shelf = held.district, Shelf.of(held.district)
    backup_of(held, days_ago=1)
    backup_of(held, days_ago=0)
    name, file = b"Pupil 401", district.vault.folder / "photo" / "00" / f"{1:064}"
    nonce = file.read_bytes()[:12]
    assert name in everything_in(district.backups)
    assert nonce in everything_in(district.backups)

    def erase(tx: Transaction) -> None:
        tx._cursor().execute("DELETE FROM pupil WHERE pupil_id = 401").fetchall()

    assert backups.rewrite_all(district, erase) == 2
    assert backups.forget_files(district, [PHOTO]) == 1
    assert name not in everything_in(district.backups)
    assert nonce not in everything_in(district.backups)
    assert [found.tables["pupil"].rows for found in shelf.manifests()] == [11, 11]
    assert [found.sealed_files for found in shelf.manifests()] == [2, 2]
    assert [comparing.damaged_files(shelf, found) for found in shelf.manifests()] == [[], []]
    for one in chain.from_iterable(map(shelf.sealed, shelf.stamps())):
        assert district.vault.unseal(shelf.pooled(one.sha256).read_bytes(), one.name)


def test_a_rewriting_that_was_stopped_between_two_renames_is_put_right(held: Small) -> None:
    shelf = Shelf.of(held.district)
    made = backups.make(held.district)
    (shelf.folder / made.stamp).rename(shelf.folder / f".old-{made.stamp}")
    shelf.tidy()
    assert shelf.stamps() == [made.stamp]


def test_the_evening_makes_one_and_an_hour_passes_after_a_failure(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Account] = []

    def fails(_district: object, account: Account) -> None:
        made.append(account)
        raise Unavailable("no")

    monkeypatch.setattr(nightly, "make", fails)
    night = Nightly(lambda: [held.district])
    night.look()
    night.look()
    assert len(made) == 1
    assert night.standing(held.district).problem
    now = utc_now()
    monkeypatch.setattr(nightly, "utc_now", lambda: now + timedelta(hours=1, minutes=1))
    monkeypatch.setattr(nightly, "make", lambda _district, account: made.append(account))
    night.look()
    assert len(made) == 2
    assert night.standing(held.district).problem is None
    with pytest.raises(NotAllowed):
        night.ask(held.district, DPO)
    night.ask(held.district, MIS)
    assert night.standing(held.district).under_way
    monkeypatch.setattr(nightly, "last_good", lambda _district: now + timedelta(hours=1))
    night.look()
    night.look()
    assert made[2:] == [MIS]


def test_the_stamp_is_the_moment() -> None:
    assert moment_of("20261128T143000Z").isoformat() == "2026-11-28T14:30:00"
