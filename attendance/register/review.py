"""What a person decides: about a face, about a pupil, and taking it back. Every decision names the revision it was made on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from attendance.derive import derive, follow, rest_of
from attendance.district import District
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_
from attendance.marks import Mark
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.register import desk, drawing, merging
from attendance.register.drawing import Box
from attendance.register.signing import require_open
from data import register
from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.register import NewVerdict
from data.scope import Scope


@dataclass(frozen=True)
class ClassDayKey:
    """A class day as somebody saw it: which one, and at which revision."""

    class_section_id: int
    day: date
    rev: int


@dataclass(frozen=True)
class Decided:
    """A decision that was stored.

    Attributes:
        verdict_ids: What `undo` needs.
        rev: The revision that stands now.
        merged: Whether others decided about other faces and pupils meanwhile, which the page does not show yet.
    """

    verdict_ids: tuple[int, ...]
    rev: int
    merged: bool = False


def same(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int], pupil_id: int) -> Decided:
    """These faces are the pupil that was proposed.

    Raises:
        Changed: The same faces or pupils were decided meanwhile, or new photos were read; decisions about others go together.
        NotAllowed: It is outside the account's blocks, the role has no review, or the day is signed off.
    """
    return _decide(district, account, key, [NewVerdict("same", face_id, pupil_id) for face_id in face_ids])


def somebody_else(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int], pupil_id: int) -> Decided:
    """These faces are another pupil than the one proposed. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("other", face_id, pupil_id) for face_id in face_ids])


def unknown(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int]) -> Decided:
    """Nobody of the class can be named for these faces. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("unknown", face_id) for face_id in face_ids])


def not_this(district: District, account: Account, key: ClassDayKey, face_ids: Sequence[int], pupil_id: int) -> Decided:
    """These faces are not this pupil: never proposed for them again, and a name taken from them. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("not_this", face_id, pupil_id) for face_id in face_ids])


def tag(district: District, account: Account, key: ClassDayKey, photo_id: int, xyxy: Box, pupil_id: int | None) -> Decided:
    """A face that the machine missed, as a person drew it: a pupil of the class, or None, somebody whom nobody can name.

    Args:
        xyxy: Pixels of the upright photo.

    Raises:
        BadEntry: The box is too small or outside the photo, or a known face is there.
        Changed: The photo was deleted meanwhile; or as `same`.
        NotAllowed: As `same`.
    """
    account.require(Page.REVIEW)
    drawn = drawing.prepare(district, account, key.class_section_id, key.day, photo_id, xyxy)
    try:
        verdict = NewVerdict("tagged", drawn.face_id, pupil_id)
        return _decide(
            district, account, key, [verdict], first=lambda tx: drawing.store(tx, account, drawn, _together(tx, key))
        )
    except BaseException:
        drawing.forget(district, drawn)
        raise


def confirm_sure(district: District, account: Account, key: ClassDayKey, pairs: Sequence[tuple[Sequence[int], int]]) -> Decided:
    """Each of these persons is the pupil that was proposed, all in one step: faces and pupil. Raises as `same`."""
    return _decide(district, account, key, [NewVerdict("same", face, pupil) for faces, pupil in pairs for face in faces])


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


def _decide(
    district: District,
    account: Account,
    key: ClassDayKey,
    verdicts: Sequence[NewVerdict],
    first: Callable[[Transaction], None] | None = None,
) -> Decided:
    """Store verdicts and what follows from them, in one transaction.

    Args:
        first: What must be stored before.
    """
    account.require(Page.REVIEW)
    if not verdicts:
        raise BadEntry(N_("Choose at least one face."))

    def work(tx: Transaction) -> Decided:
        sections = _together(tx, key)
        class_days = register.class_days(tx, account.scope, sections, key.day)
        block_id = _open(tx, class_days, key)
        if first:
            first(tx)
        rest = rest_of(tx, sections, key.day, just_drawn=first is not None)
        merging.require_known(tx, key.class_section_id, key.day, verdicts, rest)
        now = class_days[key.class_section_id]["rev"]
        merged = merging.require_apart(account, key.class_section_id, key.rev, now, verdicts, rest)
        following = {section: row["rev"] + 1 for section, row in class_days.items()}
        given = register.add_verdicts(
            tx, account.scope, key.class_section_id, key.day, verdicts, following, account.username, utc_now()
        )
        new = [vars(one) | {"verdict_id": verdict_id} for one, verdict_id in zip(verdicts, given, strict=True)]
        # A class section without a class day has no photos that were read.
        rest = replace(rest, said=[*rest.said, *new], rolls={section: rest.rolls[section] for section in class_days})
        changed = follow(tx, rest, key.day, class_days, class_days)
        if unchanged := sorted(class_days.keys() - changed):
            # What changes no figure is a change all the same: whoever has not seen it must not write over it.
            register.raise_revs(tx, account.scope, unchanged, key.day)
        _record(tx, account, key, block_id, verdicts)
        desk.renew(tx, account, desk.faces_key(key.class_section_id, key.day))
        return Decided(tuple(given), following[key.class_section_id], merged)

    try:
        return district.db.write(work)
    except merging.RollChanged as problem:
        district.db.write(lambda tx: derive(tx, [key.class_section_id], key.day))
        raise problem.told() from problem
    except merging.Met as problem:
        raise problem.told(district.db) from problem


def _open(tx: Transaction, class_days: Mapping[int, Row], key: ClassDayKey) -> str:
    """The block of the class day, which must be visible and not signed off."""
    stored = class_days.get(key.class_section_id)
    if stored is None:
        raise NotAllowed(N_("This class day is not among your blocks, or has no photos. Choose another one."))
    require_open(tx, key.day, [stored["block_id"]])
    return str(stored["block_id"])


def _together(db: Statements, key: ClassDayKey) -> list[int]:
    """The class section and those that share photos with it."""
    return sorted({key.class_section_id, *register.linked(db, Scope.everything(), [key.class_section_id], key.day)})


def _record(tx: Transaction, account: Account, key: ClassDayKey, block_id: str, verdicts: Sequence[NewVerdict]) -> None:
    """On the audit trail: an entry for each kind of verdict, pupil and reason, however many faces it is about."""
    for (kind, pupil_id, reason), group in groupby(verdicts, key=lambda new: (new.kind, new.pupil_id, new.reason)):
        one = list(group)
        audit.record(
            tx,
            account,
            f"verdict.{kind}",
            subject=f"class_section:{key.class_section_id}",
            block_id=block_id,
            day=key.day,
            face=_one_or_all([new.face_id for new in one if new.face_id is not None]),
            pupil=pupil_id,
            undoes=_one_or_all([new.undoes for new in one if new.undoes is not None]),
            reason=reason,
        )


def _one_or_all(numbers: list[int]) -> int | list[int] | None:
    return numbers[0] if len(numbers) == 1 else numbers or None
