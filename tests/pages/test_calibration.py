"""The Calibration tab: too few, measured, applied."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office import models, settings
from attendance.office.access import Page, Role
from attendance.office.settings import Settings
from attendance.register.calibrating import LEAST
from tests.pages.support import OpenHouse, html_of, page, press, texts
from tests.register.verdicts import Verdicts, drawn
from tests.reports.judged import DAYS, SABOUR, fill, judge
from ui.administration import calibration as calibration_tab


def calibration(open_house: OpenHouse) -> AppTest:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="calibration")
    assert not at.exception
    assert not at.error
    return at


def test_with_no_or_few_decisions_it_says_so_and_offers_nothing(open_house: OpenHouse) -> None:
    assert f"0 right and 0 wrong proposals, and {LEAST} of each kind" in calibration(open_house).info[0].value
    Verdicts(open_house.small).add(drawn(20))
    at = calibration(open_house)
    assert "Too few decisions" in at.info[0].value
    assert "Use the proposed point" not in [button.label for button in at.button]
    assert "0 were judged in the audit sample" in texts(at)
    assert "persons unknown to a class is taken for one of its pupils" in texts(at)


def test_where_the_audit_sample_shows_more_wrong_ones_than_the_rate_it_warns(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration_tab, "today", lambda: DAYS[-1])
    Verdicts(open_house.small).add(drawn(500))
    fill(open_house.small, SABOUR)
    judge(open_house.small, SABOUR, false=1, model=models.in_use(open_house.small.district.db))
    at = calibration(open_house)
    assert "48 were judged blind in the audit sample" in texts(at)
    assert any("Do not trust the curve" in warning.value for warning in at.main.warning)


def test_a_measured_point_is_shown_and_applied(open_house: OpenHouse) -> None:
    Verdicts(open_house.small).add(drawn(500))
    at = calibration(open_house)
    assert "Proposed: 0.5" in texts(at)
    assert "95 % interval" in texts(at)
    assert "lower than the point in use" in texts(at)
    at = press(at, "Use the proposed point")
    assert not at.error
    assert settings.load(open_house.small.district).accept_at < Settings().accept_at
    trail = page(Page.ADMINISTRATION, open_house, open_house.account(Role.DPO))
    assert "took over a measured threshold" in html_of(trail)


def test_a_stricter_rate_says_how_many_decisions_it_takes(open_house: OpenHouse) -> None:
    Verdicts(open_house.small).add(drawn(200))
    at = calibration(open_house)
    next(group for group in at.main.get("button_group") if group.key == "calibration_rate").set_value(0.01).run()
    assert "For 1 in 100, 300 decisions are needed, and there are 200." in [info.value for info in at.info]
    assert "Use the proposed point" not in [button.label for button in at.button]
