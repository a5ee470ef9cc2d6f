"""How long a wrong password makes one wait: counted of a name at an address, of a name from anywhere, and of an address.

A name that no account has is counted as one that has: what is refused says nothing about who is there. Names and addresses are
kept as keyed numbers, since what is typed as a name may be a password.

From the count that is free on, each further wrong password waits twice as long as the one before, up to a longest wait; counts
leak away at one an hour. Whoever guesses from one address is stopped by what is counted of the address, before the count of a
name from anywhere is used up: nobody can shut others out from one place. `FROM_ANYWHERE` keeps that true.

Sources: OWASP ASVS 4.0.3 2.2.1 (at most 100 failed attempts an hour on one account) and OWASP's Blocking Brute Force Attacks.
"""

import ipaddress
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance.district import District
from attendance.office import settings
from attendance.office.settings import Settings
from data import tallies
from data.clock import utc_now
from data.database import Row, Transaction

LEAK = timedelta(hours=1)
FROM_ANYWHERE = 2
"""The free count of a name from anywhere, in free counts of an address."""
LONGER_BY_ADDRESS = 4
"""The longest wait of an address, in longest waits of a name; never less than `LEAK`, so that what is counted grows no more."""
FORGOTTEN = timedelta(days=7)
"""All that is counted has leaked away by then, whatever is set."""
_HERE = "-"


@dataclass(frozen=True)
class Rule:
    """Wrong passwords that nobody waits for, and the longest wait for those after them."""

    free: int
    longest: timedelta

    def wait(self, failures: float) -> timedelta | None:
        """The wait after so many, a started one counted whole: one minute, then two, four …; None while they are free."""
        steps = math.ceil(failures) - self.free
        return None if steps < 0 else min(self.longest, timedelta(minutes=2**steps))

    @property
    def most(self) -> float:
        """Where counting ends: the wait grows no more, and what is counted must leak away in time."""
        return self.free + math.ceil(math.log2(self.longest / timedelta(minutes=1)))


@dataclass(frozen=True)
class Attempt:
    """A password that may be looked at, counted as wrong before it is.

    Attributes:
        wait: What a wrong one makes the next attempt wait, None for nothing.
    """

    name_key: str
    address_key: str
    counted_at: datetime
    wait: timedelta | None = None


def rules(limits: Settings) -> dict[tuple[bool, bool], Rule]:
    """By whether a count names a username and an address."""
    longest = timedelta(minutes=limits.lock_minutes)
    return {
        (True, True): Rule(limits.attempts, longest),
        (True, False): Rule(limits.address_attempts * FROM_ANYWHERE, longest),
        (False, True): Rule(limits.address_attempts, max(LEAK, longest * LONGER_BY_ADDRESS)),
    }


def count(district: District, tx: Transaction, username: str, address: str | None) -> Attempt | timedelta:
    """Count an attempt as wrong before its password is looked at, or say how long it must wait; then nothing is counted.

    Args:
        address: None on this machine itself, of which nothing is counted.
    """
    now = utc_now()
    attempt = Attempt(name_key(district, username), _address_key(district, address), now)
    found = {_kind(row): row for row in tallies.of(tx, attempt.name_key, attempt.address_key)}
    waits: list[datetime] = [row["waits_until"] for row in found.values() if row["waits_until"] and row["waits_until"] > now]
    if waits:
        return max(waits) - now
    begun = [
        _raise(tx, attempt, kind, found.get(kind), rule)
        for kind, rule in rules(settings.load(district)).items()
        if kind != (False, True) or address is not None
    ]
    tallies.forget_old(tx, now - FORGOTTEN)
    return replace(attempt, wait=max((wait for wait in begun if wait), default=None))


def was_right(tx: Transaction, attempt: Attempt) -> None:
    """Take an attempt back whose password was right, and forget what was counted of the name at this address."""
    for row in tallies.of(tx, attempt.name_key, attempt.address_key):
        if _kind(row) != (True, True):
            mine = row["counted_at"] == attempt.counted_at
            until = None if mine else row["waits_until"]
            failures = max(0.0, row["failures"] - 1)
            tallies.put(
                tx,
                row["name_key"],
                row["address_key"],
                failures=failures,
                counted_at=row["counted_at"],
                waits_until=until,
            )
    tallies.forget_pair(tx, attempt.name_key, attempt.address_key)


def forget(district: District, tx: Transaction, username: str) -> None:
    """Let a name be tried again at once, wherever from."""
    tallies.forget_name(tx, name_key(district, username))


def minutes(wait: timedelta | None) -> int | None:
    """A wait in whole minutes, rounded up."""
    return math.ceil(wait / timedelta(minutes=1)) if wait else None


def waiting(district: District, usernames: list[str]) -> dict[str, datetime]:
    """The accounts that must wait somewhere, each with the last UTC moment until which."""
    found = tallies.waiting(district.db)
    keys = {username: name_key(district, username) for username in usernames}
    return {username: found[key] for username, key in keys.items() if key in found}


def name_key(district: District, username: str) -> str:
    """What is kept instead of a name."""
    return format(district.vault.number(f"sign-in name {username}"), "x")


def _address_key(district: District, address: str | None) -> str:
    """What is kept instead of an address; a provider gives one customer a whole IPv6 network of 64 bits."""
    if address is None:
        return _HERE
    try:
        parsed = ipaddress.ip_address(address)
        place = str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
    except ValueError:
        place = address
    return format(district.vault.number(f"sign-in address {place}"), "x")


def _kind(row: Row) -> tuple[bool, bool]:
    return bool(row["name_key"]), bool(row["address_key"])


def _leaked(row: Row | None, now: datetime) -> float:
    """What is left of a count."""
    return max(0.0, row["failures"] - (now - row["counted_at"]) / LEAK) if row else 0.0


def _raise(tx: Transaction, attempt: Attempt, kind: tuple[bool, bool], row: Row | None, rule: Rule) -> timedelta | None:
    """Count one more; the wait that this begins."""
    name, address = kind
    failures = min(_leaked(row, attempt.counted_at) + 1, rule.most)
    wait = rule.wait(failures)
    tallies.put(
        tx,
        attempt.name_key if name else "",
        attempt.address_key if address else "",
        failures=failures,
        counted_at=attempt.counted_at,
        waits_until=attempt.counted_at + wait if wait else None,
    )
    return wait
