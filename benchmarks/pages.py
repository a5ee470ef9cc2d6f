"""How long a page takes to answer while photos are read in the same process.

    python -m benchmarks.pages [--runs 30] [--json FILE]

Makes a training sandbox in a folder of its own and runs the Attendance page through app.py, signed in as its DPO: with an idle
worker, with a worker that reads and keeps photos without a pause, and with facenet-pytorch doing its part of that in a thread.
"""

import argparse
import io
import itertools
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from streamlit.testing.v1 import AppTest

from attendance.background import let_pages_go_first
from attendance.config import Config
from attendance.house import House, house
from attendance.intake.keeping import Keeper
from attendance.office import sessions
from attendance.office.access import Page, Role
from attendance.office.accounts import from_row
from attendance.roster import sandbox
from attendance.roster.compose import compose_class_day
from data import accounts
from recognition import stock
from recognition.pipeline import PhotoReading
from ui import session

ROOT = Path(__file__).parents[1]
WARM = 3


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description="A page's answer while photos are read")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--weights", type=Path, help="a folder with converted weights, by default made anew")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UPASTHITI_HOME"], os.environ["UPASTHITI_KEYS"] = f"{folder}/home", f"{folder}/keys"
        if given.weights:
            Config().weights.parent.mkdir(parents=True)
            Config().weights.symlink_to(given.weights.absolute(), target_is_directory=True)
        sandbox.prepare(Config())
        result = measure(house(), given.runs)
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(opened: House, runs: int) -> dict[str, Any]:
    """Median and 95th percentile of the page's answer in seconds for each of the three, and what they are of the idle one."""
    photos = [photo.jpeg for seed in (1, 2) for photo in compose_class_day(seed).photos]
    page = _page(opened)
    for _ in range(WARM):
        page.run()
    found: dict[str, dict[str, float]] = {"idle": _answers(page, runs)}
    for name, work in (("reading", lambda stop: _read(opened, photos, stop)), ("stock", lambda stop: _stock(photos, stop))):
        with _beside(work):
            found[name] = _answers(page, runs)
        found[name]["times_idle"] = found[name]["median"] / found["idle"]["median"]
    return {"runs": runs, **found}


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    titles = {"idle": "idle", "reading": "while photos are read", "stock": "while facenet-pytorch reads photos"}
    lines = [f"the Attendance page, {result['runs']} runs each"]
    for name, title in titles.items():
        row = result[name]
        times = f", {row['times_idle']:.2f} times idle" if name != "idle" else ""
        lines.append(f"{title}: median {row['median'] * 1000:.0f} ms, 95 % within {row['most'] * 1000:.0f} ms{times}")
    return "\n".join(lines)


def _page(opened: House) -> AppTest:
    rows = accounts.every(opened.sandbox.db)
    account = from_row(next(row for row in rows if row["role"] == Role.DPO.value))
    page = AppTest.from_string((ROOT / "app.py").read_text(), default_timeout=120)
    page.session_state[session.TOKEN] = sessions.start(opened.sandbox, account)
    page.switch_page(str(ROOT / "pages" / f"{Page.ATTENDANCE.value}.py"))
    page.run()
    assert not page.exception
    return page


def _answers(page: AppTest, runs: int) -> dict[str, float]:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        page.run()
        taken.append(time.perf_counter() - started)
    return {"median": statistics.median(taken), "most": statistics.quantiles(taken, n=20)[-1]}


@contextmanager
def _beside(work: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join()


def _read(opened: House, photos: list[bytes], stop: threading.Event) -> None:
    """As the worker reads: its thread, its pipeline, its keeper."""
    let_pages_go_first()
    endless = itertools.takewhile(lambda _: not stop.is_set(), itertools.cycle(photos))
    with Keeper(opened.sandbox) as keeper:
        for number, found in enumerate(opened.models.stock.read_many(endless)):
            if isinstance(found, PhotoReading):
                keeper.keep(f"{number:064}", found)


def _stock(photos: list[bytes], stop: threading.Event) -> None:
    mtcnn = stock.MTCNN(keep_all=True)
    for data in itertools.cycle(photos):
        if stop.is_set():
            return
        mtcnn.detect(Image.open(io.BytesIO(data)).convert("RGB"))


if __name__ == "__main__":
    main()
