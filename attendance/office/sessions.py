"""Signing in and staying signed in. What the browser holds is checked against the session table each time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from attendance.config import Config
from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import accounts as office_accounts
from attendance.office import audit, devices, passwords, settings, waits
from attendance.office.access import Account, Role
from data import accounts, sessions
from data import audit as trail
from data.clock import utc_now
from data.database import Transaction
from data.scope import Scope
from data.vault import secret

NOBODY = "?"  # stands on the audit trail for a username that is not one: what was typed may be a password
TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How fine it is noted that somebody does something: a session may end so much too early, never too late."""

SIGN_INS_KEPT = timedelta(days=90)
"""How far back the sign-in before this one is looked for."""

Over = Literal["sign_out", "password_change", "deactivated", "by_mis", "by_owner", "idle", "expired"]


class WrongCredentials(NotAllowed):
    """No active account has this username and password."""


class Locked(NotAllowed):
    """Too many wrong passwords; none is taken for a while."""


@dataclass(frozen=True)
class Standing:
    """What the session table says of a token; times are UTC.

    Attributes:
        account: Whose it is, with the role and blocks of now; None when it is over or never was.
        over: Why it is over; None for one that lasts or never was.
        idle_until: When it ends unless somebody does something.
        expires_at: When it ends in any case.
    """

    account: Account | None
    over: Over | None = None
    idle_until: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Since:
    """What was tried with a username between the sign-in before this one (UTC; None when none is known) and this one."""

    last: datetime | None
    refused: int


@dataclass(frozen=True)
class Listed:
    """A session that lasts, as its owner or the MIS in-charge sees it; times are UTC.

    Attributes:
        key: Names it to `end_one`; not the token, and worth nothing in a cookie.
        device: Browser and system in plain words, if known.
    """

    key: str
    device: str | None
    address: str | None
    started_at: datetime
    last_seen_at: datetime


def cookie_key(config: Config) -> bytes:
    """The key that signs this installation's cookies; made on first use."""
    return secret(config.keys / "cookie.key")


def check_credentials(district: District, username: str, password: str, address: str | None = None) -> Account:
    """The account that signs in.

    Every attempt is counted in the database before the password is looked at, so that neither another browser nor many at once
    get more attempts. A name that nobody has goes the same way.

    Args:
        address: Where the request came from; None on this machine.

    Raises:
        WrongCredentials: Wrong username or password, or the account is not active.
        Locked: Too many wrong ones; says for how many minutes.
    """
    username = username.strip().lower()
    counted = district.db.write(lambda tx: waits.count(district, tx, username, address))
    if isinstance(counted, timedelta):
        raise _locked(counted)
    row = accounts.find(district.db, username)
    right = passwords.fits(password, row["password_hash"] if row else None)
    if row is None or not right or not row["active"]:
        reason = "unknown" if row is None else "inactive" if right else "password"
        district.db.write(lambda tx: _record_refused(tx, username if row else NOBODY, address, reason, counted))
        raise _wrong()
    must_change = row["must_change"] or not passwords.is_usable(password, (username, row["name"]))
    newly_stored = passwords.stored_form(password) if passwords.is_outdated(row["password_hash"]) else row["password_hash"]

    def work(tx: Transaction) -> None:
        waits.was_right(tx, counted)
        if newly_stored != row["password_hash"] or must_change != row["must_change"]:
            accounts.set_password(tx, username, newly_stored, must_change)
        if must_change != row["must_change"]:
            _record(tx, username, "account.password_due", None)

    district.db.write(work)
    return office_accounts.from_row({**row, "must_change": must_change})


def start(district: District, account: Account, address: str | None = None, user_agent: str | None = None) -> str:
    """Begin a session; the token is for the browser alone, stored is its SHA-256."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now, limits = utc_now(), settings.load(district)
    device = devices.device(user_agent)

    def work(tx: Transaction) -> None:
        sessions.add(
            tx,
            _identifier(token),
            account.username,
            device=device,
            address=address,
            idle_until=now + timedelta(minutes=limits.session_idle_minutes),
            expires_at=now + timedelta(hours=limits.session_hours),
        )
        _record(tx, account.username, "session.started", address, device=device)

    district.db.write(work)
    return token


def since_last(district: District, account: Account) -> Since:
    """What was tried with the name of somebody who has just signed in; attempts that had to wait are not counted."""
    now = utc_now()

    def noted(since: datetime, action: str, most: int) -> list[datetime]:
        rows = trail.entries(
            district.db, Scope.everything(), since=since, until=now, username=account.username, action=action, most=most
        )
        return [row["happened_at"] for row in rows]

    started = noted(now - SIGN_INS_KEPT, "session.started", 2)
    last = started[1] if len(started) > 1 else None
    return Since(last, len(noted(last or now - SIGN_INS_KEPT, "session.refused", 500)))


def standing(district: District, token: str, *, active: bool = False) -> Standing:
    """What a session is worth now.

    Args:
        active: Somebody is doing something just now, which puts the end off; a page that looks by itself is not.
    """
    row = sessions.find(district.db, _identifier(token))
    if row is None:
        return Standing(None)
    now = utc_now()
    over: Over | None = row["ended_why"]
    if over is None and min(row["idle_until"], row["expires_at"]) <= now:
        over = "idle" if row["idle_until"] < row["expires_at"] else "expired"
    if over or not row["active"]:
        return Standing(None, over or "deactivated")
    idle_until = row["idle_until"]
    if active and now - row["last_seen_at"] >= SEEN_EVERY:
        idle_until = now + timedelta(minutes=settings.load(district).session_idle_minutes)
        district.db.write(lambda tx: sessions.seen(tx, _identifier(token), idle_until))
    return Standing(office_accounts.from_row(row), None, idle_until, row["expires_at"])


def account_of(district: District, token: str) -> Account | None:
    """Whose session this is, with the role and blocks of now; None when it has ended, expired or never was."""
    return standing(district, token).account


def end(district: District, token: str) -> None:
    """Sign out; the token is worth nothing from now on, whoever holds a copy."""

    def work(tx: Transaction) -> None:
        username = sessions.end(tx, _identifier(token), "sign_out")
        if username:
            _record(tx, username, "session.ended", None)

    district.db.write(work)


def listed(district: District, by: Account, username: str) -> list[Listed]:
    """The sessions of an account that last, the latest used first.

    Raises:
        NotAllowed: It is neither one's own nor does the MIS in-charge ask.
    """
    _require_own_or_mis(by, username)
    return [
        Listed(row["session_id"], row["device"], row["address"], row["started_at"], row["last_seen_at"])
        for row in sessions.lasting(district.db, username)
    ]


def key_of(token: str) -> str:
    """By what `Listed` names the session of this token."""
    return _identifier(token)


def end_one(district: District, by: Account, username: str, key: str) -> None:
    """End one session of an account, as of a device that was lost.

    Raises:
        NotAllowed: It is neither one's own nor does the MIS in-charge ask.
    """
    _require_own_or_mis(by, username)

    def work(tx: Transaction) -> None:
        if key in {row["session_id"] for row in sessions.lasting(tx, username)}:
            sessions.end(tx, key, "by_owner" if by.username == username else "by_mis")
            audit.record(tx, by, _ended_action(by, username), username, sessions=1)

    district.db.write(work)


def end_others(district: District, by: Account, username: str, but: str = "") -> int:
    """End all sessions of an account but the one that has the key ``but``; how many there were.

    Raises:
        NotAllowed: It is neither one's own nor does the MIS in-charge ask.
    """
    _require_own_or_mis(by, username)

    def work(tx: Transaction) -> int:
        ended = sessions.end_all(tx, username, "by_owner" if by.username == username else "by_mis", but)
        if ended:
            audit.record(tx, by, _ended_action(by, username), username, sessions=ended)
        return ended

    return district.db.write(work)


def each_hour(district: District) -> None:
    """Note the end of sessions that are over by time."""

    def work(tx: Transaction) -> None:
        for row in sessions.sweep(tx):
            _record(tx, row["username"], "session.expired", None, reason=row["ended_why"])

    district.db.write(work)


def _ended_action(by: Account, username: str) -> str:
    return "session.ended_elsewhere" if by.username == username else "session.ended_by_mis"


def _require_own_or_mis(by: Account, username: str) -> None:
    if by.username != username and (by.role is not Role.MIS or by.must_change):
        raise NotAllowed(N_("Only the MIS in-charge manages accounts."))


def _identifier(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record_refused(tx: Transaction, username: str, address: str | None, reason: str, attempt: waits.Attempt) -> None:
    """Of a refused attempt and the wait that it began; those that come while waiting are not noted."""
    _record(tx, username, "session.refused", address, reason=reason, wait=waits.minutes(attempt.wait))


def _record(tx: Transaction, username: str, action: str, address: str | None, **detail: object) -> None:
    shown = {**detail, "address": address}
    kept = {name: value for name, value in shown.items() if value is not None}
    trail.add(tx, username=username, action=action, subject=None, block_id=None, detail=kept)


def _wrong() -> WrongCredentials:
    return WrongCredentials(N_("The username or the password is not right. Type both again, or ask the MIS in-charge."))


def _locked(left: timedelta) -> Locked:
    return Locked(
        N_("Too many wrong passwords. Wait {minutes} min, then try again, or ask the MIS in-charge for a new password."),
        minutes=waits.minutes(left),
    )
