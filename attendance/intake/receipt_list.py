"""The receipts of a day as a CSV to keep: what came, for which class and day, when, and what became of it."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from attendance.cells import harmless
from attendance.district import District
from attendance.errors import Message
from attendance.i18n import N_, _
from attendance.intake.tray import sees_unplaced
from attendance.office import audit
from attendance.office.access import Account, Page
from data import receipts
from data.clock import INDIA, in_india

MOST = 100_000
MOST_UNPACKED = 5_000
"""Longer lists go out in a zip, since the bytes travel with the page."""
STATES = {
    "waiting": N_("waits to be read"),
    "read": N_("read"),
    "unreadable": N_("cannot be read"),
    "failed": N_("reading failed"),
    "again": N_("sent before; counts once"),
    "elsewhere": N_("used for another class or day"),
    "refused": N_("not taken"),
    "tray": N_("on the tray"),
    "discarded": N_("discarded"),
    "gone": N_("taken away from the inbox"),
}
CAME_BY = {"page": N_("by hand"), "zip": N_("zip"), "inbox": N_("inbox")}


@dataclass(frozen=True)
class ReceiptFile:
    """A file to download."""

    name: str
    content: bytes
    mime: str
    rows: int


def receipt_file(district: District, account: Account, day: date) -> ReceiptFile:
    """The receipts of the files that came on a day (of India), within the account's blocks; a zip where there are many.

    Raises:
        NotAllowed: The role has no upload.
    """
    account.require(Page.UPLOAD)
    since = datetime.combine(day, time(), INDIA).astimezone(UTC).replace(tzinfo=None)
    until = since + timedelta(days=1)
    rows = receipts.listing(district.db, account.scope, account.username, sees_unplaced(account), since, until, MOST)
    district.db.write(lambda tx: audit.record(tx, account, "receipts.exported", day=day, photos=len(rows)))
    content = _csv(rows)
    name = f"receipts-{day.isoformat()}"
    if len(rows) <= MOST_UNPACKED:
        return ReceiptFile(f"{name}.csv", content, "text/csv", len(rows))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.csv", content)
    return ReceiptFile(f"{name}.zip", packed.getvalue(), "application/zip", len(rows))


def _csv(rows: pd.DataFrame) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("File"), "SHA-256", _("UDISE code"), _("Class"), _("Day"), _("Came at"), _("Came by"), _("State"), _("Reason")]
    )
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        writer.writerow(
            [
                harmless(row["file"]),
                row["sha256"] or "",
                row["udise"] or "",
                row["classes"] or "",
                row["day"].strftime("%Y-%m-%d") if row["day"] else "",
                f"{in_india(row['received_at'].to_pydatetime()):%Y-%m-%d %H:%M:%S}",
                _(CAME_BY[row["came_by"]]),
                _(STATES[row["state"]]),
                harmless(str(Message.from_json(row["why"]))) if row["why"] else "",
            ]
        )
    return out.getvalue().encode("utf-8-sig")
