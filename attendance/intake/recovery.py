"""After a stop: what ran is queued again, and what a receipt acknowledges is in the database again."""

from attendance.district import District
from attendance.errors import Message
from attendance.i18n import N_
from attendance.intake import receipts, tray
from attendance.intake.accept import store
from attendance.office.access import SYSTEM
from data import jobs, submissions
from data.scope import Scope

EVERYTHING = Scope.everything()
MOST_STARTS = 3


def recover(district: District) -> tuple[int, int]:
    """After opening: queue again what ran when the app stopped, and what a receipt acknowledges but no row holds.

    Returns:
        How many jobs start again, and how many submissions were brought back.
    """
    text = N_("The app stopped {count} times while it read these photos. Tell the MIS in-charge.")
    gave_up = Message(text, {"count": MOST_STARTS}).as_json()
    requeued = district.db.write(lambda tx: jobs.requeue(tx, EVERYTHING, MOST_STARTS, gave_up))
    lost = receipts.missing_from(district, submissions.ids(district.db, EVERYTHING))
    for receipt in lost:
        district.db.write(lambda tx, receipt=receipt: store(tx, SYSTEM, receipt))  # type: ignore[misc]
    tray.recover(district)
    return requeued, len(lost)
