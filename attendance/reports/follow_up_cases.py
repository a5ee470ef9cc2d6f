"""Follow-up cases as they are read: pupils whom photos did not show for days, who visits them, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from attendance.district import District
from attendance.i18n import N_, _, day_text, number, pick
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.reports.measures import class_name
from data import follow_ups as stored
from data.clock import today
from data.database import Row

NO_STRIKE_OFF = N_(
    "This list is no ground for striking off a name. The machine did not recognise these children in photos; that is not "
    "absence. Somebody asks after each child first, and nobody leaves a roll because of this list."
)
"""Stands on the page and on each file: about 20 lakh pupils were struck off in Bihar in 2023 for absence."""


class Outcome(StrEnum):
    """What was found; the last two are the app's own."""

    PRESENT = "present"
    TRANSFERRED = "transferred"
    ILL = "ill"
    MIGRATED = "migrated"
    DROPPED_OUT = "dropped_out"
    RECOGNISED_AGAIN = "recognised_again"
    DAYS_DROPPED = "days_dropped"

    @property
    def label(self) -> str:
        """In words of the reader's language."""
        return _(_OUTCOMES[self])


_OUTCOMES = {
    Outcome.PRESENT: N_("Comes to school; the photos do not recognise the child"),
    Outcome.TRANSFERRED: N_("Transferred to another school"),
    Outcome.ILL: N_("Ill"),
    Outcome.MIGRATED: N_("Moved away with the family"),
    Outcome.DROPPED_OUT: N_("Does not go to school any more"),
    Outcome.RECOGNISED_AGAIN: N_("Recognised again in the photos"),
    Outcome.DAYS_DROPPED: N_("The days no longer count: photos were set aside, or a mark was corrected"),
}
OF_PEOPLE = (Outcome.PRESENT, Outcome.ILL, Outcome.TRANSFERRED, Outcome.MIGRATED, Outcome.DROPPED_OUT)
"""What a person may say on closing."""


class Which(StrEnum):
    """The cases of a list."""

    OPEN = "open"
    NOBODY = "nobody"
    VISITING = "visiting"
    OVERDUE = "overdue"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _(_WHICH[self])

    @property
    def states(self) -> tuple[str, ...]:
        """The states that it takes in."""
        return {Which.NOBODY: ("open",), Which.VISITING: ("visiting",), Which.CLOSED: ("closed",)}.get(
            self, ("open", "visiting")
        )


_WHICH = {
    Which.OPEN: N_("All that are open"),
    Which.NOBODY: N_("Nobody visits yet"),
    Which.VISITING: N_("Somebody visits"),
    Which.OVERDUE: N_("The day for the visit is past"),
    Which.CLOSED: N_("Closed"),
}


@dataclass(frozen=True)
class Filters:
    """What a list holds; None leaves a filter open."""

    which: Which = Which.OPEN
    block_id: str | None = None
    cluster_id: int | None = None
    visitor: str | None = None

    def bound(self) -> dict[str, Any]:
        """As the queries take them."""
        only = {"block_id": self.block_id, "cluster_id": self.cluster_id, "visitor": self.visitor}
        return only | {"states": self.which.states, "overdue": self.which is Which.OVERDUE, "today": today()}


@dataclass(frozen=True)
class Counts:
    """Cases by who sees to them, and in how many schools they are open."""

    nobody: int
    visiting: int
    overdue: int
    closed: int
    schools: int

    @property
    def open(self) -> int:
        """All that are not closed."""
        return self.nobody + self.visiting


@dataclass(frozen=True)
class Step:
    """One thing that was done with a case; said_at is UTC, text in the reader's language."""

    text: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True)
class Case:
    """One pupil's case.

    Attributes:
        first_day, days: Not recognised since, and on how many class days with photos.
        recognised_on: The photos showed the pupil again, after somebody had written on the case.
        on_roll: Whether the pupil is still on the roll of the class.
        has_photo: Whether a reference photo is there.
    """

    case_id: int
    pupil_id: int
    pen: str
    name: str
    roll_number: int | None
    class_section_id: int
    class_name: str
    first_day: date
    last_day: date
    days: int
    state: str
    visitor: str | None
    visit_by: date | None
    recognised_on: date | None
    outcome: Outcome | None
    on_roll: bool
    has_photo: bool
    steps: tuple[Step, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody's word."""
        return self.state != "closed"

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return _standing(self.outcome, self.visitor, self.visit_by)


@dataclass(frozen=True)
class Brief:
    """A pupil's case as the pupil's own page tells it."""

    first_day: date
    is_open: bool
    standing: str


def counts(district: District, account: Account, block_id: str | None = None) -> Counts:
    """How many cases there are within the account's blocks.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    require(account)
    found = stored.counts(district.db, account.scope, today=today(), block_id=block_id)
    return Counts(**{name: int(found.get(name) or 0) for name in ("nobody", "visiting", "overdue", "closed", "schools")})


def schools(district: District, account: Account, filters: Filters, most: int) -> list[Row]:
    """The schools of a list, without names of pupils, as `data.follow_ups.schools` tells.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    require(account)
    return stored.schools(district.db, account.scope, most=most, **filters.bound())


def visitors(district: District, account: Account, block_id: str | None = None) -> dict[str, str]:
    """Who visits, each with the number of open cases in words."""
    require(account)
    found = stored.visitors(district.db, account.scope, block_id=block_id)
    return {row["visitor"]: f"{row['visitor']} ({number(row['cases'])})" for row in found}


def of_school(district: District, account: Account, school_id: int, filters: Filters) -> list[Case]:
    """A school's cases with the pupils' names and what was done; `looked` writes the look on the audit trail.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    require(account)
    rows = stored.listed(district.db, account.scope, school_id=school_id, **filters.bound())
    cases = [case_of(row) for row in rows]
    done: dict[int, list[Step]] = {}
    for row in stored.steps(district.db, account.scope, [case.case_id for case in cases]):
        done.setdefault(row["case_id"], []).append(_step(row))
    return [replace(case, steps=tuple(done.get(case.case_id, ()))) for case in cases]


def looked(district: District, account: Account, school_id: int, block_id: str, cases: Sequence[Case]) -> None:
    """Write on the audit trail that names were shown."""
    subject = f"school:{school_id}"
    district.db.write(lambda tx: audit.record(tx, account, "follow_ups.opened_school", subject, block_id, pupils=len(cases)))


def of_pupil(district: District, account: Account, pupil_id: int) -> Brief | None:
    """A pupil's newest case, None where there never was one within the account's blocks.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    require(account)
    found = stored.of_pupil(district.db, account.scope, pupil_id)
    if not found:
        return None
    row = found[0]
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return Brief(row["first_day"], row["state"] != "closed", _standing(outcome, row["visitor"], row["visit_by"]))


def require(account: Account) -> None:
    """Refuse a role that sees no pupils.

    Raises:
        NotAllowed: Always then.
    """
    account.require(Page.EXCEPTIONS)
    account.require(Page.PUPILS)


def case_of(row: Row) -> Case:
    """A case from its stored row."""
    return Case(
        case_id=row["case_id"],
        pupil_id=row["pupil_id"],
        pen=row["pen"],
        name=pick(row["name_hi"], row["name_en"]),
        roll_number=row["roll_number"],
        class_section_id=row["class_section_id"],
        class_name=class_name(row["grade"], row["section"]),
        first_day=row["first_day"],
        last_day=row["last_day"],
        days=row["days"],
        state=row["state"],
        visitor=row["visitor"],
        visit_by=row["visit_by"],
        recognised_on=row["recognised_on"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        on_roll=row["on_roll"],
        has_photo=row["has_photo"],
    )


def _step(row: Row) -> Step:
    by = _("the app") if row["said_by"] == stored.SYSTEM else row["said_by_name"] or row["said_by"]
    return Step(_done(row), by, row["said_at"])


def _done(row: Row) -> str:
    text = row["text"] or ""
    match row["kind"]:
        case "opened":
            return _("Case opened")
        case "visitor":
            return _visits(text, row["visit_by"])
        case "closed":
            return f"{Outcome(row['outcome']).label}: {text}" if text else Outcome(row["outcome"]).label
        case "reopened":
            return _("Opened again: {reason}").format(reason=text)
        case _:
            return str(text)


def _standing(outcome: Outcome | None, visitor: str | None, visit_by: date | None) -> str:
    if outcome:
        return outcome.label
    return _visits(visitor, visit_by) if visitor else _("Nobody visits yet")


def _visits(name: str, visit_by: date | None) -> str:
    if visit_by:
        return _("{name} visits by {day}").format(name=name, day=day_text(visit_by, "medium"))
    return _("{name} visits").format(name=name)
