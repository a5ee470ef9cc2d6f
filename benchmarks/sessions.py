"""Fifty people at once on the app itself: a process of its own, signed-in sessions, the worker idle or reading photos."""

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office import accounts, sessions
from attendance.office.access import SYSTEM, Account, Page, Role
from attendance.roster import training
from attendance.roster.compose import compose_class_day
from benchmarks.clicks import Click, Stop, opened, walk_together
from data import schools
from data.scope import Scope
from ui import cookie

EVERYTHING = Scope.everything()
ROOT = Path(__file__).parents[1]
App = subprocess.Popen[bytes]
WATCHERS = (Role.DPO, Role.MIS, Role.DIVISION, Role.BRC)


def measure(config: Config, count: int, seconds: float, photos: int) -> dict[str, Any]:
    """Clicks of ``count`` sessions for some seconds, with the worker idle and then reading ``photos``."""
    found: dict[str, Any] = {"sessions": count}
    people = people_of(config, count)
    with running(config) as (port, started, _):
        found["first_page"] = asyncio.run(first_page(port, people[0], started))
        found["idle"] = _told(*asyncio.run(walk_together(port, people, seconds)))
    if photos:
        _queue(config, photos)
        with running(config) as (port, _, _):
            found["busy"] = _told(*asyncio.run(walk_together(port, people, seconds)))
    return found


def apart(config: Config, runs: int) -> dict[str, dict[str, float]]:
    """Each page as one visitor alone gets it, as DPO and as BRC: seconds until all of it is here, and of the processors."""
    (dpo, dpo_stops), *_, (brc, brc_stops) = people_of(config, len(WATCHERS))
    with running(config) as (port, _, process):
        found = {f"dpo: {name}": row for name, row in asyncio.run(_each(port, process, dpo, dpo_stops, runs)).items()}
        found |= {f"brc: {name}": row for name, row in asyncio.run(_each(port, process, brc, brc_stops, runs)).items()}
    return found


async def _each(port: int, process: App, cookie: str, stops: list[Stop], runs: int) -> dict[str, dict[str, float]]:
    session = await opened(port, cookie, stops, seed=0)
    found = {}
    for stop in dict.fromkeys(stops):
        await session.click(stop)
        before = _processor_time(process)
        clicks = [await session.click(stop) for _ in range(runs)]
        found[stop.name] = {**_times(clicks), "cpu": (_processor_time(process) - before) / runs}
    await session.close()
    return found


def _processor_time(process: App) -> float:
    """Seconds that a process has had of the processors so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(found: dict[str, Any]) -> str:
    """The result as text."""
    lines = [f"first page {found['first_page']:.2f} s after the process was started"]
    lines.append(f"{found['sessions']} sessions, a click each every 5 s, until all of the page is here")
    for name in ("idle", "busy"):
        if name in found:
            part = found[name]
            lines.append(f"  worker {name}: {line(part['clicks'])}; all at once: {line(part['burst'])}")
            lines += [f"    {stop:<28} {line(times)}" for stop, times in part["stops"].items()]
    return "\n".join(lines)


@contextmanager
def running(config: Config) -> Iterator[tuple[int, float, App]]:
    """The app as a process of its own: its port, when it was started, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "UPASTHITI_HOME": str(config.home), "UPASTHITI_KEYS": str(config.keys)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own interpreter
    try:
        _wait_for(port, process)
        yield port, started, process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def stops_of(district: District, account: Account) -> list[Stop]:
    """Where somebody goes: mostly the Attendance page at each level, then the other pages they may open."""
    rows = schools.class_sections(district.db, account.scope)
    one = rows.iloc[len(rows) // 2]
    deeper = {
        "block": one["block_id"],
        "cluster": one["cluster_id"],
        "school": one["school_id"],
        "class": one["class_section_id"],
    }
    attendance = [Stop(Page.ATTENDANCE.value, ((name, str(key)),)) for name, key in deeper.items()]
    others = [Stop(page.value) for page in (Page.EXCEPTIONS, Page.PUPILS, Page.REVIEW, Page.UPLOAD) if account.may_open(page)]
    return [Stop(Page.ATTENDANCE.value), *attendance, Stop(Page.ATTENDANCE.value), *others]


def people_of(config: Config, count: int) -> list[tuple[str, list[Stop]]]:
    """Cookies of sessions that are signed in already."""
    district = District.open(config, Kind.SANDBOX)
    try:
        known = {one.account.role: one.account for one in accounts.listed(district, SYSTEM)}
        watching = [known[role] for role in WATCHERS]
        where = {account: stops_of(district, account) for account in watching}
        turns = [watching[number % len(watching)] for number in range(count)]
        return [(_cookie(config, sessions.start(district, account)), where[account]) for account in turns]
    finally:
        district.close()


def _cookie(config: Config, token: str) -> str:
    expires = datetime.now(UTC) + timedelta(hours=12)
    content = {"session": token, "exp": int(expires.timestamp())}
    return f"{cookie.NAME}={jwt.encode(content, sessions.cookie_key(config), algorithm='HS256')}"


def _queue(config: Config, photos: int) -> None:
    """Composed photos of classes of the training school's block, waiting to be read when the app starts."""
    district = District.open(config, Kind.SANDBOX)
    try:
        day = training.practice_day(district)
        block = training.training_class(district).class_section["block_id"]
        sections = schools.class_sections(district.db, Scope.of([block])).to_dict("records")
        at_work = [row for row in sections if schools.is_expected(district.db, EVERYTHING, row["school_id"], day, row["grade"])]
        for seed, row in zip(range(photos // 4), at_work, strict=False):
            files = [IncomingPhoto(f"{number}.jpg", photo.jpeg) for number, photo in enumerate(compose_class_day(seed).photos)]
            accept.accept(district, SYSTEM, files, [row["class_section_id"]], day, "visit")
    finally:
        district.close()


async def first_page(port: int, person: tuple[str, list[Stop]], started: float) -> float:
    """Seconds from the process's start until somebody who is signed in sees the Attendance page."""
    session = await opened(port, *person, seed=0)
    seconds = time.monotonic() - started
    await session.close()
    return seconds


def _wait_for(port: int, process: App) -> None:
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the app did not start")


def _told(walked: list[Click], burst: list[Click]) -> dict[str, Any]:
    return {"clicks": _times(walked), "burst": _times(burst), "stops": by_stop(walked)}


def by_stop(clicks: list[Click]) -> dict[str, dict[str, float]]:
    """How long each page took, and its size; pages with one click are left out."""
    stops: dict[str, list[Click]] = defaultdict(list)
    for click in clicks:
        stops[click.stop.name].append(click)
    return {name: _times(those) for name, those in sorted(stops.items()) if len(those) > 1}


def _times(clicks: list[Click]) -> dict[str, float]:
    seconds = [click.seconds for click in clicks]
    cuts = statistics.quantiles(seconds, n=20)
    size = statistics.fmean(click.size for click in clicks)
    return {"clicks": len(clicks), "median": statistics.median(seconds), "p95": cuts[-1], "most": max(seconds), "bytes": size}


def line(times: dict[str, float]) -> str:
    """What `by_stop` says of a page, as text."""
    return (
        f"{times['clicks']:.0f} clicks, p50 {times['median'] * 1000:.0f} ms, p95 {times['p95'] * 1000:.0f} ms, "
        f"most {times['most'] * 1000:.0f} ms, {times['bytes'] / 1000:.0f} kB each"
    )
