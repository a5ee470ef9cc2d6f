"""What an erasure's certificate says: what was destroyed, when and by whom, without saying whose it was."""

import json
from collections.abc import Sequence

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Page, Role
from data import erasure as stored
from data.clock import in_india, utc_now
from data.database import Row


def text(district: District, row: Row, files: Sequence[Row]) -> str:
    """The certificate as JSON, to be read by people too.

    Args:
        row: See `data.erasure.get`.
        files: See `data.erasure.files`.
    """
    there = [file for file in files if file["bytes"]]
    blotted = ("receipt/", "trayed/")
    return json.dumps(
        {
            "certificate": "Upasthiti: erasure of one pupil",
            "number": row["erasure_id"],
            "asked_at": in_india(row["asked_at"]).isoformat(timespec="seconds"),
            "asked_by": row["asked_by"],
            "reason": row["reason"],
            "done_at": in_india(utc_now()).isoformat(timespec="seconds"),
            "destroyed": [_destroyed(file) for file in there if not file["vault_name"].startswith(blotted)],
            "blotted_out": sum(file["vault_name"].startswith(blotted) for file in there),
            "faces_emptied": row["changed"].get("faces", 0),
            "class_photos_deleted": row["changed"].get("photos", 0),
            "backups_written_anew": row["changed"].get("backups", 0),
            "files_deleted_from_backups": row["changed"].get("backup_files", 0),
            "damaged_backups_deleted": row["changed"].get("damaged_backups", 0),
            "backups_not_found": row["changed"].get("absent_backups", 0),
            "copies_put_aside_deleted": row["changed"].get("aside", 0),
            "database_written_anew": True,
            "kept": "marks and figures of past days, under a number that names nobody",
        },
        indent=1,
        ensure_ascii=False,
    )


def every(district: District, account: Account) -> list[Row]:
    """All erasures, newest first, see `data.erasure.every`.

    Raises:
        NotAllowed: Only the MIS in-charge and the District Programme Officer see them.
    """
    account.require(Page.ADMINISTRATION)
    if account.role not in (Role.MIS, Role.DPO):
        raise NotAllowed(N_("Only the MIS in-charge and the District Programme Officer see what is held."))
    return stored.every(district.db)


def save(district: District, account: Account, erasure_id: int) -> str:
    """An erasure's certificate, to be saved as a file; that is written on the audit trail.

    Raises:
        NotAllowed: As `every`, or the erasure is not done.
    """
    text = next((row["certificate"] for row in every(district, account) if row["erasure_id"] == erasure_id), None)
    if text is None:
        raise NotAllowed(N_("This erasure is not done yet. Reload the page."))
    district.db.write(lambda tx: audit.record(tx, account, "pupil.certificate_saved", f"erasure:{erasure_id}"))
    return str(text)


def _destroyed(file: Row) -> Row:
    kind = file["vault_name"].partition("/")[0]
    return {"kind": kind, "sha256": file["sha256"], "bytes": file["bytes"]}
