"""Whether a backup is what it was made of, and whether it still is."""

import shutil
from collections.abc import Callable, Iterator
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
    found = damaged_files(shelf, manifest)
    if SEALED in found:
        return found
    found += [name for name, one in shelf.sealed(stamp).items() if whole_at(shelf, name, one, elsewhere) is None]
    return found


def damaged_files(shelf: Shelf, manifest: Manifest) -> list[str]:
    """Which files of a backup's own folder are not as they were written."""
    folder = shelf.folder / manifest.stamp
    return [name for name, sha256 in manifest.files.items() if not _is(folder / name, sha256)]


def whole_at(shelf: Shelf, name: str, one: Sealed, elsewhere: Callable[[str], Path] | None = None) -> Path | None:
    """Where a sealed file of a backup lies as it was: in the pool, or elsewhere; None where it does not."""
    places = [shelf.pooled(one.sha256), *([elsewhere(name)] if elsewhere else [])]
    return next((place for place in places if _is(place, one.sha256)), None)


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
