"""The one root of what this package raises, and its branches."""

from datetime import datetime


class DataError(Exception):
    """Anything that storage refuses or cannot do."""


class DatabaseHeld(DataError):
    """Another process holds the database file.

    Attributes:
        pid: That process's number, None where the system does not tell.
    """

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        super().__init__(f"the database is held by process {pid}" if pid else "the database is held by another process")


class DatabaseDamaged(DataError):
    """The file is there but is not a database that this version can read."""


class JournalDamaged(DatabaseDamaged):
    """The write-ahead log is not what was written to it; nothing was opened or changed.

    Attributes:
        lost: How many commits can no longer be read from it.
        since: When the first of them was made, UTC.
    """

    def __init__(self, lost: int, since: datetime) -> None:
        self.lost = lost
        self.since = since
        super().__init__(f"{lost} commits since {since} cannot be read from the write-ahead log")


class DatabaseNewer(DataError):
    """The file was written by a later version: it records migrations that are unknown here."""


class MigrationFailed(DataError):
    """A migration was rolled back; the database stands as it was before it."""


class OutOfScope(DataError):
    """A row was asked for or written outside the caller's Scope."""


class StaleRevision(DataError):
    """A class day changed since the caller looked at it.

    Attributes:
        current: The revision that is stored now.
        changed_by: Who made the last change, None for the machine.
    """

    def __init__(self, current: int, changed_by: str | None = None) -> None:
        self.current = current
        self.changed_by = changed_by
        super().__init__(f"the class day stands at revision {current}")


class AlreadyStored(DataError):
    """A row with the same key is stored already."""


class StorageFull(DataError):
    """The disk has no room; nothing of the unit of work was stored."""


class WriteRefused(DataError):
    """The database refused a write; it was rolled back whole."""


class VaultError(DataError):
    """A sealed file is missing, was changed, or was sealed with another key."""
