"""How long the search for one child under two pupils takes, and what it finds, on made-up vectors.

    python -m benchmarks.search [--pupils 460000] [--pairs 200] [--json FILE]

Each pupil is a random vector of length 1; of some, a second one is planted at a known similarity around the threshold. On a
part of them the same search runs as plain float32 products in numpy, and in faiss-cpu's exact index. Threads: OMP_NUM_THREADS,
else all cores.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import torch
from numpy.typing import NDArray

from recognition.leads import ROWS, Embeddings, Positions, SelfJoin

THRESHOLD = 0.8
AROUND = (-0.1, -0.02, -0.006, -0.001, 0.001, 0.006, 0.02, 0.1)
"""How far from the threshold pairs are planted; .006 is what rounding to bfloat16 can move."""
BATCH = 10_000
PEERS_AT_MOST = 20_000
ROUNDS = 3

Pair = tuple[int, int]


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search", description="The search for one child under two pupils"
    )
    parser.add_argument("--pupils", metavar="N", type=int, default=460_000)
    parser.add_argument("--pairs", metavar="N", type=int, default=200)
    parser.add_argument("--json", metavar="FILE", type=Path)
    given = parser.parse_args(arguments)
    if not 2 * given.pairs <= given.pupils:
        parser.error("each planted pair takes two pupils")
    result: dict[str, Any] = {"threads": torch.get_num_threads()}
    result["whole"] = whole(given.pupils, given.pairs)  # first: the process's peak memory only ever grows
    result["peers"] = against_peers(min(given.pupils, PEERS_AT_MOST), given.pairs)
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


class District:
    """`pupils` made-up vectors (512,), `pairs` of them planted near another; made a batch at a time, the same each time."""

    def __init__(self, pupils: int, pairs: int, seed: int = 1) -> None:
        self.pupils = pupils
        self._seed = seed
        random = np.random.default_rng(seed)
        places = random.permutation(pupils)[: 2 * pairs].reshape(pairs, 2)
        first = _unit(random.normal(size=(pairs, 512)))
        aside = random.normal(size=(pairs, 512))
        aside = _unit(aside - (aside * first).sum(axis=1, keepdims=True) * first)
        wanted = np.minimum(THRESHOLD + np.resize(AROUND, pairs), 1)[:, None]
        self._planted = dict(zip(places[:, 0].tolist(), first.astype(np.float32), strict=True))
        second = _unit(wanted * first + np.sqrt(1 - wanted**2) * aside).astype(np.float32)
        self._planted.update(zip(places[:, 1].tolist(), second, strict=True))
        similarity = np.einsum("ij,ij->i", first, second)
        above = places[similarity >= THRESHOLD]
        self.expected: set[Pair] = {(min(pair), max(pair)) for pair in above.tolist()}

    def batches(self) -> Iterator[Embeddings]:
        """All of them in order, float32 (at most 10,000, 512)."""
        for number in range(0, self.pupils, BATCH):
            yield self._batch(number)

    def at(self, positions: Positions) -> Embeddings:
        """Those at ascending positions."""
        rows = [np.empty((0, 512), dtype=np.float32)]
        for number in np.unique(positions // BATCH) * BATCH:
            inside = positions[(positions >= number) & (positions < number + BATCH)]
            unknown = [place for place in inside.tolist() if place not in self._planted]
            batch = (
                self._batch(int(number))[inside - number] if unknown else [self._planted[place] for place in inside.tolist()]
            )
            rows.append(np.asarray(batch))
        return np.concatenate(rows)

    def _batch(self, start: int) -> Embeddings:
        random = np.random.default_rng((self._seed, start))
        rows = random.standard_normal((min(BATCH, self.pupils - start), 512), dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        for place in range(start, start + len(rows)):
            if place in self._planted:
                rows[place - start] = self._planted[place]
        return rows


def whole(pupils: int, pairs: int) -> dict[str, Any]:
    """The search as the app does it: seconds to take the vectors in and to compare them, MB of memory above the start."""
    made = District(pupils, pairs)
    before = _peak_mb()
    started = time.perf_counter()
    join = SelfJoin(made.batches(), np.arange(pupils), THRESHOLD, made.at)
    taken, computed = time.perf_counter(), time.process_time()
    found = _all_pairs(join)
    return {
        "pupils": pupils,
        "seconds_taking_in": taken - started,
        "seconds_comparing": time.perf_counter() - taken,
        "cpu_seconds_comparing": time.process_time() - computed,
        "mb_above_start": _peak_mb() - before,
        "mb_in_all": _peak_mb(),
        **_score(found, made.expected, pairs),
    }


def against_peers(pupils: int, pairs: int) -> dict[str, dict[str, Any]]:
    """Ours and others on the same vectors in turns; CPU seconds of the cheapest of three rounds, `ratio` to ours."""
    made = District(pupils, min(pairs, pupils // 2))
    rows = np.concatenate(list(made.batches()))
    ways: dict[str, Callable[[], set[Pair]]] = {
        "ours": lambda: _all_pairs(SelfJoin([rows], np.arange(pupils), THRESHOLD, rows.__getitem__)),
        "numpy float32": lambda: _numpy(rows),
        "faiss IndexFlatIP": lambda: _faiss(rows),
    }
    seconds = dict.fromkeys(ways, float("inf"))
    found = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            found[name] = way()
            seconds[name] = min(seconds[name], time.process_time() - started)
    return {
        name: {
            "pupils": pupils,
            "cpu_seconds": seconds[name],
            "ratio": seconds[name] / seconds["ours"],
            **_score(found[name], made.expected, min(pairs, pupils // 2)),
        }
        for name in ways
    }


def report(result: dict[str, Any]) -> str:
    """For a terminal."""
    whole, peers = result["whole"], result["peers"]
    part = peers["ours"]["pupils"]
    lines = [
        f"{whole['pupils']:,} vectors, threads {result['threads']}: {whole['seconds_taking_in']:.0f} s to make and take in, "
        f"{whole['seconds_comparing']:.0f} s to compare ({whole['cpu_seconds_comparing']:.0f} s of CPU time)",
        f"memory: {whole['mb_above_start']:.0f} MB above the start, {whole['mb_in_all']:.0f} MB in all",
        f"pairs at or above {THRESHOLD}: found {whole['found']} of {whole['expected']} ({whole['planted']} planted), "
        f"false {whole['false']}",
        "",
        f"{f'on {part:,} vectors':24}{'CPU s':>8}{'ratio':>7}{'found':>12}{'false':>7}"
        f"{'CPU min for ' + format(whole['pupils'], ','):>22}",
    ]
    for name, row in peers.items():
        found = f"{row['found']} of {row['expected']}"
        minutes = row["ratio"] * whole["cpu_seconds_comparing"] / 60
        said = f"{minutes:.1f}" if name == "ours" else f"{minutes:.1f} by ratio"
        lines.append(f"{name:24}{row['cpu_seconds']:8.2f}{row['ratio']:7.2f}{found:>12}{row['false']:7}{said:>22}")
    return "\n".join(lines)


def _all_pairs(join: SelfJoin) -> set[Pair]:
    found: set[Pair] = set()
    start = 0
    while start < len(join):
        step = join.step(start)
        found |= set(zip(step.first.tolist(), step.second.tolist(), strict=True))
        start = step.stop
    return found


def _numpy(rows: Embeddings) -> set[Pair]:
    """The upper triangle in float32 blocks of the same shape."""
    found: set[Pair] = set()
    for start in range(0, len(rows), ROWS):
        for left in range(start, len(rows), ROWS):
            row, column = np.nonzero(rows[start : start + ROWS] @ rows[left : left + ROWS].T >= THRESHOLD)
            pairs = zip((row + start).tolist(), (column + left).tolist(), strict=True)
            found |= {pair for pair in pairs if pair[0] < pair[1]}
    return found


def _faiss(rows: Embeddings) -> set[Pair]:
    """All against all: faiss has no search of one half, so each pair is multiplied twice."""
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    limits, _, others = index.range_search(rows, THRESHOLD)
    own = np.repeat(np.arange(len(rows)), np.diff(limits).astype(np.int64))
    return {pair for pair in zip(own.tolist(), others.tolist(), strict=True) if pair[0] < pair[1]}


def _score(found: set[Pair], expected: set[Pair], planted: int) -> dict[str, int]:
    return {
        "planted": planted,
        "expected": len(expected),
        "found": len(found & expected),
        "false": len(found - expected),
    }


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _peak_mb() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
