"""What a backup says of itself."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from data.copies import Table
from data.vault import write_durably

MANIFEST = "manifest.json"
DATABASE = "district.duckdb"
PARQUET = "parquet"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Manifest:
    """What a good backup holds. It is written when everything was compared: a folder without one is no backup.

    Attributes:
        stamp: When the database was copied, UTC, as in 20261128T143000Z; the folder's name.
        app: The app's version.
        engine: DuckDB's version, on which the tables' checksums depend.
        migrations: Those that the database has had.
        tables: What each held at that moment, as the open database said it.
        files: The SHA-256 of each other file of the folder, by its path.
        sealed_files: How many sealed files it names.
        sealed_bytes: Their size.
        damaged: Sealed files of the vault that did not open, by name: they could not be backed up.
        key_id: Names the vault's key, without which no photo of it opens.
        retired_key_ids: Earlier keys that may have sealed some of the files.
        asked_by: Who asked for it.
        seconds: How long it took, the comparison included.
    """

    stamp: str
    app: str
    engine: str
    migrations: list[str]
    tables: dict[str, Table]
    files: dict[str, str]
    sealed_files: int
    sealed_bytes: int
    damaged: list[str]
    key_id: str
    retired_key_ids: list[str]
    asked_by: str
    seconds: float

    @property
    def moment(self) -> datetime:
        """When the database was copied, UTC."""
        return moment_of(self.stamp)

    @property
    def rows(self) -> int:
        """How many rows all its tables have."""
        return sum(table.rows for table in self.tables.values())

    def write(self, folder: Path) -> None:
        """Put it into a backup's folder."""
        write_durably(folder / MANIFEST, json.dumps(asdict(self), indent=1, ensure_ascii=False).encode())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote.

        Raises:
            OSError, ValueError, KeyError, TypeError: It is not there, or not what was written.
        """
        values: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        tables = {name: Table(**table) for name, table in values.pop("tables").items()}
        found = cls(**values, tables=tables)
        if found.stamp != folder.name:
            raise ValueError("the manifest of another backup")
        return found


def stamp_of(moment: datetime) -> str:
    """A moment (UTC) as a stamp."""
    return f"{moment:{_STAMP}}"


def moment_of(stamp: str) -> datetime:
    """A stamp as a moment, UTC.

    Raises:
        ValueError: It is not a stamp.
    """
    return datetime.strptime(stamp, _STAMP)
