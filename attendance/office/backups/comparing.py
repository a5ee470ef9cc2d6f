"""Whether a backup is what it was made of, and whether it still is."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attendance.office.backups.manifest import DATABASE, PARQUET, SEALED, Manifest, Sealed
from attendance.office.backups.shelf import Shelf
from data import copies
from data.database import Database
from data.errors import VaultError, WriteRefused
from data.migrations import names
from data.vault import Vault

SCRATCH = ".new-scratch"
SAMPLE = 20
"""How many sealed files are opened before a backup is brought back: enough to see that the key is its own."""


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


def damage(shelf: Shelf, stamp: str, elsewhere: Callable[[str], Path] | None = None) -> list[str]:
    """What of a backup is not as it was written: its files and its sealed files, each named; empty where it is whole.

    Args:
        elsewhere: Where a sealed file may lie as well, as in the vault: it counts, if it is the same.
    """
    manifest = shelf.manifest(stamp)
    if manifest is None:
        return ["manifest.json"]
    folder = shelf.folder / stamp
    found = [name for name, sha256 in manifest.files.items() if not _is(folder / name, sha256)]
    if SEALED in found:
        return found
    for name, one in shelf.sealed(stamp).items():
        places = [shelf.pooled(one.sha256), *([elsewhere(name)] if elsewhere else [])]
        if not any(_is(place, one.sha256) for place in places):
            found.append(name)
    return found


def sample_opens(shelf: Shelf, manifest: Manifest, open_: Callable[[bytes, str], bytes]) -> bool:
    """Whether sealed files of a backup, spread over all of them, open with a key."""
    sealed = shelf.sealed(manifest.stamp)
    for name in _spread(sorted(sealed)):
        try:
            open_(shelf.pooled(sealed[name].sha256).read_bytes(), name)
        except VaultError:
            return False
        except FileNotFoundError:
            continue  # the vault has it, as `damage` saw
    return True


def _spread(items: list[str]) -> Iterable[str]:
    return items[:: max(1, len(items) // SAMPLE)]


def _opens(vault: Vault, name: str, place: Path, one: Sealed) -> bool:
    try:
        if not _is(place, one.sha256):
            return False
        vault.unseal(place.read_bytes(), name)
    except (VaultError, FileNotFoundError):
        return False
    return True


def _taken_again(shelf: Shelf, vault: Vault, name: str) -> Sealed | None:
    try:
        return shelf.take(Vault.path_in(vault.folder, name))
    except FileNotFoundError:
        return None


def _is(path: Path, sha256: str) -> bool:
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
