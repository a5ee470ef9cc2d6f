"""Where a district's backups stand: a folder each, and one pool of sealed files that they share."""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attendance.district import District
from attendance.office.backups import sealed_list
from attendance.office.backups.earlier import bring_up
from attendance.office.backups.manifest import Manifest, moment_of
from attendance.office.backups.sealed_list import SEALED, Sealed, beside
from data.copies import digest, duplicate
from data.errors import VaultError
from data.vault import Vault, files_in, sync_folder

log = logging.getLogger(__name__)
POOL = "vault"
NEW = ".new-"
OLD = ".old-"
_SHA256_LETTERS = 64
_READ_ERRORS = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""Of a file that may hold anything: JSON that is no object has no such methods."""

Unseal = Callable[[bytes, str], bytes]
"""Of a sealed text and its name the plain one; raises VaultError."""

alone = threading.RLock()
"""Held by whatever makes, changes or drops backups: one at a time in a process, which is the only one on the district."""


class Shelf:
    """The backups of one district.

    Sealed files never change in place. The pool holds each once, under the SHA-256 of what is sealed: a file sealed anew under
    another key stands beside the earlier one. Where the disk allows it is a hard link: it costs no room, and outlives the
    vault's deletion, but not the disk.

    Args:
        folder: Where they stand.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, district: District) -> "Shelf":
        """A district's."""
        return cls(district.backups)

    def stamps(self) -> list[str]:
        """The backups that are there, newest first, whether or not they can be read."""
        if not self.folder.exists():
            return []
        return sorted((path.name for path in self.folder.iterdir() if path.is_dir() and _is_stamp(path.name)), reverse=True)

    def manifest(self, stamp: str) -> Manifest | None:
        """What a backup says of itself; None where it cannot be read."""
        try:
            return Manifest.read(self.folder / stamp)
        except _READ_ERRORS:
            return None

    def manifests(self) -> list[Manifest]:
        """Of all backups that can be read, newest first."""
        return [found for stamp in self.stamps() if (found := self.manifest(stamp))]

    def sealed(self, stamp: str) -> Iterator[Sealed]:
        """The sealed files that a backup names, in the order of their names.

        Raises:
            OSError, ValueError: The list cannot be read.
        """
        return sealed_list.read(self.folder / stamp)

    def newest_sealed(self) -> Iterator[Sealed]:
        """Those that the newest backup names, as far as its list can be read."""
        with suppress(OSError, ValueError):
            yield from self.sealed(next(iter(self.stamps()), ""))

    def list_size(self) -> int:
        """Bytes of the longest list."""
        return max((file.stat().st_size for file in self.folder.glob(f"*/{SEALED}")), default=0)

    def pooled(self, sha256: str) -> Path:
        """Where a sealed file lies in the pool."""
        return self.folder.joinpath(POOL, sha256[:2], sha256)

    def new(self, stamp: str) -> Path:
        """The folder in which a backup is made, until it is compared."""
        return self.folder / f"{NEW}{stamp}"

    def put(self, stamp: str) -> None:
        """Let a backup that was made and compared take its place, in one step; one of that stamp makes way."""
        place, aside = self.folder / stamp, self.folder / f"{OLD}{stamp}"
        if place.exists():
            place.rename(aside)
        self.new(stamp).rename(place)
        sync_folder(self.folder)
        shutil.rmtree(aside, ignore_errors=True)

    def tidy(self) -> None:
        """Clear away what a stop left behind, and have backups of earlier versions as those of today.

        Raises:
            StorageFull: No room for a list.
        """
        if not self.folder.exists():
            return
        for aside in self.folder.glob(f"{OLD}*"):
            place = self.folder / aside.name.removeprefix(OLD)
            if place.exists():
                shutil.rmtree(aside)
            else:
                aside.rename(place)
        for half in [*self.folder.glob(f"{NEW}*"), *(self.folder / POOL).glob(f"{NEW}*")]:
            shutil.rmtree(half) if half.is_dir() else half.unlink()
        for stamp in self.stamps():
            with suppress(*_READ_ERRORS):  # what cannot be read is told where it is needed
                bring_up(self.folder / stamp)

    def take_in(self, vault: Vault, damaged: list[str]) -> Iterator[Sealed]:
        """Have every sealed file of a vault in the pool, and open it there; in the order of their names.

        That it opens shows more than that its hash is the same, and takes a sixth of the time. One that was damaged in the
        pool is taken again.

        Args:
            damaged: Gets the names of those that open nowhere, or that the disk does not give; they are left out.

        Raises:
            StorageFull: The disk has no room.
        """
        for name, path, before in beside(files_in(vault.folder), self.newest_sealed()):
            try:
                taken = self._known(path, before) or self.take(name, path)
                if not opens(self.pooled(taken.sha256), name, vault.unseal):
                    taken = self.take(name, path)
                    if not opens(self.pooled(taken.sha256), name, vault.unseal):
                        damaged.append(name)
                        continue
            except FileNotFoundError:
                continue  # deleted meanwhile, as an erasure or the end of its time wants it
            except OSError:
                damaged.append(name)
                continue
            yield taken

    def drop(self, stamps: Iterable[str]) -> None:
        """Delete backups, and what of the pool no other needs."""
        for stamp in stamps:
            shutil.rmtree(self.folder / stamp)
        self.clear_pool()

    def clear_pool(self) -> None:
        """Delete from the pool what no backup names; nothing where a list is not as it was written, since it may name it."""
        needed = self._needed()
        if needed is None:
            log.warning("a backup's list of sealed files cannot be read: nothing of the pool is deleted")
            return
        for folder in (self.folder / POOL).glob("??"):
            pooled = [path for path in folder.iterdir() if len(path.name) == _SHA256_LETTERS]
            begins = np.array([_beginning(path.name) for path in pooled], np.uint64)
            stays = np.searchsorted(needed, begins, "left") < np.searchsorted(needed, begins, "right")
            for path, is_needed in zip(pooled, stays, strict=True):
                if not is_needed:
                    path.unlink()

    def _needed(self) -> NDArray[np.uint64] | None:
        """How the hashes begin that the backups name, in order; None where a list is not as it was written."""
        needed = np.empty(0, np.uint64)
        try:
            for stamp in self.stamps():
                if digest(self.folder / stamp / SEALED) != Manifest.read(self.folder / stamp).files[SEALED]:
                    return None
                named = np.fromiter((_beginning(one.sha256) for one in self.sealed(stamp)), np.uint64)
                needed = np.union1d(needed, named)
        except _READ_ERRORS:
            return None
        return needed

    def _known(self, path: Path, before: Sealed | None) -> Sealed | None:
        """What the pool holds of this file already; None where it may be another."""
        if before is None:
            return None
        try:
            mine, pooled = path.stat(), self.pooled(before.sha256).stat()
        except FileNotFoundError:
            return None
        same = os.path.samestat(mine, pooled) or (mine.st_size, mine.st_mtime_ns) == (pooled.st_size, pooled.st_mtime_ns)
        return before if same else None

    def take(self, name: str, path: Path) -> Sealed:
        """Have one sealed file in the pool, as it is now.

        Raises:
            StorageFull, FileNotFoundError: As `link_or_copy`.
            OSError: The disk does not give it.
        """
        pool = self.folder / POOL
        pool.mkdir(parents=True, exist_ok=True)
        new = pool / f"{NEW}{path.name}"
        link_or_copy(path, new)
        taken = Sealed(name, digest(new), new.stat().st_size)
        place = self.pooled(taken.sha256)
        place.parent.mkdir(exist_ok=True)
        new.replace(place)
        return taken


def opens(place: Path, name: str, unseal: Unseal) -> bool:
    """Whether a sealed file is there, is the one of that name, and no bit of it was changed."""
    try:
        unseal(place.read_bytes(), name)
    except (VaultError, OSError):
        return False
    return True


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Let a file that never changes in place stand in a second place: a hard link where the disk allows, else a copy.

    Raises:
        StorageFull: The disk has no room.
        FileNotFoundError: It is gone.
    """
    if os.path.lexists(target):
        Path(target).unlink()
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        duplicate(Path(source), Path(target))
        shutil.copystat(source, target)


def last_good(district: District) -> datetime | None:
    """When the newest backup was made that was compared and found the same (UTC); None when there is none."""
    shelf = Shelf.of(district)
    return next((found.moment for stamp in shelf.stamps() if (found := shelf.manifest(stamp))), None)


def _beginning(sha256: str) -> int:
    """Of millions of hashes, 8 bytes each: two that begin alike would keep a file that nobody needs, and lose none."""
    return int(sha256[:16], 16)


def _is_stamp(name: str) -> bool:
    try:
        moment_of(name)
    except ValueError:
        return False
    return True
