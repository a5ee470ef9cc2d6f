"""The rows of sign-ins that last. What is stored of a session's identifier is its SHA-256."""

from datetime import datetime
from typing import Literal

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

Why = Literal["sign_out", "password_change", "deactivated", "by_mis"]
_ALL = Scope.everything()


def add(tx: Transaction, session_id: str, username: str, expires_at: datetime) -> None:
    """Add a session that lasts until a UTC moment."""
    tx.run("sessions/add", _ALL, session_id=session_id, username=username, started_at=utc_now(), expires_at=expires_at)


def account(db: Statements, session_id: str) -> Row | None:
    """The active account of a session that lasts: username, name, role, blocks. None otherwise."""
    return db.one("sessions/account", _ALL, session_id=session_id, now=utc_now())


def end(tx: Transaction, session_id: str, why: Why) -> str | None:
    """End one session; whose it was, None if it had ended or never was."""
    found = tx.value("sessions/end", _ALL, session_id=session_id, why=why, now=utc_now())
    return None if found is None else str(found)


def end_all(tx: Transaction, username: str, why: Why) -> int:
    """End every session of an account; how many lasted."""
    return len(tx.rows("sessions/end_all", _ALL, username=username, why=why, now=utc_now()))
