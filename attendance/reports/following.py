"""What people make of exceptions: seen, followed by somebody, noted on, closed with a reason. The audit trail keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance.district import District
from attendance.errors import BadEntry, Changed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Page, Role
from attendance.reports.rules import State
from data import accounts
from data import exceptions as stored
from data.database import Row, Transaction

REASONS = (
    N_("Settled with the school"),
    N_("Tablet or network out of order; reported"),
    N_("A local holiday that the calendar lacks"),
    N_("The class is taught with another one"),
    N_("A visit showed that all is in order"),
    N_("Not a real exception"),
)
"""Why one closes; another reason can be written."""
MOST_LETTERS = 500


@dataclass(frozen=True)
class Note:
    """Something written on exceptions of a school; said_at is UTC."""

    said_by: str
    said_at: datetime
    text: str


def see(district: District, account: Account, exception_ids: Sequence[int]) -> None:
    """Say that they were looked at.

    Raises:
        NotAllowed: The role has no exception list.
        Changed: None of them lasts any more, or they are not the account's.
    """
    _set_state(district, account, exception_ids, State.SEEN, "exception.seen")


def reopen(district: District, account: Account, exception_ids: Sequence[int], reason: str) -> None:
    """Take back that they were closed, as long as they last.

    Raises:
        BadEntry: No reason is given.
        NotAllowed, Changed: As `see`.
    """
    _set_state(district, account, exception_ids, State.SEEN, "exception.reopened", reason=_said(reason))


def close(district: District, account: Account, exception_ids: Sequence[int], reason: str) -> None:
    """Close them: each stays closed while it lasts.

    Raises:
        BadEntry: No reason is given.
        NotAllowed, Changed: As `see`.
    """
    _set_state(district, account, exception_ids, State.CLOSED, "exception.closed", reason=_said(reason))


def follow(district: District, account: Account, exception_ids: Sequence[int], owner: str | None) -> None:
    """Say who follows them; None for nobody any more.

    Raises:
        NotAllowed, Changed: As `see`.
    """
    account.require(Page.EXCEPTIONS)
    _write(
        district,
        account,
        lambda tx: stored.set_owner(tx, account.scope, exception_ids, owner),
        "exception.followed",
        owner=owner,
    )


def note(district: District, account: Account, exception_ids: Sequence[int], text: str) -> None:
    """Write something on them.

    Raises:
        BadEntry: Nothing is written, or too much.
        NotAllowed: As `see`.
        Changed: They are not the account's.
    """
    account.require(Page.EXCEPTIONS)
    said = _said(text)

    def work(tx: Transaction) -> None:
        if not stored.add_notes(tx, account.scope, exception_ids, said_by=account.username, text=said):
            raise _changed()
        audit.record(tx, account, "exception.noted", _subject(exception_ids))

    district.db.write(work)


def notes(district: District, account: Account, school_id: int) -> list[Note]:
    """What was written on a school's exceptions, newest first.

    Raises:
        NotAllowed: The role has no exception list.
    """
    account.require(Page.EXCEPTIONS)
    return [Note(row["said_by"], row["said_at"], row["text"]) for row in stored.notes(district.db, account.scope, school_id)]


def owners(office: District, account: Account, block_id: str) -> dict[str, str]:
    """Username and name of whoever may follow exceptions of a block, oneself first.

    Args:
        office: The district whose accounts sign in.
    """
    account.require(Page.EXCEPTIONS)
    found = {account.username: account.name}
    for row in accounts.every(office.db):
        other = Account(row["username"], row["name"], Role(row["role"]), frozenset(row["blocks"]))
        if row["active"] and other.may_open(Page.EXCEPTIONS) and other.scope.includes(block_id):
            found.setdefault(other.username, other.name)
    return found


def _set_state(
    district: District,
    account: Account,
    exception_ids: Sequence[int],
    state: State,
    action: str,
    *,
    reason: str | None = None,
) -> None:
    account.require(Page.EXCEPTIONS)

    def change(tx: Transaction) -> list[Row]:
        return stored.set_state(tx, account.scope, exception_ids, state.value, said_by=account.username, why=reason)

    _write(district, account, change, action, reason=reason)


def _write(
    district: District, account: Account, change: Callable[[Transaction], list[Row]], action: str, **detail: str | None
) -> None:
    def work(tx: Transaction) -> None:
        changed = change(tx)
        if not changed:
            raise _changed()
        for block_id in sorted({row["block_id"] for row in changed}):
            keys = [row["exception_id"] for row in changed if row["block_id"] == block_id]
            audit.record(tx, account, action, _subject(keys), block_id, **detail)

    district.db.write(work)


def _subject(exception_ids: Sequence[int]) -> str:
    return "exception:" + ",".join(map(str, sorted(exception_ids)))


def _said(text: str) -> str:
    told = " ".join(text.split())
    if not told or len(told) > MOST_LETTERS:
        raise BadEntry(N_("Write something, at most {letters} letters."), letters=MOST_LETTERS)
    return told


def _changed() -> Changed:
    return Changed(N_("This has ended or was changed meanwhile. Reload the page to see what is stored now."))
