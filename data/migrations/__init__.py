"""Migrations: numbered .sql files, applied once each, in order, whole or not at all."""

from pathlib import Path

import duckdb

from data import errors

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The migrations of this version, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def apply(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring the database up to date and return the names of the migrations that ran now.

    Raises:
        DatabaseNewer: It records a migration that this version does not have.
        MigrationFailed: One failed; it was rolled back, those before it stand.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
    applied = {row[0] for row in connection.execute("SELECT name FROM migration").fetchall()}
    if unknown := applied - set(names()):
        raise errors.DatabaseNewer(f"migrations unknown to this version: {', '.join(sorted(unknown))}")
    pending = [name for name in names() if name not in applied]
    for name in pending:
        _apply_one(connection, name)
    return pending


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
