"""What a person decides: about a face, about a pupil, and taking it back. Every decision names the revision it was made on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.register.derive import derive
from attendance.register.marks import Mark
from data import register
from data.clock import today, utc_now
from data.database import Statements, Transaction
from data.register import NewVerdict
from data.scope import Scope

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class ClassDayKey:
    """A class day as somebody saw it: which one, and at which revision."""

    class_section_id: int
    day: date
    rev: int


@dataclass(frozen=True)
class Decided:
    """A decision that was stored: what `undo` needs, and the revision that stands now."""

    verdict_ids: tuple[int, ...]
    rev: int


def queue(district: District, account: Account) -> pd.DataFrame:
    """Class days of the last 30 days that need a person, most doubtful first (see `data.register.queue` for the columns)."""
    account.require(Page.REVIEW)
    return register.queue(district.db, account.scope, today() - LOOK_BACK, today())


def same(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int], pupil_id: int) -> Decided:
    """These faces are the pupil that was proposed.

    Raises:
        Changed: The class day is at a later revision.
        NotAllowed: It is outside the account's blocks, or the role has no review.
    """
    return _decide(district, account, key, [NewVerdict("same", face_id, pupil_id) for face_id in face_ids])


def somebody_else(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int], pupil_id: int) -> Decided:
    """These faces are another pupil than the one proposed. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("other", face_id, pupil_id) for face_id in face_ids])


def unknown(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int]) -> Decided:
    """Nobody of the class can be named for these faces. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("unknown", face_id) for face_id in face_ids])


def mark_by_hand(district: District, account: Account, key: ClassDayKey, pupil_id: int, mark: Mark, reason: str) -> Decided:
    """A person says that a pupil was present or absent.

    Raises:
        BadEntry: Without a reason, or with another mark than these two.
        Changed, NotAllowed: As `same`.
    """
    if mark not in (Mark.PRESENT, Mark.ABSENT):
        raise BadEntry(N_("Choose present or absent."))
    if not reason.strip():
        raise BadEntry(N_("Write the reason: who said so, or where it can be seen."))
    return _decide(district, account, key, [NewVerdict(mark.value, pupil_id=pupil_id, reason=reason.strip())])


def undo(district: District, account: Account, key: ClassDayKey, verdict_ids: Sequence[int]) -> Decided:
    """Take verdicts back; both stay on record. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("undo", undoes=verdict_id) for verdict_id in verdict_ids])


def changed(db: Statements, account: Account, key: ClassDayKey) -> Changed:
    """Who or what changed a class day that the account is looking at."""
    who = register.last_said_by(db, account.scope, key.class_section_id, key.day)
    if who:
        return Changed(N_("{who} changed this class while you looked. Look at it again, then decide."), who=who)
    return Changed(N_("New photos of this class were read while you looked. Look at it again, then decide."))


def _decide(district: District, account: Account, key: ClassDayKey, verdicts: Sequence[NewVerdict]) -> Decided:
    account.require(Page.REVIEW)

    def work(tx: Transaction) -> Decided:
        block_id = _locked(tx, account, key)
        _belongs(tx, key, verdicts)
        said_at = utc_now()
        given = [
            register.add_verdict(tx, account.scope, key.class_section_id, key.day, new, account.username, said_at)
            for new in verdicts
        ]
        derive(tx, [key.class_section_id], key.day)
        for new in verdicts:
            audit.record(
                tx,
                account,
                f"verdict.{new.kind}",
                subject=f"class_section:{key.class_section_id}",
                block_id=block_id,
                day=key.day,
                face=new.face_id,
                pupil=new.pupil_id,
                undoes=new.undoes,
                reason=new.reason,
            )
        stored = register.class_day(tx, account.scope, key.class_section_id, key.day)
        return Decided(tuple(given), stored["rev"] if stored else key.rev)

    return district.db.write(work)


def _locked(tx: Transaction, account: Account, key: ClassDayKey) -> str:
    """The block of the class day, which must be visible and still at the revision that was looked at."""
    stored = register.class_day(tx, account.scope, key.class_section_id, key.day)
    if stored is None:
        raise NotAllowed(N_("This class day is not among your blocks, or has no photos. Choose another one."))
    if stored["rev"] != key.rev:
        raise changed(tx, account, key)
    return str(stored["block_id"])


def _belongs(tx: Transaction, key: ClassDayKey, verdicts: Sequence[NewVerdict]) -> None:
    """A verdict is about a face of this class day, a pupil on the roll of this room, or a verdict of this class day."""
    sections = [key.class_section_id, *register.linked(tx, Scope.everything(), [key.class_section_id], key.day)]
    known: dict[str, Callable[[], set[int]]] = {
        "face_id": lambda: register.face_ids(tx, Scope.everything(), sections, key.day),
        "pupil_id": lambda: {row["pupil_id"] for row in register.enrolled(tx, Scope.everything(), sections, key.day)},
        "undoes": lambda: {
            row["verdict_id"] for row in register.verdicts(tx, Scope.everything(), [key.class_section_id], key.day)
        },
    }
    for field, ids in known.items():
        asked = {value for new in verdicts if (value := getattr(new, field)) is not None}
        if asked and asked - ids():
            raise BadEntry(N_("This does not belong to the class you are looking at. Open the class again."))
