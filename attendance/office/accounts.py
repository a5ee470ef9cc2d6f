"""Who may sign in: made, changed and shut by the MIS in-charge."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from attendance.district import District
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_
from attendance.office import audit, passwords, waits
from attendance.office.access import SYSTEM, Account, Role
from data import accounts as stored
from data import sessions
from data.database import Row, Statements, Transaction
from data.errors import AlreadyStored
from data.scope import Scope

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_SANDBOX_NAMES: dict[Role, str] = {
    Role.DPO: "जिला कार्यक्रम पदाधिकारी",
    Role.MIS: "एमआईएस प्रभारी",
    Role.DIVISION: "संभाग प्रभारी",
    Role.BRC: "प्रखंड संसाधन केंद्र",
    Role.TRAINER: "प्रशिक्षक",
}


@dataclass(frozen=True)
class Listed:
    """An account as the list shows it; times are UTC.

    Attributes:
        locked_until: Until when no password is looked at from somewhere where too many were wrong.
    """

    account: Account
    active: bool
    locked_until: datetime | None
    created_at: datetime
    last_signed_in: datetime | None


def from_row(row: Row) -> Account:
    """The account that a stored row describes."""
    return Account(row["username"], row["name"], Role(row["role"]), frozenset(row["blocks"]), row["must_change"])


def listed(district: District, by: Account) -> list[Listed]:
    """All accounts, active ones first.

    Raises:
        NotAllowed: Only the MIS in-charge may.
    """
    _require_mis(by)
    rows = stored.every(district.db)
    locked = waits.waiting(district, [row["username"] for row in rows])
    return [
        Listed(from_row(row), row["active"], locked.get(row["username"]), row["created_at"], row["last_signed_in"])
        for row in rows
    ]


def create(
    district: District,
    by: Account,
    *,
    username: str,
    name: str,
    role: Role,
    password: str,
    blocks: Iterable[str] = (),
    must_change: bool = True,
) -> Account:
    """Make an account that may sign in.

    Args:
        must_change: Whether another password must be chosen before anything else; False where its owner chose this one.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: The username is taken or not one, the name is empty, the password is none, or a `brc` account has no block.
    """
    _require_mis(by)
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise BadEntry(N_("A username has 2 to 32 small Latin letters, digits, dots or dashes, and no space. Choose another."))
    if username == SYSTEM.username:
        raise BadEntry(N_("This username is taken. Choose another."))
    account = Account(username, _checked_name(name), role, _checked_blocks(role, blocks), must_change)
    digest = passwords.digest(password, (username, account.name))

    def work(tx: Transaction) -> None:
        stored.add(
            tx,
            username=username,
            name=account.name,
            role=role.value,
            blocks=account.blocks,
            password_hash=digest,
            must_change=must_change,
            created_by=by.username,
        )
        audit.record(tx, by, "account.created", username, role=role.value, blocks=sorted(account.blocks))

    try:
        district.db.write(work)
    except AlreadyStored as problem:
        raise BadEntry(N_("This username is taken. Choose another.")) from problem
    return account


def change(district: District, by: Account, username: str, *, name: str, role: Role, blocks: Iterable[str] = ()) -> Account:
    """Change name, role and blocks; it holds from that account's next click.

    Raises:
        NotAllowed: Only the MIS in-charge may, and the last one stays one.
        BadEntry: The name is empty, a `brc` account has no block, or there is no such account.
    """
    _require_mis(by)
    account = Account(username, _checked_name(name), role, _checked_blocks(role, blocks))

    def work(tx: Transaction) -> None:
        before = _found(tx, username)
        if role is not Role.MIS:
            _keep_one_mis(tx, before)
        stored.change(tx, username, name=account.name, role=role.value, blocks=account.blocks)
        audit.record(tx, by, "account.changed", username, role=[before["role"], role.value], blocks=sorted(account.blocks))

    district.db.write(work)
    return account


def deactivate(district: District, by: Account, username: str) -> None:
    """Let it sign in no more and end its sessions.

    Raises:
        NotAllowed: Only the MIS in-charge may, and the last one stays one.
        BadEntry: There is no such account.
    """
    _require_mis(by)

    def work(tx: Transaction) -> None:
        _keep_one_mis(tx, _found(tx, username))
        stored.set_active(tx, username, False)
        ended = sessions.end_all(tx, username, "deactivated")
        audit.record(tx, by, "account.deactivated", username, sessions=ended)

    district.db.write(work)


def reactivate(district: District, by: Account, username: str) -> None:
    """Let it sign in again, also after too many wrong passwords.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: There is no such account.
    """
    _require_mis(by)

    def work(tx: Transaction) -> None:
        _found(tx, username)
        stored.set_active(tx, username, True)
        waits.forget(district, tx, username)
        audit.record(tx, by, "account.reactivated", username)

    district.db.write(work)


def give_password(district: District, by: Account, username: str, password: str, *, must_change: bool = True) -> None:
    """Give somebody a new password, end their sessions and let them try at once.

    Args:
        must_change: Whether another must be chosen before anything else.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        BadEntry: It is no password, or there is no such account.
    """
    _require_mis(by)
    row = _found(district.db, username)
    digest = passwords.digest(password, (username, row["name"]))

    def work(tx: Transaction) -> None:
        _found(tx, username)
        stored.set_password(tx, username, digest, must_change)
        waits.forget(district, tx, username)
        ended = sessions.end_all(tx, username, "by_mis")
        audit.record(tx, by, "account.password_given", username, sessions=ended)

    district.db.write(work)


def change_own_password(district: District, account: Account, current: str, new: str) -> Account:
    """Change one's own password and end all one's sessions, this one too: whoever copied a cookie is out.

    Returns:
        The account, which no longer must change it.

    Raises:
        BadEntry: The current password is wrong, or the new one is none, or the same.
    """
    row = stored.find(district.db, account.username)
    if not passwords.fits(current, row["password_hash"] if row else None):
        raise BadEntry(N_("The current password is not right. Type it again."))
    if passwords.normal(new) == passwords.normal(current):
        raise BadEntry(N_("This is the password you have. Choose another."))
    digest = passwords.digest(new, (account.username, account.name))

    def work(tx: Transaction) -> None:
        stored.set_password(tx, account.username, digest, must_change=False)
        ended = sessions.end_all(tx, account.username, "password_change")
        audit.record(tx, account, "account.password_changed", account.username, sessions=ended)

    district.db.write(work)
    return replace(account, must_change=False)


def lacks_second_mis(district: District) -> bool:
    """Whether only one MIS in-charge may sign in: when that one's password is lost, nobody can give another."""
    return stored.count_active(district.db, Role.MIS) < 2


def uncovered_blocks(district: District) -> list[Row]:
    """Blocks that no active `brc` account has: block_id, name_hi, name_en. Together these accounts must cover all."""
    return stored.uncovered_blocks(district.db, Scope.everything())


def create_role_accounts(district: District, brc_blocks: Iterable[str]) -> list[tuple[Role, str, str]]:
    """One account per role with a random password, for the training sandbox: role, username, password."""
    made = []
    for role in Role:
        password = passwords.invent()
        blocks = brc_blocks if role is Role.BRC else ()
        name = _SANDBOX_NAMES[role]
        create(
            district,
            SYSTEM,
            username=role.value,
            name=name,
            role=role,
            password=password,
            blocks=blocks,
            must_change=False,  # all is fiction, and many learn with the same account
        )
        made.append((role, role.value, password))
    return made


def _require_mis(by: Account) -> None:
    if by.role is not Role.MIS or by.must_change:
        raise NotAllowed(N_("Only the MIS in-charge manages accounts."))


def _checked_name(name: str) -> str:
    if not name.strip():
        raise BadEntry(N_("Enter the person's name."))
    return name.strip()


def _checked_blocks(role: Role, blocks: Iterable[str]) -> frozenset[str]:
    if role is not Role.BRC:
        return frozenset()
    chosen = frozenset(blocks)
    if not chosen:
        raise BadEntry(N_("Choose at least one block for Block Resource Centre staff."))
    return chosen


def _found(tx: Statements, username: str) -> Row:
    row = stored.find(tx, username)
    if row is None:
        raise BadEntry(N_("There is no such account. Open the list again."))
    return row


def _keep_one_mis(tx: Transaction, row: Row) -> None:
    if row["role"] == Role.MIS and row["active"] and stored.count_active(tx, Role.MIS) == 1:
        raise NotAllowed(N_("This is the last active MIS in-charge. Make another one first."))
