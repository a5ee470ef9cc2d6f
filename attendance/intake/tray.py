"""The tray: photos that could not be placed wait here, sealed, until somebody places or discards them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Literal

from attendance.district import District
from attendance.errors import BadEntry, Changed, Message, Unavailable
from attendance.i18n import N_
from attendance.intake import inbox_files, receipts
from attendance.intake.accept import Accepted, accept
from attendance.intake.layout import Placed, partly_placed
from attendance.intake.photos import IncomingPhoto
from attendance.office import audit, room
from attendance.office.access import Account, Page, Role
from data import submissions, tray
from data.database import Row, Transaction
from data.errors import StorageFull, VaultError
from data.scope import Scope
from data.tray import NewEntry

EVERYTHING = Scope.everything()
MOST_GROUPS = 30
MOST_OF_GROUP = 60


@dataclass(frozen=True)
class Group:
    """Files of one folder that wait for the same reason.

    Attributes:
        photos: How many of the files are photos that can be placed by hand; the others lie in the inbox and can be discarded.
        arrived_at: UTC, of the first.
    """

    folder: str
    why: Message
    stored_reason: str
    came_by: str
    files: int
    photos: int
    arrived_at: datetime


def sees_unplaced(account: Account) -> bool:
    """Whether files without a school are told to the account: to MIS in-charge and DPO."""
    return account.role in (Role.MIS, Role.DPO)


def keep(
    district: District,
    account: Account,
    photo: IncomingPhoto,
    why: Message,
    came_by: Literal["zip", "inbox"],
    source: str,
    place: Placed | None = None,
) -> bool:
    """Seal a photo and put it on the tray; False when it is in the district already, or waits there by another path.

    Raises:
        NotAllowed: The role has no upload.
        Unavailable: The disk is full, or nearly.
    """
    account.require(Page.UPLOAD)
    if submissions.sent_before(district.db, account.scope, [photo.sha256]):
        why = Message(N_("This photo was sent before. A photo counts once; leave it out."))
        receipts.note(district, account, [(photo, why)], came_by, "again")
        return False
    waits, by_this_path = tray.holding(district.db, account.scope, photo.sha256, photo.path)
    if waits and not by_this_path:
        why = Message(N_("This photo waits on the tray already."))
        receipts.note(district, account, [(photo, why)], came_by, "again")
    if waits:
        return by_this_path
    room.require(district, len(photo.content))
    udise, day = (place.udise, place.day) if place else partly_placed(photo.path)
    school = tray.school_named(district.db, account.scope, udise) if udise else None
    entry = NewEntry(
        file=photo.path,
        folder=str(PurePosixPath(photo.path).parent),
        sha256=photo.sha256,
        came_by=came_by,
        reason=why.as_json(),
        arrived_by=account.username,
        source=source,
        side=photo.side,
        block_id=school["block_id"] if school else None,
        school_id=school["school_id"] if school else None,
        day=day,
    )
    try:
        district.vault.put(f"trayed/{photo.sha256}", json.dumps(asdict(entry), default=str).encode())
        district.vault.put(f"tray/{photo.sha256}", photo.content)
        district.db.write(lambda tx: tray.add(tx, account.scope, entry))
    except StorageFull as problem:
        raise Unavailable(N_("The disk is full: nothing was taken. Make room, then send the photos again.")) from problem
    return True


def recover(district: District) -> int:
    """After opening: bring photos back that the vault holds for the tray and the database lost; returns how many.

    What was placed or discarded when the app stopped is removed from the vault.
    """
    known = tray.sealed(district.db, EVERYTHING)
    brought = 0
    for sha256 in sorted(set(district.vault.names("tray"))):
        if known.get(sha256):
            continue
        if sha256 in known or submissions.sent_before(district.db, EVERYTHING, [sha256]):
            _forget(district, [sha256])
            continue
        try:
            stored = json.loads(district.vault.get(f"trayed/{sha256}"))
        except (VaultError, ValueError):
            continue
        day = date.fromisoformat(stored["day"]) if stored["day"] else None
        entry = NewEntry(**stored | {"day": day})
        district.db.write(lambda tx, entry=entry: tray.add(tx, EVERYTHING, entry))  # type: ignore[misc]
        brought += 1
    return brought


def count(district: District, account: Account) -> int:
    """How many files wait there for this account."""
    account.require(Page.UPLOAD)
    return tray.count_open(district.db, account.scope, account.username, sees_unplaced(account))


def groups(district: District, account: Account) -> list[Group]:
    """The oldest groups, at most 30."""
    account.require(Page.UPLOAD)
    rows = tray.groups(district.db, account.scope, account.username, sees_unplaced(account), MOST_GROUPS)
    return [
        Group(
            row["folder"],
            Message.from_json(row["reason"]),
            row["reason"],
            row["came_by"],
            row["files"],
            row["photos"],
            row["arrived_at"],
        )
        for row in rows
    ]


def of_group(district: District, account: Account, group: Group) -> list[Row]:
    """A group's entries, at most 60 (see `data.tray.of_group`)."""
    account.require(Page.UPLOAD)
    return tray.of_group(
        district.db,
        account.scope,
        account.username,
        sees_unplaced(account),
        group.folder,
        group.stored_reason,
        group.came_by,
        MOST_OF_GROUP,
    )


def photo(district: District, account: Account, entry_id: int) -> bytes:
    """A photo of the tray.

    Raises:
        Changed: It waits no more, or is not for this account.
        VaultError: It was changed on the disk.
    """
    return district.vault.get(f"tray/{_open_entries(district, account, [entry_id])[0]['sha256']}")


def looked(district: District, account: Account, rows: Sequence[Row]) -> None:
    """Write on the audit trail that somebody opened photos of the tray."""
    blocks = {row["block_id"] for row in rows}
    block = blocks.pop() if len(blocks) == 1 else None
    files = [row["sha256"][:12] for row in rows]
    district.db.write(lambda tx: audit.record(tx, account, "tray.opened", None, block, photos=len(rows), files=files))


def place(
    district: District, account: Account, entry_ids: Sequence[int], class_sections: Sequence[int], day: date, source: str
) -> Accepted:
    """Accept photos of the tray for a class and day that somebody chose. What is refused then waits on.

    Raises:
        Changed: One waits no more.
        NotAllowed, BadEntry, Unavailable: From `accept`.
    """
    rows = _open_entries(district, account, entry_ids)
    if any(row["sha256"] is None for row in rows):
        raise BadEntry(N_("This file is not a photo that can be read. Discard it, or put the right one in the inbox."))
    given = [
        IncomingPhoto(PurePosixPath(row["file"]).name, district.vault.get(f"tray/{row['sha256']}"), row["side"], row["file"])
        for row in rows
    ]
    done = accept(district, account, given, class_sections, day, source)
    waits_on = {refusal.sha256 for refusal in done.refused if refusal.outcome != "again"}
    placed = [row for row in rows if row["sha256"] not in waits_on]
    _decide(district, account, placed, "placed", None)
    return done


def discard(district: District, account: Account, entry_ids: Sequence[int], reason: str) -> None:
    """Throw files of the tray away for good; one that lies in the inbox is deleted there.

    Raises:
        BadEntry: Without a reason.
        Changed: One waits no more.
    """
    if not reason.strip():
        raise BadEntry(N_("Write why these files are thrown away."))
    rows = _open_entries(district, account, entry_ids)
    for row in rows:
        if row["sha256"] is None and not inbox_files.delete(district.inbox, row["file"], row["size"], row["modified"]):
            raise Unavailable(N_("A file cannot be deleted in the inbox. Ask whoever runs this computer to delete it."))
    _decide(district, account, rows, "discarded", reason.strip())


def _open_entries(district: District, account: Account, entry_ids: Sequence[int]) -> list[Row]:
    account.require(Page.UPLOAD)
    rows = tray.some(district.db, account.scope, account.username, sees_unplaced(account), entry_ids)
    if not rows or len(rows) < len(set(entry_ids)):
        raise Changed(N_("Somebody else decided about this file meanwhile. Reload the page to see what still waits."))
    return rows


def _decide(
    district: District, account: Account, rows: Sequence[Row], state: Literal["placed", "discarded"], why: str | None
) -> None:
    def work(tx: Transaction) -> None:
        keys = [row["entry_id"] for row in rows]
        tray.decide(tx, account.scope, account.username, sees_unplaced(account), keys, state, why)
        blocks = {row["block_id"] for row in rows}
        block = blocks.pop() if len(blocks) == 1 else None
        audit.record(tx, account, f"tray.{state}", block_id=block, photos=len(rows), reason=why)

    if rows:
        district.db.write(work)
        _forget(district, [row["sha256"] for row in rows if row["sha256"]])


def _forget(district: District, hashes: Sequence[str]) -> None:
    for sha256 in hashes:
        district.vault.remove(f"tray/{sha256}")
        district.vault.remove(f"trayed/{sha256}")
