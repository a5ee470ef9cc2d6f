"""The doctor's checks on the administration page."""

import pytest

from attendance.district import District, Kind
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, page


def test_what_was_broken_stands_first_with_the_fix(open_house: OpenHouse) -> None:
    key = District.key_of(open_house.house.config, Kind.OWN)
    key.chmod(0o644)
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    at.button(key="check_everything").click().run()
    assert any("found something wrong" in one.value for one in at.error)
    found = next(one.proto.body for one in at.get("html") if "upa-row" in one.proto.body)
    assert f"Run: chmod 600 {key}" in found
    assert found.index("<b>Key</b>") < found.index("<b>Python</b>")


@pytest.mark.parametrize("role", [Role.DPO, Role.DIVISION, Role.BRC])
def test_only_the_mis_in_charge_checks(open_house: OpenHouse, role: Role) -> None:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(role))
    assert not [one for one in at.button if one.key == "check_everything"]
