"""A flag on the Review page: question, answer, decision, undo; what the block and the figures' pages then say."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Account, Page, Role
from attendance.register import flagged
from tests.pages.support import OpenHouse, page, press
from tests.register.flags import CAUSE, flag, key, read_both
from tests.support import school_day

DPO = Account("dpo2", "Another DPO", Role.DPO)


@pytest.fixture
def suspected(open_house: OpenHouse) -> OpenHouse:
    read_both(open_house.small, school_day())
    flag(open_house.small, day=school_day())
    return open_house


def opened(house: OpenHouse, role: Role = Role.DPO, cause: str = CAUSE) -> AppTest:
    return page(Page.REVIEW, house, house.account(role), item=f"flag:{cause}")


def words(at: AppTest) -> str:
    """All that is written on the page."""

    def parts() -> Iterator[str]:
        for kind in (at.subheader, at.markdown, at.caption, at.warning, at.success, at.info, at.error, at.code):
            yield from (one.value for one in kind)
        yield from (str(one.proto.body) for one in at.get("html"))

    return "\n".join(parts())


def test_from_the_question_to_the_decision_and_back(suspected: OpenHouse) -> None:
    at = opened(suspected)
    assert not at.error
    shown = words(at)
    assert "The photo is nearly the same as the photo of School Two, Class 5 A" in shown
    assert "its fingerprint matches" in shown, "both photos are gone from the vault"
    assert not any(button.label == "It is so: confirm" for button in at.button)
    assert "प्रधानाध्यापक" in at.text_area[0].value
    assert "विद्यालय दो" not in at.text_area[0].value
    at = press(at, "It was sent: explanation asked")
    assert "Explanation asked · Name of dpo" in words(at)
    at.text_area[0].set_value("By mistake, says the head teacher")
    at = press(at, "Note the explanation")
    at.text_input[0].set_value("The photo is old")
    at = press(at, "It is so: confirm")
    assert "Confirmed · Name of dpo" in words(at)
    told = words(page(Page.REVIEW, suspected, suspected.account(Role.BRC)))
    assert "1 class day is set aside" in told
    assert "Confirmed by Name of dpo" in told
    assert "सेवा में: प्रखंड शिक्षा पदाधिकारी, सबौर" in told
    where = {"class": "301", "day": school_day().isoformat()}
    assert "This class day is set aside" in words(page(Page.ATTENDANCE, suspected, suspected.account(Role.DPO), **where))
    press(opened(suspected), "Take the last decision back")
    assert "set aside" not in words(page(Page.REVIEW, suspected, suspected.account(Role.BRC)))


def test_the_block_sees_its_own_side_only_and_leaves_the_decision_to_the_office(suspected: OpenHouse) -> None:
    at = opened(suspected, Role.BRC)
    shown = words(at)
    assert "It lies in another block" in shown
    assert "School Two" not in shown
    assert "विद्यालय दो" not in shown
    assert not any(button.label == "It is not so: dismiss" for button in at.button)
    assert "The district office confirms or dismisses it" in shown


def test_a_decision_of_somebody_else_is_told(suspected: OpenHouse) -> None:
    at = opened(suspected)
    district = suspected.small.district
    flagged.dismiss(district, DPO, key(suspected.small, DPO), "Another class")
    at = press(at, "It was sent: explanation asked")
    assert "decided on this flag while you looked" in words(at)
    assert flagged.of_cause(district, DPO, CAUSE).state == "dismissed"


def test_ten_photos_of_one_cause_are_one_item(suspected: OpenHouse) -> None:
    for photo in range(9001, 9010):
        flag(suspected.small, photo_id=photo, day=school_day())
    at = opened(suspected)
    assert "10 flags of 1 school · 1 class day" in words(at)
    assert "and 6 more like these" in words(at)
    press(at, "It is not so: dismiss")
    group = flagged.of_cause(suspected.small.district, DPO, CAUSE)
    assert (group.state, group.flags) == ("dismissed", 10)


def test_a_foreign_flag_is_refused_in_words(suspected: OpenHouse) -> None:
    flag(suspected.small, "kahalgaon", 303, cause="poor:202", kind="poor", severity=1, evidence='{"reason": "dark"}')
    at = opened(suspected, Role.BRC, "poor:202")
    assert not at.exception
    assert [said.value for said in at.error] != []
    assert "School Two" not in words(at)


def test_the_page_reads_in_hindi(suspected: OpenHouse) -> None:
    at = page(Page.REVIEW, suspected, suspected.account(Role.DPO), language="hi", item=f"flag:{CAUSE}")
    assert not at.error
    assert "पुरानी फ़ोटो दोबारा" in words(at)
