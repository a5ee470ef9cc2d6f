"""The Models tab: what is in use, comparing, switching, and what must be taken again."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from attendance.errors import Message
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office import models as office_models
from attendance.office.access import SYSTEM, Page, Role
from attendance.office.models import Models
from attendance.roster import references
from attendance.roster.compose import compose_class_day
from attendance.worker import Worker
from data import models as stored
from data import references as stored_references
from recognition.pipeline import Pipeline
from recognition.weights import CASIA_NAME, name_of
from tests.intake.conftest import MEMBERS
from tests.office.weights_files import Turned
from tests.pages.support import OpenHouse, html_of, page, press, texts
from tests.roster.pictures import portrait
from tests.support import school_day


@pytest.fixture
def two(open_house: OpenHouse, pipeline: Pipeline, tmp_path: Path) -> str:
    """A second model is installed; the worker stands still, so that a test can look before it goes on."""
    open_house.house.worker.stop()
    file = tmp_path / "home" / "weights" / ("c3" * 32) / "other.pt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"stands for weights")
    other = name_of(file, file.parent.name)
    open_house.house.models = Models(open_house.house.config.weights, pipeline, Turned(pipeline, other))
    references.add(open_house.small.district, SYSTEM, pipeline, 401, portrait(0))
    return other


def work_off(open_house: OpenHouse) -> None:
    Worker(lambda: [open_house.small.district], handlers(open_house.house.models)).work_off()


def models_tab(open_house: OpenHouse) -> AppTest:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="models")
    assert not at.exception
    assert not at.error
    return at


def test_without_a_second_model_the_page_says_how_to_add_one(open_house: OpenHouse) -> None:
    at = models_tab(open_house)
    assert CASIA_NAME in html_of(at)
    assert [info.value for info in at.info if "python -m attendance models add" in info.value]
    assert "Switch to this model" not in [button.label for button in at.button]


def test_a_switch_is_asked_for_followed_and_done(open_house: OpenHouse, two: str) -> None:
    at = press(models_tab(open_house), "Switch to this model")
    assert "The switch has begun" in texts(at)
    assert "Switch to this model" not in [button.label for button in at.button]
    assert "read with the model in use" in texts(at)
    work_off(open_house)
    at.run()
    assert two in html_of(at)
    assert "1 of 1 reference photos" in html_of(at)
    assert "The thresholds were chosen for" in texts(at)
    assert CASIA_NAME in at.selectbox(key="model_choice").options
    shown = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="settings")
    assert f"chosen for the model {CASIA_NAME}" in texts(shown)
    trail = page(Page.ADMINISTRATION, open_house, open_house.account(Role.DPO))
    assert "switched to another recognition model" in html_of(trail)


def test_a_switch_is_stopped_and_goes_on(open_house: OpenHouse, two: str) -> None:
    at = press(press(models_tab(open_house), "Switch to this model"), "Stop")
    assert [error.value for error in at.error] == ["Stopped. Press Try again to go on."]
    at = press(at, "Try again")
    assert not at.error
    work_off(open_house)
    assert office_models.in_use(open_house.small.district.db) == two


def test_whose_photo_must_be_taken_again_is_told(open_house: OpenHouse, two: str) -> None:
    district = open_house.small.district
    key = int(stored_references.of_pupils(district.db, SYSTEM.scope, [401])["reference_photo_id"].iloc[0])
    why = Message("The stored photo is missing or was changed. Take it again.").as_json()
    district.db.write(lambda tx: stored.add_unread(tx, SYSTEM.scope, key, CASIA_NAME, why))
    at = models_tab(open_house)
    assert "1 reference photo must be taken again" in texts(at)
    assert "Pupil 401" in html_of(at)
    assert "Class 3 A" in html_of(at)


def test_before_and_after_stand_beside_each_other(open_house: OpenHouse, two: str) -> None:
    made = compose_class_day(31, members=MEMBERS)
    photos = [IncomingPhoto(f"{one.side}.jpg", one.jpeg, one.side) for one in made.photos]
    accept(open_house.small.district, SYSTEM, photos, [301], school_day(), "visit")
    work_off(open_house)
    at = press(models_tab(open_house), "Compare first")
    assert "No mark changes by it" in texts(at)
    work_off(open_house)
    at.run()
    assert not at.error
    told = html_of(at)
    assert told.count("of 4 pupils recognised") == 2
    assert f"{CASIA_NAME} · in use" in told
    assert f"{two} · not in use" in told
    assert "School One" in told
    assert "whether it names the right ones is not known yet" in texts(at)
    assert office_models.in_use(open_house.small.district.db) == CASIA_NAME


def test_a_comparison_without_photos_says_what_to_do(open_house: OpenHouse, two: str) -> None:
    at = press(models_tab(open_house), "Compare first")
    assert [e.value for e in at.error] == ["No class day has stored photos with faces. Upload photos first, then compare."]
