"""The main job in a real browser: sign in, send a class's photos, see the result, confirm a face, see the block change."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from attendance.config import Config
from attendance.district import District, Kind
from attendance.office.access import Role
from attendance.roster import sandbox, training
from attendance.roster.compose import ComposedDay, compose_class_day
from attendance.roster.training import TrainingClass
from data import register
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.browser.support import (
    PATIENCE_MS,
    await_form,
    await_idle,
    await_signed_in,
    await_value,
    choose,
    in_english,
    serve,
    sign_in,
)
from tests.support import config_in

# In these photos the machine is in doubt about P010, who is there, and on processors without bf16 about P006 too; each is its
# own face's first candidate. Found among seeds from 5001 on, apart from those that the benchmark reports (1 to 20). It stays so
# when the thresholds move by .02.
SEED, DOUBTED = 5034, "P010"
READ_MS = 240_000
RECOGNISED_OF_BLOCK = """block => {
    for (const chart of document.querySelectorAll('.js-plotly-plot')) {
        const bar = (chart.data || []).find(trace => trace.type === 'bar' && trace.name === 'recognised');
        const place = bar ? Array.from(bar.customdata).findIndex(data => String(data) === block) : -1;
        if (place >= 0) return bar.x[place];
    }
    return undefined;
}"""


@pytest.fixture(scope="module")
def composed() -> ComposedDay:
    return compose_class_day(SEED)


def card(page: Tab, label: str) -> Locator:
    """A figure's card."""
    return page.locator(".upa-card", has=page.get_by_text(label, exact=True)).first


@pytest.mark.timeout(600)
def test_photos_in_a_blocks_attendance_out(
    tmp_path: Path, browser_page: Tab, pipeline: Pipeline, composed: ComposedDay
) -> None:
    config = config_in(tmp_path)
    config.home.mkdir()
    config.weights.symlink_to(pipeline.cache, target_is_directory=True)
    passwords = {one.role: (one.username, one.password) for one in sandbox.prepare(config, pipeline)}
    district = District.open(config, Kind.SANDBOX)
    day, where = training.practice_day(district), training.training_class(district)
    district.close()
    page = browser_page
    with serve(config, tmp_path / "server.log") as server:
        in_english(page.context, server)
        page.goto(server.address)
        await_form(page)
        sign_in(page, *passwords[Role.DIVISION])
        await_signed_in(page)
        chart = f"{server.address}/attendance?day={day.isoformat()}"
        before = recognised_in_block(page, chart)

        page.goto(f"{server.address}/upload")
        await_signed_in(page)
        choose(page, "^Block|Choose the block", "Sabour")
        choose(page, "School", "Training School")
        _send(page, composed, tmp_path)
        expect(page.get_by_text(re.compile("needs? your decision"))).to_be_visible(timeout=READ_MS)
        waiting = int(card(page, "To be confirmed").locator(".upa-value").inner_text())
        assert waiting >= 1
        named = len(composed.present) - waiting
        expect(card(page, "Recognised")).to_contain_text(f"{named} of 9 enrolled")

        result = page.url
        as_read = recognised_in_block(page, chart)
        assert as_read is not None
        assert as_read != before

        page.goto(result)
        await_signed_in(page)
        page.get_by_role("link", name="Decide now").click()
        expect(page.get_by_text("Who is this?")).to_be_visible(timeout=PATIENCE_MS)
        for _face in range(waiting):
            page.locator(".card.first").click()
        expect(page.get_by_text("Every face of this class is decided.")).to_be_visible()
        expect(page.get_by_text("All saved")).to_be_visible(timeout=PATIENCE_MS)

        confirmed = recognised_in_block(page, chart)
        assert confirmed is not None
        assert confirmed > as_read
    _equals_the_truth(config, day, where, composed)


def recognised_in_block(page: Tab, address: str) -> float | None:
    """How long the bar of the training class's block is, in percent; None while nothing of it was read."""
    page.goto(address)
    await_signed_in(page)
    drawn = f"block => {{ const length = ({RECOGNISED_OF_BLOCK})(block); return length === undefined ? null : [length]; }}"
    (length,) = await_value(page, drawn, "sabour")
    return length if length is None else float(length)


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


def _equals_the_truth(config: Config, day: date, where: TrainingClass, composed: ComposedDay) -> None:
    district = District.open(config, Kind.SANDBOX)
    frame = register.marks(district.db, Scope.everything(), where.class_section_id, day)
    said = register.verdicts(district.db, Scope.everything(), [where.class_section_id], day)
    district.close()
    marks = dict(zip(frame["pupil_id"], frame["mark"], strict=True))
    assert where.pupil_of[DOUBTED] in {row["pupil_id"] for row in said}
    assert {code for code, pupil in where.pupil_of.items() if marks[pupil] == "present"} == composed.present
    assert "absent" not in marks.values()
