"""A block's day from open to locked: reviewed, signed off by the DPO, locked overnight; and what comes too late for it.

While a day is signed or locked, its class days stay as they were: a decision is refused, photos that come are read and wait.
Imports (rolls, calendar, the portal's report) may still change what was expected: then the day says that it differs from what
was signed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from attendance.derive import derive
from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import SYSTEM, Account, Page, Role
from data import block_days, schools
from data.clock import INDIA, today
from data.database import Row, Statements, Transaction
from data.scope import Scope

EVERYTHING = Scope.everything()
LOOK_BACK = timedelta(days=45)
"""Days that may still be open are looked for so far back: a month's statement is made in the month after."""


class State(StrEnum):
    """How far a block's day has come."""

    OPEN = "open"
    REVIEWED = "reviewed"
    SIGNED = "signed"
    LOCKED = "locked"


@dataclass(frozen=True)
class Late:
    """A class day whose photos, or a change of whose roll, came after the signature."""

    class_section_id: int
    grade: int
    section: str
    school_hi: str
    school_en: str
    since: datetime


@dataclass(frozen=True)
class BlockDay:
    """A block's day.

    Attributes:
        figures: As they stand now; see `data.block_days.figures`.
        signed: As they stood when it was signed; None while it is not.
        step, said_by, said_at: The last step, by whom and when (UTC); None before the first.
        reason: Why it was opened again.
        late: What waits until it is opened again.
    """

    day: date
    block_id: str
    block_hi: str
    block_en: str
    state: State
    figures: dict[str, int]
    signed: dict[str, int] | None
    step: str | None
    said_by: str | None
    said_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    reason: str | None
    late: tuple[Late, ...]

    @property
    def differs(self) -> dict[str, tuple[int, int]]:
        """Figures that are no longer as signed: what was signed, and what stands now. Steps on flags and answers of the
        sample go on after a signature and are no difference."""
        return {
            name: (self.signed[name], self.figures[name])
            for name in (*OF_CLASSES, *OF_PUPILS)
            if self.signed and self.signed.get(name) != self.figures[name]
        }


OF_CLASSES = ("expected", "read", "with_photos", "uploaded", "set_aside")
OF_PUPILS = ("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain")


def require_open(db: Statements, day: date, block_ids: Collection[str]) -> None:
    """Refuse what would change a class day of a day that is signed or locked.

    Raises:
        NotAllowed: Always then.
    """
    if block_days.closed(db, EVERYTHING, day, block_ids):
        raise NotAllowed(
            N_(
                "The figures of this day are signed off: nothing of it can be changed. The District Programme Officer can open "
                "the day again under Review, Sign-off."
            )
        )


def waits(district: District, account: Account, class_section_id: int, day: date) -> bool:
    """Whether photos of a class day within the scope came after the day was signed."""
    return any(row["class_section_id"] == class_section_id for row in block_days.pending(district.db, account.scope, day, day))


def of_days(district: District, account: Account, first: date, last: date) -> list[BlockDay]:
    """The days of all blocks within the scope, as they stand; days on which nothing was expected or read are left out.

    Raises:
        NotAllowed: The role has no review.
    """
    account.require(Page.REVIEW)
    db, scope = district.db, account.scope
    names = {row["block_id"]: row for row in schools.blocks(db, scope).to_dict("records")}
    known = {(row["day"], row["block_id"]): row for row in block_days.states(db, scope, first, last)}
    late = block_days.pending(db, scope, first, last)
    return [
        _block_day(row, names[row["block_id"]], known, late)
        for row in block_days.figures(db, scope, first, last).to_dict("records")
        if row["block_id"] in names
    ]


def reviewed(district: District, account: Account, day: date, block_id: str) -> None:
    """Somebody of the block's reviewers has gone through the day; what is left is written down with it.

    Raises:
        NotAllowed: The role has no review, or the block is not one of the account's.
        BadEntry: The day has not come yet.
        Changed: The day is no longer open.
    """
    account.require(Page.REVIEW)
    _step(district, account, day, block_id, kind="reviewed", seen=(State.OPEN,), state=State.REVIEWED)


def sign(district: District, account: Account, day: date, block_id: str) -> None:
    """The DPO puts their name under the day's figures; from now on they stay.

    Raises:
        NotAllowed: Only the DPO signs.
        BadEntry, Changed: As `reviewed`; it must be reviewed.
    """
    _require_dpo(account)
    _step(district, account, day, block_id, kind="signed", seen=(State.REVIEWED,), state=State.SIGNED)


def take_back(district: District, account: Account, day: date, block_id: str, seen: State) -> None:
    """Undo the last step of a day that is not locked: a signature (the DPO), or that it was reviewed.

    Raises:
        NotAllowed, Changed: As `reviewed`.
    """
    account.require(Page.REVIEW)
    if seen is State.SIGNED:
        _require_dpo(account)
    before = {State.SIGNED: State.REVIEWED, State.REVIEWED: State.OPEN}[seen]
    _step(district, account, day, block_id, kind="taken_back", seen=(seen,), state=before)


def reopen(district: District, account: Account, day: date, block_id: str, reason: str) -> None:
    """Open a locked day again; what waited is counted now.

    Raises:
        NotAllowed: Only the DPO does.
        BadEntry: Without a reason.
        Changed: It is not locked.
    """
    _require_dpo(account)
    if not reason.strip():
        raise BadEntry(N_("Write why the day is opened again. The reason stands in the month's statement."))
    _step(district, account, day, block_id, kind="reopened", seen=(State.LOCKED,), state=State.OPEN, reason=reason.strip())


def lock_signed(district: District) -> int:
    """Lock what was signed before today: overnight a signature can be taken back; returns how many days."""
    midnight = datetime.combine(today(), time(), INDIA).astimezone(UTC).replace(tzinfo=None)
    waiting = block_days.to_lock(district.db, EVERYTHING, midnight)
    for row in waiting:
        _step(district, SYSTEM, row["day"], row["block_id"], kind="locked", seen=(State.SIGNED,), state=State.LOCKED)
    return len(waiting)


def _step(
    district: District,
    account: Account,
    day: date,
    block_id: str,
    *,
    kind: str,
    seen: Collection[State],
    state: State,
    reason: str | None = None,
) -> None:
    if not account.scope.includes(block_id):
        raise NotAllowed(N_("This belongs to a block that is not yours. Go back and choose one of your blocks."))
    if day > today():
        raise BadEntry(N_("This day has not come yet. Choose today or an earlier day."))

    def work(tx: Transaction) -> None:
        before = _stored(tx, day, block_id)
        stands = State(before["state"]) if before else State.OPEN
        if stands not in seen:
            raise _changed(before)
        figures = before["figures"] if before and state is State.LOCKED else _figures(tx, day, block_id)
        block_days.put(
            tx, EVERYTHING, day, block_id, state=state, kind=kind, said_by=account.username, reason=reason, figures=figures
        )
        if state not in (State.SIGNED, State.LOCKED):
            _count_late(tx, day, block_id)
        audit.record(tx, account, f"block_day.{kind}", f"block_day:{block_id}", block_id, day=day, reason=reason)

    district.db.write(work)


def _count_late(tx: Transaction, day: date, block_id: str) -> None:
    waiting = block_days.pending(tx, Scope.of([block_id]), day, day)
    if waiting:
        block_days.clear_pending(tx, EVERYTHING, day, block_id)
        derive(tx, [row["class_section_id"] for row in waiting], day)


def _stored(db: Statements, day: date, block_id: str) -> Row | None:
    return next(iter(block_days.states(db, Scope.of([block_id]), day, day)), None)


def _figures(db: Statements, day: date, block_id: str) -> dict[str, int]:
    rows = block_days.figures(db, Scope.of([block_id]), day, day).to_dict("records")
    if not rows:
        raise BadEntry(N_("No class of this block is expected on this day, and none was read. There is nothing to sign."))
    return _numbers(rows[0])


def _numbers(row: dict[Any, Any]) -> dict[str, int]:
    return {str(name): int(value) for name, value in row.items() if name not in ("day", "block_id")}


def _changed(stored: Row | None) -> Changed:
    if stored is None:
        return Changed(N_("This day is open. Look at it again, then decide."))
    return Changed(
        N_("{who} changed the state of this day while you looked. Look at it again, then decide."), who=stored["said_by"]
    )


def _require_dpo(account: Account) -> None:
    if account.role is not Role.DPO:
        raise NotAllowed(N_("Only the District Programme Officer signs off a day or opens it again."))


def _block_day(row: dict[Any, Any], names: dict[Any, Any], known: dict[tuple[date, str], Row], late: list[Row]) -> BlockDay:
    day, block_id = pd.Timestamp(row["day"]).date(), row["block_id"]
    stored = known.get((day, block_id), {})
    return BlockDay(
        day=day,
        block_id=block_id,
        block_hi=names["name_hi"],
        block_en=names["name_en"],
        state=State(stored.get("state", State.OPEN)),
        figures=_numbers(row),
        signed=stored.get("figures"),
        **{name: stored.get(name) for name in ("step", "said_by", "said_at", "signed_by", "signed_at", "reason")},
        late=tuple(
            Late(**{name: one[name] for name in ("class_section_id", "grade", "section", "school_hi", "school_en", "since")})
            for one in late
            if (one["day"], one["block_id"]) == (day, block_id)
        ),
    )
