"""Signing in and staying so, as the pages show it: the own password first, the end of a session, and where one is signed in."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office import accounts, sessions, settings
from attendance.office.access import SYSTEM, Page, Role
from data.clock import utc_now
from tests.pages.support import ROOT, OpenHouse, page, password_of, press
from ui import session

NEW = "five green rivers run"


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = utc_now() + timedelta(**passed)
    for module in ("attendance.office.sessions", "data.sessions", "ui.own_sessions"):
        monkeypatch.setattr(f"{module}.utc_now", lambda: moment)


def shown(at: AppTest) -> str:
    parts = [*at.info, *at.warning, *at.success, *at.error, *at.markdown, *at.title]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")  # as it looks once Markdown is read


@pytest.mark.parametrize("which", [Page.ADMINISTRATION, Page.PUPILS])
def test_a_given_password_opens_nothing_but_the_form_for_another(open_house: OpenHouse, which: Page) -> None:
    open_house.account(Role.MIS)
    accounts.give_password(open_house.small.district, SYSTEM, "mis", "tipa-sera-lutu-19")
    account = sessions.check_credentials(open_house.small.district, "mis", "tipa-sera-lutu-19")
    at = page(which, open_house, account)
    assert not at.exception
    assert [title.value for title in at.title] == ["उपस्थिति · Upasthiti"]
    assert not at.sidebar.children
    for field, value in zip(at.text_input, ("tipa-sera-lutu-19", "bhagalpur 2026", "bhagalpur 2026"), strict=True):
        field.set_value(value)
    at = press(at, "Change")
    assert "common words" in at.error[0].value
    for field in list(at.text_input)[1:]:
        field.set_value(NEW)
    at = press(at, "Change")
    assert not at.exception
    assert "Changed." in shown(at)
    assert at.sidebar.children
    assert at.main.title[0].value != "उपस्थिति · Upasthiti"
    assert not sessions.check_credentials(open_house.small.district, "mis", NEW).must_change


def test_a_look_of_the_page_itself_keeps_no_session_and_a_click_does(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = open_house.account(Role.DPO)
    at = page(Page.ADMINISTRATION, open_house, account)
    token = at.session_state[session.TOKEN]
    at.run()  # what the page drew is sent back once
    ends = sessions.standing(open_house.small.district, token).idle_until
    assert ends
    later(monkeypatch, minutes=10)
    at.run()  # the browser's line was broken and is back: nothing was done
    assert sessions.standing(open_house.small.district, token).idle_until == ends
    at.main.get("button_group")[0].set_value("leads").run()
    put_off = sessions.standing(open_house.small.district, token).idle_until
    assert put_off
    assert put_off > ends


def test_the_end_is_told_before_it_comes_and_why_after(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.DPO), section="trail")
    at.run()
    assert "you will be signed out" not in shown(at)
    later(monkeypatch, minutes=28)
    at.run()
    assert "you will be signed out" in shown(at)
    at = press(at, "Stay signed in")
    assert "you will be signed out" not in shown(at)
    later(monkeypatch, minutes=28 + 31)
    at.run()
    assert "nothing was done here for a while" in shown(at)
    assert [field.label for field in at.text_input] == ["Username", "Password"]
    assert "trail" in at.query_params["section"]
    at.text_input[0].set_value("dpo")
    at.text_input[1].set_value("not the password")
    at = press(at, "Sign in")
    at.text_input[1].set_value(password_of(Role.DPO))
    at = press(at, "Sign in")
    assert not at.exception
    assert at.main.title[0].value == "Administration"
    assert "with your username 1 time." in shown(at)
    at.run()
    assert "with your username" not in shown(at), "told once"
    assert "trail" in at.query_params["section"]


def test_the_longest_time_is_told_in_time_too(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save(open_house.small.district, SYSTEM, session_hours=1)
    at = page(Page.TRAINING, open_house, open_house.account(Role.TRAINER))
    for minutes in (25, 50):
        later(monkeypatch, minutes=minutes)
        at.sidebar.get("button_group")[0].set_value("hi" if minutes == 25 else "en").run()
    assert "you must sign in again" in shown(at)


def test_own_sessions_are_listed_and_ended(open_house: OpenHouse) -> None:
    account, district = open_house.account(Role.BRC), open_house.small.district
    phone = sessions.start(district, account, "10.0.0.9", "Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36")
    at = page(Page.REVIEW, open_house, account)
    at.session_state["own_sessions"] = True
    at.run()
    assert "Chrome · Android" in shown(at)
    assert "10.0.0.9" in shown(at)
    assert "this device" in shown(at)
    at = press(at, "Sign out there")
    assert "That device is signed out." in shown(at)
    assert sessions.standing(district, phone).over == "by_owner"
    others = [sessions.start(district, account) for _ in range(2)]
    at.run()
    at = press(at, "Sign out everywhere else")
    assert "2 other devices were signed out." in shown(at)
    assert {sessions.standing(district, token).over for token in others} == {"by_owner"}
    assert sessions.account_of(district, at.session_state[session.TOKEN]) == account


def test_mis_ends_a_session_of_somebody_and_a_second_mis_is_asked_for(open_house: OpenHouse) -> None:
    district = open_house.small.district
    token = sessions.start(district, open_house.account(Role.DPO), "10.0.0.9")
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="accounts")
    assert "Only one MIS in-charge can sign in." in shown(at)
    sessions.start(district, open_house.account(Role.MIS))
    at.session_state["own_sessions"] = True
    at.selectbox(key="account_to_change").set_value("mis").run()  # the same sessions stand in the sidebar too
    assert not at.exception
    at.session_state["own_sessions"] = False
    at.selectbox(key="account_to_change").set_value("dpo").run()
    assert "10.0.0.9" in shown(at)
    at = press(at, "Sign out there")
    assert sessions.standing(district, token).over == "by_mis"
    accounts.create(district, SYSTEM, username="mis2", name="Second", role=Role.MIS, password=NEW)
    at.run()
    assert "Only one MIS in-charge can sign in." not in shown(at)
    assert "has not chosen an own password yet" in shown(at)


def test_nothing_of_the_sign_in_library_that_reaches_others_is_ever_called() -> None:
    """Its second factor, its mails and its guest sign-in go through other people's servers."""
    taken: set[str] = set()
    used: set[str] = set()
    for path in (path for folder in ("attendance", "ui", "pages") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit_authenticator"):
                taken |= {name.name for name in node.names}
            if isinstance(node, ast.Attribute):
                used.add(node.attr)
    assert taken == {"Authenticate", "AuthenticationController", "AuthenticationModel"}
    library = Path(ROOT / ".venv").glob("lib/python3*/site-packages/streamlit_authenticator/**/*.py")
    reaching = {
        function.name
        for path in library
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and re.search(r"two_factor|send_|email|guest|forgot|register_user", function.name)
    }
    assert not used & reaching


def test_signing_in_opens_no_connection(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    open_house.account(Role.DPO)
    at = page(Page.ATTENDANCE, open_house, open_house.account(Role.DPO))
    at = press(at, "Sign out")

    def refuse(*_: object) -> None:
        raise AssertionError("something reaches out")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    at.text_input[0].set_value("dpo")
    at.text_input[1].set_value(password_of(Role.DPO))
    at = press(at, "Sign in")
    assert not at.exception
    assert not at.error
    assert at.sidebar.children


def test_no_choice_reads_for_itself_what_a_session_that_ended_may_have_taken_along() -> None:
    """Each goes through `widgets.with_value`; that it does nothing then, tests/live/test_live.py tries with each page."""
    passing_by = []
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and re.fullmatch(r"on_(change|select|\w+_change)", node.arg or ""):
                given = ast.unparse(node.value)
                if not re.match(r"widgets\.with_value\(|with_value\(|'rerun'$|lambda: None$", given):
                    passing_by.append((path.name, given))
    assert not passing_by
