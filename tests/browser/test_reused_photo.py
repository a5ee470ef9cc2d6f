"""In a real browser: a reused photo is flagged on upload, shown with its source, asked about, confirmed and undone; a missed
face is drawn and named; a locked day refuses a change."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from attendance.district import District, Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office import passwords
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.models import Models
from attendance.register import signing
from attendance.roster import references
from attendance.roster.cast import cast
from attendance.roster.compose import ComposedDay, compose_class_day
from attendance.worker import Worker
from data import block_days
from data.clock import utc_now
from recognition.pipeline import Pipeline
from tests.browser.conftest import make_installation
from tests.browser.support import (
    PATIENCE_MS,
    Server,
    await_form,
    await_idle,
    await_signed_in,
    choose,
    in_english,
    serve,
    sign_in,
)
from tests.support import Small, config_in, school_day

MEMBERS = ("P001", "P002", "P005", "P007")
AWAY = "Pupil 404"
READ_MS = 180_000


@dataclass(frozen=True)
class Office:
    """A running app: class 301 was photographed on an earlier day, which is locked; ``resent`` are those photos again."""

    server: Server
    locked: date
    resent: list[Path]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("reused")
    day = school_day() - timedelta(days=1)
    day -= timedelta(days=day.isoweekday() == 7)
    composed = compose_class_day(31, members=MEMBERS, absent={"P007"}, with_stranger=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        make_installation(folder)
    config = config_in(folder)
    config.weights.symlink_to(pipeline.cache, target_is_directory=True)
    district = District.open(config, Kind.OWN)
    _photograph(district, pipeline, composed, day)
    _lock(district, day)
    district.close()
    with serve(config, folder / "server.log") as server:
        yield Office(server, day, _sent_again(composed, folder))


def _photograph(district: District, pipeline: Pipeline, composed: ComposedDay, day: date) -> None:
    """A class whose four pupils are synthetic adults, and the photos of a day of it, read."""
    portraits = {member.code: member.reference for member in cast()}
    for code, pupil_id in zip(MEMBERS, Small(district).pupils_of(301), strict=True):
        references.add(district, SYSTEM, pipeline, pupil_id, portraits[code].read_bytes())
    photos = [IncomingPhoto(f"{photo.side}.jpg", photo.jpeg, photo.side) for photo in composed.photos]
    accept(district, SYSTEM, photos, [301], day, "visit")
    Worker(lambda: [district], handlers(Models(pipeline.cache, pipeline))).work_off()


def _lock(district: District, day: date) -> None:
    dpo = Account("dpo", "Name of dpo", Role.DPO)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_days, "utc_now", lambda: utc_now() - timedelta(days=1))
        signing.reviewed(district, dpo, day, "sabour")
        signing.sign(district, dpo, day, "sabour")
    assert signing.lock_signed(district) == 1


def _sent_again(composed: ComposedDay, folder: Path) -> list[Path]:
    """The same photos, brighter and smaller, as a messenger and a careful cheat would make them."""
    paths = []
    for photo in composed.photos:
        picture = Image.open(io.BytesIO(photo.jpeg)).convert("RGB").resize((1600, 1000))
        path = folder / f"again-{photo.side}.jpg"
        ImageEnhance.Brightness(picture).enhance(1.1).save(path, "JPEG", quality=70)
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def page(office: Office, chromium: Browser) -> Iterator[Tab]:
    """The division in-charge, signed in."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1366, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    in_english(context, office.server)
    tab = context.new_page()
    tab.goto(office.server.address)
    await_form(tab)
    sign_in(tab, "division", "password of division")
    await_signed_in(tab)
    yield tab
    context.close()


def go(page: Tab, office: Office, address: str) -> None:
    page.goto(f"{office.server.address}/{address}")
    await_signed_in(page)


def figure(page: Tab, office: Office, label: str, day: date) -> str:
    """A figure of the block on a day, part and whole, as the Attendance page tells it in another tab."""
    tab = page.context.new_page()
    go(tab, office, f"attendance?day={day.isoformat()}&block=sabour")
    card = tab.locator(".upa-card", has=tab.get_by_text(label, exact=True)).first
    expect(card).to_be_visible()
    text = card.inner_text()
    tab.close()
    found = re.search(r"(\d+) / (\d+)", text)
    assert found, text
    return found.group(0)


def press(page: Tab, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()
    await_idle(page)


@pytest.mark.timeout(600)
def test_a_reused_photo_is_flagged_asked_about_confirmed_and_undone(page: Tab, office: Office) -> None:
    go(page, office, "upload")
    choose(page, "^Block|Choose the block", "Sabour")
    choose(page, "Class", "3 A")
    page.keyboard.press("Escape")  # several classes may be chosen: the list stays open
    page.locator('input[type="file"]').first.set_input_files(office.resent)
    send = page.get_by_role("button", name=re.compile("Send 4 photos"))
    expect(send).to_be_enabled(timeout=READ_MS)
    await_idle(page)
    send.click()
    flagged = page.get_by_text(re.compile("nearly the same|used before|was sent", re.IGNORECASE)).first
    expect(flagged).to_be_visible(timeout=READ_MS)
    assert figure(page, office, "Read here", school_day()) == "1 / 2"

    go(page, office, "review?section=work")
    expect(page.get_by_text(re.compile(r"flags? wait")).first).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".upa-beside img")).to_have_count(2)
    expect(page.locator(".upa-beside")).to_contain_text("School One")
    press(page, "explanation asked")
    expect(page.get_by_text(re.compile("Explanation asked")).first).to_be_visible()
    page.get_by_label(re.compile("The explanation")).fill("The head teacher: the tablet was broken, old photos were sent")
    press(page, "Note the explanation")
    # What is typed before the page has drawn the next step is typed into the last one.
    expect(page.get_by_text(re.compile("The school explained")).first).to_be_visible()
    page.get_by_label("Why", exact=True).fill("The school says so itself")
    press(page, "It is so: confirm")
    expect(page.get_by_text(re.compile("^Confirmed")).first).to_be_visible()
    assert figure(page, office, "Read here", school_day()) == "0 / 2", "a fake counts nowhere as read"

    press(page, "Take the last decision back")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert figure(page, office, "Read here", school_day()) == "1 / 2", "undo restores it"


@pytest.mark.timeout(600)
def test_a_missed_face_is_drawn_named_and_undone(page: Tab, office: Office) -> None:
    before = figure(page, office, "Recognised", school_day())
    go(page, office, f"review?class=301&day={school_day().isoformat()}")
    page.get_by_role("button", name=re.compile("Whole photo")).click()
    page.get_by_role("button", name=re.compile("Draw a missed face")).click()
    stage = page.locator(".stage.drawing")
    expect(stage.locator("img")).to_be_visible()
    box = stage.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.05, box["y"] + box["height"] * 0.05)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.12, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    page.get_by_label(re.compile("Type the name")).fill(AWAY)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    _saved(page)
    expect(page.locator(".last")).to_contain_text(f"A face was drawn: {AWAY}")
    part, whole = map(int, before.split(" / "))
    assert figure(page, office, "Recognised", school_day()) == f"{part + 1} / {whole}"
    page.keyboard.press("z")
    _saved(page)
    assert figure(page, office, "Recognised", school_day()) == before


@pytest.mark.timeout(600)
def test_a_locked_day_refuses_a_change(page: Tab, office: Office) -> None:
    before = figure(page, office, "Recognised", office.locked)
    go(page, office, f"review?class=301&day={office.locked.isoformat()}")
    page.get_by_text("All pupils of this class").click()
    await_idle(page)
    choose(page, "^Pupil", AWAY)
    page.get_by_label(re.compile("^Reason")).fill("seen in class")
    press(page, "Save$")
    expect(page.get_by_text(re.compile("signed off: nothing of it can be changed")).first).to_be_visible()
    assert figure(page, office, "Recognised", office.locked) == before
    go(page, office, f"review?section=days&signday={office.locked.isoformat()}")
    expect(page.get_by_text("Locked").first).to_be_visible()


def _saved(page: Tab) -> None:
    expect(page.locator(".state.saved")).to_be_visible()
    await_idle(page)
