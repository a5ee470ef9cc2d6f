"""A live server and what tests do in its pages."""

import itertools
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

from attendance.config import Config

ROOT = Path(__file__).parents[2]
# A server's first page opens databases and may share two cores with other tests.
PATIENCE_MS = 60_000
CHOICES_MS = 5_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Server:
    """A running app; `config` says where its files are (its database is held while it runs)."""

    address: str
    config: Config
    log: Path


_ports = itertools.count(os.getpid() * 37)


def free_port() -> int:
    """A free port below those that the system gives to whoever asks for any: nobody gets it before the server binds it."""
    while True:
        port = 20_000 + next(_ports) % 12_000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def serve(config: Config, log: Path) -> Iterator[Server]:
    """Start the app on a free port and stop it at the end."""
    port = free_port()
    environment = {**os.environ, "UPASTHITI_HOME": str(config.home), "UPASTHITI_KEYS": str(config.keys)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
        try:
            _await_health(f"http://127.0.0.1:{port}", process, log)
            yield Server(f"http://127.0.0.1:{port}", config, log)
        finally:
            process.terminate()
            process.wait(PATIENCE_MS / 1000)


def _await_health(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the app ended at its start:\n{log.read_text()}")


def in_english(context: BrowserContext, server: Server) -> None:
    """Read the app in English, as somebody does who chose it on an earlier visit."""
    context.add_cookies([{"name": "upasthiti_language", "value": "en", "url": server.address}])


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill the form that is there and send it."""
    page.get_by_label(re.compile("उपयोगकर्ता नाम|Username")).fill(username)
    page.get_by_label(re.compile("^(पासवर्ड|Password)$")).fill(password)
    _form(page).get_by_role("button").click()


def await_signed_in(page: Page) -> None:
    """Wait until the frame for those signed in is there and the page has run to its end."""
    _await_any(page.get_by_test_id("stSidebar").get_by_test_id("stPageLink"))
    await_idle(page)


def await_idle(page: Page) -> None:
    """Wait until the app is not running, and the browser has fetched or lost the session's cookie where the page said so."""
    _await_any(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]'))
    expect(page.locator("html[data-cookie]")).to_have_count(0, timeout=PATIENCE_MS)


def _await_any(looked_for: Locator) -> None:
    """Wait until there is one in the document. `expect` looks only once a second, and tests wait so at each page."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not looked_for.count():
        if time.monotonic() > until:
            raise AssertionError(f"none came of {looked_for}")
        looked_for.page.wait_for_timeout(50)


def unfold(page: Page, label: str) -> None:
    """Open what is folded up, and wait until it has unfolded: what moves under the pointer loses the click."""
    page.get_by_text(label).click()
    folded = page.locator("details", has_text=label)
    expect(folded).to_have_attribute("open", "")
    while folded.evaluate("one => one.getAnimations({ subtree: true }).length"):
        page.wait_for_timeout(50)


def await_value(page: Page, script: str, given: str) -> Any:
    """What a script gives in the page, as soon as it gives anything.

    Playwright's own waiting evaluates a text in the page, which the app's policy forbids.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    while (found := page.evaluate(script, given)) is None:
        if time.monotonic() > until:
            raise AssertionError(f"nothing but null from {script}")
        page.wait_for_timeout(100)
    return found


def choose(page: Page, label: str, typed: str) -> None:
    """Choose in a select box by typing; again where the page drew the box anew meanwhile, as its choices came."""
    box = page.get_by_role("combobox", name=re.compile(label)).first
    option = page.get_by_role("option", name=re.compile(typed)).first
    for _ in range(PATIENCE_MS // CHOICES_MS):
        expect(box).to_be_enabled(timeout=PATIENCE_MS)  # a box without choices is not
        box.click()
        box.fill(typed)
        with suppress(TimeoutError):
            option.click(timeout=CHOICES_MS)
            break
        page.keyboard.press("Escape")
    else:
        raise AssertionError(f"{typed} is not among the choices of {label}")
    await_idle(page)


def await_form(page: Page) -> None:
    """Wait until the sign-in form is there."""
    expect(_form(page)).to_be_visible(timeout=PATIENCE_MS)
    await_idle(page)


def _form(page: Page) -> Locator:
    """The sign-in form's button: the sidebar's own forms stay in the document for a moment after signing out."""
    return page.get_by_test_id("stMain").get_by_test_id("stFormSubmitButton")
