"""Cycles on one district, one after the other: a process is killed, and what it acknowledged is looked for."""

import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.faults import checking, home
from benchmarks.faults.killing import Measured, run_and_kill
from benchmarks.faults.paths import Told

DEEP_EVERY = 25
REAL_EVERY = 20
COMPOSED = range(2)


@dataclass
class Found:
    """What the cycles of a lane came to.

    Attributes:
        kills: By path and way of killing.
        checked: How many acknowledged things of each kind there were at the end.
        looks: How many looks at an acknowledged thing there were over all cycles.
        recovered: What starts found and mended, summed.
        problems: Cycle and text; empty where nothing was lost.
    """

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    recovered: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: "Found") -> None:
        """Sum up with another lane's."""
        self.kills += other.kills
        self.checked += other.checked
        self.recovered += other.recovered
        self.looks += other.looks
        self.problems += other.problems
        self.seconds = max(self.seconds, other.seconds)


def run(cycles: int, seed: int, scratch: Path | None, weights: Path | None) -> Found:
    """Make a district and kill processes that work on it, so many times.

    Args:
        scratch: Where the district lies while this runs.
        weights: Where the networks' weights are; with them every twentieth process reads with the networks.
    """
    begun = time.monotonic()
    found = Found()
    measured: dict[str, Measured] = defaultdict(Measured)
    known: list[Told] = []
    photos = home.Photos(COMPOSED)
    chance = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        place = Path(folder)
        checking.apart(partial(home.make, place))
        for number in range(cycles):
            own = int(chance.integers(2**31))
            killed = run_and_kill(place, photos, known, number, own, measured, None if number % REAL_EVERY else weights)
            for path, seconds, points in killed.measured:
                measured[path].add(seconds, points)
            deep = number % DEEP_EVERY == DEEP_EVERY - 1 or number == cycles - 1
            look = partial(checking.check, place, known, killed.told, killed.begun, own, deep=deep)
            told = checking.apart(look)
            known += killed.told
            found.kills[killed.path, "point" if killed.at_point else "time"] += 1
            found.problems += [f"seed {seed}, cycle {number} ({killed.path}): {text}" for text in told["problems"]]
            found.recovered += Counter(told["recovered"])
            found.checked = Counter(told["checked"])
            found.looks += sum(told["checked"].values())
            if deep:
                said = f"seed {seed}: {number + 1} of {cycles} cycles, {len(found.problems)} problems\n"
                print(said, end="", file=sys.stderr, flush=True)
    found.seconds = time.monotonic() - begun
    return found
