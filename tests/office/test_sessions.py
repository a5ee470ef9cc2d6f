"""Signing in: counting, locking, lasting, ending."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from attendance.office import accounts, sessions, settings
from attendance.office.access import SYSTEM, Account, Role
from data import accounts as stored
from data import audit
from data.clock import utc_now
from data.database import Database
from data.scope import Scope
from tests.support import Small, config_in

PASSWORD = "a good password"


@pytest.fixture
def rani(small: Small) -> Account:
    return accounts.create(small.district, SYSTEM, username="rani", name="Rani", role=Role.DPO, password=PASSWORD)


def entries(small: Small, action: str) -> list[dict[str, object]]:
    soon = utc_now() + timedelta(minutes=1)
    found = audit.entries(small.district.db, Scope.everything(), since=soon - timedelta(days=1), until=soon, action=action)
    return [{"username": row["username"], **row["detail"]} for row in found]


def fail(small: Small, times: int) -> None:
    for _ in range(times):
        with pytest.raises(sessions.WrongCredentials):
            sessions.check_credentials(small.district, "rani", "wrong")


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = utc_now() + timedelta(**passed)
    monkeypatch.setattr(sessions, "utc_now", lambda: moment)
    monkeypatch.setattr("data.sessions.utc_now", lambda: moment)


def test_the_right_password_in_any_case_of_the_name(small: Small, rani: Account) -> None:
    assert sessions.check_credentials(small.district, " RANI ", PASSWORD) == rani


def test_after_five_wrong_ones_the_right_one_waits_too(small: Small, rani: Account) -> None:
    fail(small, 5)
    with pytest.raises(sessions.Locked) as told:
        sessions.check_credentials(small.district, "rani", PASSWORD)
    assert told.value.message.values == {"minutes": 15}


def test_the_lock_ends_and_counts_from_the_start(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(small, 5)
    later(monkeypatch, minutes=16)
    fail(small, 4)
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani


def test_a_right_password_forgets_wrong_ones(small: Small, rani: Account) -> None:
    fail(small, 4)
    sessions.check_credentials(small.district, "rani", PASSWORD)
    fail(small, 4)
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani


def test_the_count_outlives_the_process(small: Small, rani: Account) -> None:
    fail(small, 4)
    path = small.district.db.path
    small.district.db.close()
    with Database(path) as again:
        row = stored.find(again, "rani")
    assert row
    assert row["failed_attempts"] == 4


def test_many_at_once_get_no_more_attempts(small: Small, rani: Account) -> None:
    def guess(_: int) -> type[Exception]:
        with pytest.raises(sessions.NotAllowed) as refused:
            sessions.check_credentials(small.district, "rani", "wrong")
        return refused.type

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert outcomes.count(sessions.WrongCredentials) == 5
    assert outcomes.count(sessions.Locked) == 7


def test_limits_are_settings(small: Small, rani: Account) -> None:
    settings.save(small.district, SYSTEM, attempts=3, lock_minutes=30)
    fail(small, 3)
    with pytest.raises(sessions.Locked) as told:
        sessions.check_credentials(small.district, "rani", PASSWORD)
    assert told.value.message.values == {"minutes": 30}


@pytest.mark.parametrize("password", ["", "x" * 100, "क" * 30])
def test_what_bcrypt_would_refuse_is_a_wrong_password(small: Small, rani: Account, password: str) -> None:
    with pytest.raises(sessions.WrongCredentials):
        sessions.check_credentials(small.district, "rani", password)


def test_an_unknown_name_is_answered_like_a_wrong_password_and_not_kept(small: Small, rani: Account) -> None:
    with pytest.raises(sessions.WrongCredentials) as unknown:
        sessions.check_credentials(small.district, "my-secret-password", PASSWORD)
    with pytest.raises(sessions.WrongCredentials) as wrong:
        sessions.check_credentials(small.district, "rani", "wrong")
    assert str(unknown.value) == str(wrong.value)
    kept = entries(small, "session.refused")
    assert [(entry["username"], entry["reason"]) for entry in kept] == [("rani", "password"), (sessions.NOBODY, "unknown")]
    assert "my-secret-password" not in repr(kept)


def test_an_unknown_name_takes_the_same_work(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    original = sessions.passwords.bcrypt.checkpw

    def counting(password: bytes, stored_hash: bytes) -> bool:
        compared.append(stored_hash.decode()[:7])
        return original(password, stored_hash)

    monkeypatch.setattr(sessions.passwords.bcrypt, "checkpw", counting)
    for username in ("rani", "nobody"):
        with pytest.raises(sessions.WrongCredentials):
            sessions.check_credentials(small.district, username, "wrong")
    assert len(compared) == 2
    assert compared[0] == compared[1]


def test_success_and_failure_are_on_the_trail_with_the_address(small: Small, rani: Account) -> None:
    with pytest.raises(sessions.WrongCredentials):
        sessions.check_credentials(small.district, "rani", "wrong", "10.0.0.9")
    sessions.start(small.district, rani, "10.0.0.9")
    assert entries(small, "session.refused") == [{"username": "rani", "reason": "password", "address": "10.0.0.9"}]
    assert entries(small, "session.started") == [{"username": "rani", "address": "10.0.0.9"}]


def test_a_session_lasts_until_it_is_ended(small: Small, rani: Account) -> None:
    token, other = sessions.start(small.district, rani), sessions.start(small.district, rani)
    assert sessions.account_of(small.district, token) == rani
    sessions.end(small.district, token)
    assert sessions.account_of(small.district, token) is None
    assert sessions.account_of(small.district, other) == rani
    sessions.end(small.district, token)
    assert len(entries(small, "session.ended")) == 1


def test_a_session_expires(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sessions.start(small.district, rani)
    later(monkeypatch, hours=11.9)
    assert sessions.account_of(small.district, token) == rani
    later(monkeypatch, hours=12.1)
    assert sessions.account_of(small.district, token) is None


def test_the_database_does_not_hold_the_token(small: Small, rani: Account) -> None:
    token = sessions.start(small.district, rani)
    small.district.db.checkpoint()
    assert token.encode() not in small.district.db.path.read_bytes()


@pytest.mark.parametrize("token", ["", "made up", "🙂"])
def test_a_made_up_token_is_nobody(small: Small, rani: Account, token: str) -> None:
    sessions.start(small.district, rani)
    assert sessions.account_of(small.district, token) is None


def test_an_installation_keeps_its_cookie_key(small: Small) -> None:
    folder = small.district.folder.parents[1]
    key = sessions.cookie_key(config_in(folder))
    assert key == sessions.cookie_key(config_in(folder))
    assert key != sessions.cookie_key(config_in(folder / "elsewhere"))
