"""The desk in a real browser: decided by keys, undone, loaded again, cut off, by two people, and signed out in between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from attendance.district import Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office import accounts, passwords, settings
from attendance.office.access import SYSTEM, Role
from attendance.office.models import Models
from attendance.roster import references
from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from attendance.worker import Worker
from benchmarks.desk_district import ASKED_ABOUT_ALL
from benchmarks.slow_line import SlowLine, slow_line
from recognition.pipeline import Pipeline
from tests.browser.support import (
    PATIENCE_MS,
    Server,
    await_form,
    await_idle,
    await_signed_in,
    await_value,
    in_english,
    serve,
    sign_in,
)
from tests.intake.conftest import MEMBERS
from tests.support import config_in, school_day, small_district

SIDES = ("front", "left")
_COUNT_BOXES = """() => {
  globalThis.boxes = 0
  const count = node => { if (node.dataset?.testid === "stDialog") globalThis.boxes += 1 }
  new MutationObserver(seen => seen.forEach(one => one.addedNodes.forEach(count))).observe(document.body, { childList: true })
}"""


@dataclass(frozen=True)
class Desk:
    """A server whose class section 301 has two class days with faces that all wait for a person."""

    server: Server
    days: tuple[date, date]

    def address(self, which: int, port: int | None = None) -> str:
        """Of a class day; `port` is that of a relay."""
        host = f"http://127.0.0.1:{port}" if port else self.server.address
        return f"{host}/review?class=301&day={self.days[which].isoformat()}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    small = small_district(folder)
    district = small.district
    settings.save(district, replace(SYSTEM, role=Role.MIS), accept_at=ASKED_ABOUT_ALL)
    portraits = {member.code: member.reference for member in cast()}
    for code, pupil_id in zip(MEMBERS, small.pupils_of(301), strict=True):
        references.add(district, SYSTEM, pipeline, pupil_id, portraits[code].read_bytes())
    days = (school_day(), school_day() - timedelta(days=7))
    for seed, day in zip((31, 32), days, strict=True):
        made = compose_class_day(seed, members=MEMBERS, absent=set())
        photos = [IncomingPhoto(f"{one.side}.jpg", one.jpeg, one.side) for one in made.photos if one.side in SIDES]
        accept(district, SYSTEM, photos, [301], day, "visit")
    Worker(lambda: [district], handlers(Models(pipeline.cache, pipeline))).work_off()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        for role in (Role.DPO, Role.DIVISION):
            password = f"password of {role.value}"
            name = f"Name of {role.value}"
            accounts.create(district, SYSTEM, username=role.value, name=name, role=role, password=password, must_change=False)
    small_district(folder, Kind.SANDBOX).district.close()
    district.close()
    with serve(config_in(folder), folder / "server.log") as running:
        yield Desk(running, days)


@pytest.fixture
def other_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A second person's browser."""
    made = chromium.new_context(viewport={"width": 1366, "height": 768})
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def relay(desk: Desk) -> Iterator[SlowLine]:
    """A line to the server that can be cut."""
    with slow_line(int(desk.server.address.rpartition(":")[2])) as line:
        yield line


def opened(context: BrowserContext, desk: Desk, address: str, role: Role = Role.DPO) -> Tab:
    """Signed in, at a class day whose first face is there."""
    in_english(context, desk.server)
    tab = context.new_page()
    tab.goto(address)
    await_form(tab)
    sign_in(tab, role.value, f"password of {role.value}")
    face(tab)
    return tab


def face(tab: Tab) -> None:
    expect(tab.locator(".decision img.picture").first).to_be_visible(timeout=PATIENCE_MS)


def left(tab: Tab, count: int) -> None:
    """So many faces are left, and all is saved."""
    text = "1 face left" if count == 1 else f"{count} faces left"
    expect(tab.locator(".top .left")).to_have_text(text, timeout=PATIENCE_MS)
    expect(tab.locator(".state")).to_have_text("✓ All saved", timeout=PATIENCE_MS)


def counted(tab: Tab) -> int:
    found = re.match(r"\d+", tab.locator(".top .left").inner_text())
    assert found
    return int(found.group())


@pytest.mark.timeout(600)
def test_decided_by_keys_undone_loaded_again_and_cut_off(desk: Desk, context: BrowserContext) -> None:
    with slow_line(int(desk.server.address.rpartition(":")[2])) as line:
        tab = opened(context, desk, desk.address(0, line.port))
        waiting = counted(tab)
        assert waiting >= 3
        tab.keyboard.press("Digit1")
        left(tab, waiting - 1)
        tab.keyboard.press("KeyZ")
        left(tab, waiting)
        tab.keyboard.press("Digit1")
        left(tab, waiting - 1)
        address = tab.url
        tab.reload()
        face(tab)
        assert tab.url == address
        left(tab, waiting - 1)

        tab.evaluate(_COUNT_BOXES)
        line.cut()
        expect(tab.get_by_role("alert").filter(has_text="No connection to the app just now.")).to_be_visible()
        await_value(tab, "least => globalThis.boxes >= Number(least) || null", "1")
        expect(tab.get_by_test_id("stDialog")).to_have_count(0)
        tab.keyboard.press("KeyU")
        expect(tab.locator(".state")).to_contain_text("Not saved yet: 1", timeout=PATIENCE_MS)
        expect(tab.locator(".top .left")).to_contain_text(f"{waiting - 2} face")
        line.mend()
        tab.reload()
        left(tab, waiting - 2)
        assert tab.url == address
        while counted(tab):
            tab.keyboard.press("Digit1")
            left(tab, max(0, counted(tab)))
        expect(tab.get_by_text("Every face of this class is decided.")).to_be_visible()


@pytest.mark.timeout(600)
def test_two_people_at_one_class_day_and_one_signed_out_in_between(
    desk: Desk, relay: SlowLine, context: BrowserContext, other_context: BrowserContext
) -> None:
    first = opened(context, desk, desk.address(1, relay.port))
    waiting = counted(first)
    second = opened(other_context, desk, desk.address(1), Role.DIVISION)
    expect(second.get_by_text("Name of dpo has this open now")).to_be_visible()
    first.keyboard.press("Digit1")
    left(first, waiting - 1)
    second.keyboard.press("KeyU")
    notice = second.locator(".notice")
    expect(notice).to_contain_text("Name of dpo confirmed a face", timeout=PATIENCE_MS)
    left(second, waiting - 1)

    # A page looks now and then whether its session lasts: with its line cut it cannot show the form before the key is pressed.
    relay.cut()
    elsewhere = context.new_page()
    elsewhere.goto(desk.server.address)
    await_signed_in(elsewhere)
    elsewhere.get_by_role("button", name="Sign out").click()
    await_form(elsewhere)
    first.keyboard.press("Digit1")
    expect(first.locator(".state")).to_contain_text("Not saved yet: 1", timeout=PATIENCE_MS)
    relay.mend()
    await_form(first)
    second.reload()
    face(second)
    left(second, waiting - 1)
    sign_in(first, "dpo", "password of dpo")
    left(first, waiting - 2)
    await_idle(first)
    second.reload()
    face(second)
    left(second, waiting - 2)
