"""Accounts: who makes them, what they must be, and that somebody always can."""

import pytest

from attendance.errors import BadEntry, NotAllowed
from attendance.office import accounts, audit, sessions
from attendance.office.access import SYSTEM, Account, Page, Role
from data import accounts as stored
from data.clock import today
from data.scope import Scope
from tests.support import Small

PASSWORD = "a good password"


def made(small: Small, username: str, role: Role, blocks: tuple[str, ...] = ()) -> Account:
    return accounts.create(
        small.district,
        SYSTEM,
        username=username,
        name=username.title(),
        role=role,
        password=PASSWORD,
        blocks=blocks,
        must_change=False,
    )


def test_only_mis_manages_accounts(small: Small) -> None:
    dpo = made(small, "dpo", Role.DPO)
    mis = made(small, "mis", Role.MIS)
    with pytest.raises(NotAllowed):
        accounts.create(small.district, dpo, username="x1", name="X", role=Role.MIS, password=PASSWORD)
    with pytest.raises(NotAllowed):
        accounts.change(small.district, dpo, "dpo", name="D", role=Role.MIS)
    with pytest.raises(NotAllowed):
        accounts.deactivate(small.district, dpo, "mis")
    with pytest.raises(NotAllowed):
        accounts.give_password(small.district, dpo, "mis", PASSWORD)
    with pytest.raises(NotAllowed):
        accounts.listed(small.district, dpo)
    assert {one.account.username for one in accounts.listed(small.district, mis)} == {"dpo", "mis"}


@pytest.mark.parametrize("username", ["", "a", "has space", "système", "x" * 33, "-dash", "system"])
def test_a_username_that_is_none_is_refused(small: Small, username: str) -> None:
    with pytest.raises(BadEntry):
        made(small, username, Role.DPO)
    assert accounts.listed(small.district, SYSTEM) == []


def test_a_taken_username_is_refused_whatever_its_case(small: Small) -> None:
    made(small, "rani", Role.DPO)
    with pytest.raises(BadEntry):
        made(small, " Rani ", Role.MIS)


def test_brc_needs_a_block_and_others_have_none(small: Small) -> None:
    with pytest.raises(BadEntry):
        made(small, "brc", Role.BRC)
    assert made(small, "brc", Role.BRC, ("sabour",)).scope.blocks == {"sabour"}
    assert made(small, "dpo", Role.DPO, ("sabour",)).blocks == frozenset()


def test_a_change_holds_in_a_running_session(small: Small) -> None:
    token = sessions.start(small.district, made(small, "rani", Role.DPO))
    accounts.change(small.district, SYSTEM, "rani", name="Rani K", role=Role.BRC, blocks=["kahalgaon"])
    now = sessions.account_of(small.district, token)
    assert now == Account("rani", "Rani K", Role.BRC, frozenset({"kahalgaon"}))


def test_the_last_active_mis_stays(small: Small) -> None:
    first = made(small, "first", Role.MIS)
    with pytest.raises(NotAllowed):
        accounts.deactivate(small.district, first, "first")
    with pytest.raises(NotAllowed):
        accounts.change(small.district, first, "first", name="First", role=Role.DPO)
    made(small, "second", Role.MIS)
    accounts.deactivate(small.district, first, "first")
    with pytest.raises(NotAllowed):
        accounts.deactivate(small.district, SYSTEM, "second")


def test_deactivation_ends_sessions_and_can_be_taken_back(small: Small) -> None:
    account = made(small, "rani", Role.DPO)
    token = sessions.start(small.district, account)
    accounts.deactivate(small.district, SYSTEM, "rani")
    assert sessions.account_of(small.district, token) is None
    with pytest.raises(sessions.WrongCredentials):
        sessions.check_credentials(small.district, "rani", PASSWORD)
    accounts.reactivate(small.district, SYSTEM, "rani")
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == account
    assert sessions.account_of(small.district, token) is None


def test_a_given_password_replaces_the_old_one_and_ends_sessions(small: Small) -> None:
    token = sessions.start(small.district, made(small, "rani", Role.DPO))
    accounts.give_password(small.district, SYSTEM, "rani", "yet another passphrase")
    assert sessions.account_of(small.district, token) is None
    with pytest.raises(sessions.WrongCredentials):
        sessions.check_credentials(small.district, "rani", PASSWORD)
    assert sessions.check_credentials(small.district, "rani", "yet another passphrase").username == "rani"


def test_the_own_password_needs_the_current_one(small: Small) -> None:
    account = made(small, "rani", Role.DPO)
    with pytest.raises(BadEntry):
        accounts.change_own_password(small.district, account, "not this", "yet another passphrase")
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == account


def test_a_refused_new_password_changes_nothing(small: Small) -> None:
    account = made(small, "rani", Role.DPO)
    token = sessions.start(small.district, account)
    with pytest.raises(BadEntry):
        accounts.change_own_password(small.district, account, PASSWORD, "short")
    assert sessions.account_of(small.district, token) == account
    assert sessions.check_credentials(small.district, "rani", PASSWORD) == account


def test_a_given_password_must_be_changed_and_opens_nothing_before(small: Small) -> None:
    made(small, "rani", Role.MIS)
    accounts.give_password(small.district, SYSTEM, "rani", "yet another passphrase")
    given = sessions.check_credentials(small.district, "rani", "yet another passphrase")
    assert given.must_change
    assert given.scope == Scope.nothing()
    assert not any(given.may_open(page) for page in Page)
    for refused in (lambda: given.require(Page.REVIEW), lambda: accounts.listed(small.district, given)):
        with pytest.raises(NotAllowed):
            refused()
    token = sessions.start(small.district, given)
    with pytest.raises(BadEntry):
        accounts.change_own_password(small.district, given, "yet another passphrase", "yet another passphrase")
    changed = accounts.change_own_password(small.district, given, "yet another passphrase", "nobody else knows it")
    assert sessions.account_of(small.district, token) is None
    assert sessions.check_credentials(small.district, "rani", "nobody else knows it") == changed
    assert not changed.must_change
    assert changed.may_open(Page.ADMINISTRATION)


def test_a_second_mis_is_asked_for_until_two_can_sign_in(small: Small) -> None:
    assert accounts.lacks_second_mis(small.district)
    for username in ("first", "second"):
        made(small, username, Role.MIS)
        assert accounts.lacks_second_mis(small.district) == (username == "first")
    accounts.deactivate(small.district, SYSTEM, "second")
    assert accounts.lacks_second_mis(small.district)


def test_blocks_without_an_active_brc_account_are_named(small: Small) -> None:
    assert {row["block_id"] for row in accounts.uncovered_blocks(small.district)} == {"sabour", "kahalgaon"}
    made(small, "one", Role.BRC, ("sabour",))
    made(small, "two", Role.BRC, ("kahalgaon",))
    assert accounts.uncovered_blocks(small.district) == []
    accounts.deactivate(small.district, SYSTEM, "two")
    assert [row["block_id"] for row in accounts.uncovered_blocks(small.district)] == ["kahalgaon"]


def test_the_sandbox_gets_one_account_a_role(small: Small) -> None:
    given = accounts.create_role_accounts(small.district, ["sabour"])
    assert [role for role, _, _ in given] == list(Role)
    for role, username, password in given:
        account = sessions.check_credentials(small.district, username, password)
        assert account.role is role
        assert not account.must_change


def test_every_change_is_on_the_trail_and_no_password_is(small: Small) -> None:
    made(small, "mis", Role.MIS)
    account = made(small, "rani", Role.DPO)
    accounts.change(small.district, SYSTEM, "rani", name="Rani", role=Role.DIVISION)
    accounts.give_password(small.district, SYSTEM, "rani", "secret-of-rani")
    accounts.change_own_password(small.district, account, "secret-of-rani", "own-secret-of-rani")
    accounts.deactivate(small.district, SYSTEM, "rani")
    accounts.reactivate(small.district, SYSTEM, "rani")
    found = audit.entries(small.district, SYSTEM, first=today(), last=today())
    done = ("created", "created", "changed", "password_given", "password_changed", "deactivated", "reactivated")
    assert [entry.action for entry in reversed(found)] == [audit.in_words(f"account.{what}") for what in done]
    assert "secret" not in repr(found)
    row = stored.find(small.district.db, "rani")
    assert row
    assert "secret" not in row["password_hash"]
