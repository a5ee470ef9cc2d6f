"""Waits after wrong passwords: what guessers can reach, and what they cannot do to others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from attendance.district import District
from attendance.office import waits
from attendance.office.settings import Settings
from data import tallies
from data.database import Transaction
from tests.support import Small

MINUTE = timedelta(minutes=1)
NAMES = ("rani", "mis", "nobody there")
FAR = "198.51.100.7"
HERE = "203.0.113.5"
NO_TX: Any = None


class Clock:
    """A time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 8)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for module in (waits, tallies):
            patch.setattr(module, "utc_now", lambda: self.now)


def tried(district: District, tx: Transaction, name: str, address: str | None, right: bool = False) -> timedelta | None:
    """How long one is told to wait; None when the password was looked at."""
    counted = waits.count(district, tx, name, address)
    if isinstance(counted, timedelta):
        return counted
    if right:
        waits.was_right(tx, counted)
    return None


def attempt(small: Small, name: str, address: str | None) -> timedelta | None:
    """The same with a wrong password, in a transaction of its own."""
    return small.district.db.write(lambda tx: tried(small.district, tx, name, address))


class Rows:
    """`data.tallies` without a database, for thousands of attempts."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}

    def of(self, _tx: object, name: str, address: str) -> list[dict[str, Any]]:
        return [self.rows[key] for key in ((name, address), (name, ""), ("", address)) if key in self.rows]

    def put(self, _tx: object, name: str, address: str, **values: Any) -> None:
        self.rows[name, address] = {"name_key": name, "address_key": address, **values}

    def forget_pair(self, _tx: object, name: str, address: str) -> None:
        self.rows.pop((name, address), None)

    def forget_old(self, _tx: object, before: datetime) -> None:
        self.rows = {key: row for key, row in self.rows.items() if row["counted_at"] >= before}


class Guesser(RuleBasedStateMachine):
    """Somebody who guesses from one address as they like, with an account of their own that they know the password of."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.clock = Clock()
        self.patch.setattr(waits, "utc_now", lambda: self.clock.now)
        self.patch.setattr(waits, "tallies", Rows())
        self.patch.setattr(waits.settings, "load", lambda _: Settings())
        self.district: Any = SimpleNamespace(
            vault=SimpleNamespace(number=lambda text: int.from_bytes(text.encode()[:60], "big"))
        )
        self.looked_at: list[datetime] = []

    @rule(name=st.sampled_from(NAMES), times=st.integers(1, 8))
    def guess(self, name: str, times: int) -> None:
        """A burst of guesses, ended by a wait."""
        for _ in range(times):
            if tried(self.district, NO_TX, name, HERE) is not None:
                break
            self.looked_at.append(self.clock.now)

    @rule()
    def sign_in(self) -> None:
        """With the own password, which must not win back guesses."""
        tried(self.district, NO_TX, "guesser", HERE, right=True)

    @rule(minutes=st.sampled_from((0.5, 1.01, 2.01, 4.01, 15.01, 61)))
    def time_passes(self, minutes: float) -> None:
        """Until some wait is over."""
        self.clock.now += minutes * MINUTE

    @rule(name=st.sampled_from(NAMES))
    def somebody_elsewhere_signs_in(self, name: str) -> None:
        """Nobody at another address ever waits for what was done here."""
        assert tried(self.district, NO_TX, name, FAR, right=True) is None

    @invariant()
    def guesses_are_few(self) -> None:
        """What ASVS 2.2.1 allows is a hundred an hour on one account; all accounts together get less from here."""
        limits = Settings()
        within = [moment for moment in self.looked_at if self.clock.now - moment < timedelta(hours=1)]
        assert len(within) <= limits.address_attempts + 8

    def teardown(self) -> None:
        """Let the clock go."""
        self.patch.undo()


TestGuesser = Guesser.TestCase
TestGuesser.settings = settings(max_examples=40, stateful_step_count=50)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    made.install(monkeypatch)
    return made


def test_a_name_that_nobody_has_waits_just_as_one_that_somebody_has(small: Small, clock: Clock) -> None:
    told = {name: [attempt(small, name, address) for address in (HERE, None) for _ in range(7)] for name in NAMES[:1]}
    clock.now += timedelta(days=8)
    told |= {name: [attempt(small, name, address) for address in (HERE, None) for _ in range(7)] for name in NAMES[2:]}
    first, *others = told.values()
    assert first[4:7] == [None, MINUTE, MINUTE]
    assert others == [first]


def test_an_address_waits_whatever_name_is_tried(small: Small, clock: Clock) -> None:
    outcomes = [attempt(small, f"name {number}", HERE) for number in range(22)]
    assert outcomes == [None] * 20 + [MINUTE] * 2
    assert attempt(small, "rani", FAR) is None
    assert attempt(small, "rani", None) is None


def test_many_addresses_together_are_slowed_too(small: Small, clock: Clock) -> None:
    looked_at = sum(attempt(small, "rani", f"192.0.2.{number}") is None for number in range(44))
    assert looked_at == 40


@pytest.mark.parametrize(
    ("one", "other", "same"), [("2001:db8::1", "2001:db8::ffff", True), ("2001:db8::1", "2001:db8:1::1", False)]
)
def test_an_ipv6_network_is_one_address(small: Small, clock: Clock, one: str, other: str, same: bool) -> None:
    for _ in range(5):
        attempt(small, "rani", one)
    assert (attempt(small, "rani", other) is not None) == same


def test_nothing_typed_or_any_address_stands_in_the_database(small: Small, clock: Clock) -> None:
    attempt(small, "a-password-typed-here", HERE)
    small.district.db.checkpoint()
    stored = small.district.db.path.read_bytes()
    assert b"a-password-typed-here" not in stored
    assert HERE.encode() not in stored


@pytest.mark.parametrize("limits", [Settings(), Settings(address_attempts=15, lock_minutes=240), Settings(lock_minutes=1)])
def test_one_address_cannot_use_up_what_is_free_of_a_name_from_anywhere(limits: Settings) -> None:
    found = waits.rules(limits)
    assert found[False, True].most < found[True, False].free
    assert found[False, True].longest >= waits.LEAK


def test_what_was_counted_long_ago_is_dropped(small: Small, clock: Clock) -> None:
    rows: Callable[[], int] = lambda: small.district.db._cursor().execute("SELECT count(*) FROM sign_in_tally").fetchall()[0][0]  # noqa: E731
    attempt(small, "rani", HERE)
    clock.now += timedelta(days=8)
    attempt(small, "mis", FAR)
    assert rows() == 3
