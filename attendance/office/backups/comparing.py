"""Whether a backup is what it was made of, and whether it still is."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool
from pathlib import Path

from attendance.office.backups.manifest import DATABASE, PARQUET, Manifest, Sealed
from attendance.office.backups.shelf import Shelf
from data import copies
from data.database import Database
from data.errors import VaultError, WriteRefused
from data.migrations import names
from data.vault import Vault

SCRATCH = ".new-scratch"
_AT_ONCE, _FILES_A_TURN = 8, 64
Unseal = Callable[[bytes, str], bytes]
"""Of a sealed text and its name the plain one; raises VaultError."""


def compare(folder: Path, held: dict[str, copies.Table]) -> list[str]:
    """Bring a backup's database back in a scratch place, open it as the app does, and compare every table, Parquet included.

    Args:
        held: What each table held where it was copied from.

    Returns:
        The migrations that the database has had.

    Raises:
        WriteRefused, DatabaseDamaged: It is not the same, or cannot be opened.
        StorageFull: No room for the scratch place.
    """
    with _scratch(folder.parent) as scratch:
        restored = scratch / DATABASE
        copies.duplicate(folder / DATABASE, restored)
        Database(restored).close()
        if differing := copies.differing(held, copies.read(restored)):
            raise WriteRefused(f"brought back, these are not the same: {', '.join(differing)}")
    if differing := copies.differing(held, copies.exported(folder / PARQUET)):
        raise WriteRefused(f"as Parquet these are not the same: {', '.join(differing)}")
    return names()


def open_all(shelf: Shelf, vault: Vault, sealed: dict[str, Sealed]) -> list[str]:
    """Open every sealed file in the pool; what is damaged there is taken from the vault again.

    That it opens shows more than that its hash is the same, and takes a sixth of the time.

    Args:
        sealed: What was taken in; a file that opens nowhere is struck out.

    Returns:
        The names of those that were struck out.
    """
    damaged = []
    for name, one in list(sealed.items()):
        if opens(shelf.pooled(one.sha256), name, vault.unseal):
            continue
        taken = _taken_again(shelf, vault, name)
        if taken and opens(shelf.pooled(taken.sha256), name, vault.unseal):
            sealed[name] = taken
        else:
            del sealed[name]
            damaged.append(name)
    return damaged


def opens(place: Path, name: str, unseal: Unseal) -> bool:
    """Whether a sealed file is there, is the one of that name, and no bit of it was changed."""
    try:
        unseal(place.read_bytes(), name)
    except (VaultError, OSError):
        return False
    return True


def damaged_files(shelf: Shelf, manifest: Manifest) -> list[str]:
    """Which files of a backup's own folder are not as they were written."""
    folder = shelf.folder / manifest.stamp
    return [name for name, sha256 in manifest.files.items() if not _is_file(folder / name, sha256)]


def places(shelf: Shelf, stamp: str, elsewhere: Callable[[str], Path], unseal: Unseal) -> dict[str, Path | None]:
    """Where each sealed file of a backup lies and opens, by name: in the pool, or elsewhere; None where it does not.

    Several are read at a time, since a disk answers slowly.

    Args:
        elsewhere: Where it may lie as well, as in the vault.
    """

    def place(item: tuple[str, Sealed]) -> Path | None:
        name, one = item
        pooled = shelf.pooled(one.sha256)
        if opens(pooled, name, unseal):
            return pooled
        other = elsewhere(name)
        return other if opens(other, name, unseal) else None

    sealed = shelf.sealed(stamp)
    with ThreadPool(_AT_ONCE) as threads:
        return dict(zip(sealed, threads.imap(place, sealed.items(), _FILES_A_TURN), strict=True))


def _taken_again(shelf: Shelf, vault: Vault, name: str) -> Sealed | None:
    try:
        return shelf.take(Vault.path_in(vault.folder, name))
    except OSError:
        return None


def _is_file(path: Path, sha256: str) -> bool:
    try:
        return copies.digest(path) == sha256
    except OSError:
        return False


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    place = beside / SCRATCH
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
