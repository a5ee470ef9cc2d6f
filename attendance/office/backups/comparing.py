"""Whether a backup is what it was made of, and whether it still is."""

import hashlib
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
SAMPLE = 20
"""How many sealed files are opened before a backup is brought back: enough to see that the key is its own."""
_FILES_A_TURN = 64


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
    """Read every sealed file in the pool, compare its hash and open it; what is damaged there is taken from the vault again.

    Args:
        sealed: What was taken in; a file that opens nowhere is struck out.

    Returns:
        The names of those that were struck out.
    """
    damaged = []
    for name, one in list(sealed.items()):
        if _opens(vault, name, shelf.pooled(one.sha256), one):
            continue
        taken = _taken_again(shelf, vault, name)
        if taken and _opens(vault, name, shelf.pooled(taken.sha256), taken):
            sealed[name] = taken
        else:
            del sealed[name]
            damaged.append(name)
    return damaged


def damaged_files(shelf: Shelf, manifest: Manifest) -> list[str]:
    """Which files of a backup's own folder are not as they were written."""
    folder = shelf.folder / manifest.stamp
    return [name for name, sha256 in manifest.files.items() if not _is_file(folder / name, sha256)]


def places(shelf: Shelf, stamp: str, elsewhere: Callable[[str], Path]) -> dict[str, Path | None]:
    """Where each sealed file of a backup lies as it was, by name: in the pool, or elsewhere; None where it does not.

    Every file is read, as many at a time as there are processors.

    Args:
        elsewhere: Where it may lie as well, as in the vault.
    """

    def place(item: tuple[str, Sealed]) -> Path | None:
        name, one = item
        pooled = shelf.pooled(one.sha256)
        if _is(pooled, one):
            return pooled
        other = elsewhere(name)
        return other if _is(other, one) else None

    sealed = shelf.sealed(stamp)
    with ThreadPool() as threads:
        return dict(zip(sealed, threads.imap(place, sealed.items(), _FILES_A_TURN), strict=True))


def sample_opens(places: dict[str, Path], open_: Callable[[bytes, str], bytes]) -> bool:
    """Whether sealed files, spread over all of these (by name), open with a key."""
    try:
        for name in sorted(places)[:: max(1, len(places) // SAMPLE)]:
            open_(places[name].read_bytes(), name)
    except VaultError:
        return False
    return True


def _opens(vault: Vault, name: str, place: Path, one: Sealed) -> bool:
    try:
        content = place.read_bytes()
        if hashlib.sha256(content).hexdigest() != one.sha256:
            return False
        vault.unseal(content, name)
    except (VaultError, OSError):
        return False
    return True


def _taken_again(shelf: Shelf, vault: Vault, name: str) -> Sealed | None:
    try:
        return shelf.take(Vault.path_in(vault.folder, name))
    except OSError:
        return None


def _is(place: Path, one: Sealed) -> bool:
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest() == one.sha256
    except OSError:
        return False


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
