"""Another key for all that is sealed: the files, the columns, the kept backups. Goes on where it was stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from attendance.district import District
from attendance.office import audit, backups, room
from attendance.office.access import SYSTEM
from data import sealing
from data.errors import VaultError
from data.vault import NUMBERS, Vault, key_id, renew, retired, secret, unfinished, write_durably

T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Rotated:
    """What became of it.

    Attributes:
        key: The new one, for the recovery kit.
        before, after: The numbers of the two keys.
        files, rows: How many were looked at.
        damaged: How many of them open with no key; they were left as they are.
        kept: The numbers of earlier keys that kept backups need yet.
    """

    key: bytes
    before: str
    after: str
    files: int
    rows: int
    damaged: int
    kept: tuple[str, ...]


def rotate(district: District, seen: Progress = lambda _count: None) -> Rotated:
    """Give an open district another key, and seal everything anew; after a stop at any point, call it again.

    What opens with no key is left as it is. The cookie's key is another one too: everybody signs in again.

    Args:
        seen: Called now and then with how many more files and rows were looked at.

    Raises:
        Unavailable: There is too little room for the database to be written anew; nothing was begun, or what was goes on later.
        StorageFull: The disk has no room.
    """
    room.require_for_rewrite(district)
    key_file = district.vault.key_file
    begun = unfinished(key_file)
    if not begun.exists():
        write_durably(begun, key_id(secret(key_file, must_exist=True)).encode())
    before = begun.read_text()
    if key_id(secret(key_file, must_exist=True)) == before:
        renew(key_file)
    vault = Vault(district.vault.folder, key_file)
    told = _Told(seen)
    _seal_files(vault, told)
    files = told.looked_at
    sealing.seal_anew(district.db, lambda sealed, name: told.tried(lambda: vault.seal_anew(sealed, name)), told.add)
    district.db.write(lambda tx: audit.record(tx, SYSTEM, "key.rotated", f"key:{vault.key_id}", before=before))
    district.db.rewrite()  # what was sealed under the old key lies in free blocks of the file yet
    key_file.with_name("cookie.key").unlink(missing_ok=True)
    kept = _forget(district)
    begun.unlink()
    return Rotated(secret(key_file, must_exist=True), before, vault.key_id, files, told.looked_at - files, told.damaged, kept)


def forget_retired(district: District) -> tuple[str, ...]:
    """Delete the earlier keys that nothing needs any more; returns the numbers of the others.

    Looked at each hour. A key is needed while a rotation is under way, and while a kept backup names it.
    """
    key_file = district.vault.key_file
    if unfinished(key_file).exists():
        return tuple(_number_of(old) for old in retired(key_file))
    return _forget(district)


def _forget(district: District) -> tuple[str, ...]:
    earlier = retired(district.vault.key_file)
    needed = _named_by_backups(district) if earlier else set()
    kept = []
    for old in earlier:
        if _number_of(old) in needed:
            kept.append(_number_of(old))
        else:
            old.unlink()
    return tuple(kept)


def _named_by_backups(district: District) -> set[str]:
    """The numbers of the keys that kept backups name; all earlier ones where a backup cannot be read, or is not there."""
    shelf = backups.Shelf.of(district)
    found = [shelf.manifest(stamp) for stamp in shelf.stamps()]
    if None in found or backups.absent(district):
        return {_number_of(old) for old in retired(district.vault.key_file)}
    return {number for one in found if one for number in (one.key_id, *one.retired_key_ids)}


def _number_of(retired_key: Path) -> str:
    return retired_key.name.rpartition("-")[2]


class _Told:
    """Counts what is looked at, and what opens with no key."""

    def __init__(self, seen: Progress) -> None:
        self._seen = seen
        self.looked_at = 0
        self.damaged = 0

    def add(self, count: int) -> None:
        self.looked_at += count
        self._seen(count)

    def tried(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except VaultError:
            self.damaged += 1
            return None


def _seal_files(vault: Vault, told: _Told) -> None:
    """Seal every file anew; the vault's own secret first, by which a typed key is known."""
    for name in [NUMBERS, *(f"{kind}/{rest}" for kind in vault.kinds() for rest in vault.names(kind))]:
        told.tried(lambda name=name: vault.put_anew(name))  # type: ignore[misc]
        told.add(1)
