"""What is held, on the administration page; and a pupil's erasure, asked on the Pupils page."""

from typing import Any

import pytest

from attendance.office.access import Page, Role
from attendance.office.privacy import erasure, retention
from attendance.worker import Worker
from data import erasure as stored
from tests.pages.support import OpenHouse, html_of, page, press, texts
from tests.privacy.test_retention import Held, worked

QUERY: dict[str, Any] = {"class": "301", "pupil": "401"}


def work_off(open_house: OpenHouse) -> None:
    district = open_house.small.district
    Worker(lambda: [district], {retention.RETENTION: retention.let_go, erasure.ERASE: erasure.do}).work_off()


@pytest.mark.parametrize("role", [Role.MIS, Role.DPO])
def test_what_is_held_why_and_what_the_last_run_removed(open_house: OpenHouse, role: Role) -> None:
    open_house.house.worker.stop()
    retention.each_hour(open_house.small.district)
    work_off(open_house)
    kept = Held(open_house.small)
    kept.photo(worked(open_house.small.district, 2))
    kept.photo(worked(open_house.small.district, 9))
    flagged = kept.photo(worked(open_house.small.district, 9))
    kept.flag(worked(open_house.small.district, 9), flagged)
    at = page(Page.ADMINISTRATION, open_house, open_house.account(role), section="held")
    assert not at.exception
    assert "<b>2</b> Class photos, read, without anything to look at" in html_of(at)
    assert "<b>1</b> Class photos of a flag that is not decided" in html_of(at)
    assert "There was nothing whose time was over." in texts(at)
    assert [button.label for button in at.button if button.label == "Look now"] == (["Look now"] if role is Role.MIS else [])
    if role is Role.MIS:
        press(at, "Look now")
        work_off(open_house)
        at.run()
        assert "<b>1</b> Class photos, read, without anything to look at" in html_of(at)
        assert "3 pictures of class photos" in texts(at)
        assert "1 class photos were deleted after their time" in texts(at)


def test_a_pupil_is_erased_from_the_page(open_house: OpenHouse) -> None:
    district = open_house.small.district
    open_house.house.worker.stop()
    mis = open_house.account(Role.MIS)
    at = page(Page.PUPILS, open_house, mis, **QUERY)
    assert not at.exception
    pen = next(str(row["pen"]) for row in [stored.pupil(district.db, 401)] if row)
    assert next(button for button in at.button if button.label == "Erase for good").disabled
    at.text_input(key="erase_reason").set_value("the father asked in writing")
    at.text_input(key="erase_pen").set_value(pen)
    at.checkbox(key="erase_sure").set_value(True).run()
    press(at, "Erase for good")
    assert not at.exception
    work_off(open_house)
    assert stored.by_pen(district.db, pen) is None
    at = page(Page.ADMINISTRATION, open_house, mis, section="held")
    assert "done" in texts(at)
    assert "Save the certificate" in [button.label for button in at.button]


def test_only_the_mis_is_asked(open_house: OpenHouse) -> None:
    at = page(Page.PUPILS, open_house, open_house.account(Role.DIVISION), **QUERY)
    assert not at.exception
    assert "Erase for good" not in [button.label for button in at.button]
