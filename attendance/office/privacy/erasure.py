"""A pupil's erasure: photos, faces, templates, name and PEN go, from the backups too; the marks stay as counts.

It goes step by step, and each step can be done again: after a stop it goes on with the step in hand. Class photos that show the
pupil are deleted and not blurred (ADR 0022): who stands where beside whom, in which clothes, still says who it is.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed, UserError
from attendance.i18n import N_
from attendance.office import aside, audit, backups, room, settings
from attendance.office.access import SYSTEM, Account, Page, Role
from attendance.office.privacy import certificate
from attendance.office.privacy.likeness import own_faces
from data import erasure as stored
from data import jobs
from data.clock import today
from data.database import Row, Statements, Transaction
from data.erasure import Whom
from data.errors import VaultError
from data.scope import Scope

ERASE = "erase_pupil"
"""The kind of job that does it."""
EVERYTHING = Scope.everything()


def ask(district: District, account: Account, pupil_id: int, pen: str, reason: str) -> int:
    """Ask for a pupil's erasure and queue it; returns its number. It cannot be taken back.

    Args:
        pen: Typed once more, as a check.
        reason: Why, without the pupil's name: it stays.

    Raises:
        NotAllowed: Only the MIS in-charge may, or there is no such pupil.
        BadEntry: The PEN is another one, or the reason is missing or names the pupil.
        Changed: Photos of the pupil's school wait to be read.
    """
    erasure_id = note(district, account, pupil_id, pen, reason)
    district.db.write(lambda tx: _queue(tx, erasure_id, account))
    return erasure_id


def note(district: District, account: Account, pupil_id: int, pen: str, reason: str) -> int:
    """The same without queuing it, for the command line; raises as `ask`."""
    account.require(Page.PUPILS)
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge erases a pupil."))
    found = stored.pupil(district.db, pupil_id)
    if found is None:
        raise NotAllowed(N_("This pupil is not there any more. Open the class again."))
    if pen.strip() != found["pen"]:
        raise BadEntry(N_("This is not the pupil's PEN. Type it as it stands beside the name."))
    if not reason.strip():
        raise BadEntry(N_("Write why the pupil is erased: who asked for it, and when."))
    if re.search(pattern_of(found), reason, re.IGNORECASE):
        raise BadEntry(N_("Leave the pupil's name and PEN out of the reason: the reason stays."))
    _require_read(district, pupil_id)

    def work(tx: Transaction) -> int:
        erasure_id = stored.add(tx, pupil_id, reason.strip(), account.username)
        audit.record(tx, account, "pupil.erase_asked", f"erasure:{erasure_id}")
        return erasure_id

    return district.db.write(work)


def each_hour(district: District) -> None:
    """Queue again what a stop or a failure left unfinished."""

    def work(tx: Transaction) -> None:
        last = jobs.latest_of_kind(tx, EVERYTHING, ERASE)
        left = stored.unfinished(tx)
        if left and not (last and last["state"] in ("waiting", "running")):
            _queue(tx, left[0], SYSTEM)

    district.db.write(work)


def do(district: District, job: Row, _progress: object) -> None:
    """The job: all steps that are left; one that must wait fails with the reason and is queued again within the hour."""
    try:
        run(district, job["detail"]["erasure_id"])
    except UserError as problem:
        why = problem.message.as_json()
        district.db.write(lambda tx: jobs.fail(tx, EVERYTHING, job["job_id"], why))
    else:
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))


def run(district: District, erasure_id: int) -> str:
    """Do all steps that are left; returns the certificate.

    Raises:
        Changed: Photos of the pupil's school wait to be read.
        Unavailable: The backups' disk is not connected, a copy cannot be deleted, or there is too little room.
        StorageFull, WriteRefused: Call it again when there is room.
    """
    while (row := stored.get(district.db, erasure_id)) is not None and row["state"] != "done":
        STEPS[row["state"]](district, row)
    if row is None:
        raise LookupError("there is no such erasure")
    return str(row["certificate"])


def _find(district: District, row: Row) -> None:
    """List what goes; the photos say from then on that they are gone."""
    pupil_id = row["pupil_id"]
    _require_read(district, pupil_id)
    own, photo_ids, names = _found_in(district.db, district, pupil_id)
    files = [_hashed(district, name) for name in names]
    district.db.write(lambda tx: stored.note_found(tx, row["erasure_id"], files, own, photo_ids))


def _found_in(db: Statements, district: District, pupil_id: int) -> tuple[set[int], set[int], list[str]]:
    """The pupil's faces, the class photos that show the pupil, and the sealed files of both, of the references and receipts."""
    own, beside = own_faces(db, district.vault, settings.load(district).thresholds, pupil_id)
    photos = stored.photos_of_faces(db, own | beside)
    references = [one["vault_name"] for one in stored.reference_photos(db, pupil_id)]
    names = [name for one in references for name in (one, f"{one}_face")]
    names += [f"{kind}/{photo['sha256']}" for photo in photos for kind in ("photo", "screen", "thumb", "original")]
    names += stored.crops_of_faces(db, own)
    known = stored.pupil(db, pupil_id)
    names += stored.named_receipts(db, pattern_of(known)) if known else []
    return own, {photo["photo_id"] for photo in photos}, list(dict.fromkeys(names))


def _delete_files(district: District, row: Row) -> None:
    pattern = pattern_of(_known(district, row["pupil_id"]))
    for file in stored.files(district.db, row["erasure_id"]):
        name = file["vault_name"]
        if name.startswith(("receipt/", "trayed/")):
            _blot(district, name, pattern)
        else:
            district.vault.remove(name)
    district.db.write(lambda tx: stored.set_state(tx, row["erasure_id"], "files"))


def _change_rows(district: District, row: Row) -> None:
    def work(tx: Transaction) -> None:
        whom = _whom(district, row)
        stored.anonymise(tx, whom, pattern_of(_known(district, row["pupil_id"])))
        stored.set_state(tx, row["erasure_id"], "rows", {"faces": len(whom.faces), "photos": len(whom.photos)})

    district.db.write(work)


def _change_backups(district: District, row: Row) -> None:
    """The rows of each kept backup as those of the district, no file of the pupil's in any, and no copy beside the district.

    What a backup calls the pupil may be an earlier name: it is taken from there.
    """
    whom = _whom(district, row)

    def work(tx: Transaction) -> None:
        known = stored.pupil(tx, whom.pupil_id)
        if known is not None:
            own, photo_ids, names = _found_in(tx, district, whom.pupil_id)
            # Noted with the district before the backup forgets whom they show.
            files = [_hashed(district, name) for name in names]
            district.db.write(lambda here: stored.add_files(here, row["erasure_id"], files))
            of_it = replace(whom, faces={*whom.faces, *own}, photos={*whom.photos, *photo_ids})
            stored.anonymise(tx, of_it, pattern_of(known))

    backups.require_there(district)
    put_aside = aside.delete_all(district)
    absent = backups.absent(district)
    damaged = backups.drop_damaged(district)
    written = backups.rewrite_all(district, work)
    gone = backups.forget_files(district, [file["vault_name"] for file in stored.files(district.db, row["erasure_id"])])
    changed = row["changed"] | {"backups": written, "backup_files": gone, "aside": put_aside}
    changed |= {"damaged_backups": len(damaged), "absent_backups": len(absent)}

    def note(tx: Transaction) -> None:
        stored.set_state(tx, row["erasure_id"], "backups", changed)
        if put_aside:
            audit.record(tx, SYSTEM, "aside.deleted", f"erasure:{row['erasure_id']}", found=put_aside)
        for stamp in damaged:
            audit.record(tx, SYSTEM, "backup.deleted", stamp)

    district.db.write(note)


def _finish(district: District, row: Row) -> None:
    room.require_for_rewrite(district)
    district.db.rewrite()
    text = certificate.text(district, row, stored.files(district.db, row["erasure_id"]))

    def work(tx: Transaction) -> None:
        stored.finish(tx, row["erasure_id"], text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        audit.record(tx, SYSTEM, "pupil.erased", f"erasure:{row['erasure_id']}", certificate=digest)

    district.db.write(work)


STEPS: dict[str, Callable[[District, Row], None]] = {
    "asked": _find,
    "found": _delete_files,
    "files": _change_rows,
    "rows": _change_backups,
    "backups": _finish,
}
"""What is done next, by how far it is."""


def pattern_of(known: Row) -> str:
    """A regular expression of a pupil's PEN and names, whatever stands between the words of a name."""
    names = [r"[\s_.\-]*".join(map(re.escape, name.split())) for name in (known["name_hi"], known["name_en"]) if name.strip()]
    return "|".join([known["pen"], *names])


def _queue(tx: Transaction, erasure_id: int, account: Account) -> None:
    detail = {"erasure_id": erasure_id}
    jobs.add_district_wide(tx, EVERYTHING, kind=ERASE, total=1, detail=detail, created_by=account.username)


def _require_read(district: District, pupil_id: int) -> None:
    if waiting := stored.unread(district.db, pupil_id):
        text = N_(
            "{count} photos of this pupil's school wait to be read. Erase when they are read, so that none is overlooked."
        )
        raise Changed(text, count=waiting)


def _known(district: District, pupil_id: int) -> Row:
    known = stored.pupil(district.db, pupil_id)
    if known is None:
        raise LookupError("the pupil of an erasure is not there")
    return known


def _whom(district: District, row: Row) -> Whom:
    key = row["erasure_id"]
    return Whom(row["pupil_id"], row["anonymous_id"], stored.faces(district.db, key), stored.photos(district.db, key), today())


def _hashed(district: District, name: str) -> tuple[str, str | None, int]:
    try:
        digest = hashlib.sha256(district.vault.get(name)).hexdigest()
    except VaultError:
        digest = None
    return name, digest, district.vault.size(name)


def _blot(district: District, name: str, pattern: str) -> None:
    """Blot name and PEN out of a sealed receipt; one that does not open goes."""
    try:
        told = json.loads(district.vault.get(name))
    except (VaultError, ValueError):
        district.vault.remove(name)
        return
    district.vault.put(name, json.dumps(_blotted(told, re.compile(pattern, re.IGNORECASE))).encode())


def _blotted(told: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(told, str):
        return pattern.sub("…", told)
    if isinstance(told, list):
        return [_blotted(one, pattern) for one in told]
    return {key: _blotted(value, pattern) for key, value in told.items()} if isinstance(told, dict) else told
