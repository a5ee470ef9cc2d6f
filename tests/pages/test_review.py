"""The Review page: what waits, one question at a time, by hand, undo, and somebody else's change."""

from datetime import timedelta

import pytest

from attendance.derive import derive
from attendance.intake import rereading
from attendance.marks import Mark
from attendance.office.access import SYSTEM, Page, Role
from attendance.register import review
from attendance.register.review import ClassDayKey
from data import audit, register
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import fill
from tests.pages import desk
from tests.pages.support import OpenHouse, page

EVERYTHING = Scope.everything()


def of_today() -> str:
    """The desk of the small class's today."""
    return desk.name_of(301, today())


@pytest.fixture
def waiting(open_house: OpenHouse) -> OpenHouse:
    """A class of each block has a face that may be its first pupil."""
    district = open_house.small.district
    for block, first, school, section, pupil in (("sabour", 7000, 201, 301, 401), ("kahalgaon", 5000, 202, 303, 409)):
        district.vault.put(f"crop/{block}", b"RIFF0000WEBP")
        district.db.write(
            lambda tx, values=(block, first, school, section, pupil): fill(tx, *values, today())  # type: ignore[misc]
        )
        district.db.write(lambda tx: tx._cursor().execute("DELETE FROM verdict; DELETE FROM block_day").fetchall())
        district.db.write(lambda tx, section=section: derive(tx, [section], today()))  # type: ignore[misc]
    return open_house


def opened(house: OpenHouse, section: int = 301, role: Role = Role.BRC):  # type: ignore[no-untyped-def]
    return page(Page.REVIEW, house, house.account(role), **{"class": str(section), "day": today().isoformat()})


def mark(house: OpenHouse, pupil: int = 401) -> str:
    frame = register.marks(house.small.district.db, EVERYTHING, 301, today())
    return str(frame.set_index("pupil_id").loc[pupil, "mark"])


def test_only_the_own_blocks_wait(waiting: OpenHouse) -> None:
    for role, count in ((Role.BRC, "1 class waits"), (Role.DPO, "2 classes wait")):
        at = page(Page.REVIEW, waiting, waiting.account(role))
        assert not at.error
        assert any(count in said.value for said in at.markdown)


def test_with_nothing_to_decide_the_page_says_well_done(open_house: OpenHouse) -> None:
    at = page(Page.REVIEW, open_house, open_house.account(Role.DPO))
    assert [said.value for said in at.success] == ["Nothing waits for a decision. Well done."]


def test_confirming_names_the_pupil_and_undo_takes_it_back(waiting: OpenHouse) -> None:
    at = opened(waiting)
    assert not at.error
    asked = desk.answer(at, of_today())
    (first,) = asked["order"]
    assert asked["questions"][first]["candidates"] == [{"pupil": 401, "percent": "60 %"}]
    assert asked["pupils"]["401"]["name"] == "Pupil 401"
    named = desk.tap("same", faces=asked["questions"][first]["faces"], pupil=401)
    said = desk.ask(at, of_today(), named)
    assert [ack["id"] for ack in said["acks"]] == [named["id"]]
    assert mark(waiting) == "present"
    assert desk.ask(at, of_today(), refresh=True)["order"] == []
    desk.ask(at, of_today(), desk.tap("undo", verdicts=said["acks"][0]["verdicts"]))
    assert mark(waiting) == "uncertain"
    assert desk.ask(at, of_today(), refresh=True)["order"] == [first]


def test_a_tap_that_comes_twice_is_stored_once(waiting: OpenHouse) -> None:
    at = opened(waiting)
    first, second = desk.tap("same", faces=[7002], pupil=401), desk.tap("unknown", faces=[7002])
    desk.ask(at, of_today(), first)
    desk.ask(at, of_today(), first, second)
    again = opened(waiting)  # the page was loaded again before it heard of the second
    assert [ack["id"] for ack in desk.ask(again, of_today(), second)["acks"]] == [second["id"]]
    said = register.verdicts(waiting.small.district.db, EVERYTHING, [301], today())
    assert [row["kind"] for row in said] == ["same", "unknown"]


def test_an_undo_of_a_tap_that_was_not_acknowledged_comes_with_it(waiting: OpenHouse) -> None:
    at = opened(waiting)
    named = desk.tap("same", faces=[7002], pupil=401)
    desk.ask(at, of_today(), named, desk.tap("undo", of=named["id"], faces=[7002]))
    assert mark(waiting) == "uncertain"


def test_a_change_by_somebody_else_is_told_and_not_overwritten(waiting: OpenHouse) -> None:
    at = opened(waiting)
    row = register.class_day(waiting.small.district.db, EVERYTHING, 301, today())
    assert row is not None
    key = ClassDayKey(301, today(), row["rev"])
    review.mark_by_hand(waiting.small.district, SYSTEM, key, 401, Mark.ABSENT, "The teacher says so")
    said = desk.ask(at, of_today(), desk.tap("same", faces=[7002], pupil=401), rev=row["rev"])
    assert mark(waiting) == "absent"
    assert "marked Pupil 401 absent while you looked" in said["acks"][0]["problem"]
    assert said["rev"] > row["rev"]


@pytest.mark.parametrize("sent", [None, {}, {"kind": "absent", "pupil": 401}, {"kind": "same", "faces": ["x"], "pupil": 401}])
def test_what_the_desk_never_sends_is_refused_in_words(waiting: OpenHouse, sent: object) -> None:
    at = opened(waiting)
    at.session_state[of_today()] = {"ask": {"run": "1", "rev": 1, "got": 0, "taps": [sent], "want": []}}
    at.run()
    assert not at.exception
    assert "no decision" in desk.answer(at, of_today())["acks"][0]["problem"]


def test_a_photo_is_read_again_with_smaller_faces_when_asked(waiting: OpenHouse) -> None:
    waiting.house.worker.stop()
    district = waiting.small.district
    district.vault.put("photo/seen", b"RIFF0000WEBP")
    known = "UPDATE photo SET min_face = 40, vault_name = 'photo/seen' WHERE photo_id = 7001; DELETE FROM job"
    district.db.write(lambda tx: tx._cursor().execute(known).fetchall())
    at = opened(waiting)
    at.toggle(key="review_again").set_value(True).run()
    assert any("from 40 pixels" in said.value for said in at.markdown)
    at.button(key="again_read").click().run()
    assert not at.exception
    assert not at.error
    asked = rereading.standing_of(district, waiting.account(Role.BRC), 7001)
    assert asked is not None
    assert asked["detail"]["min_face"] == 20
    assert not [button for button in at.button if button.key == "again_read"]


def test_several_nearly_sure_faces_are_one_decision_that_undo_takes_back(waiting: OpenHouse) -> None:
    at = opened(waiting)
    sure = desk.tap("sure", pairs=[[7002, 401]])
    said = desk.ask(at, of_today(), sure)
    assert mark(waiting) == "present"
    assert desk.ask(at, of_today(), sure)["acks"] == said["acks"]
    desk.ask(at, of_today(), desk.tap("undo", verdicts=said["acks"][0]["verdicts"]))
    assert mark(waiting) == "uncertain"


def test_by_hand_a_reason_is_asked_for(waiting: OpenHouse) -> None:
    at = opened(waiting)
    at.toggle(key="review_pupils").set_value(True).run()
    [box for box in at.selectbox if box.label == "Pupil"][-1].set_value(402)
    next(button for button in at.button if button.label == "Save").click().run()
    assert mark(waiting, 402) == "not_recognised"
    assert any("Write the reason" in said.value for said in at.error)


def test_a_foreign_class_and_a_senseless_address_are_refused_in_words(waiting: OpenHouse) -> None:
    assert [said.value for said in opened(waiting, 303).error] == [
        "This class day is not among your blocks, or has no photos. Choose another one."
    ]
    odd = page(Page.REVIEW, waiting, waiting.account(Role.BRC), **{"class": "x", "day": "y"})
    assert [said.value for said in odd.error] == ["The address names no class day. Choose one from the list."]


def test_opening_a_class_day_leaves_one_line_on_the_audit_trail(waiting: OpenHouse) -> None:
    at = opened(waiting)
    at.run()
    since = utc_now() - timedelta(hours=1)
    told = audit.entries(
        waiting.small.district.db, EVERYTHING, since=since, until=since + timedelta(hours=2), action="class_day.opened"
    )
    assert len(told) == 1
