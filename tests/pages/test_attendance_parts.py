"""The Attendance page's other parts: uploads against the target, trends, portal against photo; to whom, and in whose words."""

import json
from datetime import datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office import settings
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, html_of, page
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_portal
from ui.attendance import page as attendance_page

DAY = MONDAY.isoformat()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_page, "today", lambda: MONDAY)


def show(open_house: OpenHouse, role: Role = Role.DPO, language: str = "en", **query: str) -> AppTest:
    at = page(Page.ATTENDANCE, open_house, open_house.account(role), language=language, **{"day": DAY, **query})  # type: ignore[arg-type]
    assert not at.exception
    assert not at.main.error
    return at


def opens(at: AppTest) -> str:
    """The HTML of the parts that lead on."""
    return " ".join(
        json.loads(element.proto.json) for element in at.main.get("bidi_component") if '"<' in element.proto.json[:3]
    )


def fill(open_house: OpenHouse) -> None:
    """Sabour: a class uploaded in time, one late; Kahalgaon's not uploaded; Saturday without a report."""
    for section in (301, 302, 303):
        add_class_day(open_house.small, section, MONDAY - timedelta(days=2))
    add_class_day(open_house.small, 301)
    add_portal(open_house.small, 301, uploaded_at=datetime.combine(MONDAY, time(9, 30)))
    add_portal(open_house.small, 302, uploaded_at=datetime.combine(MONDAY, time(10, 30)))
    add_portal(open_house.small, 303)


def test_uploads_stand_against_the_target_with_what_they_are_of(open_house: OpenHouse) -> None:
    fill(open_house)
    at = show(open_house, section="compliance")
    shown = html_of(at)
    assert "2 / 3 of the classes expected by the calendar" in shown
    assert "target 90 %" in shown
    assert "1 / 2 of the classes uploaded" in shown
    assert "counts for each expected class of the school" in at.main.caption[0].value
    assert "at least 1 school day without any upload" in shown
    grid = opens(at)
    assert "Kahalgaon, 6 April 2026: 0 %, 0 of 1 classes expected" in grid
    assert "Sabour, 4 April 2026: Portal figures missing" in grid
    assert 'data-open="kahalgaon|2026-04-06"' in grid


def test_a_day_off_is_no_day_without_uploads(open_house: OpenHouse) -> None:
    fill(open_house)
    add_day_off(open_house.small, MONDAY, block_id="kahalgaon")
    grid = opens(show(open_house, section="compliance"))
    assert "Kahalgaon, 6 April 2026: a day off" in grid
    assert "Kahalgaon, 6 April 2026: 0 %" not in grid


def test_coverage_is_told_apart_from_uploads(open_house: OpenHouse) -> None:
    fill(open_house)
    at = show(open_house, section="compliance", rate="coverage")
    assert "4 / 15 of the classes expected by the calendar" in html_of(at)
    assert "Sabour, 6 April 2026: 50 %, 1 of 2 classes expected" in opens(at)


@pytest.mark.parametrize(("per", "words"), [("week", "Week of 6 Apr to 12 Apr"), ("month", "April 2026")])
def test_weeks_and_months_are_gathered_and_named(open_house: OpenHouse, per: str, words: str) -> None:
    fill(open_house)
    at = show(open_house, section="compliance", per=per)
    assert f"Sabour, {words}: 100 %, 2 of 2 classes expected" in opens(at)
    assert at.segmented_control(key="attendance_per").value == per


@pytest.mark.parametrize("query", [{"block": "sabour"}, {"cluster": "101"}, {"school": "201"}, {"class": "301"}])
@pytest.mark.parametrize("section", ["compliance", "trends", "portal"])
def test_every_part_stands_at_every_level(open_house: OpenHouse, section: str, query: dict[str, str]) -> None:
    fill(open_house)
    at = show(open_house, section=section, **query)
    assert at.segmented_control(key="attendance_section").value == section


def test_the_part_stays_when_a_place_is_chosen(open_house: OpenHouse) -> None:
    fill(open_house)
    at = show(open_house, section="trends")
    at.selectbox(key="attendance_block").set_value("sabour").run()
    assert (at.query_params["section"], at.query_params["block"]) == ("trends", "sabour")
    at.segmented_control(key="attendance_section").set_value("overview").run()
    assert "section" not in at.query_params


@pytest.mark.parametrize(
    ("of", "names"), [("unit", ["Sabour", "Kahalgaon"]), ("grade", ["Grade 3"]), ("management", ["not known"])]
)
def test_trends_are_told_apart_and_name_what_they_are_of(open_house: OpenHouse, of: str, names: list[str]) -> None:
    fill(open_house)
    at = show(open_house, section="trends", sort="coverage-low", of=of)
    small = opens(at)
    assert all(name in small for name in names)
    assert "of the classes expected by the calendar" in small


@pytest.mark.parametrize("role", [Role.DPO, Role.MIS, Role.DIVISION])
def test_only_the_dpo_sets_the_target(open_house: OpenHouse, role: Role) -> None:
    fill(open_house)
    at = show(open_house, role, section="compliance")
    fields = [field.key for field in at.number_input]
    assert ("target_percent" in fields) == (role is Role.DPO)
    if role is not Role.DPO:
        return
    at.number_input(key="target_percent").set_value(60)
    at.time_input(key="target_hour").set_value(time(11, 0))
    next(button for button in at.button if button.label == "Save").click().run()
    stored = settings.load(open_house.small.district)
    assert (stored.target_percent, stored.late_after) == (60, time(11, 0))
    assert "target 60 %" in html_of(at)
    assert "0 / 2 of the classes uploaded" in html_of(at)


@pytest.mark.parametrize("section", ["compliance", "trends", "portal"])
def test_somebody_of_other_blocks_sees_nothing_of_these(open_house: OpenHouse, section: str) -> None:
    fill(open_house)
    at = show(open_house, Role.BRC, section=section)
    assert "Kahalgaon" not in html_of(at) + opens(at)
    assert "kahalgaon" not in opens(at)


def test_the_parts_speak_hindi(open_house: OpenHouse) -> None:
    fill(open_house)
    at = show(open_house, language="hi", section="compliance")
    assert "लक्ष्य 90 %" in html_of(at)
    assert "कहलगाँव, 6 अप्रैल 2026: 0 %" in opens(at)


def test_names_cannot_slip_html_into_the_page(open_house: OpenHouse) -> None:
    fill(open_house)
    rename = "UPDATE block SET name_en = '<img src=x onerror=alert(1)>' WHERE block_id = 'sabour'"
    open_house.small.district.db.write(lambda tx: tx._cursor().execute(rename).fetchall())
    for section in ("compliance", "trends"):
        assert "<img" not in opens(show(open_house, section=section))
