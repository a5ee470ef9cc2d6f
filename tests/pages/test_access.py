"""Who gets onto which page: the table of roles and pages, as AppTest sees it."""

import pytest

from attendance.office.access import PAGES, Page, Role
from tests.pages.support import OpenHouse, page

DISTRICT_WORK = {Page.ATTENDANCE, Page.UPLOAD, Page.REVIEW, Page.EXCEPTIONS, Page.PUPILS}
TABLE = {
    Role.DPO: {*DISTRICT_WORK, Page.ADMINISTRATION, Page.TRAINING},
    Role.MIS: {*DISTRICT_WORK, Page.ADMINISTRATION, Page.TRAINING},
    Role.DIVISION: {*DISTRICT_WORK, Page.TRAINING},
    Role.BRC: {*DISTRICT_WORK, Page.TRAINING},
    Role.TRAINER: {Page.TRAINING},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_its_pages_and_no_other(open_house: OpenHouse, role: Role) -> None:
    account = open_house.account(role)
    for which in Page:
        at = page(which, open_house, account)
        assert not at.exception, which
        refused = any("does not include the page" in warning.value for warning in at.warning)
        assert refused == (which not in TABLE[role]), which
        assert bool(at.main.title) == (which in TABLE[role]), which
    assert PAGES[role] == TABLE[role]
