"""A class without reference photos: its faces are named on a group photo, and recognised on the photo of another day."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from attendance.config import Config
from attendance.district import District, Kind
from attendance.office.access import SYSTEM
from attendance.roster import naming
from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from data import references, register
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.browser.conftest import copy_of
from tests.browser.support import PATIENCE_MS, await_form, await_idle, await_signed_in, in_english, serve, sign_in
from tests.browser.test_main_job import READ_MS, card, choose
from tests.support import config_in, school_day

# Four people who resemble each other little; one of them is away on the other day. Neither day is one that benchmarks report.
MEMBERS = ("P001", "P002", "P005", "P007")
GROUP_SEED, OTHER_SEED, AWAY = 6004, 6205, "P007"
SECTION, PUPILS = 301, (401, 402, 403, 404)


@pytest.fixture(scope="module")
def group_photo() -> bytes:
    return compose_class_day(GROUP_SEED, members=MEMBERS, absent=[], with_stranger=False, width=3200).photos[0].jpeg


@pytest.fixture(scope="module")
def another_photo() -> bytes:
    return compose_class_day(OTHER_SEED, members=MEMBERS, absent={AWAY}, with_stranger=False).photos[0].jpeg


def who_is_where(pipeline: Pipeline, photo: bytes) -> dict[int, str]:
    """What somebody who knows the four sees: the person of each face's number, by their studio portraits."""
    known = {member.code: pipeline.read_reference(member.reference.read_bytes()).embedding for member in cast()}
    faces = naming.read(SYSTEM, pipeline, photo).nameable
    looks = [face.portrait.reading.embedding for face in faces if face.portrait]
    portraits = np.stack([known[code] for code in MEMBERS])  # type: ignore[misc]
    seen = (np.stack(looks) @ portraits.T).argmax(axis=1)  # type: ignore[arg-type]
    found = {face.number: MEMBERS[int(index)] for face, index in zip(faces, seen, strict=True)}
    assert sorted(found.values()) == sorted(MEMBERS)
    return found


@pytest.mark.timeout(600)
def test_faces_named_on_a_group_photo_are_recognised_on_another(
    tmp_path: Path, installation: Path, browser_page: Tab, pipeline: Pipeline, group_photo: bytes, another_photo: bytes
) -> None:
    config = config_in(copy_of(installation, tmp_path))
    config.weights.symlink_to(pipeline.cache, target_is_directory=True)
    pupil_of = dict(zip(MEMBERS, PUPILS, strict=True))
    names = {face: pupil_of[code] for face, code in who_is_where(pipeline, group_photo).items()}
    (tmp_path / "group.jpg").write_bytes(group_photo)
    (tmp_path / "front.jpg").write_bytes(another_photo)
    page = browser_page
    with serve(config, tmp_path / "server.log") as server:
        in_english(page.context, server)
        page.goto(f"{server.address}/pupils?class={SECTION}&view=group")
        await_form(page)
        sign_in(page, "brc", "password of brc")
        await_signed_in(page)
        page.locator('input[type="file"]').first.set_input_files(tmp_path / "group.jpg")
        expect(page.get_by_text("4 faces found · 4 can be named")).to_be_visible(timeout=READ_MS)
        await_idle(page)
        _name(page, names)
        page.get_by_role("button", name="Save 4 reference photos").click()
        expect(page.get_by_text("Saved: 4 pupils can now be recognised.")).to_be_visible(timeout=PATIENCE_MS)

        page.goto(f"{server.address}/upload")
        await_signed_in(page)
        choose(page, "Class", "3 A")
        page.keyboard.press("Escape")
        page.locator('input[type="file"]').first.set_input_files(tmp_path / "front.jpg")
        send = page.get_by_role("button", name=re.compile("Send 1 photo"))
        expect(send).to_be_enabled(timeout=READ_MS)
        await_idle(page)
        send.click()
        expect(card(page, "Recognised")).to_contain_text("3 of 4 enrolled", timeout=READ_MS)

        page.goto(f"{server.address}/review?class={SECTION}&day={school_day().isoformat()}")
        await_signed_in(page)
        page.get_by_role("button", name=re.compile("Whole photo")).click()
        boxes = page.locator(".box.named")
        expect(boxes).to_have_count(3, timeout=PATIENCE_MS)
        there = sorted(f"Pupil {pupil_of[code]}" for code in MEMBERS if code != AWAY)
        assert sorted(boxes.all_inner_texts()) == there
    _stands_in_the_database(config, school_day(), pupil_of)


def _name(page: Tab, names: dict[int, int]) -> None:
    """The last face by clicking it in the photo, the others as the page asks for them or from the list."""
    clicked = max(names)
    page.locator(f'button[title^="Face {clicked}:"]').click()
    expect(page.get_by_text(f"Who is face {clicked}?")).to_be_visible(timeout=PATIENCE_MS)
    await_idle(page)
    for face in sorted(names, reverse=True):
        choose(page, f"Face {face}$", f"Pupil {names[face]}")
        expect(page.locator(f'button[title="Face {face}: Pupil {names[face]}"]')).to_have_count(1, timeout=PATIENCE_MS)


def _stands_in_the_database(config: Config, day: date, pupil_of: dict[str, int]) -> None:
    district = District.open(config, Kind.OWN)
    everything = Scope.everything()
    frame = register.marks(district.db, everything, SECTION, day)
    kept = references.of_pupils(district.db, everything, PUPILS)
    district.close()
    marks = dict(zip(frame["pupil_id"], frame["mark"], strict=True))
    assert {code for code, pupil in pupil_of.items() if marks[pupil] == "present"} == set(MEMBERS) - {AWAY}
    assert marks[pupil_of[AWAY]] == "not_recognised"
    assert sorted(kept["pupil_id"]) == sorted(PUPILS)
    assert set(kept["source"]) == {"group_photo"}
