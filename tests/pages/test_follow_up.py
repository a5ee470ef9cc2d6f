"""Children to visit on the Exceptions page: by school, names only on opening, handed over, closed, saved behind the gate."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from attendance.reports import evaluating
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, Outcome
from attendance.reports.pupil_files import Why
from data import audit
from data import exceptions as exceptions_stored
from data.scope import Scope
from tests.pages.support import OpenHouse, html_of, page
from tests.reports import looking
from tests.reports.support import MONDAY
from tests.reports.test_follow_up import BACK, IN, OUT, look, on, school_days

ALL = Scope.everything()


@pytest.fixture(autouse=True)
def _monday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "utc_now", lambda: datetime(2026, 4, 6, 6, 30))


@pytest.fixture
def cases(open_house: OpenHouse) -> OpenHouse:
    """Two children of Sabour's first class were not recognised for three days; one of them knew no photo before."""
    two = ("not_recognised", "not_recognised", *BACK[1:])
    school_days(open_house.small, 0, IN, two, two, two)
    look(open_house.small, 3)
    open_house.small.district.db.write(lambda tx: exceptions_stored.put_found(tx, on(3), _nothing()))
    return open_house


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=exceptions_stored.FOUND)


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.EXCEPTIONS, open_house, open_house.account(role), section="cases", **query)
    assert not at.exception
    return at


def open_box(at: AppTest, key: str) -> AppTest:
    at.session_state[key] = True
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def trail(open_house: OpenHouse) -> list[dict[str, Any]]:
    span = {"since": datetime(2020, 1, 1), "until": datetime(2100, 1, 1)}
    found = audit.entries(open_house.small.district.db, ALL, **span, username="dpo", action=None, most=50)
    return [row for row in found[::-1] if row["action"].startswith(("follow", "export"))]


SCHOOL = "follow_up_school_201"


def test_the_sentence_stands_first_and_names_only_after_opening(cases: OpenHouse) -> None:
    at = show(cases)
    assert at.main.warning[0].value == NO_STRIKE_OFF
    shown = html_of(at)
    assert "2 children to ask after in 1 school" in shown
    assert "School One" in shown
    assert 'href="tel:0000000011"' in shown
    assert "Pupil 401" not in shown
    assert trail(cases) == []
    at = run(open_box(at, SCHOOL))
    assert "Pupil 401" in html_of(at)
    assert [(row["action"], row["block_id"]) for row in trail(cases)] == [("follow_ups.opened_school", "sabour")]
    message = at.main.code[0].value
    assert "Pupil 402" in message
    assert NO_STRIKE_OFF in message


def test_two_children_are_handed_over_in_one_go(cases: OpenHouse) -> None:
    at = open_box(show(cases), SCHOOL)
    assert not [box for box in at.selectbox if box.key == "follow_up_hand_201_class"]  # of one class alone
    at.text_input(key="follow_up_hand_201_visitor").set_value("Mishra")
    at.button(key="follow_up_hand_201_go").click()
    run(at)
    assert "Mishra asks after 2 children." in at.main.success[0].value
    assert html_of(at).count("Mishra visits") >= 2
    assert [row["action"] for row in trail(cases)] == ["follow_ups.opened_school", "follow_up.visitor"]
    assert "School One" in html_of(show(cases, visitor="Mishra"))
    assert "Nothing matches" in show(cases, state="nobody").main.info[0].value


def test_a_child_who_comes_to_school_leads_to_a_new_reference_photo(cases: OpenHouse) -> None:
    at = open_box(show(cases), SCHOOL)
    box = at.selectbox(key="follow_up_one_201")
    key = int(cases.small.district.db.rows("follow_ups/of_pupil", ALL, pupil_id=401)[0]["case_id"])
    box.set_value(key)
    run(at)
    assert at.button(key=f"follow_up_close_{key}_go").disabled
    at.selectbox(key=f"follow_up_close_{key}_outcome").set_value(Outcome.PRESENT)
    run(at)
    link = next(link.proto for link in at.main.get("page_link") if link.proto.label == "Add a reference photo")
    assert link.query_string == "class=301&pupil=401"
    at.button(key=f"follow_up_close_{key}_go").click()
    run(at)
    assert "The case is closed." in at.main.success[0].value
    assert "Pupil 401" not in html_of(at)
    closed = open_box(show(cases, state="closed"), SCHOOL)
    assert "Comes to school; the photos do not recognise the child" in html_of(closed)
    closed.text_input(key=f"follow_up_reopen_{key}").set_value("the photo did not help")
    closed.button(key=f"follow_up_reopen_{key}_go").click()
    run(closed)
    assert "Pupil 401" in html_of(open_box(show(cases), SCHOOL))


def test_the_link_opens_the_childs_reference_photos(cases: OpenHouse) -> None:
    at = page(Page.PUPILS, cases, cases.account(Role.DPO), **{"class": "301", "pupil": "402"})
    assert not at.exception
    assert any("Pupil 402" in one.value for one in at.main.subheader)


def test_the_childs_year_tells_of_the_case_and_leads_to_it(cases: OpenHouse) -> None:
    asked = {"year": "401", "case": "not_recognised_days", "day": on(3).isoformat()}
    at = page(Page.PUPILS, cases, cases.account(Role.DPO), **asked)
    assert not at.exception
    assert "Follow-up case since 7 Apr 2026: Nobody visits yet" in html_of(at)
    link = next(link.proto for link in at.main.get("page_link") if link.proto.label == "To the case")
    assert link.query_string == "section=cases&block=sabour"


def test_other_blocks_see_nothing_of_it(cases: OpenHouse) -> None:
    foreign = cases.account(Role.BRC, blocks=("kahalgaon",))
    at = page(Page.EXCEPTIONS, cases, foreign, section="cases", block="sabour")
    assert "School One" not in html_of(at)
    assert "No child was missing" in at.main.info[0].value


def test_a_file_with_names_asks_for_its_purpose_first(cases: OpenHouse) -> None:
    at = open_box(show(cases), "follow_up_files")
    at.button(key="follow_up_cases_file_0").click()
    run(at)
    assert "Say what the file is for" in at.main.error[0].value
    assert trail(cases) == []
    at.selectbox(key="follow_up_cases_why").set_value(Why.VISIT)
    at.text_input(key="follow_up_cases_words").set_value("for the CRC, this week")
    at.button(key="follow_up_cases_file_0").click()
    run(at)
    assert not at.main.error
    assert [row["action"] for row in trail(cases)] == ["export.follow_ups"]


def test_a_case_on_which_somebody_wrote_says_that_the_photos_show_the_child_again(cases: OpenHouse) -> None:
    at = open_box(show(cases), SCHOOL)
    key = int(cases.small.district.db.rows("follow_ups/of_pupil", ALL, pupil_id=401)[0]["case_id"])
    at.selectbox(key="follow_up_one_201").set_value(key)
    run(at)
    at.text_input(key=f"follow_up_note_{key}").set_value("<b>fever</b>")
    at.button(key=f"follow_up_note_{key}_go").click()
    run(at)
    school_days(cases.small, 4, IN)
    look(cases.small, 4)
    at = open_box(show(cases), SCHOOL)
    assert f"recognised again on {(MONDAY + timedelta(days=4)).day} Apr 2026" in html_of(at)
    run(at)
    assert "&lt;b&gt;fever&lt;/b&gt;" in html_of(at)


def test_the_pupils_behind_an_exception_lead_to_their_cases(cases: OpenHouse) -> None:
    looking.look(cases.small, on(3))
    at = page(Page.EXCEPTIONS, cases, cases.account(Role.DPO), rule="pupils_running")
    at = open_box(at, "exceptions_pupils_301")
    at.button(key="exceptions_pupils_301_cases").click()
    run(at)
    assert (at.query_params["section"], at.query_params["block"]) == ("cases", "sabour")
    assert "2 children to ask after in 1 school" in html_of(at)


def test_before_a_case_came_the_page_says_how_they_come(open_house: OpenHouse) -> None:
    school_days(open_house.small, 0, IN, OUT)
    open_house.small.district.db.write(lambda tx: exceptions_stored.put_found(tx, on(1), _nothing()))
    assert "Cases come by themselves" in show(open_house).main.info[0].value
