"""The rows of those who sign in. They belong to the installation, so that only one of these functions takes a Scope."""

from collections.abc import Iterable

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

_ALL = Scope.everything()


def add(
    tx: Transaction,
    *,
    username: str,
    name: str,
    role: str,
    blocks: Iterable[str],
    password_hash: str,
    must_change: bool,
    created_by: str,
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
        must_change=must_change,
        created_at=utc_now(),
        created_by=created_by,
    )


def find(db: Statements, username: str) -> Row | None:
    """The account with everything stored of it: also password_hash, must_change, active."""
    return db.one("accounts/find", _ALL, username=username)


def every(db: Statements) -> list[Row]:
    """All accounts, active ones first, without their password hashes; with last_signed_in."""
    return db.rows("accounts/every", _ALL)


def change(tx: Transaction, username: str, *, name: str, role: str, blocks: Iterable[str]) -> None:
    """Replace what the office knows of an account."""
    tx.run("accounts/change", _ALL, username=username, name=name, role=role, blocks=sorted(blocks))


def set_active(tx: Transaction, username: str, active: bool) -> None:
    """Let it sign in, or not."""
    tx.run("accounts/set_active", _ALL, username=username, active=active)


def set_password(tx: Transaction, username: str, password_hash: str, must_change: bool) -> None:
    """Replace the password, and say whether another one must be chosen before anything else."""
    tx.run("accounts/set_password", _ALL, username=username, password_hash=password_hash, must_change=must_change)


def count_active(db: Statements, role: str) -> int:
    """How many accounts of a role may sign in."""
    return int(db.value("accounts/count_active", _ALL, role=role))


def uncovered_blocks(db: Statements, scope: Scope) -> list[Row]:
    """The blocks of the scope that no active `brc` account has: block_id, name_hi, name_en, in the order of the tile map."""
    return db.rows("accounts/uncovered_blocks", scope)
