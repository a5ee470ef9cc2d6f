"""Copies, upgrades and the rewriting of a database file."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data import copies, errors, migrations
from data.database import Database, Transaction
from data.scope import Scope

EVERYTHING = Scope.everything()
SECRET = "not-a-byte-of-this-name-may-stay"


def put(db: Database, name: str, value: str = "1") -> None:
    said = {"name": name, "value": value, "changed_by": "x", "changed_at": "2026-04-06"}
    db.write(lambda tx: tx.run("settings/set", EVERYTHING, **said))


def names(db: Database) -> set[str]:
    return {row["name"] for row in db.rows("settings/every", EVERYTHING)}


def forget(tx: Transaction, name: str) -> None:
    tx._cursor().execute("DELETE FROM setting WHERE name = $name", {"name": name}).fetchall()


def holds(folder: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_copy_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    with Database(tmp_path / "a.duckdb") as db:
        db.write(lambda tx: tx._cursor().execute("CREATE TABLE pair (n BIGINT)").fetchall())
        stop = threading.Event()

        def two_at_a_time() -> None:
            number = 0
            while not stop.is_set():
                twice = {"n": number}
                db.write(lambda tx, twice=twice: tx._cursor().execute("INSERT INTO pair VALUES ($n), ($n)", twice).fetchall())
                number += 1

        writer = threading.Thread(target=two_at_a_time)
        writer.start()
        held = [db.copy_to(tmp_path / f"copy{number}.duckdb") for number in range(3)]
        stop.set()
        writer.join()
    for number, tables in enumerate(held):
        assert copies.read(tmp_path / f"copy{number}.duckdb") == tables
        assert tables["pair"].rows % 2 == 0
    assert held[0]["pair"].rows < held[2]["pair"].rows


def test_a_copy_under_way_does_not_keep_the_database_from_closing(tmp_path: Path) -> None:
    db = Database(tmp_path / "a.duckdb")
    big = "CREATE TABLE big AS SELECT i, 'x' || i AS a, hash(i) AS b FROM range(3000000) r(i)"
    db.write(lambda tx: tx._cursor().execute(big).fetchall())
    with ThreadPoolExecutor(1) as thread:
        copied = thread.submit(db.copy_to, tmp_path / "b.duckdb")
        while not (tmp_path / "b.duckdb").exists() and not copied.done():
            threading.Event().wait(0.001)
        db.close()
        with pytest.raises(errors.WriteRefused):
            copied.result()
    with Database(tmp_path / "a.duckdb") as again:
        assert names(again) == set()


def test_a_copy_goes_nowhere_else(tmp_path: Path) -> None:
    allowed, other = tmp_path / "allowed", tmp_path / "other"
    allowed.mkdir()
    other.mkdir()
    with Database(tmp_path / "home" / "a.duckdb", [allowed]) as db:
        assert copies.read(allowed / "c.duckdb") if db.copy_to(allowed / "c.duckdb") else False
        with pytest.raises(errors.WriteRefused):
            db.copy_to(other / "c.duckdb")
    assert not any(other.iterdir())


def test_of_a_deleted_row_no_byte_is_left_after_the_file_was_written_anew(tmp_path: Path) -> None:
    with Database(tmp_path / "a.duckdb") as db:
        put(db, "kept")
        for number in range(40):
            put(db, f"{SECRET}-{number}")
        db.checkpoint()
        db.write(lambda tx: [forget(tx, f"{SECRET}-{number}") for number in range(40)])
        db.checkpoint()
        assert SECRET.encode() in (tmp_path / "a.duckdb").read_bytes(), "else this test tells nothing"
        db.rewrite()
        assert not holds(tmp_path, SECRET)
        assert names(db) == {"kept"}
        put(db, "later")
    with Database(tmp_path / "a.duckdb") as db:
        assert names(db) == {"kept", "later"}


def test_reads_and_writes_go_on_around_a_rewrite(tmp_path: Path) -> None:
    failed: list[Exception] = []
    with Database(tmp_path / "a.duckdb") as db:
        put(db, "first")
        stop = threading.Event()

        def read() -> None:
            try:
                while not stop.is_set():
                    assert "first" in names(db)
                    assert len(db.frame("settings/every", EVERYTHING))
            except Exception as problem:  # noqa: BLE001 - told by the test below
                failed.append(problem)

        written: list[str] = []

        def write() -> None:
            while not stop.is_set():
                put(db, f"n{len(written)}")
                written.append(f"n{len(written)}")

        threads = [threading.Thread(target=work) for work in (read, read, write)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            db.rewrite()
        stop.set()
        for thread in threads:
            thread.join()
        assert not failed
        assert written
        assert names(db) == {"first", *written}
    with Database(tmp_path / "a.duckdb") as db:
        assert names(db) == {"first", *written}


def test_a_rewrite_that_fails_leaves_the_database_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(tmp_path / "a.duckdb") as db:
        put(db, "first")
        with monkeypatch.context() as patched:
            patched.setattr(copies, "read", lambda _path: {})
            with pytest.raises(errors.WriteRefused):
                db.rewrite()
        put(db, "second")
        assert names(db) == {"first", "second"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database of the version before this one."""
    path = tmp_path / "district.duckdb"
    with duckdb.connect(str(path)) as old:
        for name in migrations.names()[:-1]:
            old.execute((migrations.FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
        old.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
        old.execute("INSERT INTO migration SELECT unnest($names), now()", {"names": migrations.names()[:-1]})
        old.execute("INSERT INTO setting VALUES ('old', '1', 'x', now())")
    return path


def test_an_upgrade_keeps_the_rows(older: Path) -> None:
    with Database(older) as db:
        assert names(db) == {"old"}
    with duckdb.connect(str(older)) as upgraded:
        assert len(upgraded.execute("FROM migration").fetchall()) == len(migrations.names())
    assert [path.name for path in older.parent.iterdir()] == [older.name]


def test_a_failed_upgrade_leaves_every_byte_as_it_was(
    older: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = older.read_bytes()
    broken = tmp_path_factory.mktemp("migrations")
    for name in migrations.names():
        (broken / f"{name}.sql").write_text((migrations.FOLDER / f"{name}.sql").read_text(encoding="utf-8"), encoding="utf-8")
    (broken / "9998_deletes.sql").write_text("DELETE FROM setting;")
    (broken / "9999_fails.sql").write_text("DROP TABLE pupil; CREATE TABLE x (a INTEGER CHECK (nonsense > 1));")
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", broken)
        with pytest.raises(errors.MigrationFailed, match="9999_fails"):
            Database(older)
    assert older.read_bytes() == before
    assert [path.name for path in older.parent.iterdir()] == [older.name]
    with Database(older) as db:
        assert names(db) == {"old"}


def test_an_upgrade_without_room_is_not_begun(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = older.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(migrations.shutil, "disk_usage", lambda _path: _Free)
        with pytest.raises(errors.StorageFull):
            Database(older)
    assert older.read_bytes() == before


class _Free:
    free = 1


KILLED_IN = """
import os, signal, sys
from pathlib import Path
from data import copies, migrations
from data.database import Database

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr({"copies": copies, "migrations": migrations}[sys.argv[2]], sys.argv[3], die)
Database(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(("module", "function"), [("copies", "replace"), ("copies", "sync"), ("migrations", "_apply_one")])
def test_an_upgrade_killed_in_the_middle_is_made_at_the_next_start(older: Path, module: str, function: str) -> None:
    before = older.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED_IN, str(older), module, function], check=False)
    assert done.returncode == -9
    assert older.read_bytes() == before
    with Database(older) as db:
        assert names(db) == {"old"}
    assert [path.name for path in older.parent.iterdir()] == [older.name]
