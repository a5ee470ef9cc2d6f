"""Signing in: counting, locking, lasting, ending."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from attendance.district import District, Kind
from attendance.office import accounts, sessions, settings
from attendance.office.access import SYSTEM, Account, Role
from data import accounts as stored
from data import audit
from data.clock import utc_now
from data.scope import Scope
from tests.support import Small, config_in

PASSWORD = "a good password"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


@pytest.fixture
def rani(small: Small) -> Account:
    return accounts.create(
        small.district, SYSTEM, username="rani", name="Rani", role=Role.DPO, password=PASSWORD, must_change=False
    )


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
    for module in ("attendance.office.sessions", "attendance.office.waits", "data.sessions", "data.tallies"):
        monkeypatch.setattr(f"{module}.utc_now", lambda: moment)


def test_the_right_password_in_any_case_of_the_name(small: Small, rani: Account) -> None:
    assert sessions.check_credentials(small.district, " RANI ", PASSWORD) == rani


def waits(small: Small) -> int:
    with pytest.raises(sessions.Locked) as told:
        sessions.check_credentials(small.district, "rani", PASSWORD)
    minutes = told.value.message.values["minutes"]
    assert isinstance(minutes, int)
    return minutes


def test_after_five_wrong_ones_the_right_one_waits_too(small: Small, rani: Account) -> None:
    fail(small, 5)
    assert waits(small) == 1


def test_each_further_wrong_one_waits_twice_as_long(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(small, 5)
    passed, seen = 0.0, []
    for _ in range(6):
        seen.append(waits(small))
        passed += seen[-1] + 0.01
        later(monkeypatch, minutes=passed)
        monkeypatch.setattr("attendance.office.waits.LEAK", timedelta(days=1000))
        fail(small, 1)
    assert seen == [1, 2, 4, 8, 15, 15]
    later(monkeypatch, minutes=passed + 16)
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani


def test_a_right_password_forgets_wrong_ones(small: Small, rani: Account) -> None:
    fail(small, 4)
    sessions.check_credentials(small.district, "rani", PASSWORD)
    fail(small, 4)
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani


def test_the_count_outlives_the_process(small: Small, rani: Account) -> None:
    fail(small, 5)
    small.district.db.close()
    again = District.open(config_in(small.district.folder.parents[1]), Kind.OWN)
    with pytest.raises(sessions.Locked):
        sessions.check_credentials(again, "rani", PASSWORD)
    again.close()


def test_a_sign_in_tells_what_was_tried_since_the_one_before(small: Small, rani: Account) -> None:
    fail(small, 1)
    sessions.start(small.district, rani)
    assert sessions.since_last(small.district, rani) == sessions.Since(None, 1)
    sessions.start(small.district, rani)
    assert sessions.since_last(small.district, rani).refused == 0
    fail(small, 2)
    sessions.start(small.district, rani)
    found = sessions.since_last(small.district, rani)
    assert found.refused == 2
    assert found.last


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
    settings.save(small.district, SYSTEM, attempts=3, session_idle_minutes=10, session_hours=2)
    now = utc_now()
    found = sessions.standing(small.district, sessions.start(small.district, rani))
    assert found.idle_until
    assert found.expires_at
    assert found.idle_until - now < timedelta(minutes=11)
    assert found.expires_at - now < timedelta(hours=2.1)
    fail(small, 3)
    assert waits(small) == 1


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
    sessions.start(small.district, rani, "10.0.0.9", CHROME)
    assert entries(small, "session.refused") == [{"username": "rani", "reason": "password", "address": "10.0.0.9"}]
    assert entries(small, "session.started") == [{"username": "rani", "address": "10.0.0.9", "device": "Chrome · Windows"}]


def test_a_session_lasts_until_it_is_ended(small: Small, rani: Account) -> None:
    token, other = sessions.start(small.district, rani), sessions.start(small.district, rani)
    assert sessions.account_of(small.district, token) == rani
    sessions.end(small.district, token)
    assert sessions.account_of(small.district, token) is None
    assert sessions.account_of(small.district, other) == rani
    sessions.end(small.district, token)
    assert len(entries(small, "session.ended")) == 1


def test_a_session_nobody_uses_ends_and_a_look_does_not_keep_it(
    small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions.start(small.district, rani)
    later(monkeypatch, minutes=29)
    assert sessions.standing(small.district, token).account == rani
    later(monkeypatch, minutes=31)
    assert sessions.standing(small.district, token, active=True) == sessions.Standing(None, "idle")


def test_a_session_in_use_lasts_twelve_hours_and_no_longer(
    small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions.start(small.district, rani)
    for quarter in range(1, 48):
        later(monkeypatch, minutes=15 * quarter - quarter / 100)
        assert sessions.standing(small.district, token, active=True).account == rani
    later(monkeypatch, hours=12.01)
    assert sessions.standing(small.district, token, active=True) == sessions.Standing(None, "expired")
    sessions.each_hour(small.district)
    sessions.each_hour(small.district)
    assert entries(small, "session.expired") == [{"username": "rani", "reason": "expired"}]


def test_what_somebody_does_is_noted_once_a_minute(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sessions.start(small.district, rani)
    written: list[str] = []
    original = small.district.db.write
    monkeypatch.setattr(type(small.district.db), "write", lambda _db, work: (written.append("once"), original(work))[1])
    later(monkeypatch, seconds=59)
    first = sessions.standing(small.district, token, active=True)
    assert not written
    later(monkeypatch, seconds=61)
    second = sessions.standing(small.district, token, active=True)
    assert written == ["once"]
    assert first.idle_until
    assert second.idle_until
    assert second.idle_until > first.idle_until


def test_sessions_are_listed_and_ended_by_their_owner_and_by_mis_alone(small: Small, rani: Account) -> None:
    here, there = sessions.start(small.district, rani, None, CHROME), sessions.start(small.district, rani, "10.0.0.9")
    found = sessions.listed(small.district, rani, "rani")
    assert {(one.key, one.device, one.address) for one in found} == {
        (sessions.key_of(here), "Chrome · Windows", None),
        (sessions.key_of(there), None, "10.0.0.9"),
    }
    somebody = Account("else", "E", Role.DPO)
    for refused in (
        lambda: sessions.listed(small.district, somebody, "rani"),
        lambda: sessions.end_one(small.district, somebody, "rani", found[0].key),
        lambda: sessions.end_others(small.district, somebody, "rani"),
    ):
        with pytest.raises(sessions.NotAllowed):
            refused()
    other = accounts.create(small.district, SYSTEM, username="else", name="E", role=Role.DPO, password=PASSWORD)
    elsewhere = sessions.start(small.district, other)
    sessions.end_one(small.district, rani, "rani", sessions.key_of(elsewhere))
    assert sessions.standing(small.district, elsewhere).account
    assert sessions.end_others(small.district, rani, "rani", sessions.key_of(here)) == 1
    assert sessions.standing(small.district, there) == sessions.Standing(None, "by_owner")
    sessions.end_one(small.district, SYSTEM, "rani", sessions.key_of(here))
    assert sessions.standing(small.district, here) == sessions.Standing(None, "by_mis")
    assert [entry["username"] for entry in entries(small, "session.ended_elsewhere")] == ["rani"]
    assert [entry["username"] for entry in entries(small, "session.ended_by_mis")] == ["system"]


def test_who_is_signed_in_stays_while_others_guess(small: Small, rani: Account) -> None:
    token = sessions.start(small.district, rani)
    fail(small, 5)
    assert waits(small) == 1
    assert sessions.standing(small.district, token, active=True).account == rani


def test_a_password_stored_with_less_work_is_stored_anew(small: Small, rani: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions.passwords, "ROUNDS", 5)
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani
    row = stored.find(small.district.db, "rani")
    assert row
    assert row["password_hash"].split("$")[2] == "05"
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == rani


def test_a_password_that_would_not_be_taken_today_must_be_changed(small: Small, rani: Account) -> None:
    old = sessions.passwords.stored_form("12345678")
    small.district.db.write(lambda tx: stored.set_password(tx, "rani", old, must_change=False))
    assert sessions.check_credentials(small.district, "rani", "12345678").must_change
    assert [entry["username"] for entry in entries(small, "account.password_due")] == ["rani"]


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
