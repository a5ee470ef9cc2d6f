"""The audit trail: who looked at or changed what, and when. Written in the transaction of what it records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from attendance.district import District
from attendance.i18n import N_, _
from attendance.office.access import Account, Page
from attendance.office.audit_words import told
from data import audit
from data.clock import INDIA
from data.database import Transaction

ACTIONS: dict[str, str] = {
    "account.changed": N_("changed an account"),
    "account.created": N_("made an account"),
    "account.deactivated": N_("deactivated an account"),
    "account.password_changed": N_("changed the own password"),
    "account.password_due": N_("must choose a better password"),
    "account.password_given": N_("gave an account a new password"),
    "account.reactivated": N_("reactivated an account"),
    "aside.deleted": N_("deleted a copy of the district that had been put aside"),
    "backup.deleted": N_("deleted a damaged backup, so that an erasure is complete"),
    "backup.made": N_("made a backup"),
    "backup.restored": N_("brought a backup back"),
    "calibration.applied": N_("took over a measured threshold"),
    "database.mended": N_("gave up changes of the database that could not be read any more"),
    "block_day.locked": N_("locked a block's day"),
    "block_day.reopened": N_("opened a locked block's day again"),
    "block_day.reviewed": N_("said that a block's day is reviewed"),
    "block_day.signed": N_("signed off a block's day"),
    "block_day.taken_back": N_("took the last step on a block's day back"),
    "class_day.opened": N_("opened a class day"),
    "consent.given": N_("recorded the parents' consent for a pupil"),
    "consent.withdrawn": N_("recorded that the parents withdrew or refused their consent"),
    "consent.due_opened": N_("opened the pupils whose reference photos must be removed"),
    "export.exceptions": N_("saved the exception list as a file"),
    "export.figures": N_("saved figures of schools and classes as a file"),
    "exception.closed": N_("closed an exception"),
    "exception.followed": N_("said who follows an exception"),
    "exception.noted": N_("wrote a note on an exception"),
    "exception.reopened": N_("opened an exception again"),
    "exception.seen": N_("said that an exception was seen"),
    "exceptions.looked_again": N_("had the exception rules looked at again"),
    "export.follow_ups": N_("saved follow-up cases with pupils' names as a file"),
    "export.pupil_attendance": N_("saved pupils' marks of a school as a file"),
    "export.refused_rows": N_("saved refused rows of an import as a file"),
    "export.seen": N_("saved who saw what as a file"),
    "export.trail": N_("saved the audit trail as a file"),
    "export.visit_list": N_("made the PDF of a school's visit list"),
    "follow_up.closed": N_("closed a follow-up case"),
    "follow_up.noted": N_("wrote a note on a follow-up case"),
    "follow_up.reopened": N_("opened a follow-up case again"),
    "follow_up.visitor": N_("said who visits pupils"),
    "follow_ups.closed": N_("follow-up cases closed by themselves"),
    "follow_ups.opened": N_("follow-up cases opened by themselves"),
    "follow_ups.opened_school": N_("opened the follow-up cases of a school"),
    "flag.answered": N_("noted a school's explanation of a flag"),
    "flag.asked": N_("asked a school to explain a flag"),
    "flag.confirmed": N_("confirmed a flag"),
    "flag.dismissed": N_("dismissed a flag"),
    "flag.opened": N_("looked at the photos of a flag"),
    "flag.undo": N_("took the last decision on a flag back"),
    "import.calendar": N_("imported the school calendar"),
    "import.class_sections": N_("imported class sections"),
    "import.consents": N_("imported the parents' consents"),
    "import.columns_named": N_("named the columns of an import by hand"),
    "import.contacts": N_("imported contacts"),
    "import.headcounts": N_("imported register and meal counts"),
    "import.moves": N_("imported transfers and promotions"),
    "import.portal_class_sections": N_("imported the portal's report by class"),
    "import.portal_pupils": N_("imported the portal's report by pupil"),
    "import.portal_schools": N_("imported the portal's report by school"),
    "import.pupils": N_("imported pupils"),
    "import.schools": N_("imported schools"),
    "job.stopped": N_("stopped a job"),
    "job.tried_again": N_("let a failed job run again"),
    "key.rotated": N_("sealed everything under a new key"),
    "legal_basis.given": N_("recorded the legal basis of schools"),
    "legal_basis.withdrawn": N_("recorded that schools' legal basis no longer holds"),
    "lead.different": N_("said of a lead: different children"),
    "lead.same": N_("said of a lead: the same child"),
    "lead.taken_back": N_("took back what was said of a lead"),
    "leads.allowed": N_("allowed a search for one child under two pupils"),
    "leads.asked": N_("asked for a search for one child under two pupils"),
    "leads.done": N_("finished a search for one child under two pupils"),
    "leads.opened": N_("opened the leads of a search"),
    "leads.refused": N_("refused a search for one child under two pupils"),
    "leads.stopped": N_("stopped a search for one child under two pupils"),
    "model.switch_asked": N_("asked for a switch to another recognition model"),
    "model.switched": N_("switched to another recognition model"),
    "models.compared": N_("compared two recognition models"),
    "start.brought_back": N_("found and brought back at the start what a stop had taken"),
    "statement.made": N_("made the PDF of a month's statement"),
    "paper.made": N_("made the PDF of a block's week"),
    "photo.read_again": N_("added faces found by reading a photo again"),
    "photo.read_again_asked": N_("asked for a photo to be read again"),
    "portal.correction_list": N_("made a correction list for the portal"),
    "portal.pupils_opened": N_("opened the pupils absent at the portal and recognised here"),
    "pupil.certificate_saved": N_("saved the certificate of an erasure as a file"),
    "pupil.erase_asked": N_("had a pupil erased"),
    "pupil.erased": N_("erased a pupil"),
    "pupil.opened": N_("opened a pupil's photos"),
    "pupils.found": N_("found pupils by a search"),
    "pupil_year.opened": N_("opened a pupil's school year"),
    "pupil_leads.opened": N_("opened the pupils behind an exception"),
    "reference_photo.added": N_("added a reference photo"),
    "reference_photo.removed": N_("removed a reference photo"),
    "reference_photo.replaced": N_("replaced a reference photo"),
    "queue.paused": N_("let photos in bulk wait"),
    "queue.resumed": N_("let photos in bulk be read again"),
    "receipts.exported": N_("took a list of receipts"),
    "retention.asked": N_("had the app look for what is to be deleted"),
    "roster.opened": N_("opened a class roster"),
    "sample.answered": N_("judged an item of the audit sample"),
    "sample.drawn": N_("drew the audit sample of a block's day"),
    "sample.opened": N_("opened an item of the audit sample"),
    "sample.undo": N_("took back an answer of the audit sample"),
    "sandbox.reset": N_("made the training sandbox afresh"),
    "session.ended": N_("signed out"),
    "session.ended_by_mis": N_("ended sessions of an account"),
    "session.ended_elsewhere": N_("ended own sessions on other devices"),
    "session.expired": N_("was signed out after a while"),
    "session.refused": N_("sign-in refused"),
    "session.started": N_("signed in"),
    "setting.changed": N_("changed a setting"),
    "submission.accepted": N_("uploaded photos"),
    "trail.acknowledged": N_("acknowledged that entries of the trail are missing"),
    "trail.verified": N_("had the audit trail checked"),
    "tray.discarded": N_("discarded files of the tray"),
    "tray.opened": N_("looked at photos of the tray"),
    "tray.placed": N_("placed photos of the tray"),
    "verdict.absent": N_("marked a pupil absent"),
    "verdict.not_this": N_("said that a face is not this pupil"),
    "verdict.other": N_("named a face as somebody else"),
    "verdict.present": N_("marked a pupil present"),
    "verdict.same": N_("confirmed a face"),
    "verdict.tagged": N_("drew a face that the machine missed"),
    "verdict.undo": N_("took a decision back"),
    "verdict.unknown": N_("called a face unknown"),
}
"""What each recorded action is called."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail.

    Attributes:
        entry_id: Its number in the chain.
        happened_at: UTC.
        action: In words of the reader's language.
        name: The action's dotted name.
        detail: In words of the reader's language, one part after the other.
        pupils: Keys of pupils that the detail names, as ``pupil:401``.
    """

    entry_id: int
    happened_at: datetime
    username: str
    action: str
    name: str
    subject: str | None
    block_id: str | None
    detail: str
    pupils: tuple[str, ...] = ()


def record(
    tx: Transaction,
    account: Account,
    action: str,
    subject: str | None = None,
    block_id: str | None = None,
    **detail: Any,
) -> None:
    """Add an entry.

    Args:
        action: A dotted name: ``account.created``, ``verdict.given``.
        subject: What it was done to, by its key; never a name or a photo.
        detail: Further values that JSON can hold, or dates.
    """
    shown = {key: value.isoformat() if isinstance(value, date | datetime) else value for key, value in detail.items()}
    audit.add(tx, username=account.username, action=action, subject=subject, block_id=block_id, detail=shown)


def in_words(action: str) -> str:
    """What an action is called in the reader's language; its dotted name where nobody has said."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def entries(
    district: District,
    account: Account,
    *,
    first: date,
    last: date,
    username: str | None = None,
    action: str | None = None,
    block_id: str | None = None,
    keys: Iterable[str] | None = None,
    skip: int = 0,
    most: int = 200,
) -> list[Entry]:
    """What happened on the days (of India) from ``first`` to ``last``, within the account's scope, newest first.

    Args:
        keys: Only about these subjects, as `attendance.office.seen.keys` finds them.
        skip: How many of the newest to pass over.

    Raises:
        NotAllowed: The role does not see the audit trail.
    """
    account.require(Page.ADMINISTRATION)
    found_rows = audit.entries(
        district.db,
        account.scope,
        since=_utc(first),
        until=_utc(last + timedelta(days=1)),
        username=username,
        action=action,
        block_id=block_id,
        keys=keys,
        skip=skip,
        most=most,
    )
    return [
        Entry(
            entry_id=row["entry_id"],
            happened_at=row["happened_at"],
            username=row["username"],
            action=in_words(row["action"]),
            name=row["action"],
            subject=row["subject"],
            block_id=row["block_id"],
            detail=told(row["detail"]),
            pupils=_pupils(row["detail"]),
        )
        for row in found_rows
    ]


def choices(district: District, account: Account) -> tuple[list[str], list[str]]:
    """The usernames and the dotted actions that occur within the account's scope.

    Raises:
        NotAllowed: The role does not see the audit trail.
    """
    account.require(Page.ADMINISTRATION)
    return audit.choices(district.db, account.scope)


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), INDIA).astimezone(UTC).replace(tzinfo=None)


def _pupils(detail: dict[str, Any]) -> tuple[str, ...]:
    several, one = detail.get("pupils"), detail.get("pupil")
    return tuple(several) if isinstance(several, list) else (f"pupil:{one}",) if one else ()
