"""The Exceptions page: whom to call, about what."""

import base64
import json
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, page
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_flag, add_portal
from ui.exceptions import page as exceptions_page

DAY = MONDAY.isoformat()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exceptions_page, "today", lambda: MONDAY)


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.EXCEPTIONS, open_house, open_house.account(role), **{"day": DAY, **query})
    assert not at.exception
    return at


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.main.get("html"))


def test_a_class_without_photos_is_listed_with_whom_to_call_and_a_message(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    add_class_day(open_house.small, 302)
    at = show(open_house)
    shown = html(at)
    assert "School Two" in shown
    assert "<b>Class 5 A</b>: No class photos on 6 Apr 2026." in shown
    assert 'href="tel:0000000012"' in shown
    assert "School One" not in shown
    assert at.main.code[0].value.startswith("Respected प्रधान दो,")


def test_other_blocks_are_not_listed(open_house: OpenHouse) -> None:
    at = show(open_house, Role.BRC)
    assert "School One" in html(at)
    assert "School Two" not in html(at)
    at = show(open_house, Role.BRC, block="kahalgaon")
    assert at.main.warning
    assert "School Two" not in html(at)


def test_filters_live_in_the_address(open_house: OpenHouse) -> None:
    add_portal(open_house.small, 301, uploaded_at=datetime(2026, 4, 6, 9, 30))
    add_flag(open_house.small, 303)
    assert "School Two" not in html(show(open_house, block="sabour"))
    only = html(show(open_house, rule="portal_lacks"))
    assert "Not uploaded to the portal on 6 Apr 2026." in only
    assert "School Two" not in only
    serious = html(show(open_house, severity="3"))
    assert "School Two" in serious
    assert "School One" not in serious
    at = show(open_house)
    at.selectbox(key="exceptions_rule").set_value("used_photos").run()
    assert at.query_params["rule"] == "used_photos"
    assert at.query_params["day"] == DAY


def test_filters_that_leave_nothing_say_so(open_house: OpenHouse) -> None:
    assert "Nothing matches" in show(open_house, rule="uncertain").main.info[0].value


def test_a_missing_report_is_told_and_lists_nobody(open_house: OpenHouse) -> None:
    at = show(open_house)
    assert any("Portal figures missing" in caption.value for caption in at.main.caption)
    assert "Not uploaded to the portal on" not in html(at)


def test_nothing_to_do_is_well_done(open_house: OpenHouse) -> None:
    for class_section_id in (301, 302, 303):
        add_class_day(open_house.small, class_section_id)
    assert "Well done" in show(open_house).main.success[0].value


def test_a_holiday_and_a_future_day_list_nobody(open_house: OpenHouse) -> None:
    add_day_off(open_house.small)
    assert "A day off" in show(open_house).main.info[0].value
    future = show(open_house, day=(MONDAY + timedelta(days=1)).isoformat())
    assert "not come yet" in future.main.info[0].value


def test_what_only_the_office_can_settle_leads_to_review_and_asks_no_school(open_house: OpenHouse) -> None:
    for class_section_id in (301, 302, 303):
        add_class_day(open_house.small, class_section_id, uncertain=class_section_id == 301)
    at = show(open_house)
    assert "1 pupil to be confirmed by a person." in html(at)
    assert not at.main.code
    link = next(link.proto for link in at.main.get("page_link") if link.proto.label == "Review Class 3 A")
    assert link.query_string == f"class=301&day={DAY}"


def test_the_files_come_with_the_page_and_hold_classes_only(open_house: OpenHouse) -> None:
    at = show(open_house)
    at.session_state["exceptions_files"] = True
    at.run()
    assert not at.exception
    offered = [json.loads(element.proto.json) for element in at.main.get("bidi_component")]
    assert [file["file_name"] for file in offered] == [
        "upasthiti-exceptions-2026-04-06.csv",
        "upasthiti-exceptions-2026-04-06.xlsx",
    ]
    text = base64.b64decode(offered[0]["content"]).decode("utf-8-sig")
    assert "School One" in text
    assert "Pupil" not in text
    assert not at.get("download_button")
