"""Taking out of the kept backups what may no longer be anywhere."""

import shutil
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.office.backups import sealed_list
from attendance.office.backups.making import About, finish
from attendance.office.backups.manifest import DATABASE, MANIFEST, Manifest
from attendance.office.backups.sealed_list import SEALED, Total
from attendance.office.backups.shelf import Shelf, alone, link_or_copy
from data import copies
from data.database import Database, Transaction


def drop_damaged(district: District) -> list[str]:
    """Delete the backups of which nobody can say or change what they hold, and what of the pool no other needs.

    They can be brought back no more: their manifest, their list of sealed files or their database is not as it was written.

    Returns:
        Their stamps.

    Raises:
        Unavailable: One cannot be read now, as when the disk is failing or being taken away.
    """
    shelf = Shelf.of(district)
    with alone:
        shelf.tidy()
        damaged = [stamp for stamp in shelf.stamps() if _is_damaged(shelf, stamp)]
        shelf.drop(damaged)
    return damaged


def rewrite_all(district: District, work: Callable[[Transaction], None]) -> int:
    """Do something to the database of each kept backup, as a transaction, and write it anew with its Parquet and manifest.

    Afterwards no file of a backup holds a byte of what was deleted. A backup of an earlier version is brought up to date first.
    Each takes its place in one step; after a stop or a failure, call it again.

    Returns:
        How many backups were written anew.

    Raises:
        StorageFull, WriteRefused, DatabaseDamaged: The backup in hand stands as before, those before it are done.
    """
    shelf = Shelf.of(district)
    with alone:
        shelf.tidy()
        manifests = shelf.manifests()
        for manifest in manifests:
            try:
                _rewrite(shelf, manifest, work)
            finally:
                shutil.rmtree(shelf.new(manifest.stamp), ignore_errors=True)
    return len(manifests)


def forget_files(district: District, names: Collection[str]) -> int:
    """Delete sealed files from the pool, and their names from all kept backups.

    Args:
        names: As in the vault: ``photo/…``.

    Returns:
        How many files of the pool went.
    """
    shelf = Shelf.of(district)
    gone = set(names)
    with alone:
        shelf.tidy()
        hashes = {one.sha256 for stamp in shelf.stamps() for one in shelf.sealed(stamp) if one.name in gone}
        for manifest in shelf.manifests():
            _strike(shelf, manifest, gone)
        return _unlink(shelf, hashes)


def _is_damaged(shelf: Shelf, stamp: str) -> bool:
    folder = shelf.folder / stamp
    try:
        found = {name: copies.digest(folder / name) for name in (DATABASE, SEALED, MANIFEST) if (folder / name).exists()}
    except OSError as problem:
        text = N_(
            "The backup {folder} cannot be read now. Look at its disk; if it stays so, delete that folder. "
            "Then the erasure goes on by itself."
        )
        raise Unavailable(text, folder=str(folder)) from problem
    manifest = shelf.manifest(stamp)
    return manifest is None or any(name not in found or found[name] != manifest.files.get(name) for name in (DATABASE, SEALED))


def _rewrite(shelf: Shelf, manifest: Manifest, work: Callable[[Transaction], None]) -> None:
    began = time.monotonic()
    new = shelf.new(manifest.stamp)
    new.mkdir(parents=True)
    old = shelf.folder / manifest.stamp
    copies.duplicate(old / DATABASE, new / DATABASE)
    link_or_copy(old / SEALED, new / SEALED)
    with Database(new / DATABASE) as db:
        db.write(work)
        db.rewrite()
    held = copies.read(new / DATABASE)
    sealed = Total(manifest.sealed_files, manifest.sealed_bytes)
    about = About(sealed, manifest.damaged, manifest.key_id, manifest.retired_key_ids, manifest.asked_by, began)
    finish(shelf, manifest.stamp, held, about)


def _strike(shelf: Shelf, manifest: Manifest, gone: set[str]) -> None:
    """Leave names out of a backup's list: in a folder beside, of links, which then takes the backup's place."""
    if not any(one.name in gone for one in shelf.sealed(manifest.stamp)):
        return
    new, old = shelf.new(manifest.stamp), shelf.folder / manifest.stamp
    shutil.copytree(old, new, copy_function=link_or_copy)
    left = sealed_list.write(new, (one for one in shelf.sealed(manifest.stamp) if one.name not in gone))
    files = manifest.files | {SEALED: copies.digest(new / SEALED)}
    replace(manifest, files=files, sealed_files=left.files, sealed_bytes=left.size).write(new)
    shelf.put(manifest.stamp)


def _unlink(shelf: Shelf, hashes: Iterable[str]) -> int:
    count = 0
    for path in map(shelf.pooled, hashes):
        count += path.exists()
        path.unlink(missing_ok=True)
    return count
