"""Making a backup: a live copy, Parquet beside it, the sealed files into the pool, then everything compared."""

import os
import shutil
import time
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.office import audit, trail
from attendance.office.access import SYSTEM, Account
from attendance.office.backups import comparing, sealed_list
from attendance.office.backups.keeping import LONGEST, kept
from attendance.office.backups.manifest import DATABASE, PARQUET, Manifest, moment_of, stamp_of
from attendance.office.backups.sealed_list import SEALED, Total, beside
from attendance.office.backups.shelf import Shelf, alone
from data import copies
from data.clock import utc_now
from data.errors import DataError, StorageFull
from data.vault import files_in

SPARE_BYTES = 500 * 10**6
"""What must stay free beside a backup: the app goes on writing meanwhile."""
DATABASES = 4
"""Of the database's size: what a backup takes while it is made (the copy, the scratch place, Parquet at most twice)."""
_NO_ROOM = N_(
    "There is no room for a backup: it takes about {need} MB, and {free} MB are free where backups lie. "
    "Make room there, or let UPASTHITI_BACKUPS name a larger disk; the earlier backups stand."
)


@dataclass(frozen=True)
class Room:
    """What a backup takes and what there is, in bytes."""

    need: int
    free: int


def make(district: District, account: Account = SYSTEM) -> Manifest:
    """Make a backup of an open district and compare it; what is older than those to be kept goes.

    It is good, and stands among the others, only after it was brought back in a scratch place and found the same.

    Raises:
        Unavailable: There is no room, or what was copied is not the same. The earlier backups stand, and no half one is left.
    """
    shelf = Shelf.of(district)
    with alone:
        _require_place(district, shelf)
        shelf.tidy()
        _require_room(district, shelf)
        stamp = _free_stamp(shelf)
        try:
            manifest = _make(district, shelf, stamp, account)
        except StorageFull as problem:
            room = room_for(district, shelf)
            raise Unavailable(_NO_ROOM, need=_megabytes(room.need), free=_megabytes(room.free)) from problem
        except (DataError, OSError) as problem:
            raise Unavailable(
                N_("The backup could not be made; the earlier ones stand. Try again; if it stays so, look at the disk.")
            ) from problem
        finally:
            shutil.rmtree(shelf.new(stamp), ignore_errors=True)
        moments = {found.moment: found.stamp for found in shelf.manifests()}
        stay = kept(moments)
        shelf.drop([other for moment, other in moments.items() if moment not in stay] + _unreadable_and_old(shelf))
    district.db.write(lambda tx: audit.record(tx, account, "backup.made", stamp, rows=manifest.rows))
    if district.anchors and district.db.chain:
        with suppress(OSError):  # what cannot be noted is told where the trail is verified
            district.anchors.append(district.db.chain, "backup")
    trail.anchor(district, "backup")
    return manifest


def room_for(district: District, shelf: Shelf) -> Room:
    """What the next backup takes, and what is free where it will lie."""
    vault = district.vault.folder
    need = DATABASES * _size_of(district.db.path) + SPARE_BYTES + shelf.list_size()
    if not can_link(vault, shelf.folder):
        known = beside(files_in(vault), shelf.newest_sealed())
        need += sum(path.stat().st_size for _name, path, before in known if before is None)
    return Room(need, shutil.disk_usage(existing(shelf.folder)).free)


@dataclass(frozen=True)
class About:
    """What a manifest says beside what is in the backup; see there."""

    sealed: Total
    damaged: list[str]
    key_id: str
    retired_key_ids: list[str]
    asked_by: str
    began: float


def finish(shelf: Shelf, stamp: str, held: dict[str, copies.Table], about: About) -> Manifest:
    """Put Parquet beside a database and a list that are in the new folder, compare, and let the backup stand.

    Args:
        held: What each table held where it was copied from.

    Raises:
        DataError: Something is not the same, or cannot be written; the folder is left to the caller.
    """
    folder = shelf.new(stamp)
    copies.export(folder / DATABASE, folder / PARQUET)
    migrations = comparing.compare(folder, held)
    if hasattr(os, "sync"):
        os.sync()  # the pool's links, too
    files = sorted([folder / DATABASE, folder / SEALED, *(folder / PARQUET).iterdir()])
    manifest = Manifest(
        stamp=stamp,
        app=_app_version(),
        engine=copies.ENGINE,
        migrations=migrations,
        tables=held,
        files={path.relative_to(folder).as_posix(): copies.digest(path) for path in files},
        sealed_files=about.sealed.files,
        sealed_bytes=about.sealed.size,
        damaged=about.damaged,
        key_id=about.key_id,
        retired_key_ids=about.retired_key_ids,
        asked_by=about.asked_by,
        seconds=round(time.monotonic() - about.began, 1),
    )
    manifest.write(folder)
    shelf.put(stamp)
    return manifest


def _make(district: District, shelf: Shelf, stamp: str, account: Account) -> Manifest:
    began = time.monotonic()
    folder = shelf.new(stamp)
    folder.mkdir(parents=True)
    held = district.db.copy_to(folder / DATABASE)
    damaged: list[str] = []
    sealed = sealed_list.write(folder, shelf.take_in(district.vault, damaged))
    about = About(sealed, damaged, district.vault.key_id, list(district.vault.retired_ids), account.username, began)
    return finish(shelf, stamp, held, about)


def _unreadable_and_old(shelf: Shelf) -> list[str]:
    """Backups that nobody can read, and that would have gone by now whatever they hold."""
    before = utc_now() - LONGEST
    return [stamp for stamp in shelf.stamps() if moment_of(stamp) < before and shelf.manifest(stamp) is None]


def _require_place(district: District, shelf: Shelf) -> None:
    """Below the app's own home the folder is made; elsewhere its disk may not be there."""
    root = shelf.folder.parent
    if not root.exists() and not root.is_relative_to(district.folder.parent):
        raise Unavailable(
            N_("The folder for backups is not there: {folder}. Connect its disk, or make the folder; then try again."),
            folder=str(root),
        )


def _require_room(district: District, shelf: Shelf) -> None:
    room = room_for(district, shelf)
    if room.free < room.need:
        raise Unavailable(_NO_ROOM, need=_megabytes(room.need), free=_megabytes(room.free))


def _free_stamp(shelf: Shelf) -> str:
    """Now, or the first second after it that no backup has."""
    moment = utc_now()
    while (stamp := stamp_of(moment)) in shelf.stamps():
        moment += timedelta(seconds=1)
    return stamp


def can_link(vault: Path, folder: Path) -> bool:
    """Whether both lie on the same disk, so that a file can stand in both without taking room twice."""
    return vault.stat().st_dev == existing(folder).stat().st_dev


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return folder if folder.exists() else existing(folder.parent)


def _size_of(database: Path) -> int:
    return sum(path.stat().st_size for path in (database, copies.wal(database)) if path.exists())


def _megabytes(size: int) -> int:
    return max(1, round(size / 1e6))


def _app_version() -> str:
    project = Path(__file__).parents[3] / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
