"""The administration page: accounts, settings, the audit trail."""

import re

import pytest

from attendance.office import acceptance, accounts, room, sessions, settings
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, html_of, page, password_of, press, texts


def test_mis_sees_health_and_accounts_first(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    assert not at.exception
    assert {"Last job", "Disk", "Database", "Recognition model", "Accounts"} <= set(
        re.findall(r'upa-label">([^<]+)<', html_of(at))
    )
    assert "Name of mis" in texts(at)


def test_a_block_that_no_brc_account_has_is_named(open_house: OpenHouse) -> None:
    open_house.account(Role.BRC, blocks=("sabour",))
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    assert [warning.value for warning in at.warning if "Kahalgaon" in warning.value and "Sabour" not in warning.value]


def test_an_account_is_made_with_a_password_that_signs_in(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    add = next(tab for tab in at.tabs if tab.label == "Add an account")
    add.text_input[0].set_value("Rani.K")
    add.text_input[1].set_value("Rani Kumari")
    add.selectbox[0].set_value(Role.BRC)
    add.multiselect[0].set_value(["kahalgaon"])
    at = press(at, "Add")
    assert not at.exception
    shown = re.search(r"rani\.k: `([^`]+)`", texts(at))
    assert shown
    account = sessions.check_credentials(open_house.small.district, "rani.k", shown.group(1))
    assert (account.role, account.blocks) == (Role.BRC, frozenset({"kahalgaon"}))


def test_a_refused_account_says_why(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    add = next(tab for tab in at.tabs if tab.label == "Add an account")
    add.text_input[0].set_value("mis")
    add.text_input[1].set_value("Somebody")
    at = press(at, "Add")
    assert [error.value for error in at.error] == ["This username is taken. Choose another."]


def test_deactivation_ends_that_accounts_sessions(open_house: OpenHouse) -> None:
    token = sessions.start(open_house.small.district, open_house.account(Role.DPO))
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    at.selectbox(key="account_to_change").set_value("dpo").run()
    places = len(at.main.children)
    at = press(at, "Deactivate")
    assert "dpo can no longer sign in." in texts(at)
    assert len(at.main.children) == places, "what comes above the tabs sets them back to their first"
    assert sessions.account_of(open_house.small.district, token) is None
    assert "Activate again" in [button.label for button in at.button]


def test_settings_are_saved_and_bad_ones_are_not(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="settings")
    at.number_input(key="setting_low_recognised_percent").set_value(70)
    at = press(at, "Save")
    assert settings.load(open_house.small.district).low_recognised_percent == 70
    at.number_input(key="setting_uncertain_at").set_value(0.90)
    at = press(at, "Save")
    assert "cannot be above" in at.error[0].value
    assert settings.load(open_house.small.district).uncertain_at == 0.35


def test_the_rate_of_unknown_persons_who_pass_is_chosen_and_what_it_comes_to_is_told(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="settings")
    usual = settings.load(open_house.small.district).accept_at
    at = press(at, "Save")
    assert settings.load(open_house.small.district).accept_at == usual
    at.number_input(key="setting_accept_at").set_value(1.0)
    at = press(at, "Save")
    chosen = settings.load(open_house.small.district).accept_at
    assert chosen > usual
    assert acceptance.of_hundred(chosen) == pytest.approx(1, rel=0.1)
    assert any(f"evidence {chosen:g}," in caption.value for caption in at.caption)


@pytest.mark.parametrize(
    ("free", "says"), [(1_450_000_000, "1.4 GB free; nothing can"), (3_000_000_000, "before the next upload")]
)
def test_a_full_disk_is_told_first_and_one_that_fills_up_before(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, free: int, says: str
) -> None:
    monkeypatch.setattr(room, "LEAST_FREE", 2_000_000_000)
    monkeypatch.setattr(room, "free", lambda district: free)
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    (said,) = [one.value for one in (*at.error, *at.warning) if "disk" in one.value]
    assert says in said
    assert "Make room" in said


def test_dpo_sees_the_audit_trail_and_the_search_to_allow_alone(open_house: OpenHouse) -> None:
    open_house.account(Role.TRAINER)
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.DPO))
    assert not at.exception
    assert at.segmented_control(key="section").options == ["Audit trail", "One child, two names", "What is held"]
    assert "made an account" in html_of(at)
    assert "upa-label" not in html_of(at)


def test_the_trail_narrows_to_an_action(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.DPO))
    at.selectbox(key="trail_what").set_value("session.started").run()
    assert "signed in" in html_of(at)
    assert "made an account" not in html_of(at)


def test_who_changes_the_own_password_stays_and_others_are_out(open_house: OpenHouse) -> None:
    account = open_house.account(Role.DIVISION)
    other = sessions.start(open_house.small.district, account)
    at = page(Page.ATTENDANCE, open_house, account)
    for field, value in zip(
        at.sidebar.text_input, (password_of(Role.DIVISION), "five green rivers run", "five green rivers run"), strict=True
    ):
        field.set_value(value)
    at = press(at, "Change")
    assert not at.exception
    assert sessions.account_of(open_house.small.district, other) is None
    at.run()
    assert at.main.title[0].value != "उपस्थिति · Upasthiti"
    assert sessions.check_credentials(open_house.small.district, "division", "five green rivers run") == account


def test_a_session_that_ended_elsewhere_shows_the_form_and_forgets_the_page(open_house: OpenHouse) -> None:
    account = open_house.account(Role.DPO)
    at = page(Page.ADMINISTRATION, open_house, account)
    at.session_state["something of the page"] = "kept"
    accounts.deactivate(open_house.small.district, open_house.account(Role.MIS), "dpo")
    at.run()
    assert [field.label for field in at.text_input] == ["Username", "Password"]
    assert "something of the page" not in at.session_state
    assert not at.sidebar.button


@pytest.mark.parametrize("role", [Role.MIS, Role.TRAINER])
def test_the_sandbox_is_named_on_its_pages(open_house: OpenHouse, role: Role) -> None:
    at = page(Page.TRAINING, open_house, open_house.account(role))
    assert "fictional" in html_of(at)
    if role is Role.MIS:
        assert "fictional" not in html_of(page(Page.ADMINISTRATION, open_house, open_house.account(role)))
        assert "fictional" in html_of(page(Page.ADMINISTRATION, open_house, open_house.account(role), sandbox=True))


def test_a_section_stays_when_the_language_changes(open_house: OpenHouse) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    at.main.get("button_group")[0].set_value("settings").run()
    at.sidebar.get("button_group")[0].set_value("hi").run()
    assert not at.exception
    assert at.query_params["section"] == "settings"
    assert at.number_input(key="setting_attempts").value == 5
