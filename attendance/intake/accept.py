"""Taking in photos, from wherever they come: checked, stored and queued, or refused with a reason."""

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from attendance.district import District
from attendance.errors import BadEntry, Message, NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.intake import receipts
from attendance.intake.photos import IncomingPhoto, Refusal, refusal_of
from attendance.office import audit, room
from attendance.office.access import Account, Page
from data import flags, jobs, schools, submissions
from data import receipts as stored_receipts
from data.clock import today
from data.database import Row, Transaction
from data.errors import AlreadyStored, StorageFull
from data.receipts import CameBy, Received
from data.submissions import NewPhoto

SOURCES = ("portal", "whatsapp", "visit")
READ_SUBMISSION = "read_submission"
RANKS: dict[CameBy, int] = {"page": 0, "zip": 1, "inbox": 2}
"""Whose turn it is: somebody waits before the page for one class, nobody for the inbox."""
SEALED_AT_ONCE = 4
MOST_PHOTOS = 60  # of one submission: four sides of a class, or of several classes in one room, with spares


@dataclass(frozen=True)
class Accepted:
    """What became of the files.

    Attributes:
        submission_id: The new submission; the earlier one when all files were sent before for the same class day; else None.
        taken: How many files were taken now.
        refused: The others, each with its reason.
    """

    submission_id: str | None
    taken: int
    refused: tuple[Refusal, ...]


def accept(
    district: District,
    account: Account,
    photos: Sequence[IncomingPhoto],
    class_sections: Sequence[int],
    day: date,
    source: str,
    came_by: CameBy = "page",
) -> Accepted:
    """Store the photos of one or more class sections taken together, and queue them for reading.

    When this returns, the originals and a receipt are on the disk. Sending the same again changes nothing.

    Args:
        came_by: What comes by a page is read before what comes by a zip, and that before what comes by the inbox.

    Raises:
        NotAllowed: The role has no upload, or a class section is outside the account's blocks.
        BadEntry: A day off or in the future, no photos, class sections of different schools.
        Unavailable: The disk is full, or nearly.
    """
    account.require(Page.UPLOAD)
    place = _place(district, account, class_sections)
    _check_day(district, account, place, day)
    if not photos:
        raise BadEntry(N_("Add at least one photo."))
    if len(photos) > MOST_PHOTOS:
        raise BadEntry(N_("Send at most {most} photos of a class at once."), most=MOST_PHOTOS)
    receipt = receipts.Receipt(
        submission_id=uuid.uuid4().hex,
        school_id=place["school_id"],
        block_id=place["block_id"],
        day=day,
        source=source,
        class_sections=tuple(class_sections),
        submitted_by=account.username,
        photos=(),
        came_by=came_by,
    )
    new, refused, earlier = _sort(district, account, photos, receipt)
    if not new:
        return Accepted(earlier, 0, tuple(refused))
    room.require(district, sum(len(given.content) for given in new))
    receipt = receipt.with_photos(NewPhoto(given.sha256, given.side, given.name, given.path) for given in new)
    try:
        _keep(district, account, receipt, new)
    except StorageFull as problem:
        raise Unavailable(N_("The disk is full: nothing was taken. Make room, then send the photos again.")) from problem
    except AlreadyStored:
        # Another click or another person sent one of these at the same moment; now it can be named.
        return accept(district, account, photos, class_sections, day, source, came_by)
    return Accepted(receipt.submission_id, len(new), tuple(refused))


def _keep(district: District, account: Account, receipt: receipts.Receipt, photos: Sequence[IncomingPhoto]) -> None:
    """Photos, then the receipt, then the rows. A receipt whose rows were refused must not bring them back later."""
    # The disk takes several small files at once in little more time than one: each waits for it twice.
    with ThreadPoolExecutor(SEALED_AT_ONCE, thread_name_prefix="seal") as threads:
        for _ in threads.map(lambda given: district.vault.put(f"original/{given.sha256}", given.content), photos):
            pass
    receipts.write(district, receipt)
    try:
        district.db.write(lambda tx: store(tx, account, receipt))
    except BaseException:
        receipts.remove(district, receipt.submission_id)
        raise


def store(tx: Transaction, account: Account, receipt: receipts.Receipt) -> None:
    """Put a receipt's submission into the database and queue it."""
    submissions.add(tx, account.scope, **receipt.row())
    jobs.add(
        tx,
        account.scope,
        kind=READ_SUBMISSION,
        submission_id=receipt.submission_id,
        total=len(receipt.photos),
        created_by=receipt.submitted_by,
        rank=RANKS[receipt.came_by],
    )
    stored_receipts.add(
        tx,
        account.scope,
        files=[Received(given.path or given.file_name, given.sha256) for given in receipt.photos],
        came_by=receipt.came_by,
        outcome="taken",
        submission_id=receipt.submission_id,
        block_id=receipt.block_id,
        school_id=receipt.school_id,
        class_sections=receipt.class_sections,
        day=receipt.day,
        received_by=receipt.submitted_by,
    )
    audit.record(
        tx,
        account,
        "submission.accepted",
        subject=f"submission:{receipt.submission_id}",
        block_id=receipt.block_id,
        day=receipt.day,
        photos=len(receipt.photos),
        source=receipt.source,
    )


def _place(district: District, account: Account, class_sections: Sequence[int]) -> Row:
    rows = [schools.class_section(district.db, account.scope, class_section_id) for class_section_id in class_sections]
    found = [row for row in rows if row is not None]
    if not rows:
        raise BadEntry(N_("Choose the class."))
    if len(found) < len(rows):
        raise NotAllowed(N_("This class is not among your blocks. Choose a class from the list."))
    if len({row["school_id"] for row in found}) > 1:
        raise BadEntry(N_("Photos taken together belong to one school. Send each school's photos by themselves."))
    return found[0]


def _check_day(district: District, account: Account, place: Row, day: date) -> None:
    if day > today():
        raise BadEntry(N_("This day has not come yet. Choose today or an earlier day."))
    if not schools.is_expected(district.db, account.scope, place["school_id"], day, place["grade"]):
        raise BadEntry(N_("This school has a day off on that day. Choose the day on which the photos were taken."))


def _sort(
    district: District, account: Account, photos: Sequence[IncomingPhoto], receipt: receipts.Receipt
) -> tuple[list[IncomingPhoto], list[Refusal], str | None]:
    """Which photos are new, which are refused, and the earlier submission of this class day if one is met."""
    new: list[IncomingPhoto] = []
    refused: list[Refusal] = []
    earlier: str | None = None
    hashes = [given.sha256 for given in photos]
    before_rows = submissions.sent_before(district.db, account.scope, hashes, receipt.class_sections, receipt.day)
    used = {row["sha256"]: row for row in before_rows}
    for given in photos:
        before = used.get(given.sha256)
        if problem := refusal_of(given):
            refused.append(problem)
        elif before and before["same_class_day"]:
            earlier = before["submission_id"]
            why = Message(N_("This photo was sent before for this class and day."))
            refused.append(Refusal(given.name, why, "again", given.sha256))
        elif before:
            why = _used_elsewhere(district, account, before, receipt)
            refused.append(Refusal(given.name, why, "elsewhere", given.sha256))
        elif given.sha256 in {other.sha256 for other in new}:
            why = Message(N_("This photo is here twice; it counts once."))
            refused.append(Refusal(given.name, why, "again", given.sha256))
        else:
            new.append(given)
    return new, refused, earlier


def _used_elsewhere(district: District, account: Account, before: Row, receipt: receipts.Receipt) -> Message:
    def raise_flags(tx: Transaction) -> None:
        for class_section_id in receipt.class_sections:
            flags.add(
                tx,
                account.scope,
                day=receipt.day,
                class_section_id=class_section_id,
                photo_id=before["photo_id"],
                kind="same_bytes",
                severity=3,
                cause=f"same_bytes:{before['photo_id']}",
                evidence={"photo_id": before["photo_id"]},
            )

    district.db.write(raise_flags)
    if before["day"]:
        return Message(
            N_("This photo was already used for another class or day ({day}). Send the photo of this day."),
            {"day": before["day"].isoformat()},
        )
    return Message(N_("This photo was already used elsewhere in the district. Send the photo of this day."))
