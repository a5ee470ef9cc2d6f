"""The administration page's backups."""

from datetime import timedelta

import pytest

from attendance.office.access import Page, Role
from data.clock import utc_now
from tests.pages.support import OpenHouse, html_of, page, press, texts
from ui.administration import backups as section


def test_the_last_good_backup_is_first_and_red_when_there_is_none_or_an_old_one(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    mis = open_house.account(Role.MIS)
    at = page(Page.ADMINISTRATION, open_house, mis, section="backups")
    assert not at.exception
    assert html_of(at).index("Last good backup") < html_of(at).index("Last job")
    assert f'style="color:{section.RED}">none' in html_of(at)
    assert "same disk" in texts(at)
    press(at, "Make a backup now")
    assert open_house.house.backups.standing(open_house.small.district).under_way
    open_house.house.backups.stop()
    open_house.house.backups.look()
    at.run()
    assert "compared, and the same" in html_of(at)
    assert section.RED not in html_of(at)
    assert "✓" in html_of(at)
    monkeypatch.setattr(section, "utc_now", lambda: utc_now() + timedelta(days=2, minutes=1))
    at.run()
    assert "too old" in html_of(at)
    assert section.RED in html_of(at)
