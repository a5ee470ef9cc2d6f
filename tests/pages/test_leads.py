"""The tab for one child under two pupils: asked for by mis, allowed by dpo, gone through one lead at a time."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance.errors import Message
from attendance.house import handlers
from attendance.office.access import Page, Role
from attendance.roster import leads
from attendance.worker import Worker
from data import jobs
from data.scope import Scope
from tests.pages.support import OpenHouse, html_of, page, press, texts
from tests.roster.lead_support import PURPOSE, add_reference, like, vector


@pytest.fixture
def alike(open_house: OpenHouse) -> OpenHouse:
    """Pupils 401 and 409 share a face, 402 and 410 nearly; the worker works when told to."""
    open_house.house.worker.stop()
    for pupil, face in ((401, vector(1)), (402, vector(2)), (409, like(vector(1), 0.97, 3)), (410, like(vector(2), 0.9, 4))):
        add_reference(open_house.small, pupil, face)
    return open_house


def work_off(open_house: OpenHouse) -> None:
    Worker(lambda: [open_house.small.district], handlers(open_house.house.models)).work_off()


def tab(open_house: OpenHouse, role: Role) -> AppTest:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(role), section="leads")
    assert not at.exception
    return at


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_mis_asks_dpo_allows_and_the_leads_are_gone_through(alike: OpenHouse) -> None:
    at = tab(alike, Role.MIS)
    assert "Allow the search" not in labels(at)
    at.text_area(key="leads_purpose").set_value(PURPOSE)
    at = press(at, "Ask the District Programme Officer")
    assert "It waits for the District Programme Officer." in texts(at)
    assert PURPOSE in html_of(at)

    at = tab(alike, Role.DPO)
    assert "One child, two names (1)" in [option for group in at.main.get("button_group") for option in group.options]
    assert PURPOSE in html_of(at)
    at = press(at, "Allow the search")
    assert "The search is running" in texts(at)
    (bar,) = at.main.get("progress")
    assert bar.proto.text == "4 reference photos compared with each other: 0 % done"

    work_off(alike)
    at = tab(alike, Role.MIS)
    assert "4 reference photos compared." in texts(at)
    assert "2 leads left" in texts(at)
    assert "97 % similar. That is a lead, not proof." in texts(at)
    assert html_of(at).count("data:image/webp") == 2
    assert "Pupil 401" in html_of(at)
    assert "School Two" in html_of(at)
    at = press(at, "Later")
    assert "90 % similar" in texts(at)
    at = press(at, "Different children")
    assert "1 lead left" in texts(at)
    at = press(at, "Same child")
    assert "Every lead of this search has its answer." in [one.value for one in at.success]
    assert "Pupil 402" in html_of(at)
    at = press(at, "Take back")
    assert "1 lead left" in texts(at)


def test_a_look_is_on_the_audit_trail_once(alike: OpenHouse) -> None:
    district = alike.small.district
    run_id = leads.ask(district, alike.account(Role.MIS), PURPOSE)
    leads.allow(district, alike.account(Role.DPO), run_id)
    work_off(alike)
    at = tab(alike, Role.DPO)
    at.run()
    opened = district.db._cursor().execute("SELECT username FROM audit_trail WHERE action = 'leads.opened'").fetchall()
    assert opened == [("dpo",)]


def test_a_search_that_failed_goes_on_when_mis_says_so(alike: OpenHouse) -> None:
    district, everything = alike.small.district, Scope.everything()
    run_id = leads.ask(district, alike.account(Role.MIS), PURPOSE)
    leads.allow(district, alike.account(Role.DPO), run_id)
    why = Message("The disk is full. Make room, then press Try again.").as_json()
    district.db.write(lambda tx: jobs.fail(tx, everything, jobs.claim(tx, everything)["job_id"], why))  # type: ignore[index]
    at = tab(alike, Role.DPO)
    assert "Try again" not in labels(at)
    at = tab(alike, Role.MIS)
    assert "The search stopped on an error. It goes on where it was." in [error.value for error in at.error]
    assert "The disk is full" in texts(at)
    press(at, "Try again")
    work_off(alike)
    assert "2 leads left" in texts(tab(alike, Role.MIS))


def test_a_refusal_needs_a_reason_and_shows_it(alike: OpenHouse) -> None:
    leads.ask(alike.small.district, alike.account(Role.MIS), PURPOSE)
    at = tab(alike, Role.DPO)
    at = press(at, "Refuse the search")
    assert [error.value for error in at.error] == ["Say why the search is refused."]
    at.text_input(key="leads_refuse_why").set_value("First the transfers of October")
    at = press(at, "Refuse the search")
    assert "No search waits for your decision." in [one.value for one in at.success]
    assert "First the transfers of October" in html_of(tab(alike, Role.MIS))


def test_a_purpose_that_says_nothing_is_told(alike: OpenHouse) -> None:
    at = tab(alike, Role.MIS)
    at.text_area(key="leads_purpose").set_value("why not")
    at = press(at, "Ask the District Programme Officer")
    assert "Say in a sentence" in at.error[0].value
    assert at.text_area(key="leads_purpose").value == "why not"


def test_nothing_found_and_nothing_asked_are_said_in_words(open_house: OpenHouse) -> None:
    at = tab(open_house, Role.DPO)
    assert "No search was ever asked for" in at.info[-1].value
    open_house.house.worker.stop()
    run_id = leads.ask(open_house.small.district, open_house.account(Role.MIS), PURPOSE)
    leads.allow(open_house.small.district, open_house.account(Role.DPO), run_id)
    work_off(open_house)
    at = tab(open_house, Role.MIS)
    assert "No two pupils have photos that are so alike." in [one.value for one in at.info]
    assert "Ask for another search" in [one.label for one in at.expander]


@pytest.mark.parametrize("role", [Role.DIVISION, Role.BRC, Role.TRAINER])
def test_nobody_else_has_the_tab(alike: OpenHouse, role: Role) -> None:
    leads.ask(alike.small.district, alike.account(Role.MIS), PURPOSE)
    at = page(Page.ADMINISTRATION, alike, alike.account(role), section="leads")
    assert PURPOSE not in html_of(at)
    assert "does not include the page" in at.warning[0].value
