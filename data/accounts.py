"""The rows of those who sign in. They belong to the installation, so that only one of these functions takes a Scope."""

from collections.abc import Iterable
from datetime import datetime

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_ALL = Scope.everything()


def add(
    tx: Transaction, *, username: str, name: str, role: str, blocks: Iterable[str], password_hash: str, created_by: str
) -> None:
    """Add an active account.

    Raises:
        AlreadyStored: The username is taken (from `Database.write`).
    """
    tx.run(
        "accounts/add",
        _ALL,
        username=username,
        name=name,
        role=role,
        blocks=sorted(blocks),
        password_hash=password_hash,
        created_at=utc_now(),
        created_by=created_by,
    )


def find(db: Statements, username: str) -> Row | None:
    """The account with everything stored of it: also password_hash, active, failed_attempts, locked_until."""
    return db.one("accounts/find", _ALL, username=username)


def every(db: Statements) -> list[Row]:
    """All accounts, active ones first, without their password hashes; with last_signed_in."""
    return db.rows("accounts/every", _ALL)


def change(tx: Transaction, username: str, *, name: str, role: str, blocks: Iterable[str]) -> None:
    """Replace what the office knows of an account."""
    tx.run("accounts/change", _ALL, username=username, name=name, role=role, blocks=sorted(blocks))


def set_active(tx: Transaction, username: str, active: bool) -> None:
    """Let it sign in, or not; failed attempts are forgotten."""
    tx.run("accounts/set_active", _ALL, username=username, active=active)


def set_password(tx: Transaction, username: str, password_hash: str) -> None:
    """Replace the password; failed attempts are forgotten."""
    tx.run("accounts/set_password", _ALL, username=username, password_hash=password_hash)


def set_attempts(tx: Transaction, username: str, failed_attempts: int, locked_until: datetime | None) -> None:
    """Keep the count of wrong passwords since the last right one, and the UTC moment until which none is taken."""
    tx.run("accounts/set_attempts", _ALL, username=username, failed_attempts=failed_attempts, locked_until=locked_until)


def count_active(db: Statements, role: str) -> int:
    """How many accounts of a role may sign in."""
    return int(db.value("accounts/count_active", _ALL, role=role))


def uncovered_blocks(db: Statements, scope: Scope) -> list[Row]:
    """The blocks of the scope that no active `brc` account has: block_id, name_hi, name_en, in the order of the tile map."""
    return db.rows("accounts/uncovered_blocks", scope)
