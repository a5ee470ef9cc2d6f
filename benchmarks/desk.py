"""How fast a practised person settles faces at the desk, and what that costs in time and bytes.

    python -m benchmarks.desk [--faces 30] [--slow] [--json FILE]

Makes a training sandbox in a folder of its own whose faces nearly all wait for a person, starts the app, and lets a scripted
reviewer settle them by keyboard in Chromium: look for a while, press, go on. Printed are the time a face, from the key to the
acknowledged save, from the key to the next face on the screen, and bytes over the websocket for each screen and in all; with
--slow also through a line of 256 kbit/s and 300 ms.
"""

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from attendance.config import Config
from attendance.office.access import Role
from benchmarks.desk_district import prepare
from benchmarks.sessions import running
from benchmarks.slow_line import slow_line

CHROMIUM = "/usr/bin/chromium"
SLOW_BITS_PER_S, SLOW_ROUND_TRIP_S = 256_000, 0.3
LOOK_S = 1.2
"""How long the reviewer looks at a face; with two seconds a face somebody settles thirty in a minute."""
FACES_A_CLASS_DAY = 5
PATIENCE_MS = 120_000
SAVED = "performance.getEntriesByName('upasthiti-saved').map((mark) => mark.detail.took)"


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description="Faces settled at the desk")
    parser.add_argument("--faces", type=int, default=30)
    parser.add_argument("--look", type=float, default=LOOK_S, help="seconds that the reviewer looks at a face")
    parser.add_argument("--slow", action="store_true", help="again through 256 kbit/s and 300 ms")
    parser.add_argument("--weights", type=Path, help="a folder with converted weights, by default made anew")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    result: dict[str, Any] = {"faces": given.faces, "look": given.look, "load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        lines = {"direct": (None, 0.0)} | ({"slow": (SLOW_BITS_PER_S, SLOW_ROUND_TRIP_S)} if given.slow else {})
        config = Config(home=Path(folder) / "home", keys=Path(folder) / "keys")
        if given.weights:
            config.weights.parent.mkdir(parents=True)
            config.weights.symlink_to(given.weights.absolute(), target_is_directory=True)
        days = -(-given.faces // FACES_A_CLASS_DAY) * len(lines)
        password = next(one for one in prepare(config, days) if one.role is Role.DPO)
        with running(config) as (port, _started, _app):
            for name, (bits, delay) in lines.items():
                with slow_line(port, bits, delay) as line:
                    page = _signed_in(browser, line.port, password.username, password.password)
                    result[name] = settle(page, given.faces, given.look) | {"relayed": line.received}
                    page.context.close()
        browser.close()
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def settle(page: Page, faces: int, look: float) -> dict[str, Any]:
    """Settle so many faces, class day after class day.

    Returns:
        Seconds in all and a face, from each key to its save and to the next face; bytes over the websocket.
    """
    session = page.context.new_cdp_session(page)
    counted = _Bytes(session)
    screens, shown, saves = [], [], []
    page.get_by_role("button", name="Begin").click()
    _await_face(page)
    screens.append(counted.since_last(page))
    counted.waited = 0.0
    started, settled = time.perf_counter(), 0
    while settled < faces:
        if page.locator(".done").count():
            saves += page.evaluate(SAVED)
            page.evaluate("performance.clearMarks('upasthiti-saved')")
            counted.since_last(page)
            page.keyboard.press("Enter")
            _await_face(page)
            screens.append(counted.since_last(page))
            continue
        page.wait_for_timeout(look * 1000)
        pressed = time.perf_counter()
        page.keyboard.press("1" if settled % 10 else "u")
        page.locator(".desk").evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        shown.append(time.perf_counter() - pressed)
        settled += 1
    taken = time.perf_counter() - started - counted.waited
    page.locator(".state.saved").wait_for(timeout=PATIENCE_MS)
    saves += page.evaluate(SAVED)
    return {
        "seconds": taken,
        "a_face": taken / faces,
        "shown": _spread(shown),
        "saved": _spread([value / 1000 for value in saves]),
        "saves": len(saves),
        "screens": screens,
        "bytes": counted.all,
    }


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [f"load {result['load']:.1f} at the start; {result['faces']} faces, each looked at for {result['look']:.1f} s"]
    for name, title in (("direct", "this machine"), ("slow", "256 kbit/s, 300 ms")):
        if name not in result:
            continue
        row = result[name]
        lines += [
            f"{title}: {result['faces']} faces in {row['seconds']:.0f} s, {row['a_face']:.2f} s a face; {row['saves']} saved",
            f"  key to acknowledged save: {_told(row['saved'])}",
            f"  key to the next face:     {_told(row['shown'])}",
            f"  websocket: screens of {', '.join(map(_kb, row['screens']))} kB, in all {_kb(row['bytes'])} kB",
        ]
    return "\n".join(lines)


class _Bytes:
    """Payload that came over the page's websockets; `waited` are the seconds that were spent on counting it."""

    def __init__(self, session: CDPSession) -> None:
        self.all = 0
        self.waited = 0.0
        self._before = 0
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", self._came)

    def _came(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        coded = len(frame["payloadData"])
        self.all += coded * 3 // 4 if frame["opcode"] == 2 else coded  # binary frames come as base64

    def since_last(self, page: Page) -> int:
        """Bytes since the last call, once the line is at rest."""
        known, started = -1, time.perf_counter()
        while known != self.all:
            known = self.all
            page.wait_for_timeout(1000)
        self.waited += time.perf_counter() - started
        size, self._before = self.all - self._before, self.all
        return size


def _spread(seconds: list[float]) -> dict[str, float]:
    return {"median": statistics.median(seconds), "p95": statistics.quantiles(seconds, n=20)[-1], "most": max(seconds)}


def _told(row: dict[str, float]) -> str:
    return f"median {row['median'] * 1000:.0f} ms, 95 % within {row['p95'] * 1000:.0f} ms, at most {row['most'] * 1000:.0f} ms"


def _kb(size: float) -> str:
    return f"{size / 1000:.0f}"


def _await_face(page: Page) -> None:
    page.locator(".decision img.picture").first.wait_for(timeout=PATIENCE_MS)


def _signed_in(browser: Browser, port: int, username: str, password: str) -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE_MS)
    address = f"http://127.0.0.1:{port}"
    context.add_cookies([{"name": "upasthiti_language", "value": "en", "url": address}])
    page = context.new_page()
    page.goto(f"{address}/review")
    page.get_by_label(re.compile("Username")).fill(username)
    page.get_by_label(re.compile("^Password$")).fill(password)
    page.get_by_test_id("stMain").get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    page.get_by_test_id("stSidebar").get_by_test_id("stPageLink").first.wait_for(state="attached")
    page.goto(f"{address}/review?section=work")
    return page


if __name__ == "__main__":
    main()
