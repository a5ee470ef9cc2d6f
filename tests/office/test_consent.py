"""Reference photos rest on a legal basis of the school or the parents' consent; without one they are refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from attendance import i18n
from attendance.errors import BadEntry, NotAllowed
from attendance.office import audit, consent
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.consent import Ground
from attendance.office.models import in_use
from attendance.roster import references, storing
from attendance.roster.storing import Ready
from data.clock import today
from tests.support import FIRST_DAY, Small

MIS = Account("mis", "M", Role.MIS)
BRC = Account("brc", "B", Role.BRC, frozenset({"sabour"}))
PUPIL = 401


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


def photo_of(small: Small, pupil_id: int = PUPIL, sha: str = "a") -> Ready:
    embedding = np.ones(512, np.float32)
    return Ready(pupil_id, sha * 64, b"photo", b"face", 200, embedding, in_use(small.district.db))


def put(small: Small, pupil_id: int = PUPIL, sha: str = "a") -> None:
    storing.put(small.district, BRC, [photo_of(small, pupil_id, sha)])


def schools(small: Small, state: str, ground: Ground = Ground.EDUCATION) -> None:
    consent.say_of_schools(small.district, MIS, [201], state, ground, "letter 12/2026", FIRST_DAY)  # type: ignore[arg-type]


def pupil(small: Small, state: str, account: Account = BRC, since: date = FIRST_DAY) -> None:
    consent.say_of_pupil(small.district, account, PUPIL, state, "form 7, at the school", since)  # type: ignore[arg-type]


@pytest.fixture
def without(small: Small) -> Small:
    """The small district before anybody recorded a basis."""
    small.district.db.write(lambda tx: tx._cursor().execute("DELETE FROM legal_basis").fetchall())
    return small


def test_without_any_basis_a_reference_photo_is_refused_with_the_next_step(without: Small) -> None:
    with pytest.raises(BadEntry, match="Administration, Consent"):
        put(without)
    assert without.district.vault.names("reference") == [], "nothing is left in the vault"


def test_a_photo_is_refused_before_it_is_looked_at(without: Small) -> None:
    with pytest.raises(BadEntry, match="No legal basis"):
        references.add(without.district, BRC, pipeline=None, pupil_id=PUPIL, data=b"never read")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ([], False),
        ([lambda small: schools(small, "given")], True),
        ([lambda small: pupil(small, "given")], True),
        ([lambda small: schools(small, "given"), lambda small: schools(small, "withdrawn")], False),
        ([lambda small: schools(small, "given"), lambda small: pupil(small, "withdrawn")], False),
        ([lambda small: pupil(small, "withdrawn"), lambda small: schools(small, "given")], False),
        ([lambda small: pupil(small, "given"), lambda small: schools(small, "withdrawn")], True),
        ([lambda small: pupil(small, "withdrawn"), lambda small: pupil(small, "given")], True),
    ],
    ids=[
        "nothing",
        "school",
        "parents",
        "school withdrawn",
        "parents withdraw from the school's",
        "the school's does not undo the parents'",
        "parents without the school",
        "given again",
    ],
)
def test_the_latest_word_on_the_pupil_decides_else_the_schools(
    without: Small, said: list[Callable[[Small], Any]], allowed: bool
) -> None:
    for say in said:
        say(without)
    if allowed:
        put(without)
    else:
        with pytest.raises(BadEntry):
            put(without)


def test_a_withdrawal_says_so_and_lists_what_is_due(small: Small) -> None:
    put(small)
    put(small, PUPIL + 1, "b")
    assert consent.due(small.district, MIS) == []
    pupil(small, "withdrawn")
    with pytest.raises(BadEntry, match="withdrawn or refused"):
        put(small, sha="c")
    (row,) = consent.due(small.district, MIS)
    assert (row["pupil_id"], row["photos"], row["is_own"], row["withdrawn_on"]) == (PUPIL, 1, True, FIRST_DAY)
    schools(small, "withdrawn")
    assert [row["pupil_id"] for row in consent.due(small.district, MIS)] == [PUPIL, PUPIL + 1]
    looks = audit.entries(small.district, SYSTEM, first=today(), last=today(), action="consent.due_opened")
    assert len(looks) == 2
    assert "pupil:401" in looks[0].detail


def test_words_are_counted_by_block(small: Small) -> None:
    pupil(small, "withdrawn")
    assert consent.blocks(small.district, MIS) == [
        {"block_id": "kahalgaon", "schools": 1, "covered": 1, "given": 0, "withdrawn": 0},
        {"block_id": "sabour", "schools": 1, "covered": 1, "given": 0, "withdrawn": 1},
    ]


def test_who_may_say_what(small: Small) -> None:
    with pytest.raises(NotAllowed):
        consent.say_of_schools(small.district, BRC, [201], "given", Ground.ORDER, "x", FIRST_DAY)
    with pytest.raises(NotAllowed):
        pupil(small, "withdrawn", Account("k", "K", Role.BRC, frozenset({"kahalgaon"})))
    with pytest.raises(BadEntry, match="number and date"):
        consent.say_of_pupil(small.district, BRC, PUPIL, "given", "  ", FIRST_DAY)
    with pytest.raises(BadEntry, match="yet to come"):
        pupil(small, "given", since=today() + timedelta(days=1))
    with pytest.raises(BadEntry, match="at least one school"):
        consent.say_of_schools(small.district, MIS, [], "given", Ground.ORDER, "x", FIRST_DAY)


def test_each_word_is_on_the_audit_trail(small: Small) -> None:
    pupil(small, "withdrawn")
    schools(small, "given")
    schools_entry, pupil_entry = audit.entries(small.district, SYSTEM, first=today(), last=today())
    assert (pupil_entry.subject, pupil_entry.block_id) == ("pupil:401", "sabour")
    assert "form 7" not in pupil_entry.detail, "the trail outlives an erasure"
    assert schools_entry.subject == "school:201"
    assert "letter 12/2026" in schools_entry.detail
