"""Bringing a backup back while the app is stopped: checked first, put together beside, then swapped in one step."""

import logging
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.office import aside as beside
from attendance.office import audit
from attendance.office.access import SYSTEM
from attendance.office.backups import comparing
from attendance.office.backups.bringing import Brought, bring
from attendance.office.backups.making import can_link
from attendance.office.backups.manifest import DATABASE, Manifest
from attendance.office.backups.sealed_list import SEALED
from attendance.office.backups.shelf import Shelf, Unseal, alone
from data import accounts, copies, kept, sessions
from data.database import Transaction
from data.errors import DatabaseDamaged, DatabaseHeld, DataError, StorageFull, VaultError
from data.vault import Vault, key_id, retired, secret, sync_folder, unfinished, write_durably

log = logging.getLogger(__name__)
_NEEDED = frozenset({DATABASE, SEALED})
"""Of a backup's own files; the Parquet export is read elsewhere."""
BROUGHT_BACK = "brought-back"
"""In the folder of a district that was brought back, until its trail says so; holds the backup's stamp."""


@dataclass(frozen=True)
class Restored:
    """What was brought back, and what is younger than it.

    Attributes:
        manifest: Of the backup.
        aside: Where the district as it was before lies now; None where there was none.
        lost: What was done since and is not in the backup: counts by action, from the audit trail of the database that was put
            aside; None where that cannot be read.
        returning: Submissions of since then whose receipts are on the disk: their photos are read again at the next start.
        damaged: What of the backup is not as it was written and stayed out: files of the Parquet export, sealed files by name.
        unreadable: Sealed files of since then that do not open; they stay where the old district lies.
        older_key: It is sealed with an earlier key than the present one: it opens, and the rotation is to be made again.
        seconds: How long it took.
    """

    manifest: Manifest
    aside: Path | None
    lost: dict[str, int] | None
    returning: int
    damaged: tuple[str, ...]
    unreadable: int
    older_key: bool
    seconds: float


def restore(config: Config, kind: Kind, stamp: str | None = None) -> Restored:
    """Bring a backup back, the newest unless another is named, and put the district as it is aside.

    The register must not wait for a photo: a sealed file that lies nowhere as it was stays out, and is told. Sealed files that
    are younger than the backup come along: with their receipts, submissions are taken up again at the next start. After a stop
    at any point the district is the one before or the one brought back.

    Raises:
        DatabaseHeld: The app is running.
        Unavailable: The backup's database or its list of sealed files is damaged, its key is not here, or there is no room.
            Nothing was changed.
    """
    began = time.monotonic()
    with alone:
        District.finish_restore(config, kind)
        folder = District.folder_of(config, kind)
        _require_stopped(folder / DATABASE)  # before anything is tidied of which the app may be making use
        shutil.rmtree(District.restored_of(config, kind), ignore_errors=True)  # of a stop before anything was put aside
        shelf = shelf_of(config, kind)
        manifest = _chosen(shelf, stamp)
        lost = _done_since(folder / DATABASE, manifest)
        keys = _keys(config, kind, manifest)
        exported = _damaged_export(shelf, manifest)
        new = beside.restoring(folder)
        shutil.rmtree(new, ignore_errors=True)
        try:
            brought = _put_together(shelf, manifest, folder / "vault", new, partial(_opened, keys))
            _require_stopped(folder / DATABASE)
        except DatabaseHeld:
            shutil.rmtree(new, ignore_errors=True)
            raise
        except (StorageFull, OSError) as problem:
            shutil.rmtree(new, ignore_errors=True)
            raise Unavailable(N_("The disk has no room to bring the backup back. Make room, then try again.")) from problem
        older_key = manifest.key_id != key_id(keys[0])
        if older_key:
            write_durably(unfinished(District.key_of(config, kind)), manifest.key_id.encode())
        aside = _swap(config, kind, new)
    _enter(config, kind)
    damaged = (*exported, *sorted(brought.missing))
    return Restored(manifest, aside, lost, brought.receipts, damaged, brought.unreadable, older_key, time.monotonic() - began)


def shelf_of(config: Config, kind: Kind) -> Shelf:
    """Where a district's backups stand, whether or not it can be opened."""
    return Shelf(config.backups.absolute() / kind.value)


def _chosen(shelf: Shelf, stamp: str | None) -> Manifest:
    shelf.tidy()
    stamps = shelf.stamps()
    if not stamps:
        raise Unavailable(
            N_("There is no backup in {folder}. If backups lie elsewhere, set UPASTHITI_BACKUPS."), folder=shelf.folder
        )
    if stamp and stamp not in stamps:
        raise Unavailable(
            N_("There is no backup {stamp}. To list those that are there: python -m attendance backups"), stamp=stamp
        )
    chosen = stamp or stamps[0]
    manifest = shelf.manifest(chosen)
    if manifest is None:
        raise _damaged(shelf, chosen, "manifest.json")
    return manifest


def _damaged_export(shelf: Shelf, manifest: Manifest) -> list[str]:
    """The files of the Parquet export that are damaged: a restore does without them, but not without the others."""
    damaged = comparing.damaged_files(shelf, manifest)
    if lacking := _lacking(manifest, damaged):
        raise _damaged(shelf, manifest.stamp, lacking[0])
    return damaged


def _lacking(manifest: Manifest, damaged: list[str]) -> list[str]:
    return sorted(name for name in _NEEDED if name in damaged or name not in manifest.files)


def _damaged(shelf: Shelf, stamp: str, what: str) -> Unavailable:
    older = (found for found in shelf.manifests() if found.stamp < stamp)
    whole = next((one.stamp for one in older if not _lacking(one, comparing.damaged_files(shelf, one))), None)
    if whole is None:
        return Unavailable(
            N_("The backup {stamp} is damaged ({what}), and no older one is whole. Nothing was changed."),
            stamp=stamp,
            what=what,
        )
    return Unavailable(
        N_(
            "The backup {stamp} is damaged ({what}). Nothing was changed. "
            "The next older whole one is brought back by: python -m attendance restore {whole}"
        ),
        stamp=stamp,
        what=what,
        whole=whole,
    )


def _keys(config: Config, kind: Kind, manifest: Manifest) -> list[bytes]:
    """The keys that are here; the backup's own is among them."""
    file = District.key_of(config, kind)
    if not file.exists():
        raise Unavailable(
            N_(
                "The key {file} is missing. Bring its copy back from where it is kept (its number is {number}), then try again."
            ),
            file=str(file),
            number=manifest.key_id,
        )
    try:
        keys = [secret(path, must_exist=True) for path in (file, *retired(file))]
    except VaultError as problem:
        raise Unavailable(N_("The file {file} is not a key. Bring its copy back, then try again."), file=str(file)) from problem
    if manifest.key_id not in map(key_id, keys):
        raise Unavailable(
            N_(
                "The backup was sealed with the key numbered {number}; the one here is {here}. "
                "Put the right key at {file}, then try again."
            ),
            number=manifest.key_id,
            here=key_id(keys[0]),
            file=str(file),
        )
    return keys


def _opened(keys: list[bytes], sealed: bytes, name: str) -> bytes:
    for key in keys[:-1]:
        try:
            return Vault.unseal_with(key, sealed, name)
        except VaultError:
            continue
    return Vault.unseal_with(keys[-1], sealed, name)


def _done_since(database: Path, manifest: Manifest) -> dict[str, int] | None:
    """From the database that is put aside; also finds out whether the app holds it."""
    try:
        return kept.done_since(database, manifest.moment.isoformat()) if database.exists() else None
    except DatabaseHeld:
        raise
    except DatabaseDamaged:
        return None


def _put_together(shelf: Shelf, manifest: Manifest, vault: Path, new: Path, unseal: Unseal) -> Brought:
    """Put the backup and what is younger in the vault into a new folder."""
    database = shelf.folder / manifest.stamp / DATABASE
    needed = database.stat().st_size + (0 if can_link(shelf.folder, new.parent) else manifest.sealed_bytes)
    if shutil.disk_usage(new.parent).free < needed:
        raise StorageFull("no room for a backup")
    copies.duplicate(database, new / DATABASE)
    brought = bring(shelf, manifest.stamp, vault, new / "vault", unseal)
    write_durably(new / BROUGHT_BACK, manifest.stamp.encode())
    return brought


def _swap(config: Config, kind: Kind, new: Path) -> Path | None:
    """Let what was put together take the district's place. `District.finish_restore` ends what a stop leaves half."""
    folder, restored = District.folder_of(config, kind), District.restored_of(config, kind)
    new.rename(restored)
    sync_folder(config.home)
    aside = beside.place_before_restore(folder) if folder.exists() else None
    if aside:
        folder.rename(aside)
    District.finish_restore(config, kind)
    sync_folder(config.home)
    return aside


def _require_stopped(database: Path) -> None:
    """That nobody has the district open: what the app writes while a backup is put together would be lost.

    Raises:
        DatabaseHeld: The app is running.
    """
    if database.exists():
        with suppress(DatabaseDamaged), kept.Kept(database):
            return


def _enter(config: Config, kind: Kind) -> None:
    """Open it as the app does, and write down that it was brought back."""
    try:
        district = District.open(config, kind)
    except DataError:
        log.exception("what was brought back does not open")
        raise
    try:
        enter(district)
    finally:
        district.close()


def enter(district: District) -> None:
    """Write down that an open district was brought back, unless it is written: a stop may have come before. Nobody stays signed
    in from then."""
    marker = district.folder / BROUGHT_BACK
    if not marker.exists():
        return
    stamp = marker.read_text()
    usernames = [row["username"] for row in accounts.every(district.db)]

    def work(tx: Transaction) -> None:
        for username in usernames:
            sessions.end_all(tx, username, "by_mis")
        audit.record(tx, SYSTEM, "backup.restored", stamp)

    district.db.write(work)
    marker.unlink()
