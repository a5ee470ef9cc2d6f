"""A district as the app holds it: one database and one vault, of the office's own or of the training sandbox."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from attendance.config import Config
from data import rollups
from data.anchors import Anchors
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
        backups_at: Where its backups are, if not below the configured home.
        fingerprints: The hashes of its photos, in memory from the first look-up on.
        anchors: Where the end of its audit trail is noted, outside `folder`; None while a district is being put together.
    """

    kind: Kind
    folder: Path
    db: Database
    vault: Vault
    inbox_at: Path | None = None
    fingerprints: Fingerprints = field(default_factory=Fingerprints, compare=False)
    anchors: Anchors | None = field(default=None, compare=False)
    backups_at: Path | None = None

    @property
    def inbox(self) -> Path:
        """The folder in which photos in bulk are put."""
        return self.inbox_at or self.folder.parent / "inbox" / self.kind.value

    @property
    def backups(self) -> Path:
        """The folder in which its backups are kept."""
        return self.backups_at or self.folder.parent / "backups" / self.kind.value

    @staticmethod
    def folder_of(config: Config, kind: Kind) -> Path:
        """Where a district's files live, whether or not it exists."""
        return config.home / kind.value

    @staticmethod
    def key_of(config: Config, kind: Kind) -> Path:
        """Where the key of a district's vault lies, whether or not it exists."""
        return config.keys / f"{kind.value}.key"

    @staticmethod
    def anchors_of(config: Config, kind: Kind) -> Anchors:
        """Where the end of its audit trail is noted, whether or not it exists."""
        return Anchors(config.keys, kind.value)

    @classmethod
    def exists(cls, config: Config, kind: Kind) -> bool:
        """Whether its database has been made."""
        cls.finish_restore(config, kind)
        return (cls.folder_of(config, kind) / "district.duckdb").exists()

    @classmethod
    def restored_of(cls, config: Config, kind: Kind) -> Path:
        """Where a district lies that was brought back whole from a backup, until it takes its place."""
        return config.home / f"{kind.value}.restored"

    @classmethod
    def finish_restore(cls, config: Config, kind: Kind) -> None:
        """Give a restored district its place, where a stop came after the one before it was put aside."""
        folder, restored = cls.folder_of(config, kind), cls.restored_of(config, kind)
        if restored.exists() and not folder.exists():
            restored.rename(folder)

    @classmethod
    def open(cls, config: Config, kind: Kind) -> Self:
        """Open it, making an empty one where there is none; its roll-ups cover the school year.

        Raises:
            DatabaseHeld, DatabaseDamaged, DatabaseNewer, MigrationFailed, VaultError: From `data`.
        """
        cls.finish_restore(config, kind)
        folder = cls.folder_of(config, kind)
        backups = config.backups.absolute() / kind.value
        vault = Vault(folder / "vault", cls.key_of(config, kind))
        inbox = config.inbox / kind.value if config.inbox else None
        db = Database(folder / "district.duckdb", [backups])
        anchors = cls.anchors_of(config, kind)
        try:
            anchors.watch(db)
            db.write(lambda tx: rollups.catch_up(tx, today()))
        except BaseException:
            db.close()
            raise
        return cls(kind, folder, db, vault, inbox, anchors=anchors, backups_at=backups)

    def close(self) -> None:
        """Let go of the database, and note where its audit trail ends."""
        self.db.close()
        if self.anchors:
            self.anchors.closed(self.db.chain)
