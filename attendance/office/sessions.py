"""Signing in and staying signed in. What the browser holds is checked against the session table each time."""

import hashlib
import math
import secrets
from datetime import datetime, timedelta

from attendance.config import Config
from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import accounts as office_accounts
from attendance.office import passwords, settings
from attendance.office.access import Account
from data import accounts, sessions
from data import audit as trail
from data.clock import utc_now
from data.database import Row, Transaction
from data.vault import secret

NOBODY = "?"  # stands on the audit trail for a username that is not one: what was typed may be a password
TOKEN_BYTES = 32


class WrongCredentials(NotAllowed):
    """No active account has this username and password."""


class Locked(NotAllowed):
    """Too many wrong passwords; none is taken for a while."""


def cookie_key(config: Config) -> bytes:
    """The key that signs this installation's cookies; made on first use."""
    return secret(config.keys / "cookie.key")


def check_credentials(district: District, username: str, password: str, address: str | None = None) -> Account:
    """The account that signs in.

    Every attempt is counted in the database before the password is looked at, so that neither another browser nor many at once
    get more attempts.

    Args:
        address: Where the request came from, for the audit trail.

    Raises:
        WrongCredentials: Wrong username or password, or the account is not active.
        Locked: Too many wrong ones; says for how many minutes.
    """
    username = username.strip().lower()
    row = district.db.write(lambda tx: _count_attempt(district, tx, username, address))
    if isinstance(row, Locked):
        raise row
    right = passwords.fits(password, row["password_hash"] if row else None)
    if row is None:
        district.db.write(lambda tx: _record(tx, NOBODY, "session.refused", address, reason="unknown"))
        raise _wrong()
    account = office_accounts.from_row(row)
    if not right or not row["active"]:
        reason = "inactive" if right else "password"
        district.db.write(lambda tx: _record(tx, username, "session.refused", address, reason=reason))
        raise _wrong()
    district.db.write(lambda tx: accounts.set_attempts(tx, username, 0, None))
    return account


def start(district: District, account: Account, address: str | None = None) -> str:
    """Begin a session; the token is for the browser alone, stored is its SHA-256."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = utc_now() + timedelta(hours=settings.load(district).session_hours)

    def work(tx: Transaction) -> None:
        sessions.add(tx, _identifier(token), account.username, expires_at)
        _record(tx, account.username, "session.started", address)

    district.db.write(work)
    return token


def account_of(district: District, token: str) -> Account | None:
    """Whose session this is, with the role and blocks of now; None when it has ended, expired or never was."""
    row = sessions.account(district.db, _identifier(token))
    return office_accounts.from_row(row) if row else None


def end(district: District, token: str) -> None:
    """Sign out; the token is worth nothing from now on, whoever holds a copy."""

    def work(tx: Transaction) -> None:
        username = sessions.end(tx, _identifier(token), "sign_out")
        if username:
            _record(tx, username, "session.ended", None)

    district.db.write(work)


def _identifier(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _count_attempt(district: District, tx: Transaction, username: str, address: str | None) -> Row | Locked | None:
    row = accounts.find(tx, username)
    if row is None:
        return None
    now = utc_now()
    locked_until: datetime | None = row["locked_until"]
    if locked_until and locked_until > now:
        _record(tx, username, "session.refused", address, reason="locked")
        return _locked(locked_until - now)
    limits = settings.load(district)
    failed = 1 if locked_until else row["failed_attempts"] + 1
    lock = now + timedelta(minutes=limits.lock_minutes) if failed >= limits.attempts else None
    accounts.set_attempts(tx, username, failed, lock)
    return row


def _record(tx: Transaction, username: str, action: str, address: str | None, **detail: str) -> None:
    shown = {**detail, "address": address} if address else detail
    trail.add(tx, username=username, action=action, subject=None, block_id=None, detail=dict(shown))


def _wrong() -> WrongCredentials:
    return WrongCredentials(N_("The username or the password is not right. Type both again, or ask the MIS in-charge."))


def _locked(left: timedelta) -> Locked:
    minutes = math.ceil(left.total_seconds() / 60)
    return Locked(
        N_("Too many wrong passwords. Try again in {minutes} minutes, or ask the MIS in-charge for a new password."),
        minutes=minutes,
    )
