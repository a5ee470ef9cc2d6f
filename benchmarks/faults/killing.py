"""A process that works in the app's own ways until it is killed."""

import json
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from attendance.district import District, Kind
from attendance.intake.recovery import recover
from benchmarks.faults import paths
from benchmarks.faults.home import Photos, Stub, config_of
from benchmarks.faults.paths import Told, Work
from data import database, journal
from recognition import decoding, photo
from recognition.pipeline import Pipeline

PATIENCE_S = 120.0
BEFORE_THE_END = 4
"""So many calls return, at most, before the one in which the process is killed."""


@dataclass
class Measured:
    """How long a path takes, and how many points it passes at which it can be killed; the last few count."""

    seconds: list[float] = field(default_factory=lambda: [0.2])
    points: list[int] = field(default_factory=lambda: [8])

    def add(self, seconds: float, points: int) -> None:
        """Of one call that returned."""
        self.seconds = [*self.seconds[-20:], seconds]
        self.points = [*self.points[-20:], points]


@dataclass(frozen=True)
class Killed:
    """What became of a process.

    Attributes:
        path: In which it was killed.
        at_point: Whether at a point, such as an fsync; else after a time.
        told: What it acknowledged.
        begun: What it had begun and not acknowledged.
        measured: Seconds and points of each call that returned, by path.
    """

    path: str
    at_point: bool
    told: list[Told]
    begun: Told | None
    measured: list[tuple[str, float, int]]


class Points:
    """Counts the calls in which a kill would be worst, and kills at a chosen one: in this process alone."""

    def __init__(self) -> None:
        self.passed = 0
        self.last: int | None = None
        for holder, name in (
            *((os, name) for name in ("fsync", "replace", "unlink", "truncate")),
            *((journal.Journal, name) for name in ("note", "announce_folding", "folded", "opened")),
            (database.Transaction, "run"),
        ):
            setattr(holder, name, self._around(getattr(holder, name)))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.pass_one()
            done = function(*given, **named)
            self.pass_one()
            return done

        return called

    def pass_one(self) -> None:
        """At a point."""
        self.passed += 1
        if self.last is not None and self.passed >= self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def run_and_kill(
    folder: Path, photos: Photos, known: list[Told], number: int, seed: int, measured: dict[str, Measured], weights: Path | None
) -> Killed:
    """Start a process on a district, let some calls return, and kill it in the next.

    Args:
        weights: Where the networks' weights are, to read with them; None: with the stand-in, and photos are decoded in the
            process itself, both to be quick.
    """
    chance = np.random.default_rng(seed)
    end = "open" if chance.random() < 0.1 else str(chance.choice(list(paths.WEIGHTS), p=list(paths.WEIGHTS.values())))
    at_point = bool(chance.random() < 0.5) or weights is not None
    share = float(chance.random())
    before = 0 if end == "open" else int(chance.integers(0, BEFORE_THE_END + 1))
    calls = [str(one) for one in chance.choice(list(paths.WEIGHTS), before, p=list(paths.WEIGHTS.values()))]
    last_point = 1 + int(share * max(measured[end].points)) if at_point else None
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _use(weights)
        _child(
            folder, photos, known, number, seed, [*calls, end], last_point, writing, Pipeline(weights) if weights else Stub()
        )
    os.close(writing)
    after = None if at_point else share * 1.2 * float(np.median(measured[end].seconds))
    told, done = _listen(reading, pid, end, after)
    begun = next((one for one in reversed(told) if "begins" in one or "kind" in one), None)
    return Killed(end, at_point, [one for one in told if "kind" in one], begun if begun and "begins" in begun else None, done)


def _use(weights: Path | None) -> None:
    if weights is None:
        photo.inspect = decoding.header_of  # type: ignore[assignment]


def _child(
    folder: Path,
    photos: Photos,
    known: list[Told],
    number: int,
    seed: int,
    calls: list[str],
    last: int | None,
    pipe: int,
    pipeline: Pipeline | Stub,
) -> None:
    try:
        os.setsid()

        def tell(told: Told) -> None:
            os.write(pipe, json.dumps(told).encode() + b"\n")

        points = Points()
        if calls == ["open"]:
            tell({"last": "open"})
            points.last = last
        begun = time.perf_counter()
        district = District.open(config_of(folder), Kind.OWN)
        recover(district)
        tell({"returned": "open", "seconds": time.perf_counter() - begun, "points": points.passed})
        work = Work(district, photos, known, number, np.random.default_rng([seed, 1]), tell)
        work.pipeline = pipeline
        for index, name in enumerate(calls):
            if index == len(calls) - 1:
                tell({"last": name})
                points.last = None if last is None else points.passed + last
            begun, passed = time.perf_counter(), points.passed
            if name in paths.PATHS:
                paths.PATHS[name](work)
            tell({"returned": name, "seconds": time.perf_counter() - begun, "points": points.passed - passed})
        if last is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(PATIENCE_S)
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the parent reports it
        os.write(pipe, json.dumps({"failed": f"{type(problem).__name__}: {problem}"}).encode() + b"\n")
    finally:
        os._exit(1)


def _listen(pipe: int, pid: int, end: str, after: float | None) -> tuple[list[Told], list[tuple[str, float, int]]]:
    """What the process tells until it is dead; it is killed so many seconds after it began its last call."""
    told: list[Told] = []
    done: list[tuple[str, float, int]] = []
    rest = b""
    give_up = time.monotonic() + PATIENCE_S
    deadline = give_up
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            if time.monotonic() >= give_up:
                raise RuntimeError(f"a process did not end in {PATIENCE_S} seconds, in {end}")
            deadline = give_up
            continue
        piece = os.read(pipe, 65536)
        if not piece:
            break
        *lines, rest = (rest + piece).split(b"\n")
        for one in map(json.loads, lines):
            if "failed" in one:
                raise RuntimeError(f"a process failed by itself: {one['failed']}")
            if "last" in one and after is not None:
                deadline = time.monotonic() + after
            if "returned" in one:
                done.append((one["returned"], one["seconds"], one["points"]))
            told.append(one)
    os.close(pipe)
    os.waitpid(pid, 0)
    return told, done
