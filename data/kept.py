"""A database file that is only looked at, as one that was put aside or is damaged."""

from pathlib import Path
from typing import Self

import duckdb

from data import copies, errors, opening
from data.database import Row, Statements
from data.scope import Scope


class Kept(Statements):
    """An open database file to which nothing is written; its log is replayed in memory as far as it can be read.

    Raises:
        DatabaseHeld: Another process has the file.
        DatabaseDamaged: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config=copies.MEMORY)
        except duckdb.Error as problem:
            raise opening.why_not_open(problem, path) from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()


def done_since(path: Path, moment: str) -> dict[str, int]:
    """How many entries of each action its audit trail has since a moment (ISO, UTC).

    Raises:
        DatabaseHeld, DatabaseDamaged: As `Kept`.
    """
    try:
        with Kept(path) as kept:
            rows: list[Row] = kept.rows("audit/done_since", Scope.everything(), since=moment)
            return {str(row["action"]): int(row["entries"]) for row in rows}
    except duckdb.Error as problem:
        raise errors.DatabaseDamaged(path.name) from problem
