"""Opening and closing a database file, and what DuckDB says, in our own words."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from data import errors
from data.journal import Journal

ROOM_TO_FOLD = 256 * 1024**2
"""Bytes that must be free, with four times the log: each changed table writes whole columns anew, and when DuckDB meets the end
of the disk while it folds, it gives the database up until it is opened again (measured)."""

_DAMAGE = re.compile(r"corrupt database file|does not match stored checksum", re.IGNORECASE)


def connect(path: Path, journal: Journal) -> duckdb.DuckDBPyConnection:
    """Connect, after the write-ahead log was found as it was written. DuckDB folds it into the file only when told to.

    The file must not be read by other means in this process: closing it again would drop DuckDB's lock on it.
    """
    journal.check()
    try:
        connection = duckdb.connect(str(path), config={"memory_limit": "2GB", "threads": 2, "wal_autocheckpoint": "1TB"})
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    except duckdb.Error as problem:
        raise why_not_open(problem, path) from problem
    journal.opened()
    return connection


def why_not_open(problem: duckdb.Error, path: Path) -> errors.DataError:
    """What DuckDB said of a file that it did not open."""
    if isinstance(problem, duckdb.IOException) and re.search(r"lock|already open", str(problem), re.IGNORECASE):
        holder = re.search(r"PID (\d+)", str(problem))
        return errors.DatabaseHeld(int(holder.group(1)) if holder else None)
    return errors.DatabaseDamaged(path.name)


def fold(connection: duckdb.DuckDBPyConnection, journal: Journal) -> None:
    """Fold the write-ahead log into the file.

    Raises:
        StorageFull, WriteRefused: It was not; it is as it was.
    """
    if shutil.disk_usage(journal.log.parent).free < _room_to_fold(journal.log):
        raise errors.StorageFull("no room to fold the write-ahead log")
    journal.announce_folding()
    try:
        connection.execute("CHECKPOINT").fetchall()
    except duckdb.Error as problem:
        raise as_data_error(problem) from problem
    journal.folded()


def room_to_rewrite(database: Path) -> int:
    """Bytes that must be free to write an open database file anew: as much again, and what folding its log takes."""
    log = database.with_name(f"{database.name}.wal")
    return database.stat().st_size + _size(log) + _room_to_fold(log)


def require_room_to_rewrite(database: Path) -> None:
    """That there is as much.

    Raises:
        StorageFull: There is not; nothing was begun.
    """
    if shutil.disk_usage(database.parent).free < room_to_rewrite(database):
        raise errors.StorageFull("no room to write the database anew")


def let_go(connection: duckdb.DuckDBPyConnection, journal: Journal) -> None:
    """Fold the write-ahead log into the file, unless that cannot be done now and it stays beside it, and close."""
    with suppress(errors.DataError):
        fold(connection, journal)
    connection.close()
    journal.forget()


def _room_to_fold(log: Path) -> int:
    return ROOM_TO_FOLD + 4 * _size(log)


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def shut_out_other_paths(connection: duckdb.DuckDBPyConnection, allowed: Sequence[Path]) -> None:
    """From now on no statement reads or writes a file outside these folders, and nothing can change that."""
    connection.execute("SET allowed_directories = $allowed", {"allowed": [str(folder) for folder in allowed]})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Undo what the cursor's transaction did."""
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        return  # DuckDB has ended the transaction itself, as after a failed commit


@contextmanager
def damage_told() -> Iterator[None]:
    """Around a read: a block of the file that is not as it was written is told as such.

    Raises:
        DatabaseDamaged: There is one; other errors are DuckDB's own.
    """
    try:
        yield
    except duckdb.Error as problem:
        if _DAMAGE.search(str(problem)):
            raise errors.DatabaseDamaged(str(problem)) from problem
        raise


def as_data_error(problem: duckdb.Error) -> errors.DataError:
    """What DuckDB refused, as one of this package's errors."""
    text = str(problem)
    if _DAMAGE.search(text):
        return errors.DatabaseDamaged(text)
    if re.search(r"no space left|disk full|not enough space", text, re.IGNORECASE):
        return errors.StorageFull(text)
    if isinstance(problem, duckdb.ConstraintException) and re.search(r"duplicate key|unique", text, re.IGNORECASE):
        return errors.AlreadyStored(text)
    return errors.WriteRefused(text)
