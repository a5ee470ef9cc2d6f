"""The Pupils page's gallery: figures of a class, its look-alikes side by side, and the way to blocks and schools."""

import pandas as pd

from attendance.office.access import SYSTEM, Page, Role
from attendance.roster import references
from attendance.roster.cast import cast
from recognition.pipeline import Pipeline
from tests.pages.support import OpenHouse, html_of, page, texts


def give(open_house: OpenHouse, pipeline: Pipeline, photos: dict[int, str]) -> None:
    files = {member.code: member.reference for member in cast()}
    for pupil, code in photos.items():
        references.add(open_house.small.district, SYSTEM, pipeline, pupil, files[code].read_bytes())


def test_look_alikes_stand_side_by_side_and_lead_to_the_pupil(with_models: OpenHouse, pipeline: Pipeline) -> None:
    give(with_models, pipeline, {401: "P004", 402: "P010", 403: "P005"})
    at = page(Page.PUPILS, with_models, with_models.account(Role.BRC), view="gallery", **{"class": "301"})
    assert not at.exception
    assert "Look-alikes · 1 pair" in texts(at)
    assert "a person decides on the Review page" in texts(at)
    assert html_of(at).count("data:image/webp;base64,") == 2
    assert "3 / 4" in html_of(at)
    opener = next(button for button in at.button if str(button.key).endswith("_402"))
    opener.click().run()
    assert not at.exception
    assert "Pupil 402" in texts(at)
    assert "Photo taken for it" in texts(at)


def test_a_class_with_one_photo_or_none_has_nothing_to_compare(with_models: OpenHouse, pipeline: Pipeline) -> None:
    give(with_models, pipeline, {401: "P004"})
    for section, role in (("301", Role.BRC), ("302", Role.BRC)):
        at = page(Page.PUPILS, with_models, with_models.account(role), view="gallery", **{"class": section})
        assert not at.exception
        assert "nothing to compare yet" in texts(at)
        assert "Look-alikes" not in texts(at)


def test_one_face_in_two_classes_is_told_and_looking_at_the_other_is_on_the_trail(
    with_models: OpenHouse, pipeline: Pipeline
) -> None:
    give(with_models, pipeline, {401: "P004"})
    photo = next(member.reference for member in cast() if member.code == "P004").read_bytes()
    references.add(with_models.small.district, SYSTEM, pipeline, 405, photo + b" ")  # the same photo, another file
    at = page(Page.PUPILS, with_models, with_models.account(Role.DIVISION), view="gallery", **{"class": "301"})
    assert not at.exception
    assert "Looks like one child under two names · 1 pair" in texts(at)
    at.run()
    cursor = with_models.small.district.db._cursor()
    rows = cursor.execute("SELECT subject FROM audit_trail WHERE action = 'roster.opened' ORDER BY subject").fetchall()
    assert rows == [("class_section:301",), ("class_section:302",)]


def test_before_a_class_is_chosen_blocks_then_schools_are_listed(open_house: OpenHouse) -> None:
    at = page(Page.PUPILS, open_house, open_house.account(Role.DPO))
    assert "Sabour" in html_of(at)
    assert "Kahalgaon" in html_of(at)
    at.selectbox(key="pupils_block").set_value("kahalgaon").run()
    assert not at.exception
    assert "School Two" in texts(at)  # its only school is chosen at once
    assert "Sabour" not in html_of(at)


def test_look_alikes_of_a_block_are_counted_when_somebody_asks(with_models: OpenHouse, pipeline: Pipeline) -> None:
    give(with_models, pipeline, {401: "P004", 402: "P010"})
    second = {"school_id": 203, "udise": "99000000003", "block_id": "sabour", "cluster_id": 101}
    frame = pd.DataFrame([second | {"name_hi": "विद्यालय तीन", "name_en": "School Three"}])
    with_models.small.district.db.write(lambda tx: tx.insert_frame("school", frame))
    at = page(Page.PUPILS, with_models, with_models.account(Role.DPO))
    at.selectbox(key="pupils_block").set_value("sabour").run()
    assert "School One" in html_of(at)
    assert "One child under two names" not in html_of(at)
    at.button(key="gallery_count").click().run()
    assert not at.exception
    assert 'data-label="Look-alikes"><div><span>1<' in html_of(at)
