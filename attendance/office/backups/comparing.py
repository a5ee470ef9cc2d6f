"""Whether a backup is what it was made of, and whether it still is."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attendance.office.backups.manifest import DATABASE, PARQUET, Manifest
from attendance.office.backups.shelf import Shelf
from data import copies
from data.database import Database
from data.errors import WriteRefused
from data.migrations import names

SCRATCH = ".new-scratch"


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


def damaged_files(shelf: Shelf, manifest: Manifest) -> list[str]:
    """Which files of a backup's own folder are not as they were written."""
    folder = shelf.folder / manifest.stamp
    return [name for name, sha256 in manifest.files.items() if not _is_file(folder / name, sha256)]


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
