"""The flags of one cause as somebody sees them: how far they are, what was done, and what may come next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from attendance.errors import NotAllowed
from attendance.flag_kinds import is_suspicion, sets_aside
from attendance.i18n import N_
from attendance.office.access import Account, Role
from data import flags
from data.clock import in_india, today
from data.database import Row, Statements

SHOWN = 4
"""Flags of a group that are shown; the others are counted."""
UNSETTLED = ("open", "asked", "answered")


@dataclass(frozen=True)
class CauseKey:
    """A cause as somebody saw it: after which step, and with which flags.

    Attributes:
        newest: The number of the flag that was raised last; a decision leaves later ones open.
    """

    cause: str
    step: int
    newest: int


@dataclass(frozen=True)
class Step:
    """One decision on a cause.

    Attributes:
        kind: asked, answered, confirmed, dismissed or undo.
        who: The name of whoever decided.
        flags: How many flags it settled or moved on.
        undone: Whether it was taken back.
    """

    step_id: int
    kind: str
    text: str | None
    said_by: str
    who: str
    said_at: datetime
    flags: int
    undone: bool


@dataclass(frozen=True)
class Group:
    """The flags of one cause as far as the account may see them; unsettled ones only, where there are any.

    Attributes:
        state: The furthest of them: open, asked, answered, confirmed or dismissed.
        first: Up to SHOWN of them, newest day first, see `data.flags.of_cause`.
        steps: All decisions, oldest first.
        may: What the account may do next: asked, answered, confirmed, dismissed, undo.
        days_left: School days until it may be confirmed without an answer; None when that is not what is awaited.
    """

    key: CauseKey
    kind: str
    severity: int
    state: str
    flags: int
    class_days: int
    schools: int
    first_day: date
    last_day: date
    first: tuple[Row, ...]
    steps: tuple[Step, ...]
    may: frozenset[str]
    days_left: int | None

    @property
    def is_suspicion(self) -> bool:
        """Whether it accuses somebody."""
        return is_suspicion(self.kind, self.severity)

    @property
    def sets_aside(self) -> bool:
        """Whether confirming it sets its class days aside."""
        return sets_aside(self.kind, self.severity)


def read(db: Statements, account: Account, cause: str, answer_days: int) -> Group:
    """See `attendance.register.flagged.of_cause`."""
    row = flags.cause(db, account.scope, cause)
    if row is None:
        raise NotAllowed(N_("This flag is not among your blocks. Choose another one from the list."))
    first = tuple(flags.of_cause(db, account.scope, cause, SHOWN))
    kept_of_step = ("step_id", "kind", "text", "said_by", "said_at", "flags", "undone")
    steps = tuple(
        Step(**{name: one[name] for name in kept_of_step}, who=one["said_by_name"])
        for one in flags.steps(db, account.scope, cause)
    )
    left = _days_left(db, account, row, steps, first[0]["school_id"], answer_days)
    kept = ("kind", "severity", "state", "flags", "class_days", "schools", "first_day", "last_day")
    return Group(
        key=CauseKey(cause, row["step"], row["newest"]),
        **{name: row[name] for name in kept},
        first=first,
        steps=steps,
        may=_may(account, row, steps, left),
        days_left=left,
    )


def _days_left(
    db: Statements, account: Account, row: Row, steps: tuple[Step, ...], school_id: int, answer_days: int
) -> int | None:
    """School days until the answer counts as not given; None where no answer is awaited."""
    if row["state"] != "asked":
        return None
    asked = max(step.said_at for step in steps if step.kind == "asked" and not step.undone)
    gone = flags.school_days_since(db, account.scope, school_id, in_india(asked).date(), today())
    return max(0, answer_days - gone)


def _may(account: Account, row: Row, steps: tuple[Step, ...], days_left: int | None) -> frozenset[str]:
    state, accuses = row["state"], is_suspicion(row["kind"], row["severity"])
    settles = decides(account, accuses)
    may: dict[str, Callable[[], bool]] = {
        "asked": lambda: state == "open",
        "answered": lambda: state == "asked",
        "confirmed": lambda: settles and (not accuses or state == "answered" or days_left == 0),
        "dismissed": lambda: settles,
    }
    found = {kind for kind, allowed in may.items() if state in UNSETTLED and allowed()}
    stand = [step for step in steps if step.kind != "undo" and not step.undone]
    if stand and (stand[-1].kind in ("asked", "answered") or settles):
        found.add("undo")
    return frozenset(found)


def decides(account: Account, accuses: bool) -> bool:
    """Whether the account may settle a flag that accuses somebody, or does not."""
    return not accuses or account.role is not Role.BRC
