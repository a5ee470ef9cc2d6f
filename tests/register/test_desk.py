"""The queue: the worthiest first, one person an item, and nothing of it makes a figure old."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.office.access import Account, Role
from attendance.register import desk, flagged, review
from data.clock import today
from tests.data.two_blocks import put
from tests.register.room import ASHA, MOMENT, RAVI, Room

ELSEWHERE = Account("kiran", "Kiran", Role.BRC, frozenset({"kahalgaon"}))


def faces() -> str:
    """The item of the small class's faces of today."""
    return f"faces:301:{today().isoformat()}"


def flag(
    room: Room,
    cause: str,
    *,
    severity: int = 3,
    section: int = 301,
    block: str = "sabour",
    days: int = 0,
    kind: str = "near_duplicate",
) -> None:
    """Raise one on today or a day before."""
    row = {"day": today() - timedelta(days=days), "class_section_id": section, "block_id": block, "evidence": "{}"}
    room.write(lambda tx: put(tx, "flag", **row, kind=kind, severity=severity, cause=cause, raised_at=MOMENT))


def keys(room: Room, account: Account = ASHA) -> list[str]:
    return [item.key for item in desk.queue(room.small.district, account)]


def test_a_verdict_on_a_whole_class_that_may_be_a_fake_goes_before_a_few_faces(room: Room) -> None:
    flag(room, "near_duplicate:1")
    found = desk.queue(room.small.district, ASHA)
    assert [(item.key, item.kind, item.severity, item.pupils, item.flags) for item in found] == [
        ("flag:near_duplicate:1", "flag", 3, 4, 1),
        (faces(), "faces", desk.FACES_SEVERITY, 2, 0),
    ]
    assert [item.worth for item in found] == [12.0, 4.0]
    assert (found[1].school_en, found[1].block_en, found[1].grade, found[1].section) == ("School One", "Sabour", 3, "A")


def test_what_waits_longer_is_worth_more_but_not_for_ever(room: Room) -> None:
    flag(room, "poor:old", severity=1, kind="poor", days=3)
    flag(room, "poor:new", severity=1, kind="poor", section=302)
    assert keys(room)[:1] == ["flag:poor:old"]
    assert desk.worth(1, 5, timedelta(days=400)) == desk.worth(1, 5, desk.LOOK_BACK) == 155


def test_flags_of_one_cause_are_one_item(room: Room) -> None:
    for section in (301, 302):
        for days in range(5):
            flag(room, "other_device:9", severity=1, section=section, days=days, kind="other_device")
    (item,) = [one for one in desk.queue(room.small.district, ASHA) if one.kind == "flag"]
    assert (item.flags, item.age_days) == (10, 4)


def test_what_a_school_was_asked_about_comes_last_until_its_time_to_answer_is_over(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = room.small.district
    flag(room, "near_duplicate:1")
    flagged.ask(district, ASHA, flagged.of_cause(district, ASHA, "near_duplicate:1").key, "Is it the photo of Monday?")
    assert [(item.key, item.asked) for item in desk.queue(district, ASHA)] == [
        (faces(), False),
        ("flag:near_duplicate:1", True),
    ]
    assert desk.next_item(district, ASHA, faces()) is None
    later = today() + timedelta(days=3)
    monkeypatch.setattr(desk, "today", lambda: later)
    assert next((item.key, item.asked) for item in desk.queue(district, ASHA)) == ("flag:near_duplicate:1", False)


def test_only_what_is_in_the_own_blocks_is_listed_and_can_be_opened(room: Room) -> None:
    flag(room, "near_duplicate:1")
    assert keys(room, ELSEWHERE) == []
    for key in ("flag:near_duplicate:1", faces()):
        with pytest.raises(NotAllowed):
            desk.claim(room.small.district, ELSEWHERE, key)
    with pytest.raises(NotAllowed):
        desk.queue(room.small.district, Account("t", "T", Role.TRAINER))


@pytest.mark.parametrize("key", ["faces:301", "faces:x:2026-11-28", "faces:301:yesterday", "photo:3", "", "flag:\ud800"])
def test_an_address_that_is_none_of_ours_is_told(room: Room, key: str) -> None:
    with pytest.raises(BadEntry):
        desk.claim(room.small.district, ASHA, key)


def test_a_settled_class_is_gone(room: Room) -> None:
    review.same(room.small.district, ASHA, room.key(), [31_002], 403)
    assert keys(room) == []


@pytest.mark.parametrize("state", ["signed", "locked"])
def test_a_day_that_is_signed_off_waits_for_nobody(room: Room, state: str) -> None:
    room.write(lambda tx: put(tx, "block_day", day=room.day, block_id="sabour", state=state, figures="{}"))
    assert keys(room) == []


def test_a_class_day_that_is_set_aside_or_has_no_photos_here_does_not_wait(room: Room) -> None:
    room.write(lambda tx: tx._cursor().execute("UPDATE class_day SET set_aside = TRUE").fetchall())
    assert keys(room) == []
    room.write(lambda tx: tx._cursor().execute("UPDATE class_day SET set_aside = FALSE").fetchall())
    assert keys(room) == [faces()]
    room.write(lambda tx: tx._cursor().execute("DELETE FROM submission").fetchall())
    assert keys(room) == []


def test_who_has_an_item_open_is_told_to_others_and_its_next_is_another(room: Room) -> None:
    district = room.small.district
    flag(room, "near_duplicate:1")
    desk.claim(district, ASHA, "flag:near_duplicate:1")
    assert [item.claimed_by for item in desk.queue(district, ASHA)] == [None, None]
    assert [item.claimed_by for item in desk.queue(district, RAVI)] == ["Asha", None]
    item = desk.next_item(district, RAVI)
    assert item is not None
    assert item.key == faces()
    with pytest.raises(Changed) as problem:
        desk.claim(district, RAVI, "flag:near_duplicate:1")
    assert "Asha has this open" in str(problem.value)


def test_the_next_item_is_the_one_below_or_the_first_when_that_one_is_settled(room: Room) -> None:
    district = room.small.district
    flag(room, "near_duplicate:1")
    following = [desk.next_item(district, ASHA, after) for after in (None, "flag:near_duplicate:1", faces(), "flag:gone")]
    assert [item and item.key for item in following] == ["flag:near_duplicate:1", faces(), None, "flag:near_duplicate:1"]


def test_leaving_frees_an_item_at_once_and_only_ones_own(room: Room) -> None:
    district = room.small.district
    desk.claim(district, ASHA, faces())
    desk.release(district, RAVI, faces())
    with pytest.raises(Changed):
        desk.claim(district, RAVI, faces())
    desk.release(district, ASHA, faces())
    desk.claim(district, RAVI, faces())


def test_a_claim_ends_after_ten_minutes_and_each_decision_renews_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    district = room.small.district
    start = MOMENT
    monkeypatch.setattr(desk, "utc_now", lambda: start)
    desk.claim(district, ASHA, faces())
    monkeypatch.setattr(desk, "utc_now", lambda: start + timedelta(minutes=9))
    review.unknown(district, ASHA, room.key(), [31_003])
    monkeypatch.setattr(desk, "utc_now", lambda: start + timedelta(minutes=18))
    with pytest.raises(Changed):
        desk.claim(district, RAVI, faces())
    monkeypatch.setattr(desk, "utc_now", lambda: start + timedelta(minutes=20))
    assert [item.claimed_by for item in desk.queue(district, RAVI)] == [None]
    desk.claim(district, RAVI, faces())
    with pytest.raises(Changed):
        desk.claim(district, ASHA, faces())


def test_a_decision_on_a_flag_renews_it_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    district = room.small.district
    flag(room, "near_duplicate:1")
    monkeypatch.setattr(desk, "utc_now", lambda: MOMENT)
    desk.claim(district, ASHA, "flag:near_duplicate:1")
    monkeypatch.setattr(desk, "utc_now", lambda: MOMENT + timedelta(minutes=9))
    flagged.ask(district, ASHA, flagged.of_cause(district, ASHA, "near_duplicate:1").key, "Is it the photo of Monday?")
    monkeypatch.setattr(desk, "utc_now", lambda: MOMENT + timedelta(minutes=18))
    with pytest.raises(Changed):
        desk.claim(district, RAVI, "flag:near_duplicate:1")


def test_a_decision_takes_no_claim_from_whoever_has_it(room: Room) -> None:
    district = room.small.district
    desk.claim(district, ASHA, faces())
    review.unknown(district, RAVI, room.key(), [31_003])
    assert [item.claimed_by for item in desk.queue(district, RAVI)] == ["Asha"]


def test_of_two_who_open_an_item_in_the_same_moment_one_has_it(room: Room) -> None:
    district, together = room.small.district, Barrier(2)

    def open_it(account: Account) -> str | None:
        together.wait()
        try:
            desk.claim(district, account, faces())
        except Changed:
            return None
        return account.name

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            (winner,) = {who for who in pool.map(open_it, (ASHA, RAVI)) if who}
            (other,) = {ASHA, RAVI} - {one for one in (ASHA, RAVI) if one.name == winner}
            assert [item.claimed_by for item in desk.queue(district, other)] == [winner]
            for account in (ASHA, RAVI):
                desk.release(district, account, faces())


def test_a_claim_makes_no_figure_old(room: Room) -> None:
    before = room.small.district.db.version
    desk.claim(room.small.district, ASHA, faces())
    desk.release(room.small.district, ASHA, faces())
    assert room.small.district.db.version == before
