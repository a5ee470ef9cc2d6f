"""The Pupils page's group photo: faces named one after the other, saved at once, those too poor left out with the reason."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import SYSTEM, Page, Role
from attendance.roster import rosters
from tests.pages.support import OpenHouse, html_of, page, texts
from tests.roster.pictures import photo
from ui.pupils import group

DAY = date(2026, 11, 23)


def opened(open_house: OpenHouse) -> AppTest:
    at = page(Page.PUPILS, open_house, open_house.account(Role.DIVISION), view="group", **{"class": "301"})
    assert not at.exception
    return at


def name(at: AppTest, face: int, pupil: str | None) -> None:
    box = next(box for box in at.selectbox if box.label == f"Face {face}")
    box.set_value(next(option for option in range(401, 405) if pupil and str(option) in pupil) if pupil else None).run()
    assert not at.exception


def choices(at: AppTest, face: int) -> list[str]:
    return list(next(box for box in at.selectbox if box.label == f"Face {face}").options)


@pytest.fixture
def at(with_models: OpenHouse) -> AppTest:
    shown = opened(with_models)
    shown.file_uploader[0].set_value(("class.jpg", photo(), "image/jpeg")).run()
    assert not shown.exception
    return shown


def test_faces_are_named_and_saved_at_once(with_models: OpenHouse, at: AppTest) -> None:
    assert "4 faces found · 4 can be named" in texts(at)
    assert at.button(key="group_save").disabled
    assert "Who is face 1?" in texts(at)
    name(at, 1, "401")
    assert "Who is face 2?" in texts(at)
    assert choices(at, 2) == ["2. Pupil 402", "3. Pupil 403", "4. Pupil 404"]
    name(at, 2, "402")
    name(at, 4, "403")
    name(at, 2, None)
    assert "2. Pupil 402" in choices(at, 3)
    assert at.button(key="group_save").label == "Save 2 reference photos"
    assert rosters.roster(with_models.small.district, SYSTEM, 301, DAY).referenced == 0
    at.button(key="group_save").click().run()
    assert not at.exception
    assert "Saved: 2 pupils can now be recognised." in texts(at)
    roster = rosters.roster(with_models.small.district, SYSTEM, 301, DAY)
    assert [len(pupil.references) for pupil in roster.pupils] == [1, 0, 1, 0]
    assert "faces found" not in texts(at)


def test_a_large_class_is_listed_in_part_until_somebody_asks_for_all(
    with_models: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "LISTED", 2)
    at = opened(with_models)
    at.file_uploader[0].set_value(("class.jpg", photo(), "image/jpeg")).run()
    boxes = [box.label for box in at.selectbox if box.label.startswith("Face ")]
    assert boxes == ["Face 1", "Face 2", "Face 3"]
    name(at, 1, "401")
    name(at, 2, "402")
    boxes = [box.label for box in at.selectbox if box.label.startswith("Face ")]
    assert boxes == ["Face 3", "Face 4", "Face 1"]
    at.toggle(key="group_all").set_value(True).run()
    assert len([box for box in at.selectbox if box.label.startswith("Face ")]) == 4
    assert at.button(key="group_save").label == "Save 2 reference photos"


def test_a_poor_photo_says_why_and_offers_nothing_to_save(with_models: OpenHouse) -> None:
    at = opened(with_models)
    at.file_uploader[0].set_value(("class.jpg", photo(1600), "image/jpeg")).run()
    assert not at.exception
    assert "should be at least 80" in texts(at)
    assert "upa-refused" in html_of(at)
    at.file_uploader[0].set_value(("class.jpg", b"no photo", "image/jpeg")).run()
    assert not at.exception
    assert at.error
    assert at.error[0].value.startswith("This is not a photo")


def test_somebody_found_by_name_is_opened_from_there_too(with_models: OpenHouse) -> None:
    at = opened(with_models)
    at.text_input(key="pupils_search").set_value("Pupil 402").run()
    at.button(key="find_pupil_402").click().run()
    assert not at.exception
    assert "Add a photo" in texts(at)
