"""What the last start found stands on the administration page."""

from attendance.district import Kind
from attendance.intake.recovery import Recovered
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, page


def test_what_was_brought_back_and_what_is_missing_is_said(open_house: OpenHouse) -> None:
    open_house.house.found = {Kind.OWN: Recovered(brought_back=2, missing=1)}
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    assert not at.exception
    assert any("brought back what a stop had taken: 2 submissions" in info.value for info in at.info)
    assert any("sealed file of 1 photo is missing" in warning.value for warning in at.warning)
