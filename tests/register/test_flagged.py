"""A flag from question to decision and back, by whom, and what it does to the figures."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
import pytest

from attendance.derive import derive
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import reading_in
from attendance.marks import Mark
from attendance.office import settings
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import flag_words, flagged, review, signing
from attendance.register.flag_groups import CauseKey
from attendance.register.review import ClassDayKey
from data import audit, exceptions, figures, flags, register
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import MOMENT, put
from tests.register.flags import CAUSE, EVERYTHING, flag, key, read_both
from tests.support import Small

DPO = Account("dpo", "The DPO", Role.DPO)
MIS = Account("mis", "The MIS", Role.MIS)
BRC = Account("brc", "The BRC", Role.BRC, frozenset({"sabour"}))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with reading_in("en"):
        yield


@pytest.fixture
def suspected(small: Small) -> Small:
    read_both(small)
    flag(small)
    return small


def state(small: Small, account: Account = DPO, cause: str = CAUSE) -> str:
    return flagged.of_cause(small.district, account, cause).state


def read_here(small: Small) -> int:
    """Class days of today with photos, as the figures say."""
    found = figures.sums(small.district.db, EVERYTHING, today(), today(), depth=0)
    return int(found["with_photos"].sum())


def rev(small: Small) -> int:
    row = register.class_day(small.district.db, EVERYTHING, 301, today())
    assert row
    return int(row["rev"])


def confirm(small: Small, cause: str = CAUSE) -> None:
    flagged.ask(small.district, DPO, key(small, DPO, cause), "Why?")
    flagged.answer(small.district, DPO, key(small, DPO, cause), "The head teacher: the tablet was broken")
    flagged.confirm(small.district, DPO, key(small, DPO, cause), "The photo is last week's")


def test_a_suspicion_is_first_a_question(suspected: Small) -> None:
    with pytest.raises(NotAllowed, match="First ask the school"):
        flagged.confirm(suspected.district, DPO, key(suspected, DPO), "It is old")
    with pytest.raises(BadEntry):
        flagged.ask(suspected.district, DPO, key(suspected, DPO), "  ")
    flagged.ask(suspected.district, BRC, key(suspected, BRC), "Why?")
    with pytest.raises(NotAllowed, match="First ask the school"):
        flagged.confirm(suspected.district, DPO, key(suspected, DPO), "It is old")
    flagged.answer(suspected.district, BRC, key(suspected, BRC), "By mistake, says the head teacher")
    flagged.confirm(suspected.district, DPO, key(suspected, DPO), "It is old")
    group = flagged.of_cause(suspected.district, DPO, CAUSE)
    assert (group.state, [step.kind for step in group.steps]) == ("confirmed", ["asked", "answered", "confirmed"])
    assert group.steps[1].text == "By mistake, says the head teacher"


def test_without_an_answer_it_waits_for_the_set_school_days(suspected: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    flagged.ask(suspected.district, DPO, key(suspected, DPO), "Why?")
    wait = settings.load(suspected.district).answer_days
    later = today()
    for days in range(wait):
        assert flagged.of_cause(suspected.district, DPO, CAUSE).days_left == wait - days
        later += timedelta(days=2 if later.isoweekday() == 6 else 1)  # both schools are off on Sundays
        monkeypatch.setattr("attendance.register.flag_groups.today", lambda day=later: day)
    flagged.confirm(suspected.district, DPO, key(suspected, DPO), "No answer came")
    assert state(suspected) == "confirmed"


def test_a_confirmed_fake_counts_nowhere_as_read_until_it_is_taken_back(suspected: Small) -> None:
    assert read_here(suspected) == 2
    before = rev(suspected)
    confirm(suspected)
    assert read_here(suspected) == 1
    assert rev(suspected) == before + 1
    suspected.district.db.write(lambda tx: derive(tx, [301], today()))  # as after a photo that comes late
    assert (read_here(suspected), rev(suspected)) == (1, before + 1)
    flagged.undo(suspected.district, DPO, key(suspected, DPO))
    assert (read_here(suspected), rev(suspected), state(suspected)) == (2, before + 2, "answered")


def test_it_is_counted_as_set_aside_in_its_own_block(suspected: Small) -> None:
    db = suspected.district.db
    confirm(suspected)
    assert figures.set_aside(db, EVERYTHING, today(), today()) == 1
    assert figures.set_aside(db, EVERYTHING, today(), today(), block_id="kahalgaon") == 0
    (told,) = flagged.set_aside_days(suspected.district, BRC, today(), today())
    assert (told["class_section_id"], told["text"]) == (301, "The photo is last week's")


def test_the_exception_list_says_how_far_it_is_until_it_is_settled(suspected: Small) -> None:
    def listed() -> list[str]:
        return list(exceptions.used_photos(suspected.district.db, today(), today())["state"])

    assert listed() == ["open"]
    flagged.ask(suspected.district, DPO, key(suspected, DPO), "Why?")
    assert listed() == ["asked"]
    flagged.answer(suspected.district, DPO, key(suspected, DPO), "By mistake")
    assert listed() == ["answered"]
    flagged.dismiss(suspected.district, DPO, key(suspected, DPO), "")
    assert listed() == []


def test_a_signed_day_is_not_set_aside(suspected: Small) -> None:
    flagged.ask(suspected.district, DPO, key(suspected, DPO), "Why?")
    flagged.answer(suspected.district, DPO, key(suspected, DPO), "By mistake")
    signing.reviewed(suspected.district, DPO, today(), "sabour")
    signing.sign(suspected.district, DPO, today(), "sabour")
    with pytest.raises(NotAllowed, match="signed off"):
        flagged.confirm(suspected.district, DPO, key(suspected, DPO), "It is old")
    assert (state(suspected), read_here(suspected)) == ("answered", 2)


def test_a_decision_on_a_class_day_that_was_set_aside_meanwhile_is_not_taken(suspected: Small) -> None:
    seen = ClassDayKey(301, today(), rev(suspected))
    confirm(suspected)
    with pytest.raises(Changed):
        review.mark_by_hand(suspected.district, DPO, seen, 401, Mark.ABSENT, "The teacher says so")


@pytest.mark.parametrize(
    ("kind", "severity"), [("same_bytes", 3), ("one_view", 2), ("too_few", 2), ("poor", 1), ("wrong_day", 1)]
)
def test_what_is_no_fake_of_the_class_day_sets_nothing_aside(small: Small, kind: str, severity: int) -> None:
    read_both(small)
    flag(small, kind=kind, severity=severity, evidence="{}")
    confirm(small)
    assert (state(small), read_here(small)) == ("confirmed", 2)


def test_block_staff_ask_and_note_but_the_office_decides(suspected: Small) -> None:
    assert flagged.of_cause(suspected.district, BRC, CAUSE).may == {"asked"}
    flagged.ask(suspected.district, BRC, key(suspected, BRC), "Why?")
    assert flagged.of_cause(suspected.district, BRC, CAUSE).may == {"answered", "undo"}
    with pytest.raises(NotAllowed, match="decided by the district office"):
        flagged.dismiss(suspected.district, BRC, key(suspected, BRC), "")
    flagged.answer(suspected.district, BRC, key(suspected, BRC), "By mistake")
    flagged.dismiss(suspected.district, MIS, key(suspected, MIS), "Another class, I saw it")
    with pytest.raises(NotAllowed):
        flagged.undo(suspected.district, BRC, key(suspected, BRC))


def test_a_hint_is_settled_by_block_staff_without_a_question(small: Small) -> None:
    read_both(small)
    flag(small, kind="poor", severity=1, cause="poor:201", evidence='{"reason": "dark"}')
    flagged.confirm(small.district, BRC, key(small, BRC, "poor:201"), "Dark, the class can be counted")
    assert state(small, BRC, "poor:201") == "confirmed"


def test_somebody_elses_decision_is_told_and_not_overwritten(suspected: Small) -> None:
    seen = key(suspected, DPO)
    flagged.dismiss(suspected.district, MIS, seen, "Another class")
    suspected.district.db.write(
        lambda tx: put(
            tx,
            "account",
            username="mis",
            name="The MIS",
            role="mis",
            password_hash="x",
            must_change=False,
            created_at=MOMENT,
            created_by="system",
        )
    )
    with pytest.raises(Changed) as told:
        flagged.ask(suspected.district, DPO, seen, "Why?")
    assert str(told.value) == "The MIS decided on this flag while you looked. Look at it again, then decide."
    assert state(suspected) == "dismissed"


def test_a_flag_raised_while_somebody_looked_stays_open(suspected: Small) -> None:
    seen = key(suspected, DPO)
    flag(suspected, photo_id=7002)
    flagged.dismiss(suspected.district, DPO, seen, "")
    group = flagged.of_cause(suspected.district, DPO, CAUSE)
    assert (group.state, group.flags) == ("open", 1)


def test_of_a_cause_in_two_blocks_each_sees_and_decides_the_own_part(suspected: Small) -> None:
    flag(suspected, "kahalgaon", 303, photo_id=5001)
    assert flagged.of_cause(suspected.district, DPO, CAUSE).flags == 2
    assert flagged.of_cause(suspected.district, BRC, CAUSE).flags == 1
    flagged.ask(suspected.district, BRC, key(suspected, BRC), "Why?")
    other = Account("brc2", "Other", Role.BRC, frozenset({"kahalgaon"}))
    theirs = flagged.of_cause(suspected.district, other, CAUSE)
    assert (theirs.state, theirs.steps) == ("open", ())
    with pytest.raises(NotAllowed):
        flagged.of_cause(suspected.district, Account("n", "N", Role.BRC, frozenset({"pirpainti"})), CAUSE)


def test_each_step_stands_on_the_audit_trail_of_the_block(suspected: Small) -> None:
    confirm(suspected)
    flagged.undo(suspected.district, DPO, key(suspected, DPO))
    since = utc_now() - timedelta(hours=1)
    told = audit.entries(suspected.district.db, Scope.of({"sabour"}), since=since, until=since + timedelta(hours=2))
    kinds = [row["action"] for row in reversed(told) if row["action"].startswith("flag.")]
    assert kinds == ["flag.asked", "flag.answered", "flag.confirmed", "flag.undo"]


def test_a_dismissed_pair_is_known_from_either_side_and_not_raised_again(suspected: Small) -> None:
    db = suspected.district.db
    again = {"day": today(), "class_section_id": 301, "photo_id": 7001, "kind": "near_duplicate", "severity": 3}
    flagged.dismiss(suspected.district, DPO, key(suspected, DPO), "Two classes in one room")
    assert flags.dismissed_pairs(db, EVERYTHING, [7001]) == flags.dismissed_pairs(db, EVERYTHING, [5001]) == {(5001, 7001)}
    db.write(lambda tx: flags.add(tx, EVERYTHING, **again, cause=CAUSE, evidence={"photo_id": 5001}))
    assert state(suspected) == "dismissed"
    db.write(lambda tx: flags.add(tx, EVERYTHING, **again, cause="near_duplicate:6001", evidence={"photo_id": 6001}))
    assert state(suspected, cause="near_duplicate:6001") == "open"
    flagged.undo(suspected.district, DPO, key(suspected, DPO))
    assert flags.dismissed_pairs(db, EVERYTHING, [7001]) == set()


def test_ten_thousand_flags_of_one_cause_are_one_decision(small: Small) -> None:
    read_both(small)
    evidence = json.dumps({"photo_id": 5001, "bits": 2})
    rows = pd.DataFrame({"photo_id": range(100_000, 110_000), "flag_id": range(200_000, 210_000)}).assign(
        day=today(), class_section_id=301, block_id="sabour", kind="near_duplicate", severity=3, evidence=evidence,
        cause=CAUSE, raised_at=MOMENT, state="open",
    )  # fmt: skip
    small.district.db.write(lambda tx: tx.insert_frame("flag", rows))
    (cause,) = flags.open_causes(small.district.db, EVERYTHING)
    assert (cause["flags"], cause["class_days"], cause["pupils"], cause["state"]) == (10_000, 1, 4, "open")
    confirm(small)
    assert flags.open_causes(small.district.db, EVERYTHING) == []
    group = flagged.of_cause(small.district, DPO, CAUSE)
    assert (group.flags, [step.flags for step in group.steps], read_here(small)) == (10_000, [10_000] * 3, 1)
    flagged.undo(small.district, DPO, key(small, DPO))
    assert (state(small), read_here(small)) == ("answered", 2)


def test_a_cause_key_names_what_was_seen(suspected: Small) -> None:
    assert key(suspected, DPO) == CauseKey(CAUSE, 0, key(suspected, BRC).newest)


SENTENCES = {
    "same_bytes": {"photo_id": 1},
    "near_duplicate": {"photo_id": 1, "bits": 3},
    "one_view": {"photo_ids": [1, 2, 3]},
    "rephotographed": {"score": 0.8, "cues": {"moire": 0.8, "frame": 0.0}},
    "wrong_day": {"taken_at": "2026-11-20T08:10:00", "day": "2026-11-23", "days": -3},
    "wrong_place": {"km": 12.4},
    "other_device": {"camera": "A", "usual": "B"},
    "wrong_class": {"class_section_id": 5, "here": 2, "there": 19},
    "strangers": {"unmatched": 9, "persons": 30, "percent": 30},
    "too_few": {"faces": 8, "enrolled": 30, "register": 25, "meals": None},
    "poor": {"reason": "far", "face_px": 19},
}


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("kind", flag_words.KINDS)
def test_each_kind_has_a_sentence_with_its_numbers(kind: str, language: str) -> None:
    with reading_in(language):  # type: ignore[arg-type]
        text = flag_words.sentence({"kind": kind, "evidence": json.dumps(SENTENCES[kind])})
    assert text.strip()
    assert not {"{", "None"} & set(text.split())
    assert (language == "hi") == any("\u0900" <= letter <= "\u097f" for letter in text)


@pytest.mark.parametrize("kind", flag_words.KINDS)
def test_a_flag_that_says_nothing_of_what_was_measured_is_still_told(kind: str) -> None:
    assert flag_words.sentence({"kind": kind, "evidence": "{}"}).strip()


def test_a_school_is_never_told_of_another_schools_class(small: Small) -> None:
    read_both(small)
    flag(small)
    (row,) = flags.of_cause(small.district.db, EVERYTHING, CAUSE, 1)
    source = flags.photos(small.district.db, EVERYTHING, [5001])[5001]
    assert "School Two" in flag_words.sentence(row, source)
    assert "School Two" not in flag_words.question(row, 3, source)
    assert "School One" in flag_words.question(row, 3, source)


def test_the_system_account_reads_a_group_as_the_office_does(suspected: Small) -> None:
    assert flagged.of_cause(suspected.district, SYSTEM, CAUSE).may == {"asked", "dismissed"}
