"""How sure the figures are, on the Attendance page: beside the figures, and in a part of its own."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from attendance.i18n import Language
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, html_of, page
from tests.reports.judged import DAYS, KAHALGAON, SABOUR, fill, judge
from ui.attendance import page as attendance_page

WEEKS = {"from": DAYS[0].isoformat(), "to": DAYS[-1].isoformat()}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_page, "today", lambda: DAYS[-1])


def show(open_house: OpenHouse, role: Role = Role.DPO, language: Language = "en", **query: str) -> AppTest:
    at = page(Page.ATTENDANCE, open_house, open_house.account(role), language=language, **{**WEEKS, **query})
    assert not at.exception
    assert not at.main.error
    return at


def words(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.main.markdown, at.main.caption) for element in kind)


def whiskers(at: AppTest) -> list[str]:
    """The keys of the blocks whose bar has one."""
    traces = json.loads(at.main.get("plotly_chart")[0].proto.spec)["data"]
    return [key for trace in traces if "error_x" in trace for (key,) in trace["customdata"]]


def test_the_corrected_estimate_stands_on_the_card_and_beside_the_bars_that_it_is_known_of(open_house: OpenHouse) -> None:
    fill(open_house.small, SABOUR)
    fill(open_house.small, KAHALGAON)
    judge(open_house.small, SABOUR, seen=2)
    at = show(open_house)
    assert "Corrected by audit sample: not known yet" in html_of(at)  # half of the pupils are of a block nobody judged
    assert whiskers(at) == ["sabour"]
    assert "not known yet of 1 unit" in html_of(at)
    judge(open_house.small, KAHALGAON, seen=2)
    at = show(open_house, language="hi")
    assert "नमूना जाँच: 80 % ± 2" in html_of(at)
    assert set(whiskers(at)) == {"sabour", "kahalgaon"}
    assert not whiskers(show(open_house, sort="coverage-low"))


def test_below_blocks_the_sample_says_nothing(open_house: OpenHouse) -> None:
    fill(open_house.small, SABOUR)
    assert "Corrected by audit sample: not known yet" in html_of(show(open_house, block="sabour"))
    assert "Corrected by audit sample" not in html_of(show(open_house, school="201"))


def test_what_is_not_judged_is_not_known_and_leads_to_the_sample(open_house: OpenHouse) -> None:
    fill(open_house.small, SABOUR)
    at = show(open_house, section="truth")
    assert "Nothing of these days was judged yet" in at.main.info[0].value


def test_how_sure_it_is_stands_in_plain_words_with_what_it_rests_on(open_house: OpenHouse) -> None:
    fill(open_house.small, SABOUR)
    fill(open_house.small, KAHALGAON)
    judge(open_house.small, SABOUR, false=1, seen=2, unclear=1)
    judge(open_house.small, KAHALGAON, seen=1)
    at = show(open_house, section="truth")
    told = words(at)
    assert "Of 100 children marked present, between 11 and 25 were not that child." in told
    assert "can be seen in the photos" in told
    assert "84 judged of 24 class days; nobody could tell in 12 %" in told
    assert "of the pupils enrolled in classes with photos" in told
    table = html_of(at)
    assert "Sabour" in table
    assert "Kahalgaon" in table
    assert "fewer than 6 of 100" in table  # none of Kahalgaon's 48
    assert "Week of 6 Apr to 12 Apr" in table
    at = at.segmented_control(key="truth_by_4").set_value("band").run()
    assert "Face of 60 to 89 pixels" in html_of(at)
    assert html_of(at).count("<th>Not recognised, but can be seen") == 1  # in the weeks' table alone: no face, no size


def test_a_brc_account_reads_of_its_own_block_only(open_house: OpenHouse) -> None:
    fill(open_house.small, SABOUR)
    fill(open_house.small, KAHALGAON)
    judge(open_house.small, SABOUR, seen=1)
    judge(open_house.small, KAHALGAON, seen=4)
    at = show(open_house, Role.BRC, section="truth")
    assert "Kahalgaon" not in html_of(at) + words(at)
    assert "48 judged of 12 class days" in words(at)
    assert whiskers(show(open_house, Role.BRC)) == ["sabour"]
