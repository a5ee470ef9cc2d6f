"""A Chromium for each module, and a server for tests that only look."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from attendance.district import District, Kind
from attendance.office import accounts, passwords
from attendance.office.access import SYSTEM, Role
from tests.browser.support import PATIENCE_MS, Server, serve
from tests.support import config_in, small_district

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser. Playwright keeps an event loop running in this thread, so it ends with the module that wants it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile without cookies."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def browser_page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


def make_installation(folder: Path) -> None:
    """The small district as own and as sandbox, and an account of each role whose password is ``password of <role>``."""
    for kind in Kind:
        small_district(folder, kind).district.close()
    district = District.open(config_in(folder), Kind.OWN)
    for role in Role:
        accounts.create(
            district,
            SYSTEM,
            username=role.value,
            name=f"Name of {role.value}",
            role=role,
            password=f"password of {role.value}",
            blocks=("sabour",) if role is Role.BRC else (),
            must_change=False,
        )
    district.close()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an installation that no server has opened yet: copy them, or use `server`."""
    folder = tmp_path_factory.mktemp("installation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        make_installation(folder)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, installation: Path) -> Iterator[Server]:
    """A server on a copy of the installation, for the tests of one module."""
    folder = copy_of(installation, tmp_path_factory.mktemp("server"))
    with serve(config_in(folder), folder / "server.log") as running:
        yield running


def copy_of(installation: Path, folder: Path) -> Path:
    """A copy of the installation's files."""
    shutil.copytree(installation, folder / "copy")
    return folder / "copy"
