"""A district as the app holds it: one database and one vault, of the office's own or of the training sandbox."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from attendance.config import Config
from data import rollups
from data.clock import today
from data.database import Database
from data.fingerprints import Fingerprints
from data.vault import Vault


class Kind(StrEnum):
    """Whose figures these are."""

    OWN = "own"
    SANDBOX = "sandbox"


@dataclass(frozen=True)
class District:
    """An open district. The two kinds share no handle, no file and no key.

    Attributes:
        folder: Its own folder below the configured home.
        inbox_at: Where its inbox is, if not below the configured home.
        fingerprints: The hashes of its photos, in memory from the first look-up on.
    """

    kind: Kind
    folder: Path
    db: Database
    vault: Vault
    inbox_at: Path | None = None
    fingerprints: Fingerprints = field(default_factory=Fingerprints, compare=False)

    @property
    def inbox(self) -> Path:
        """The folder in which photos in bulk are put."""
        return self.inbox_at or self.folder.parent / "inbox" / self.kind.value

    @staticmethod
    def folder_of(config: Config, kind: Kind) -> Path:
        """Where a district's files live, whether or not it exists."""
        return config.home / kind.value

    @classmethod
    def exists(cls, config: Config, kind: Kind) -> bool:
        """Whether its database has been made."""
        return (cls.folder_of(config, kind) / "district.duckdb").exists()

    @classmethod
    def open(cls, config: Config, kind: Kind) -> Self:
        """Open it, making an empty one where there is none; its roll-ups cover the school year.

        Raises:
            DatabaseHeld, DatabaseDamaged, DatabaseNewer, MigrationFailed, VaultError: From `data`.
        """
        folder = cls.folder_of(config, kind)
        vault = Vault(folder / "vault", config.keys / f"{kind.value}.key")
        inbox = config.inbox / kind.value if config.inbox else None
        db = Database(folder / "district.duckdb")
        db.write(lambda tx: rollups.catch_up(tx, today()))
        return cls(kind, folder, db, vault, inbox)

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()
