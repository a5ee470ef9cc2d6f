"""The rows of sign-ins that last. What is stored of a session's identifier is its SHA-256."""

from datetime import datetime
from typing import Literal

from data.clock import utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

Why = Literal["sign_out", "password_change", "deactivated", "by_mis", "by_owner"]
_ALL = Scope.everything()


def add(
    tx: Transaction,
    session_id: str,
    username: str,
    *,
    device: str | None,
    address: str | None,
    idle_until: datetime,
    expires_at: datetime,
) -> None:
    """Add a session that lasts until one of two UTC moments: `idle_until`, which `seen` puts off, or `expires_at`."""
    tx.run(
        "sessions/add",
        _ALL,
        session_id=session_id,
        username=username,
        device=device,
        address=address,
        now=utc_now(),
        idle_until=idle_until,
        expires_at=expires_at,
    )


def find(db: Statements, session_id: str) -> Row | None:
    """A session, over or not: last_seen_at, idle_until, expires_at, ended_why; and its account but for the password."""
    return db.one("sessions/find", _ALL, session_id=session_id)


def lasting(db: Statements, username: str) -> list[Row]:
    """An account's sessions that last, the latest used first: session_id, device, address, started_at, last_seen_at."""
    return db.rows("sessions/lasting", _ALL, username=username, now=utc_now())


def seen(tx: Transaction, session_id: str, idle_until: datetime) -> None:
    """Somebody did something in it now; nothing happens to one that is over."""
    tx.run("sessions/seen", _ALL, session_id=session_id, now=utc_now(), idle_until=idle_until)


def end(tx: Transaction, session_id: str, why: Why) -> str | None:
    """End one session; whose it was, None if it was over or never was."""
    found = tx.value("sessions/end", _ALL, session_id=session_id, why=why, now=utc_now())
    return None if found is None else str(found)


def end_all(tx: Transaction, username: str, why: Why, but: str = "") -> int:
    """End every session of an account but one; how many lasted."""
    return len(tx.rows("sessions/end_all", _ALL, username=username, why=why, but=but, now=utc_now()))


def sweep(tx: Transaction) -> list[Row]:
    """Note the end of those that are over by time: username, ended_why (``idle`` or ``expired``)."""
    return tx.rows("sessions/sweep", _ALL, now=utc_now())
