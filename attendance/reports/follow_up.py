"""What people do with follow-up cases: hand them to whoever visits, write notes, say what was found, open them again."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from attendance.district import District
from attendance.errors import BadEntry, Changed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account
from attendance.reports.follow_up_cases import OF_PEOPLE, Outcome, require
from data import follow_ups as stored
from data.clock import today
from data.database import Row, Transaction

MOST_LETTERS = 500
LONGEST_NAME = 80


def hand_over(district: District, account: Account, case_ids: Sequence[int], visitor: str, visit_by: date | None) -> int:
    """Say who visits several pupils, and by when; returns how many cases that are open were handed over.

    Raises:
        BadEntry: No name, too long a name, or a day that is past.
        NotAllowed: The role sees no pupils.
        Changed: None of them is open any more, or they are not the account's.
    """
    require(account)
    name = _written(visitor, LONGEST_NAME)
    if visit_by and visit_by < today():
        raise BadEntry(N_("The day for the visit is past. Choose today or a later day."))

    def change(tx: Transaction) -> list[Row]:
        return stored.set_visitor(tx, account.scope, case_ids, visitor=name, visit_by=visit_by, said_by=account.username)

    return _write(district, account, change, "follow_up.visitor", until=visit_by)


def note(district: District, account: Account, case_id: int, text: str) -> None:
    """Write something on a case.

    Raises:
        BadEntry: Nothing is written, or too much.
        NotAllowed: The role sees no pupils.
        Changed: It is not the account's.
    """
    require(account)
    said = _written(text)

    def work(tx: Transaction) -> None:
        if not stored.add_steps(tx, account.scope, [case_id], kind="noted", text=said, said_by=account.username):
            raise _changed()
        audit.record(tx, account, "follow_up.noted", f"follow_up:{case_id}")

    district.db.write(work)


def close(district: District, account: Account, case_id: int, outcome: Outcome | None, text: str = "") -> None:
    """Say what was found, which closes the case.

    Raises:
        BadEntry: Nothing is said of what was found, or too much is written.
        NotAllowed: The role sees no pupils.
        Changed: It is closed already, or not the account's.
    """
    require(account)
    if outcome not in OF_PEOPLE:
        raise BadEntry(N_("Choose what was found. Only then the case is closed."))
    said = _written(text) if text.strip() else None

    def change(tx: Transaction) -> list[Row]:
        return stored.close(tx, account.scope, case_id, outcome=outcome.value, text=said, said_by=account.username)

    _write(district, account, change, "follow_up.closed", outcome=outcome.value)


def reopen(district: District, account: Account, case_id: int, reason: str) -> None:
    """Open a closed case again.

    Raises:
        BadEntry: No reason is given.
        NotAllowed: The role sees no pupils.
        Changed: It is open already, the pupil has another one open, or it is not the account's.
    """
    require(account)
    said = _written(reason)

    def change(tx: Transaction) -> list[Row]:
        return stored.reopen(tx, account.scope, case_id, text=said, said_by=account.username)

    _write(district, account, change, "follow_up.reopened", reason=said)


def _write(district: District, account: Account, change: Callable[[Transaction], list[Row]], action: str, **detail: Any) -> int:
    def work(tx: Transaction) -> int:
        changed = change(tx)
        if not changed:
            raise _changed()
        for block_id in sorted({row["block_id"] for row in changed}):
            keys = sorted(row["case_id"] for row in changed if row["block_id"] == block_id)
            audit.record(tx, account, action, "follow_up:" + ",".join(map(str, keys)), block_id, **detail)
        return len(changed)

    return int(district.db.write(work))


def _written(text: str, most: int = MOST_LETTERS) -> str:
    told = " ".join(text.split())
    if not told or len(told) > most:
        raise BadEntry(N_("Write something, at most {letters} letters."), letters=most)
    return told


def _changed() -> Changed:
    return Changed(N_("This case was changed meanwhile. Reload the page to see what is stored now."))
