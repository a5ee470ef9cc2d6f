"""Hours of a working day, one after the other: does the app stay as small and as quick as it was?

    python -m benchmarks.soak [--minutes 240] [--people 20] [--every 60] [--plot FILE.svg] [--json FILE]

Makes a training sandbox in a folder of its own and starts the app. A class's four new photos are put into its inbox every
minute and read with the real models; signed-in people click through charts, review, lists and upload, each every five seconds.
Every ten seconds the memory of the app's processes is noted (Linux). Printed are memory and the clicks' p50 and p95 in each
five minutes, and a verdict: the first fifth is left out as warming up; of the rest, memory's slope over its length must be
under 5 % of its median, and p95 in the last third under 1.25 times the first third's. Each page's two thirds are printed, too.
At the end the app is stopped and every submission looked for in the database.
"""

import argparse
import asyncio
import json
import math
import os
import statistics
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException

from attendance.config import Config
from attendance.district import District, Kind
from attendance.roster import sandbox, training
from attendance.roster.compose import compose_class_day
from benchmarks.clicks import Click, opened
from benchmarks.sessions import by_stop, first_page, line, people_of, running
from data import schools, submissions
from data.scope import Scope

EVERYTHING = Scope.everything()
SAMPLE_S, SLOT_S = 10.0, 300.0
FIRST_SEED = 900_000
MOST_GROWTH, MOST_SLOWER = 0.05, 1.25
SETTLE_S = 300.0
REOPEN_S = 5.0
CLASSES_A_DAY = 40


@dataclass
class Noted:
    """What was seen, in seconds since the start: memory in MB, clicks, submissions put into the inbox, failures."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    clicks: list[tuple[float, Click]] = field(default_factory=list)
    put: int = 0
    failed: list[tuple[float, str]] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes the plot and JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Hours of a working day")
    parser.add_argument("--minutes", type=float, default=240)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--every", type=float, default=60, help="seconds between submissions")
    parser.add_argument("--weights", type=Path, help="a folder with converted weights, by default made anew")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        config = Config(home=Path(folder) / "home", keys=Path(folder) / "keys")
        if given.weights:
            config.weights.parent.mkdir(parents=True)
            config.weights.symlink_to(given.weights.absolute(), target_is_directory=True)
        sandbox.prepare(config)
        result = measure(config, given.minutes * 60, given.people, given.every)
    print(report(result))
    if given.plot:
        given.plot.write_text(plot(result), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(config: Config, seconds: float, count: int, every: float) -> dict[str, Any]:
    """Run the app for some seconds under load; what `report` and `plot` need."""
    places, inbox, before = _places(config)
    people = people_of(config, count)
    noted, over = Noted(), threading.Event()
    with running(config) as (port, start, app):
        asyncio.run(first_page(port, people[0], start))
        started = time.monotonic()
        sampler = threading.Thread(target=_sample, args=(app.pid, started, noted, over), daemon=True)
        sender = threading.Thread(target=_send, args=(places, inbox, every, started + seconds, noted), daemon=True)
        sampler.start()
        sender.start()
        asyncio.run(_walk(port, people, started, started + seconds, noted))
        sender.join()
        settled = _await_empty(inbox)
        over.set()
        sampler.join()
    stored = _stored(config) - before
    return {
        "minutes": seconds / 60,
        "people": count,
        "put": noted.put,
        "stored": stored,
        "inbox_empty": settled,
        "failed": noted.failed,
        "load": os.getloadavg()[0],
        "memory": noted.memory,
        "slots": _slots(noted.clicks),
        **_verdict(noted, seconds),
    }


def _places(config: Config) -> tuple[list[str], Path, int]:
    """Where photos may be put below the inbox, that inbox, and how many submissions are stored already."""
    district = District.open(config, Kind.SANDBOX)
    try:
        day = training.practice_day(district)
        rows = schools.class_sections(district.db, EVERYTHING).to_dict("records")
        found = []
        while len(found) < 2000:
            at_work = (r for r in rows if schools.is_expected(district.db, EVERYTHING, r["school_id"], day, r["grade"]))
            found += [f"{r['udise']}/{r['grade']}-{r['section']}/{day.isoformat()}" for r in islice(at_work, CLASSES_A_DAY)]
            day = training.day_before(district, day)
        return found, district.inbox, len(submissions.ids(district.db, EVERYTHING))
    finally:
        district.close()


def _stored(config: Config) -> int:
    district = District.open(config, Kind.SANDBOX)
    try:
        return len(submissions.ids(district.db, EVERYTHING))
    finally:
        district.close()


def _send(places: list[str], inbox: Path, every: float, until: float, noted: Noted) -> None:
    """Put one class's photos into the inbox again and again; they are composed beside, at the lowest priority."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os.nice, initargs=(19,)) as composing:
        due = time.monotonic()
        for number, place in enumerate(places):
            photos = composing.submit(_photos, FIRST_SEED + number).result()
            time.sleep(max(0.0, min(due, until) - time.monotonic()))
            if time.monotonic() >= until:
                return
            folder = inbox / place
            folder.mkdir(parents=True)
            for side, photo in photos.items():
                (folder / f"{side}.part").write_bytes(photo)
            for side in photos:
                (folder / f"{side}.part").rename(folder / f"{side}.jpg")
            noted.put += 1
            due = max(due + every, time.monotonic())


def _photos(seed: int) -> dict[str, bytes]:
    return {photo.side: photo.jpeg for photo in compose_class_day(seed).photos}


async def _walk(port: int, people: list[Any], started: float, until: float, noted: Noted) -> None:
    await asyncio.gather(*(_visit(port, who, seed, started, until, noted) for seed, who in enumerate(people)))


async def _visit(port: int, who: Any, seed: int, started: float, until: float, noted: Noted) -> None:
    """One person's clicks; after a failure that is noted, they open the app again, as people do."""

    def note(click: Click) -> None:
        noted.clicks.append((time.monotonic() - started, click))

    while time.monotonic() < until:
        try:
            session = await opened(port, *who, seed)
            await session.walk(until, note)
            await session.close()
        except (RuntimeError, OSError, WebSocketException) as problem:
            noted.failed.append((time.monotonic() - started, f"{type(problem).__name__}: {problem}"))
            await asyncio.sleep(REOPEN_S)


def _await_empty(inbox: Path) -> bool:
    """Whether all photos were taken from the inbox, waiting for those just put there."""
    until = time.monotonic() + SETTLE_S
    while any(inbox.rglob("*.jpg")):
        if time.monotonic() > until:
            return False
        time.sleep(1)
    return True


def _sample(pid: int, started: float, noted: Noted, over: threading.Event) -> None:
    while not over.wait(SAMPLE_S):
        noted.memory.append((time.monotonic() - started, _resident(pid) / 1e6))


def _resident(pid: int) -> int:
    """Bytes of memory that a process and its children hold."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = (int(fields[1]), int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))
    family = {pid}
    while more := {child for child, (parent, _) in parents.items() if parent in family} - family:
        family |= more
    return sum(parents[one][1] for one in family if one in parents)


def _slots(clicks: list[tuple[float, Click]]) -> list[dict[str, float]]:
    """p50 and p95 of the clicks of each five minutes."""
    found = []
    for slot in sorted({int(at // SLOT_S) for at, _ in clicks}):
        taken = [click.seconds for at, click in clicks if at // SLOT_S == slot]
        if len(taken) > 1:
            found.append(
                {"minute": slot * SLOT_S / 60, "clicks": len(taken), "p50": statistics.median(taken), "p95": _p95(taken)}
            )
    return found


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else math.nan


def _verdict(noted: Noted, seconds: float) -> dict[str, Any]:
    """How much memory grows over the part that counts, as a part of its median, and how much slower the last third's p95 is."""
    warm = seconds / 5
    memory = [(at, mb) for at, mb in noted.memory if at >= warm]
    slope = statistics.linear_regression(*zip(*memory, strict=True)).slope
    third = (seconds - warm) / 3
    first = [click for at, click in noted.clicks if warm <= at < warm + third]
    last = [click for at, click in noted.clicks if at >= seconds - third]
    median = statistics.median(mb for _, mb in memory)
    return {
        "median_mb": median,
        "mb_an_hour": slope * 3600,
        "growth": slope * (memory[-1][0] - memory[0][0]) / median,
        "slower": _p95([click.seconds for click in last]) / _p95([click.seconds for click in first]),
        "pages": [by_stop(first), by_stop(last)],
    }


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [f"{result['minutes']:.0f} minutes, {result['people']} people, load at the end {result['load']:.1f}"]
    for slot in result["slots"]:
        until = slot["minute"] + SLOT_S / 60
        held = [mb for at, mb in result["memory"] if slot["minute"] <= at / 60 < until]
        memory = f"{statistics.fmean(held):5.0f} MB" if held else "-"
        times = f"p50 {slot['p50'] * 1000:5.0f} ms, p95 {slot['p95'] * 1000:5.0f} ms"
        lines.append(f"  from minute {slot['minute']:3.0f}: {memory}, {slot['clicks']:5.0f} clicks, {times}")
    flat = "flat" if abs(result["growth"]) < MOST_GROWTH else "NOT FLAT"
    lines.append(
        f"memory {flat}: median {result['median_mb']:.0f} MB, {result['mb_an_hour']:+.1f} MB an hour, {result['growth']:+.1%}"
    )
    flat = "flat" if result["slower"] < MOST_SLOWER else "NOT FLAT"
    lines.append(f"clicks {flat}: p95 of the last third {result['slower']:.2f} times the first third's")
    for when, pages in zip(("first", "last"), result["pages"], strict=True):
        lines += [f"  in the {when} third", *(f"    {name:<28} {line(times)}" for name, times in pages.items())]
    lines.append(
        f"{len(result['failed'])} clicks failed" + "".join(f"\n  {at:.0f} s: {why}" for at, why in result["failed"][:5])
    )
    lost = result["put"] - result["stored"]
    lines.append(f"{result['put']} submissions put into the inbox, {result['stored']} stored, {lost} missing")
    return "\n".join(lines)


def plot(result: dict[str, Any]) -> str:
    """Memory and the clicks' p50 and p95 over time, one above the other, as an SVG picture."""
    memory = [(at / 60, mb) for at, mb in result["memory"]]
    curves = [[(slot["minute"], slot[name] * 1000) for slot in result["slots"]] for name in ("p95", "p50")]
    parts = _panel(20, "MB of memory", [memory], result["minutes"]) + _panel(
        240, "ms a click, p95 and p50", curves, result["minutes"]
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="460">{parts}</svg>\n'


def _panel(top: int, title: str, curves: list[list[tuple[float, float]]], end: float) -> str:
    left, width, height = 60, 630, 160
    most = max(value for curve in curves for _, value in curve) * 1.1
    end = max(end, *(at for curve in curves for at, _ in curve))
    lines = ""
    for curve, colour in zip(curves, ("#1f4e79", "#d55e00"), strict=False):
        points = " ".join(f"{left + width * at / end:.1f},{top + 20 + height * (1 - value / most):.1f}" for at, value in curve)
        lines += f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    bottom = top + 20 + height
    frame = f'<path d="M{left},{top + 20} V{bottom} H{left + width}" fill="none" stroke="#888"/>'
    labels = [
        (left, top + 12, title),
        (8, top + 30, f"{most:.0f}"),
        (8, bottom, "0"),
        (left + width - 70, bottom + 16, f"{end:.0f} min"),
    ]
    texts = "".join(f'<text x="{x}" y="{y}" font-size="12" font-family="sans-serif">{text}</text>' for x, y, text in labels)
    return frame + lines + texts


if __name__ == "__main__":
    main()
