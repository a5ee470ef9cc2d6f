"""After a stop: what ran is queued again, and what a receipt acknowledges is in the database again."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from attendance.district import District
from attendance.errors import Message
from attendance.i18n import N_
from attendance.intake import receipts, tray
from attendance.intake.accept import READ_SUBMISSION, store
from attendance.intake.receipts import Receipt
from attendance.office import audit
from attendance.office.access import SYSTEM
from data import jobs, submissions
from data.database import Row, Transaction
from data.errors import DataError
from data.scope import Scope

log = logging.getLogger(__name__)
EVERYTHING = Scope.everything()
MOST_STARTS = 3


@dataclass(frozen=True)
class Recovered:
    """What a start found.

    Attributes:
        requeued: Jobs that ran when the app stopped and start again.
        brought_back: Submissions that only their receipts knew of, or whose rows were not all there.
        queued: Unread submissions that no job would have read.
        trayed: Photos of the tray that only the vault knew of.
        missing: Photos with a row whose sealed file is not there.
        left: Receipts that could not be brought back.
    """

    requeued: int = 0
    brought_back: int = 0
    queued: int = 0
    trayed: int = 0
    missing: int = 0
    left: int = 0

    @property
    def mended(self) -> bool:
        """Whether something acknowledged had been lost and is there again."""
        return bool(self.brought_back or self.queued or self.trayed)


def recover(district: District) -> Recovered:
    """After opening: queue again what ran when the app stopped, and what a receipt acknowledges but no row holds.

    Again changes nothing. What was mended goes on the audit trail, and everything into the log.
    """
    text = N_("The app stopped {count} times while it read these photos. Tell the MIS in-charge.")
    gave_up = Message(text, {"count": MOST_STARTS}).as_json()
    requeued = district.db.write(lambda tx: jobs.requeue(tx, EVERYTHING, MOST_STARTS, gave_up))
    brought_back = left = 0
    for receipt in _lost(district):
        if _bring_back(district, receipt):
            brought_back += 1
        else:
            left += 1
    idle = [row for row in submissions.unfinished(district.db, EVERYTHING) if row["lacks_job"] and row["photos"]]
    for row in idle:
        district.db.write(lambda tx, row=row: _queue(tx, row))  # type: ignore[misc]
    trayed = tray.recover(district)
    found = Recovered(requeued, brought_back, len(idle), trayed, _missing(district), left)
    if found.mended:
        district.db.write(lambda tx: _record(tx, found))
    log.info("start of %s: %s", district.kind.value, found)
    return found


def _lost(district: District) -> Iterator[Receipt]:
    """Receipts of submissions without rows, and of submissions that lack some, with the photos that no row holds.

    A photo that came again meanwhile belongs to another submission.
    """
    for receipt in receipts.missing_from(district, submissions.ids(district.db, EVERYTHING)):
        if lacking := _lacking(district, receipt):
            yield lacking
        else:
            receipts.remove(district, receipt.submission_id)
    for row in submissions.unfinished(district.db, EVERYTHING):
        told = receipts.read(district, row["submission_id"]) if row["lacks_photo"] else None
        if told and (lacking := _lacking(district, told)):
            # Of its own, since the rest of the submission may have been read.
            yield replace(lacking, submission_id=uuid.uuid4().hex)


def _lacking(district: District, receipt: Receipt) -> Receipt | None:
    rows = submissions.sent_before(district.db, EVERYTHING, [photo.sha256 for photo in receipt.photos])
    there = {row["sha256"] for row in rows}
    left = [photo for photo in receipt.photos if photo.sha256 not in there]
    return receipt.with_photos(left) if left else None


def _bring_back(district: District, receipt: Receipt) -> bool:
    receipts.write(district, receipt)
    try:
        district.db.write(lambda tx: store(tx, SYSTEM, receipt))
    except DataError as problem:
        log.error("the receipt %s cannot be brought back: %s", receipt.submission_id, type(problem).__name__)
        return False
    return True


def _record(tx: Transaction, found: Recovered) -> None:
    action = "start.brought_back"
    audit.record(tx, SYSTEM, action, submissions=found.brought_back, jobs=found.queued, photos=found.trayed)


def _queue(tx: Transaction, row: Row) -> None:
    jobs.add(
        tx,
        EVERYTHING,
        kind=READ_SUBMISSION,
        submission_id=row["submission_id"],
        total=row["photos"],
        created_by=row["submitted_by"],
    )


def _missing(district: District) -> int:
    rows = submissions.sealed(district.db, EVERYTHING)
    there = {kind: set(district.vault.names(kind)) for kind in {row["kind"] for row in rows}}
    return sum(row["sha256"] not in there[row["kind"]] for row in rows)
