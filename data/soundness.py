"""Whether everything stored can be read and is what was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from data import blocks, copies, errors
from data.database import Database
from data.journal import Journal
from data.vault import NUMBERS, Vault


@dataclass(frozen=True)
class Stored:
    """What of a database is not as it was written.

    Attributes:
        log: Whether the write-ahead log was changed.
        blocks: The numbers of the file's blocks with a wrong checksum, used or not; headers are negative.
        tables: Those that cannot be read to their end.
    """

    log: bool
    blocks: tuple[int, ...]
    tables: tuple[str, ...]


def of_database(db: Database) -> Stored:
    """Look at every block, the log, and every column of every row. Writes wait for the first two: a gigabyte takes a second."""
    log, found = db.write(lambda _: (_log_is_changed(db), tuple(blocks.damaged_apart(db.path))))
    with db._reading():
        return Stored(log, found, tuple(copies.unreadable(db._cursor())))


def of_vault(vault: Vault) -> Iterator[tuple[str, bool]]:
    """Each sealed file's name, and whether it opens."""
    yield NUMBERS, _opens(vault, NUMBERS)
    for kind in vault.kinds():
        for name in vault.names(kind):
            full = f"{kind}/{name}"
            yield full, _opens(vault, full)


def _opens(vault: Vault, name: str) -> bool:
    try:
        vault.get(name)
    except errors.VaultError:
        return not vault.has(name)  # deleted meanwhile
    return True


def _log_is_changed(db: Database) -> bool:
    try:
        Journal(db.path).check()
    except errors.JournalDamaged:
        return True
    return False
