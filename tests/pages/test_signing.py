"""Sign-off on the Review page: each role's buttons, a refused change, late photos, and the statement."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from attendance.derive import derive
from attendance.office.access import Page, Role
from attendance.register import signing
from attendance.register.signing import State
from data import block_days, rollups
from data.clock import utc_now
from data.scope import Scope
from tests.data.two_blocks import fill
from tests.pages.support import OpenHouse, page, press
from tests.support import school_day

EVERYTHING = Scope.everything()


@pytest.fixture
def read(open_house: OpenHouse) -> OpenHouse:
    """A class of each block was read today."""
    district = open_house.small.district
    for block, first, school, section, pupil in (("sabour", 7000, 201, 301, 401), ("kahalgaon", 5000, 202, 303, 409)):
        district.db.write(
            lambda tx, values=(block, first, school, section, pupil): fill(tx, *values, school_day())  # type: ignore[misc]
        )
        district.db.write(lambda tx, section=section: derive(tx, [section], school_day()))  # type: ignore[misc]
    district.db.write(lambda tx: rollups.refresh(tx, school_day(), school_day()))
    return open_house


def opened(house: OpenHouse, role: Role) -> AppTest:
    at = page(Page.REVIEW, house, house.account(role), section="days", signday=school_day().isoformat())
    assert not at.exception
    assert not at.error
    return at


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def state(house: OpenHouse, block: str = "sabour") -> State:
    account = house.account(Role.DPO)
    found = signing.of_days(house.small.district, account, school_day(), school_day())
    return next(one.state for one in found if one.block_id == block)


def signed(house: OpenHouse) -> OpenHouse:
    signing.reviewed(house.small.district, house.account(Role.BRC), school_day(), "sabour")
    signing.sign(house.small.district, house.account(Role.DPO), school_day(), "sabour")
    return house


def test_the_block_says_reviewed_and_the_dpo_signs(read: OpenHouse) -> None:
    at = opened(read, Role.BRC)
    assert any("Sabour" in said.value for said in at.markdown)
    assert not any("Kahalgaon" in said.value for said in at.markdown), "another block's day"
    press(at, "The day is reviewed")
    assert state(read) is State.REVIEWED
    assert "Sign off" not in labels(at)
    press(opened(read, Role.DPO), "Sign off")
    assert state(read) is State.SIGNED
    at = opened(read, Role.DPO)
    assert any("Name of dpo" in said.value for said in at.markdown)
    press(at, "Take the signature back")
    assert state(read) is State.REVIEWED


def test_all_reviewed_blocks_are_signed_at_once(read: OpenHouse) -> None:
    for block in ("sabour", "kahalgaon"):
        signing.reviewed(read.small.district, read.account(Role.DIVISION), school_day(), block)
    press(opened(read, Role.DPO), "Sign off all 2 reviewed blocks")
    assert {state(read, block) for block in ("sabour", "kahalgaon")} == {State.SIGNED}


def test_a_locked_day_is_opened_only_with_a_reason(read: OpenHouse) -> None:
    signed(read)
    read.small.district.db.write(
        lambda tx: (
            tx._cursor()
            .execute("UPDATE block_day_step SET said_at = ? WHERE kind = 'signed'", [utc_now() - timedelta(days=1)])
            .fetchall()
        )
    )
    signing.lock_signed(read.small.district)
    assert "Open again" not in labels(opened(read, Role.DIVISION))
    at = opened(read, Role.DPO)
    press(at, "Open again")
    assert [said.value[:36] for said in at.error] == ["Write why the day is opened again. T"]
    assert state(read) is State.LOCKED
    next(box for box in at.text_input if box.label.startswith("Why?")).set_value("the right photos came late")
    press(at, "Open again")
    assert state(read) is State.OPEN
    assert any("the right photos came late" in said.value for said in opened(read, Role.BRC).caption)


def test_what_came_late_and_what_an_import_changed_is_said(read: OpenHouse) -> None:
    signed(read)

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        block_days.add_pending(tx, EVERYTHING, school_day(), "sabour", [302])
        tx._cursor().execute("DELETE FROM roll_span WHERE class_section_id = 302").fetchall()
        rollups.refresh(tx, school_day(), school_day())

    read.small.district.db.write(change)
    warnings = [said.value for said in opened(read, Role.BRC).warning]
    assert any("roll of 1 class came after the signature" in said and "School One" in said for said in warnings)
    assert any("classes expected: signed" in said for said in warnings)


def test_the_statement_is_made_on_a_click(read: OpenHouse) -> None:
    at = opened(read, Role.BRC)
    press(at, "Make the statement")
    _people, actions = read.small.district.db.rows("audit/choices", EVERYTHING)[0].values()
    assert "statement.made" in actions


def test_in_hindi_each_state_has_its_word(read: OpenHouse) -> None:
    signed(read)
    at = page(Page.REVIEW, read, read.account(Role.DPO), language="hi", section="days")
    text = " ".join(said.value for said in at.markdown)
    assert "अनुमोदित" in text
    assert "सबौर" in text
