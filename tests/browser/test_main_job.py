"""The main job in a real browser: sign in, send a class's photos, see the result, confirm a face, see the block change."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from attendance.district import District, Kind
from attendance.office.access import Role
from attendance.roster import sandbox, training
from attendance.roster.compose import ComposedDay, compose_class_day
from data import register
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.browser.support import PATIENCE_MS, await_form, await_idle, await_signed_in, in_english, serve, sign_in
from tests.support import config_in

# In these photos the machine is in doubt about P010, who is there and looks like P004, who is not.
SEED, DOUBTED = 9, "P010"
READ_MS = 240_000


@pytest.fixture(scope="module")
def composed() -> ComposedDay:
    return compose_class_day(SEED)


def choose(page: Tab, label: str, typed: str) -> None:
    """Choose in a select box by typing."""
    box = page.get_by_role("combobox", name=re.compile(label)).first
    expect(box).to_be_enabled(timeout=PATIENCE_MS)  # a box without choices is not
    box.click()
    box.fill(typed)
    page.get_by_role("option", name=re.compile(typed)).first.click()
    await_idle(page)


def card(page: Tab, label: str) -> Locator:
    """A figure's card."""
    return page.locator(".upa-card", has=page.get_by_text(label, exact=True)).first


@pytest.mark.timeout(600)
def test_photos_in_a_blocks_attendance_out(
    tmp_path: Path, browser_page: Tab, pipeline: Pipeline, composed: ComposedDay
) -> None:
    config = config_in(tmp_path)
    shutil.copytree(pipeline.cache, config.weights, dirs_exist_ok=True)
    passwords = {one.role: (one.username, one.password) for one in sandbox.prepare(config, pipeline)}
    district = District.open(config, Kind.SANDBOX)
    day, where = training.practice_day(district), training.training_class(district)
    district.close()
    doubted = next(pupil for pupil in sandbox.training_pupils() if pupil.code == DOUBTED)
    block = f"attendance?block=sabour&day={day.isoformat()}"
    page = browser_page
    with serve(config, tmp_path / "server.log") as server:
        in_english(page.context, server)
        page.goto(server.address)
        await_form(page)
        sign_in(page, *passwords[Role.DIVISION])
        await_signed_in(page)
        page.goto(f"{server.address}/{block}")
        await_signed_in(page)
        before = page.get_by_test_id("stMain").inner_text()

        page.goto(f"{server.address}/upload")
        await_signed_in(page)
        choose(page, "^Block|Choose the block", "Sabour")
        choose(page, "School", "Training School")
        _send(page, composed, tmp_path)
        expect(page.get_by_text(re.compile("needs? your decision"))).to_be_visible(timeout=READ_MS)
        after_reading = card(page, "Recognised").inner_text()
        assert "of 9 enrolled" in after_reading

        page.get_by_role("link", name="Decide now").click()
        expect(page.get_by_text("Who is this?")).to_be_visible(timeout=PATIENCE_MS)
        left = page.get_by_text(re.compile(r"questions? left")).inner_text()
        page.get_by_role("button", name=f"Yes, {doubted.name_en}").click()
        expect(page.get_by_text(left, exact=True)).to_have_count(0, timeout=PATIENCE_MS)
        await_idle(page)

        page.goto(f"{server.address}/{block}")
        await_signed_in(page)
        assert page.get_by_test_id("stMain").inner_text() != before
        expect(page.get_by_test_id("stMain")).to_contain_text("Training School", timeout=PATIENCE_MS)
    _equals_the_truth(config, day, where, composed)


def _send(page: Tab, composed: ComposedDay, folder: Path) -> None:
    paths = []
    for photo in composed.photos:
        path = folder / f"{photo.side}.jpg"
        path.write_bytes(photo.jpeg)
        paths.append(path)
    page.locator('input[type="file"]').first.set_input_files(paths)
    send = page.get_by_role("button", name=re.compile("Send 4 photos"))
    expect(send).to_be_enabled(timeout=READ_MS)
    await_idle(page)
    expect(page.get_by_text("Sides: 4 of 4")).to_be_visible()
    send.click()


def _equals_the_truth(config, day, where, composed: ComposedDay) -> None:  # type: ignore[no-untyped-def]
    district = District.open(config, Kind.SANDBOX)
    frame = register.marks(district.db, Scope.everything(), where.class_section_id, day)
    said = register.verdicts(district.db, Scope.everything(), [where.class_section_id], day)
    district.close()
    marks = dict(zip(frame["pupil_id"], frame["mark"], strict=True))
    confirmed = {row["pupil_id"] for row in said}
    assert confirmed == {where.pupil_of[DOUBTED]}
    assert marks[where.pupil_of[DOUBTED]] == "present"
    for code, pupil in where.pupil_of.items():
        if pupil not in confirmed and marks[pupil] != "uncertain":
            assert (marks[pupil] == "present") == (code in composed.present)
