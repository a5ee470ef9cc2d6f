"""Single bits flipped in files of a district: each is noticed, or it is shown that nothing stored is another for it."""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import count, takewhile
from pathlib import Path

import numpy as np

from attendance.district import District, Kind
from attendance.office import soundness
from benchmarks.faults import checking, home, paths
from benchmarks.faults.home import config_of
from benchmarks.faults.killing import Measured, run_and_kill
from data import copies
from data.errors import DatabaseDamaged
from data.journal import Journal

GROWN = 6
"""Processes that work on the district before bits are flipped."""
WHERE = ("log", "data file", "sealed file")


@dataclass
class Flips:
    """How many were planted, and which were not noticed, by kind of file."""

    planted: Counter[str]
    noticed: Counter[str]
    silent_in_duckdb: int


def run(flips: int, seed: int, scratch: Path | None) -> Flips:
    """Plant so many in each kind of file, one at a time, in a district whose log is not folded.

    The log's flips are also shown to DuckDB alone, to count those that it passes over in silence.
    """
    chance = np.random.default_rng(seed)
    found = Flips(Counter(), Counter(), 0)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        place = Path(folder) / "grown"
        place.mkdir()
        _grow(place, seed)
        before = checking.apart(partial(_grown_content, place, Path(folder) / "copy"))
        for where in WHERE:
            for _ in range(flips):
                copy = Path(folder) / "copy"
                shutil.copytree(place, copy)
                file = _file(copy, where, chance)
                _flip(file, chance)
                found.planted[where] += 1
                found.noticed[where] += checking.apart(partial(_is_noticed, copy))
                if where == "log":
                    found.silent_in_duckdb += checking.apart(partial(_passes_over, copy, before))
                shutil.rmtree(copy)
    return found


def _grow(place: Path, seed: int) -> None:
    """A district with something of each path, the last of it in the log alone."""
    checking.apart(partial(home.make, place))
    photos = home.Photos(range(1))
    known: list[paths.Told] = []
    log = Journal(place / "home" / "own" / "district.duckdb").log
    # The last of them may have folded the log.
    for number in takewhile(lambda number: number < GROWN or not log.exists(), count()):
        measured = {name: Measured(seconds=[4.0], points=[10**6]) for name in (*paths.PATHS, "open")}
        known += run_and_kill(place, photos, known, number, seed + number, measured, None).told


def _file(place: Path, where: str, chance: np.random.Generator) -> Path:
    own = place / "home" / "own"
    if where == "log":
        return Journal(own / "district.duckdb").log
    if where == "data file":
        return own / "district.duckdb"
    sealed = sorted(path for path in (own / "vault").rglob("*") if path.is_file())
    return sealed[int(chance.integers(len(sealed)))]


def _flip(file: Path, chance: np.random.Generator) -> None:
    content = bytearray(file.read_bytes())
    content[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
    file.write_bytes(content)


def _is_noticed(place: Path) -> bool:
    """By the start, or by the reading check."""
    try:
        district = District.open(config_of(place), Kind.OWN)
    except DatabaseDamaged:
        return True
    try:
        return not soundness.check(district).is_sound
    finally:
        district.close()


def _content(place: Path) -> dict[str, list[str]]:
    """Rows and checksum of each table, as DuckDB alone reads them."""
    read = copies.read(place / "home" / "own" / "district.duckdb")
    return {name: [str(table.rows), table.checksum] for name, table in read.items()}


def _grown_content(place: Path, copy: Path) -> dict[str, list[str]]:
    shutil.copytree(place, copy)
    try:
        return _content(copy)
    finally:
        shutil.rmtree(copy)


def _passes_over(place: Path, before: dict[str, list[str]]) -> bool:
    """Whether DuckDB opens a changed log without a word and has other rows."""
    try:
        return _content(place) != before
    except DatabaseDamaged:
        return False
