"""The Attendance page: what its address shows, to whom, and its empty states."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, html_of, page
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_portal
from tests.reports.test_class_days import add_marks
from ui.attendance import page as attendance_page
from ui.attendance.view import View, read

DAY = MONDAY.isoformat()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_page, "today", lambda: MONDAY)


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.ATTENDANCE, open_house, open_house.account(role), **query)
    assert not at.exception
    return at


def charts(at: AppTest) -> list[Any]:
    return list(at.main.get("plotly_chart"))


def headings(at: AppTest) -> list[str]:
    return [heading.value for heading in at.main.subheader]


def test_the_five_figures_name_what_they_are_of_and_what_is_usual(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_class_day(open_house.small, 301, counts=(2, 1, 1, 0), uncertain=1)
    add_class_day(open_house.small, 301, MONDAY + timedelta(days=7), counts=(1, 1, 2, 0))
    add_class_day(open_house.small, 301, MONDAY - timedelta(days=2), counts=(0, 1, 3, 0))
    add_portal(open_house.small, 301, uploaded_at=datetime(2026, 4, 6, 10, 30))
    shown = html_of(show(open_house, day=DAY))
    assert "mean of" not in shown
    assert "2 / 4 of the pupils enrolled in classes with photos" in shown
    assert "1 / 3 of the classes expected by the calendar" in shown
    assert "1 / 2 of the classes expected by the calendar" in shown
    assert "Uploaded late: 1" in shown
    assert "Photos read here: 6 Apr, 10:30" in shown
    assert "Corrected by audit sample: not known yet" in shown
    monkeypatch.setattr(attendance_page, "today", lambda: MONDAY + timedelta(days=7))
    shown = html_of(show(open_house, day=(MONDAY + timedelta(days=7)).isoformat()))
    assert "mean of the last Monday: 50 % (▼25)" in shown


def test_without_a_portal_report_compliance_is_words_not_zero(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    assert "Portal figures missing" in html_of(show(open_house, day=DAY))


def test_bars_tile_map_and_trend_stand_for_the_district_and_bars_and_trend_below(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    assert len(charts(show(open_house, day=DAY))) == 3
    assert len(charts(show(open_house, day=DAY, block="sabour"))) == 2
    assert len(charts(show(open_house, day=DAY, school="201"))) == 2


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ({"block": "sabour"}, "Sabour · Monday, 6 April 2026"),
        ({"school": "201"}, "School One · Sabour · Monday, 6 April 2026"),
        ({"class": "301"}, "Class 3 A · School One · Sabour · Monday, 6 April 2026"),
    ],
)
def test_the_address_leads_to_the_place(open_house: OpenHouse, query: dict[str, str], heading: str) -> None:
    add_class_day(open_house.small, 301)
    assert heading in headings(show(open_house, day=DAY, **query))


def test_a_class_day_shows_each_pupils_mark_and_leaves_one_line_on_the_audit_trail(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301, uncertain=1)
    add_marks(open_house.small)
    at = show(open_house, day=DAY, **{"class": "301"})
    at.run()
    shown = html_of(at)
    for words in (
        "Pupil 401",
        "● Present",
        "◐ To be confirmed",
        "○ Not recognised",
        "✕ Absent (said by a person)",
        "very close",
    ):
        assert words in shown
    looks = open_house.small.district.db._cursor().execute("SELECT username FROM audit_trail WHERE action = 'class_day.opened'")
    assert looks.fetchall() == [("dpo",)]


def test_somebody_of_other_blocks_sees_neither_the_place_nor_its_figures(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 303, counts=(31, 7, 5, 0))
    at = show(open_house, Role.BRC, day=DAY, **{"class": "303"})
    assert "not in your blocks" in at.main.warning[0].value
    shown = html_of(at)
    assert "Kahalgaon" not in shown
    assert "31" not in shown
    assert at.selectbox(key="attendance_block").options == ["All units", "Sabour"]


def test_choosing_a_block_goes_into_the_address(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    at = show(open_house, day=DAY)
    at.selectbox(key="attendance_block").set_value("sabour").run()
    assert at.query_params["block"] == "sabour"
    assert at.query_params["day"] == DAY
    assert "Sabour · Monday, 6 April 2026" in headings(at)


def test_a_new_order_goes_into_the_address(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    at = show(open_house, day=DAY)
    order = at.selectbox(key="attendance_order")
    assert order.value == ("recognised", True)
    order.set_value(("coverage", False)).run()
    assert at.query_params["sort"] == "coverage-high"
    assert not at.exception


def test_a_span_sums_its_days(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301, MONDAY - timedelta(days=2))
    add_class_day(open_house.small, 301, MONDAY)
    at = show(open_house, **{"from": (MONDAY - timedelta(days=2)).isoformat(), "to": DAY})
    assert "4 / 8 of the pupils" in html_of(at)


def test_the_last_day_with_figures_is_shown_until_today_has_some(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301, MONDAY - timedelta(days=2))
    at = show(open_house)
    assert "Saturday, 4 April 2026" in headings(at)
    assert "Nothing has come for today yet" in at.main.caption[0].value


@pytest.mark.parametrize("query", [{"day": "tomorrow"}, {"sort": "x-y"}, {"school": "0x1"}, {"from": DAY}, {"class": "9" * 30}])
def test_an_address_that_makes_no_sense_is_passed_over(open_house: OpenHouse, query: dict[str, str]) -> None:
    add_class_day(open_house.small, 301)
    assert "Monday, 6 April 2026" in headings(show(open_house, **query))


def test_a_holiday_a_future_day_and_a_day_without_photos_say_so_and_what_to_do(open_house: OpenHouse) -> None:
    add_day_off(open_house.small, MONDAY - timedelta(days=3))
    holiday = show(open_house, day=(MONDAY - timedelta(days=3)).isoformat())
    assert "A day off: Sample holiday." in holiday.main.info[0].value
    assert holiday.main.button[-1].label == "Go to 2 Apr 2026"
    future = show(open_house, day=date(2026, 4, 7).isoformat())
    assert "not come yet" in future.main.info[0].value
    nothing = show(open_house, day=DAY)
    assert "Upload photos" in nothing.main.info[0].value
    no_class_day = show(open_house, day=DAY, **{"class": "301"})
    assert "No photos of this class" in no_class_day.main.info[0].value


def test_a_view_and_its_address_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    address = {"block": "sabour", "cluster": "101", "by": "cluster", "from": DAY, "to": "2026-04-08", "sort": "seen-high"}
    monkeypatch.setattr("ui.attendance.view.st.query_params", address)
    assert read().address() == address
    assert View().address() == {}
