"""Migrations: numbered .sql files, applied once each, in order, to a copy that takes the database's place at the end."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data import copies, errors, opening
from data.journal import Journal

FOLDER = Path(__file__).parent
ROOM = 3
"""How many times the database's size the disk must have free: the copy, its log and what a rebuilt table takes meanwhile."""


def names() -> list[str]:
    """The migrations of this version, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def opened(path: Path, journal: Journal, allowed: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """`bring_up`, and nothing but these folders in reach from then on."""
    connection = bring_up(path, journal)
    try:
        opening.shut_out_other_paths(connection, allowed)
    except BaseException:
        connection.close()
        raise
    return connection


def bring_up(path: Path, journal: Journal) -> duckdb.DuckDBPyConnection:
    """Open a database brought up to date, made new where there is none.

    The migrations run on a copy beside it, which takes its place in one step. Until then the database is only read: a failed
    migration, or a stop at any moment, leaves it as it was, for the version before as well.

    Raises:
        DatabaseNewer, MigrationFailed, StorageFull: Nothing was changed.
        DatabaseHeld, DatabaseDamaged: See `opening.connect`.
    """
    upgraded = path.with_name(f"{path.name}.upgraded")
    copies.remove(upgraded)
    is_new = not path.exists()
    connection = opening.connect(path, journal)
    try:
        if is_new or not _applied(connection):
            apply(connection)
        if not pending(connection):
            return connection
    except duckdb.Error as problem:
        connection.close()
        raise opening.why_not_open(problem, path) from problem
    except BaseException:
        connection.close()
        raise
    opening.let_go(connection, journal)
    if journal.log.exists():
        raise errors.StorageFull("no room to bring the database up to date")
    try:
        _upgrade(path, upgraded)
        copies.replace(upgraded, path)
    finally:
        copies.remove(upgraded)
    return opening.connect(path, journal)


def pending(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The migrations that the database has not had, in order.

    Raises:
        DatabaseNewer: It records a migration that this version does not have.
    """
    applied = set(_applied(connection))
    if unknown := applied - set(names()):
        raise errors.DatabaseNewer(f"migrations unknown to this version: {', '.join(sorted(unknown))}")
    return [name for name in names() if name not in applied]


def apply(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring an open database up to date as it is and return the names of the migrations that ran now.

    Raises:
        DatabaseNewer: It records a migration that this version does not have.
        MigrationFailed: One failed; it was rolled back, those before it stand.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
    todo = pending(connection)
    for name in todo:
        _apply_one(connection, name)
    return todo


def _applied(connection: duckdb.DuckDBPyConnection) -> list[str]:
    try:
        return [row[0] for row in connection.execute("SELECT name FROM migration ORDER BY name").fetchall()]
    except duckdb.CatalogException:  # a database that was just made; asking for its tables first takes ten times as long
        return []


def _upgrade(path: Path, upgraded: Path) -> None:
    if shutil.disk_usage(path.parent).free < ROOM * path.stat().st_size:
        raise errors.StorageFull("no room for a copy of the database to bring up to date")
    copies.duplicate(path, upgraded)
    journal = Journal(upgraded)
    connection = opening.connect(upgraded, journal)
    try:
        apply(connection)
    finally:
        opening.let_go(connection, journal)


def _apply_one(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    connection.execute("BEGIN")
    try:
        connection.execute(sql)
        connection.execute("INSERT INTO migration VALUES ($name, now()::TIMESTAMP)", {"name": name})
        connection.execute("COMMIT")
    except duckdb.Error as problem:
        connection.execute("ROLLBACK")
        raise errors.MigrationFailed(name) from problem
