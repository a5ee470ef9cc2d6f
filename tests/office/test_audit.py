"""The audit trail: scoped, narrowed, in words."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attendance import i18n
from attendance.errors import NotAllowed
from attendance.office import audit, subject_words
from attendance.office.access import SYSTEM, Account, Role
from data import audit as stored
from data.clock import INDIA, today, utc_now
from data.scope import Scope
from tests.support import Small

SOURCES = Path(audit.__file__).parents[1]
RECORDED = re.compile(r"\b(?:record|_record)\(\s*tx,\s*[^,]+,\s*f?\"([a-z_]+\.[a-z_{}.]+)\"")


@pytest.fixture
def entries(small: Small) -> Small:
    def work(tx):  # type: ignore[no-untyped-def]
        audit.record(tx, SYSTEM, "account.created", "rani")
        audit.record(tx, Account("rani", "Rani", Role.DPO), "submission.accepted", "x", "sabour", day=today())
        audit.record(tx, Account("rani", "Rani", Role.DPO), "submission.accepted", "y", "kahalgaon")

    small.district.db.write(work)
    return small


def test_a_scope_sees_its_blocks_entries_and_none_of_the_installation(entries: Small) -> None:
    soon = utc_now() + timedelta(minutes=1)
    span = {"since": soon - timedelta(days=1), "until": soon}
    db = entries.district.db
    assert [row["subject"] for row in stored.entries(db, Scope.of(["sabour"]), **span)] == ["x"]
    assert stored.entries(db, Scope.nothing(), **span) == []
    assert stored.choices(db, Scope.of(["kahalgaon"])) == (["rani"], ["submission.accepted"])
    assert len(stored.entries(db, Scope.everything(), **span)) == 3


def test_the_trail_narrows_by_who_what_and_day(entries: Small) -> None:
    def found(**how: object) -> list[str | None]:
        days = {"first": today(), "last": today(), **how}
        return [entry.subject for entry in audit.entries(entries.district, SYSTEM, **days)]  # type: ignore[arg-type]

    assert found() == ["y", "x", "rani"]
    assert found(username="system") == ["rani"]
    assert found(action="submission.accepted") == ["y", "x"]
    assert found(most=1) == ["y"]
    assert found(first=today() - timedelta(days=9), last=today() - timedelta(days=1)) == []


def test_days_are_those_of_india(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    just_after_midnight = datetime(2026, 11, 24, 0, 30, tzinfo=INDIA)
    monkeypatch.setattr("data.audit.utc_now", lambda: just_after_midnight.astimezone(UTC).replace(tzinfo=None))
    small.district.db.write(lambda tx: audit.record(tx, SYSTEM, "account.created", "rani"))
    day = just_after_midnight.date()
    assert len(audit.entries(small.district, SYSTEM, first=day, last=day)) == 1
    before = day - timedelta(days=1)
    assert audit.entries(small.district, SYSTEM, first=before, last=before) == []


@pytest.mark.parametrize("role", [Role.DIVISION, Role.BRC, Role.TRAINER])
def test_other_roles_do_not_see_the_trail(small: Small, role: Role) -> None:
    account = Account("a1", "A", role, frozenset({"sabour"}))
    with pytest.raises(NotAllowed):
        audit.entries(small.district, account, first=today(), last=today())
    with pytest.raises(NotAllowed):
        audit.choices(small.district, account)


def test_what_an_entry_is_about_is_told_in_hindi_and_no_key_of_ours(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "hi")
    subjects = ["block_day:sabour", "pupil:401", "class_section:301", "erasure:7", "rani", None]
    told = subject_words.in_words(small.district, Account("rani", "Rani", Role.DPO), subjects)
    assert told.keys() == {"block_day:sabour", "pupil:401", "class_section:301", "erasure:7"}
    assert told["block_day:sabour"] == "प्रखंड का दिन", "the entry names the block itself"
    assert told["erasure:7"] == "मिटाना 7"
    assert "99000000401" in told["pupil:401"]
    brc = Account("brc", "B", Role.BRC, frozenset({"kahalgaon"}))
    assert "pupil:401" not in subject_words.in_words(small.district, brc, subjects)


def test_every_recorded_action_has_words() -> None:
    recorded = {name for path in SOURCES.rglob("*.py") for name in RECORDED.findall(path.read_text(encoding="utf-8"))}
    assert {"account.created", "session.refused", "setting.changed", "class_day.opened"} <= recorded
    for name in recorded:
        start, brace, _ = name.partition("{")
        assert any(action.startswith(start) for action in audit.ACTIONS) if brace else name in audit.ACTIONS, name
