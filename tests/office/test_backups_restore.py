"""Bringing a backup back: something is broken first."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from attendance import __main__, i18n
from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import Unavailable
from attendance.intake.recovery import recover
from attendance.office import backups
from attendance.office.backups import making, restoring
from attendance.office.backups.restoring import restore
from attendance.office.backups.shelf import Shelf
from attendance.office.privacy import rotation
from data import accounts, kept, submissions
from data.clock import utc_now
from data.errors import DatabaseDamaged, DatabaseHeld
from data.scope import Scope
from data.vault import Vault, renew, retired, secret
from tests.intake.support import photos, send
from tests.support import config_in, small_district

PHOTO = f"photo/{1:064}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed district with a backup of yesterday and one of today, after which a submission came and a setting changed."""
    folder = tmp_path_factory.mktemp("made")
    small = small_district(folder)
    small.district.vault.put(PHOTO, b"a face")
    for days_ago in (1, 0):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(making, "utc_now", lambda days_ago=days_ago: utc_now() - timedelta(days=days_ago, seconds=5))
            backups.make(small.district)
    small.district.db.write(
        lambda tx: accounts.add(
            tx, username="late", name="Late", role="mis", blocks=(), password_hash="x", must_change=False, created_by="x"
        )
    )
    send(small, photos(1, 2))
    small.district.close()
    return folder


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Config:
    """A copy of it; in a copy nothing is a hard link."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return config_in(tmp_path)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def shelf(config: Config) -> Shelf:
    return Shelf(config.backups / "own")


def pooled(config: Config, stamp: str, name: str) -> Path:
    return next(shelf(config).pooled(one.sha256) for one in shelf(config).sealed(stamp) if one.name == name)


def pupils(district: District) -> int:
    return int(district.db._cursor().execute("SELECT count(*) FROM pupil").fetchall()[0][0])


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_damaged_database_comes_back_with_the_submission_that_is_younger_than_the_backup(config: Config) -> None:
    database = config.home / "own" / "district.duckdb"
    database.write_bytes(b"\0" * 4096 + database.read_bytes()[4096:])
    with pytest.raises(DatabaseDamaged):
        District.open(config, Kind.OWN)
    done = restore(config, Kind.OWN)
    assert done.manifest.stamp == shelf(config).stamps()[0]
    assert done.lost is None
    assert done.returning == 1
    assert done.aside
    assert (done.aside / "district.duckdb").read_bytes() == (
        b"\0" * 4096 + (done.aside / "district.duckdb").read_bytes()[4096:]
    )
    district = District.open(config, Kind.OWN)
    assert pupils(district) == 12
    assert district.vault.get(PHOTO) == b"a face"
    assert not submissions.ids(district.db, Scope.everything())
    assert recover(district).brought_back == 1
    assert len(submissions.ids(district.db, Scope.everything())) == 1
    district.close()


def test_what_is_younger_is_told_from_the_trail_of_the_database_put_aside(config: Config) -> None:
    done = restore(config, Kind.OWN)
    assert done.lost
    assert done.lost["submission.accepted"] == 1
    district = District.open(config, Kind.OWN)
    assert accounts.find(district.db, "late") is None
    district.close()


@pytest.mark.parametrize(
    ("what", "named"),
    [
        (lambda shelf, stamp: shelf.folder / stamp / "district.duckdb", "district.duckdb"),
        (lambda shelf, stamp: shelf.folder / stamp / "sealed.tsv", "sealed.tsv"),
        (lambda shelf, stamp: shelf.folder / stamp / "manifest.json", "manifest.json"),
    ],
)
def test_a_flipped_bit_is_noticed_and_the_next_older_backup_named(
    config: Config, what: Callable[[Shelf, str], Path], named: str
) -> None:
    newest, older = shelf(config).stamps()
    path = what(shelf(config), newest)
    if named == "manifest.json":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        flip(path)
    before = everything_in(config.home / "own")
    with i18n.reading_in("en"), pytest.raises(Unavailable) as refused:
        restore(config, Kind.OWN)
    assert named in str(refused.value)
    assert f"restore {older}" in str(refused.value)
    assert everything_in(config.home / "own") == before
    assert restore(config, Kind.OWN, older).manifest.stamp == older


def test_a_damaged_file_of_the_pool_is_taken_from_the_vault(config: Config) -> None:
    newest = shelf(config).stamps()[0]
    flip(pooled(config, newest, PHOTO))
    assert restore(config, Kind.OWN).damaged == ()
    district = District.open(config, Kind.OWN)
    assert district.vault.get(PHOTO) == b"a face"
    district.close()


def test_the_register_does_not_wait_for_a_photo_that_lies_nowhere_as_it_was(config: Config) -> None:
    newest = shelf(config).stamps()[0]
    flip(pooled(config, newest, PHOTO))
    flip(shelf(config).folder / newest / "parquet" / "pupil.parquet")
    flip(Vault.path_in(config.home / "own" / "vault", PHOTO))
    done = restore(config, Kind.OWN)
    assert done.manifest.stamp == newest
    assert set(done.damaged) == {"parquet/pupil.parquet", PHOTO}
    district = District.open(config, Kind.OWN)
    assert pupils(district) == 12
    assert not district.vault.has(PHOTO)
    assert recover(district).brought_back == 1
    district.close()


def test_without_its_key_nothing_is_brought_back(config: Config) -> None:
    key = config.keys / "own.key"
    content = key.read_bytes()
    before = everything_in(config.home / "own")
    key.unlink()
    number = shelf(config).manifests()[0].key_id
    with pytest.raises(Unavailable, match=number):
        restore(config, Kind.OWN)
    secret(key)
    with pytest.raises(Unavailable, match=number):
        restore(config, Kind.OWN)
    assert everything_in(config.home / "own") == before
    key.write_bytes(content)
    assert restore(config, Kind.OWN).aside


def test_a_backup_under_an_earlier_key_keeps_that_key_until_all_is_sealed_with_the_present_one(config: Config) -> None:
    key = District.key_of(config, Kind.OWN)
    before = shelf(config).manifests()[0].key_id
    renew(key)
    assert restore(config, Kind.OWN).older_key
    district = District.open(config, Kind.OWN)
    assert district.vault.get(PHOTO) == b"a face"
    assert backups.make(district).retired_key_ids == [before]
    shelf(config).drop(shelf(config).stamps())
    assert rotation.forget_retired(district) == (before,)
    rotated = rotation.rotate(district)
    assert (rotated.before, rotated.kept) == (before, (before,))  # the dropped backups may lie on a disk that is away
    district.close()
    district = District.open(config, Kind.OWN)
    assert district.vault.get(PHOTO) == b"a face"
    assert [path.name for path in retired(key)] == [f"own.key.retired-{before}"]
    district.close()


def test_after_everything_is_gone_but_backups_and_key_it_comes_back(config: Config) -> None:
    shutil.rmtree(config.home / "own")
    done = restore(config, Kind.OWN)
    assert (done.aside, done.returning) == (None, 0)
    district = District.open(config, Kind.OWN)
    assert pupils(district) == 12
    assert district.vault.get(PHOTO) == b"a face"
    district.close()


def test_a_stop_between_the_two_renames_is_finished_at_the_next_start(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = District.finish_restore
    calls: list[int] = []

    def stops(given: Config, kind: Kind) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        whole(given, kind)

    with monkeypatch.context() as patched:
        patched.setattr(District, "finish_restore", stops)
        with pytest.raises(KeyboardInterrupt):
            restore(config, Kind.OWN)
    assert not (config.home / "own").exists()
    assert District.exists(config, Kind.OWN)
    (config.home / "own.restored").mkdir()
    (config.home / "own.restored" / "left").write_text("by a stop before anything was put aside")
    restore(config, Kind.OWN)
    district = District.open(config, Kind.OWN)
    assert pupils(district) == 12
    district.close()


HOLDS = """
import sys
from attendance.config import Config
from attendance.district import District, Kind
District.open(Config(), Kind.OWN)
print("open", flush=True)
sys.stdin.read()
"""


def test_while_the_app_runs_nothing_is_brought_back(config: Config) -> None:
    places = {"UPASTHITI_HOME": str(config.home), "UPASTHITI_KEYS": str(config.keys)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], env=os.environ | places, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as app:
        assert app.stdout
        assert app.stdout.readline() == b"open\n"
        with pytest.raises(DatabaseHeld) as held:
            restore(config, Kind.OWN)
        assert held.value.pid == app.pid
        app.communicate(b"")
    assert [path.name for path in config.home.iterdir() if path.name.startswith("own")] == ["own"]


def test_an_app_that_is_started_meanwhile_keeps_its_district(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything_in(config.home / "own")
    whole = restoring._put_together

    def slow(*given: Any) -> Any:
        done = whole(*given)
        monkeypatch.setattr(kept, "Kept", held)
        return done

    def held(_path: Path) -> None:
        raise DatabaseHeld(4711)

    monkeypatch.setattr(restoring, "_put_together", slow)
    with pytest.raises(DatabaseHeld):
        restore(config, Kind.OWN)
    assert everything_in(config.home / "own") == before
    assert [path.name for path in config.home.iterdir() if path.name.startswith("own")] == ["own"]


def test_the_commands(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPASTHITI_HOME", str(config.home))
    monkeypatch.setenv("UPASTHITI_KEYS", str(config.keys))
    with i18n.reading_in("en"):
        runner = CliRunner()
        listed = runner.invoke(__main__.app, ["backups"])
        assert [line.split()[0] for line in listed.output.splitlines()] == shelf(config).stamps()
        done = runner.invoke(__main__.app, ["backup"])
        assert done.exit_code == 0, done.output
        assert "it is the same" in done.output
        newest, *_, older = shelf(config).stamps()
        flip(shelf(config).folder / newest / "district.duckdb")
        refused = runner.invoke(__main__.app, ["restore"])
        assert refused.exit_code == 1
        flip(pooled(config, older, PHOTO))
        flip(Vault.path_in(config.home / "own" / "vault", PHOTO))
        done = runner.invoke(__main__.app, ["restore", older])
        assert done.exit_code == 0, done.output
        assert "1 sealed files of the backup are damaged or missing" in done.output
        assert "uploaded photos" in done.output
        assert "1 submissions are read again" in done.output
        missing = runner.invoke(__main__.app, ["restore", "20200101T000000Z"])
        assert missing.exit_code == 1
