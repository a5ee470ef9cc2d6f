"""The Exceptions page: whom to call, about what, and what is done about it."""

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from attendance.reports import evaluating
from tests.pages.support import OpenHouse, html_of, page
from tests.reports.looking import add_marks, look
from tests.reports.support import MONDAY, add_class_day, add_flag, add_portal

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "utc_now", lambda: datetime(2026, 4, 6, 6, 30))


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.EXCEPTIONS, open_house, open_house.account(role), **query)
    assert not at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def open_box(at: AppTest, key: str) -> AppTest:
    at.session_state[key] = True
    at.run()
    assert not at.exception
    return at


def test_a_class_without_photos_is_listed_with_whom_to_call_and_a_message(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    add_class_day(open_house.small, 302)
    look(open_house.small)
    at = show(open_house)
    shown = html_of(at)
    assert "School Two" in shown
    assert "<b>Class 5 A</b>: No class photos for 5 school days running, since 1 Apr 2026." in shown
    assert 'href="tel:0000000012"' in shown
    assert "School One" not in shown
    message = at.main.code[0].value
    assert message.startswith("Respected प्रधान दो,")
    assert "Please take today's photos of Class 5 A and upload them." in message


def test_classes_with_the_same_reason_stand_in_one_line(open_house: OpenHouse) -> None:
    look(open_house.small)
    assert "<b>Class 3 A, Class 4 A</b>: No class photos" in html_of(show(open_house))


def test_other_blocks_are_not_listed(open_house: OpenHouse) -> None:
    look(open_house.small)
    at = show(open_house, Role.BRC)
    assert "School One" in html_of(at)
    assert "School Two" not in html_of(at)
    at = show(open_house, Role.BRC, block="kahalgaon")
    assert at.main.warning
    assert "School Two" not in html_of(at)


def test_filters_live_in_the_address(open_house: OpenHouse) -> None:
    add_portal(open_house.small, 301, uploaded_at=datetime(2026, 4, 6, 9, 30))
    add_class_day(open_house.small, 303)
    add_flag(open_house.small, 303)
    look(open_house.small)
    assert "School Two" not in html_of(show(open_house, block="sabour"))
    only = html_of(show(open_house, rule="portal_lacks"))
    assert "Not uploaded to the portal on 6 Apr 2026." in only
    assert "School Two" not in only
    serious = html_of(show(open_house, severity="3"))
    assert "School Two" in serious
    assert "School One" not in serious
    at = show(open_house)
    at.selectbox(key="exceptions_rule").set_value(("used_photos", 0)).run()
    assert at.query_params["rule"] == "used_photos"
    assert any("A photo is the same as one sent before" in one.value for one in at.main.markdown)


def test_what_is_ordinary_waits_until_it_is_asked_for(open_house: OpenHouse) -> None:
    for class_section_id in (301, 302, 303):
        add_class_day(open_house.small, class_section_id, uncertain=class_section_id == 301)
    look(open_house.small)
    at = show(open_house)
    assert "Nothing serious or important is open" in at.main.success[0].value
    assert "To be confirmed" in html_of(at)
    at = show(open_house, rule="uncertain")
    assert "1 pupil to be confirmed by a person." in html_of(at)
    assert not at.main.code
    link = next(link.proto for link in at.main.get("page_link") if link.proto.label == "Review Class 3 A")
    assert link.query_string == f"class=301&day={MONDAY.isoformat()}"


def test_filters_that_leave_nothing_say_so(open_house: OpenHouse) -> None:
    look(open_house.small)
    assert "Nothing matches" in show(open_house, rule="uncertain").main.info[0].value
    assert "Nothing matches" in show(open_house, whose="mine").main.info[0].value


def test_before_anything_came_the_page_says_what_comes_first(open_house: OpenHouse) -> None:
    assert "no class days yet" in show(open_house).main.info[0].value


def test_looking_again_takes_up_what_came_since(open_house: OpenHouse) -> None:
    open_house.house.worker.stop()
    look(open_house.small)
    for class_section_id in (301, 302, 303):
        add_class_day(open_house.small, class_section_id)
    at = press(show(open_house, Role.BRC), "exceptions_again")
    assert "being looked at now" in at.main.info[0].value
    assert not [button for button in at.button if button.key == "exceptions_again"]
    open_house.house.worker._stop.clear()
    open_house.house.worker.work_off()
    at = show(open_house)
    assert "School" not in html_of(at)
    ended = html_of(show(open_house, state="closed"))
    assert "ended by itself on 6 Apr 2026" in ended


def test_somebody_follows_notes_and_closes_with_a_reason(open_house: OpenHouse) -> None:
    look(open_house.small)
    at = open_box(show(open_house, Role.BRC), "exceptions_follow_201")
    press(at, "exceptions_mine_201")
    assert "followed by brc" in html_of(at)
    assert "School One" in html_of(show(open_house, Role.BRC, whose="mine"))

    at = open_box(show(open_house), "exceptions_follow_201")
    at.text_input(key="exceptions_note_201").set_value("will send <b>today</b>")
    next(button for button in at.button if button.label == "Keep the note").click().run()
    assert any(r"will send \<b>today" in one.value for one in at.main.markdown)
    at.selectbox(key="exceptions_why_201").set_value("other").run()
    at.text_input(key="exceptions_why_text_201").set_value("the school moved").run()
    press(at, "exceptions_close_201")
    assert "School One" not in html_of(at)
    at = show(open_house, state="closed")
    assert "Closed by dpo: the school moved" in html_of(at)


def test_pupils_are_shown_only_when_their_box_is_opened(open_house: OpenHouse) -> None:
    small = open_house.small
    for number in range(4):
        add_class_day(small, 301, MONDAY + number * DAY)
        mark = "present" if number == 0 else "not_recognised"
        add_marks(small, 301, MONDAY + number * DAY, mark, "present", "present", "present")
    look(small, MONDAY + 3 * DAY)
    at = show(open_house, Role.BRC, rule="pupils_running")
    assert "1 pupil not recognised, for up to 3 school days running." in html_of(at)
    assert "Pupil 401" not in html_of(at)
    at = open_box(at, "exceptions_pupils_301")
    assert "Pupil 401" in html_of(at)
    assert "Pupil 402" not in html_of(at)
    sql = "SELECT action, username, subject FROM audit_trail WHERE action = 'pupil_leads.opened'"
    told = small.district.db._cursor().execute(sql).fetchall()
    assert told == [("pupil_leads.opened", "brc", "class_section:301")]


def test_the_files_are_offered_for_what_the_filters_leave(open_house: OpenHouse) -> None:
    look(open_house.small)
    at = open_box(show(open_house), "exceptions_files")
    assert "Pupil" not in html_of(at)
    assert not at.get("download_button")


@pytest.mark.parametrize("role", [Role.DPO, Role.MIS, Role.DIVISION, Role.BRC])
def test_every_role_of_the_committee_has_its_list(open_house: OpenHouse, role: Role) -> None:
    look(open_house.small)
    assert "School One" in html_of(show(open_house, role))


def test_trainers_have_none(open_house: OpenHouse) -> None:
    look(open_house.small)
    at = page(Page.EXCEPTIONS, open_house, open_house.account(Role.TRAINER))
    assert "does not include" in at.main.warning[0].value
    assert "School" not in html_of(at)
