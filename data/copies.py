"""Copies of a database: live ones, compared with what was copied, and the Parquet files beside them.

A statement here names files and databases, which DuckDB binds in no parameter: paths are quoted, names come from the catalogue.
"""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import errors
from data.opening import as_data_error
from data.vault import sync_folder

ENGINE = str(duckdb.__version__)
"""On whose version a table's checksum depends."""
COPY = "copied"
"""The name under which a copy is attached while it is made."""
MEMORY: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB", "threads": 2}


@dataclass(frozen=True)
class Table:
    """What a table holds: how many rows, and a sum of the rows' hashes in whatever order they stand (DuckDB's ``hash``)."""

    rows: int
    checksum: str


def copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> dict[str, Table]:
    """Copy the open database into a new file in one snapshot, while others write.

    Returns:
        What each table of that snapshot held, as read from the database itself and not from the copy.

    Raises:
        duckdb.Error: What DuckDB says; the half copy is left to the caller.
    """
    own = _own_name(cursor)
    cursor.execute(f"ATTACH {_quoted(target)} AS {COPY}")
    try:
        cursor.execute("BEGIN")
        try:
            cursor.execute(f'COPY FROM DATABASE "{own}" TO {COPY}').fetchall()
            held = tables(cursor, own)
            if _named(cursor, own) != _named(cursor, COPY):
                raise errors.WriteRefused("views, macros, sequences or constraints did not come along")
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute(f"CHECKPOINT {COPY}").fetchall()
    finally:
        cursor.execute(f"DETACH {COPY}")
    sync(target)
    return held


def copy_compared(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Copy the open database into a file that takes its place, and see that it is the same.

    Raises:
        WriteRefused: It is not.
        duckdb.Error, DatabaseDamaged: As `copy` and `read`.
    """
    remove(target)
    if differing(copy(cursor, target), read(target)):
        raise errors.WriteRefused("what was written anew is not the same")


def tables(cursor: duckdb.DuckDBPyConnection, database: str) -> dict[str, Table]:
    """What each table of an attached database holds."""
    listed = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $name ORDER BY table_name", {"name": database}
    ).fetchall()
    return {name: _summed(cursor, f'"{database}"."{name}"') for (name,) in listed}


def unreadable(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the open database that cannot be read through, every column of every row."""
    own = _own_name(cursor)
    listed = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = $name", {"name": own}).fetchall()
    found = []
    for (name,) in listed:
        try:
            _summed(cursor, f'"{own}"."{name}"')
        except duckdb.Error:
            found.append(name)
    return sorted(found)


def read(path: Path) -> dict[str, Table]:
    """What each table of a database file holds that nobody has open.

    Raises:
        DatabaseDamaged: It cannot be read.
    """
    try:
        with duckdb.connect(str(path), read_only=True, config=MEMORY) as connection:
            return tables(connection, _own_name(connection))
    except duckdb.Error as problem:
        raise errors.DatabaseDamaged(path.name) from problem


def export(path: Path, folder: Path) -> None:
    """Write the tables of a database file that nobody has open as Parquet, with the schema as SQL, into a new folder.

    ``IMPORT DATABASE`` of any later DuckDB takes it back in, wherever the folder lies by then; other programs read the Parquet
    files as they are.

    Raises:
        StorageFull, WriteRefused: The disk has no room; the database cannot be read.
    """
    try:
        with duckdb.connect(str(path), read_only=True, config=MEMORY) as connection:
            connection.execute(f"EXPORT DATABASE {_quoted(folder)} (FORMAT parquet, COMPRESSION zstd)").fetchall()
    except duckdb.Error as problem:
        raise as_data_error(problem) from problem
    _mend(folder)
    for file in folder.iterdir():
        sync(file)


def _mend(folder: Path) -> None:
    """DuckDB 2.0 writes macros before the views that they read, and the files' places as they were when it wrote them."""
    schema, load = folder / "schema.sql", folder / "load.sql"
    kinds = ("CREATE VIEW", "CREATE MACRO")
    statements = [text for text in schema.read_text(encoding="utf-8").split(";\n") if text.strip()]
    statements.sort(
        key=lambda text: max((kinds.index(kind) + 1 for kind in kinds if text.lstrip().startswith(kind)), default=0)
    )
    schema.write_text("".join(f"{text};\n" for text in statements), encoding="utf-8")
    load.write_text(re.sub(r"FROM '[^']*[/\\]([^'/\\]+)'", r"FROM '\1'", load.read_text(encoding="utf-8")), encoding="utf-8")


def exported(folder: Path) -> dict[str, Table]:
    """What the Parquet files of an export hold.

    Raises:
        DatabaseDamaged: One cannot be read.
    """
    try:
        with duckdb.connect(config=MEMORY) as connection:
            return {
                file.stem: _summed(connection, f"read_parquet({_quoted(file)})") for file in sorted(folder.glob("*.parquet"))
            }
    except duckdb.Error as problem:
        raise errors.DatabaseDamaged(folder.name) from problem


def differing(one: Mapping[str, Table], other: Mapping[str, Table]) -> list[str]:
    """The tables that are not the same in both, by name."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def duplicate(source: Path, target: Path) -> None:
    """Copy a file byte by byte, on the disk before this returns.

    Raises:
        StorageFull: The disk has no room; nothing is left behind.
        OSError: A disk does not give or take it; nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
        sync(target)
    except FileNotFoundError:
        raise
    except OSError as problem:
        target.unlink(missing_ok=True)
        if problem.errno == errno.EIO:
            raise
        raise errors.StorageFull("no room for a copy") from problem


def replace(new: Path, old: Path) -> None:
    """Put a database file that nobody has open in another's place, in one step.

    Raises:
        WriteRefused: One of the two has writes that are not folded in; nothing was changed.
    """
    for path in (new, old):
        if wal(path).exists():
            raise errors.WriteRefused(f"{path.name} has a log of writes that are not folded in")
    sync(new)
    new.replace(old)
    sync_folder(old.parent)


def remove(path: Path) -> None:
    """Delete a database file with its log; one that is not there is no error."""
    for file in (path, wal(path), wal(path).with_name(f"{wal(path).name}.sums")):
        file.unlink(missing_ok=True)


def wal(path: Path) -> Path:
    """Where the log of a database's last writes lies."""
    return path.with_name(f"{path.name}.wal")


def sync(path: Path) -> None:
    """Have a file's content on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _summed(cursor: duckdb.DuckDBPyConnection, source: str) -> Table:
    rows, checksum = cursor.execute(f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::TEXT FROM {source} t").fetchall()[0]  # noqa: S608 - quoted above
    return Table(int(rows), str(checksum))


def _named(cursor: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    """What a database holds beside rows, by kind and name."""
    return cursor.execute(
        """
        SELECT 'view', view_name FROM duckdb_views() WHERE database_name = $name AND NOT internal
        UNION ALL
        SELECT 'macro', function_name FROM duckdb_functions() WHERE database_name = $name AND NOT internal
        UNION ALL
        SELECT 'sequence', sequence_name FROM duckdb_sequences() WHERE database_name = $name
        UNION ALL
        SELECT 'constraint', table_name || ': ' || constraint_text FROM duckdb_constraints() WHERE database_name = $name
        UNION ALL
        SELECT 'index', sql FROM duckdb_indexes() WHERE database_name = $name
        ORDER BY ALL
        """,
        {"name": database},
    ).fetchall()


def _own_name(cursor: duckdb.DuckDBPyConnection) -> str:
    return str(cursor.execute("SELECT current_database()").fetchall()[0][0])


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
