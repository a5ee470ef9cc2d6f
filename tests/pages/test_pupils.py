"""The Pupils page: a class's wall with its gaps, finding somebody by name, adding and removing a photo."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import SYSTEM, Page, Role
from attendance.roster import references, rosters
from recognition.pipeline import Pipeline
from tests.pages.support import OpenHouse, html_of, page, texts
from tests.roster.pictures import portrait

DAY = date(2026, 11, 23)


def wall(at: AppTest) -> list[str]:
    return [str(button.label) for button in at.button if str(button.key).startswith("open_")]


def wall_of(open_house: OpenHouse, role: Role = Role.DIVISION, section: str = "301") -> AppTest:
    at = page(Page.PUPILS, open_house, open_house.account(role), **{"class": section})
    assert not at.exception
    return at


def test_a_class_shows_how_many_can_be_recognised_and_its_gaps(with_models: OpenHouse, pipeline: Pipeline) -> None:
    references.add(with_models.small.district, SYSTEM, pipeline, 401, portrait(0))
    at = wall_of(with_models)
    assert "1 / 4" in html_of(at)
    assert "3 pupils have no reference photo" in texts(at)
    assert wall(at) == ["Photos (1)", "Add a photo", "Add a photo", "Add a photo"]
    assert html_of(at).count("data:image/webp;base64,") == 1
    at.toggle(key="pupils_only_gaps").set_value(True).run()
    assert wall(at) == ["Add a photo"] * 3


def test_a_photo_is_checked_before_it_is_saved(with_models: OpenHouse) -> None:
    at = wall_of(with_models)
    at.button(key="open_402").click().run()
    assert "Pupil 402" in texts(at)
    at.file_uploader[0].set_value(("blank.png", b"no photo", "image/png")).run()
    assert at.error
    assert "reference_save" not in [button.key for button in at.button]
    at.file_uploader[0].set_value(("one.jpg", portrait(0), "image/jpeg")).run()
    assert "This photo is good." in texts(at)
    assert rosters.roster(with_models.small.district, SYSTEM, 301, DAY).referenced == 0
    at.button(key="reference_save").click().run()
    assert not at.exception
    assert "Pupil 402 can now be recognised" in texts(at)
    assert wall(at).count("Photos (1)") == 1


def test_a_photo_is_removed_with_a_reason(with_models: OpenHouse, pipeline: Pipeline) -> None:
    key = references.add(with_models.small.district, SYSTEM, pipeline, 401, portrait(0))
    at = wall_of(with_models)
    at.button(key="open_401").click().run()
    assert at.button(key=f"remove_{key}").disabled
    at.selectbox(key=f"why_{key}").select_index(0).run()
    at.button(key=f"remove_{key}").click().run()
    assert "The photo is removed." in texts(at)
    assert rosters.roster(with_models.small.district, SYSTEM, 301, DAY).referenced == 0


@pytest.mark.parametrize("typed", ["Pupil 410", "99000000410", "बच्चा 410"])
def test_somebody_found_by_name_is_opened(open_house: OpenHouse, typed: str) -> None:
    at = page(Page.PUPILS, open_house, open_house.account(Role.DPO))
    at.text_input(key="pupils_search").set_value(typed).run()
    at.button(key="find_pupil_410").click().run()
    assert not at.exception
    assert "Pupil 410" in texts(at)
    assert at.query_params["class"] == "303"


def test_brc_finds_nobody_of_another_block(open_house: OpenHouse) -> None:
    at = wall_of(open_house, Role.BRC, section="303")
    assert "School Two" not in texts(at)
    assert {str(button.key) for button in at.button} >= {f"open_{pupil_id}" for pupil_id in (401, 402, 403, 404)}
    at.text_input(key="pupils_search").set_value("Pupil 410").run()
    assert "find_pupil_410" not in [button.key for button in at.button]
    at.text_input(key="pupils_search").set_value("School Two").run()
    assert "find_school_202" not in [button.key for button in at.button]


def test_a_class_that_is_opened_is_on_the_audit_trail_once(open_house: OpenHouse) -> None:
    at = wall_of(open_house)
    at.run()
    rows = open_house.small.district.db._cursor().execute("SELECT subject FROM audit_trail WHERE action = 'roster.opened'")
    assert rows.fetchall() == [("class_section:301",)]
