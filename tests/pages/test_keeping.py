"""A face named on the Review page is offered as a further reference photo; the pupil's page shows it and offers it too."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from data import references, register
from data.clock import today
from data.scope import Scope
from recognition.photo import encode_webp
from recognition.pipeline import Pipeline
from tests.pages import desk
from tests.pages.support import OpenHouse, html_of, page, texts
from tests.pages.test_review import of_today, waiting
from tests.roster.pictures import photo

__all__ = ["waiting"]
EVERYTHING = Scope.everything()


def with_photo(house: OpenHouse, pipeline: Pipeline, face_width_of: float = 1.0) -> OpenHouse:
    """The waiting face is the largest of a real photo; `face_width_of` of its size is noted."""
    reading = pipeline.read(photo())
    x1, y1, x2, y2 = (float(value) for value in reading.xyxy[0])
    district = house.small.district
    district.vault.put("photo/seen", encode_webp(reading.pixels, None, 80))
    district.vault.put("crop/sabour", encode_webp(reading.crop(0), None, 80))
    box = (x1, y1, x2, y1 + (y2 - y1) * face_width_of, reading.quality[0].blur)

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        cursor = tx._cursor()
        cursor.execute("UPDATE face SET x1 = ?, y1 = ?, x2 = ?, y2 = ?, blur = ? WHERE face_id = 7002", list(box)).fetchall()
        cursor.execute("DELETE FROM legal_basis WHERE pupil_id = 401").fetchall()  # the school's stands
        size = [reading.width, reading.height]
        cursor.execute(
            "UPDATE photo SET vault_name = 'photo/seen', width = ?, height = ? WHERE photo_id = 7001", size
        ).fetchall()

    district.db.write(work)
    return house


def sources(house: OpenHouse) -> list[str]:
    return sorted(references.of_pupils(house.small.district.db, EVERYTHING, [401])["source"])


def confirmed(house: OpenHouse) -> AppTest:
    at = page(Page.REVIEW, house, house.account(Role.BRC), **{"class": "301", "day": today().isoformat()})
    desk.ask(at, of_today(), desk.tap("same", faces=[7002], pupil=401))
    desk.ask(at, of_today(), keep={"faces": [7002], "pupil": 401})
    return at


@pytest.fixture
def seen(waiting: OpenHouse, with_models: OpenHouse, pipeline: Pipeline) -> OpenHouse:
    return with_photo(waiting, pipeline)


def test_a_face_just_named_is_kept_when_somebody_chooses_to(seen: OpenHouse) -> None:
    at = confirmed(seen)
    assert [one.label for one in at.expander if "reference photo of" in one.label] == [
        "Keep this face as a reference photo of Pupil 401?"
    ]
    assert sources(seen) == ["photo"]
    at.button(key="keep_7002").click().run()
    assert not at.exception
    assert "Kept as a reference photo of Pupil 401." in [said.value for said in at.success]
    assert sources(seen) == ["class_photo", "photo"]
    assert "Is a reference photo" in texts(at)
    (verdict,) = register.verdicts(seen.small.district.db, EVERYTHING, [301], today())
    desk.ask(at, of_today(), desk.tap("undo", verdicts=[verdict["verdict_id"]]))
    assert not [one for one in at.expander if "reference photo of" in one.label]
    at = page(Page.PUPILS, seen, seen.account(Role.BRC), **{"class": "301"})
    at.button(key="open_401").click().run()
    assert "was taken back" in texts(at)


def test_the_pupils_page_lists_confirmed_faces_and_shows_where_each_photo_is_from(seen: OpenHouse) -> None:
    confirmed(seen)
    at = page(Page.PUPILS, seen, seen.account(Role.BRC), **{"class": "301"})
    at.button(key="open_401").click().run()
    assert "Faces confirmed by a person" in texts(at)
    at.button(key="keep_7002").click().run()
    assert not at.exception
    assert "Face of a class photo, confirmed by a person" in texts(at)
    assert "was taken back" not in texts(at)
    assert "keep_7002" not in [button.key for button in at.button]
    assert html_of(at).count("data:image/webp;base64,") >= 2


def test_a_face_that_cannot_serve_is_not_offered_after_a_decision_and_says_why_on_the_pupils_page(
    waiting: OpenHouse,
    with_models: OpenHouse,
    pipeline: Pipeline,
) -> None:
    with_photo(waiting, pipeline, face_width_of=0.3)
    at = confirmed(waiting)
    assert not [one for one in at.expander if "reference photo of" in one.label]
    at = page(Page.PUPILS, waiting, waiting.account(Role.BRC), **{"class": "301"})
    at.button(key="open_401").click().run()
    assert "should be at least 80" in texts(at)
    assert "keep_7002" not in [button.key for button in at.button]
