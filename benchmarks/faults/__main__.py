"""Kills, flipped bits and other faults through the app's own ways of storing; afterwards nothing acknowledged is lost.

    python -m benchmarks.faults [--cycles 1000] [--seed 1] [--lanes 2] [--flips 100] [--scratch DIR]
        [--weights DIR] [--markdown FILE]

Each cycle starts a process on a grown district, lets it send photos, read them, decide at the desk, import pupils and fold the
log, and kills it (SIGKILL) in the middle: at a moment spread evenly over how long that path takes, or at one of its fsyncs,
renames, deletions, statements and commits. Then the app starts anew and everything acknowledged is looked for. Ends with 1 if
something was lost, or a flip was not noticed.
"""

import argparse
import multiprocessing
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.faults import flips, lane, others
from benchmarks.faults.flips import Flips
from benchmarks.faults.lane import Found

WORDS = {
    "send": "a submission of photos",
    "read": "reading photos",
    "decide": "a verdict at the desk",
    "take": "an import of pupils",
    "fold": "folding the log",
    "open": "the start itself",
}


def cycles(count: int, seed: int, lanes: int, scratch: Path | None, weights: Path | None) -> Found:
    """The cycles, on so many districts side by side."""
    shares = [count // lanes + (number < count % lanes) for number in range(lanes)]
    total = Found()
    # Forked: each lane forks its own processes, and none of them has to import anything.
    with ProcessPoolExecutor(lanes, multiprocessing.get_context("fork")) as pool:
        waiting = [pool.submit(lane.run, share, seed + number, scratch, weights) for number, share in enumerate(shares)]
        for one in waiting:
            total.add(one.result())
    return total


def of_kills(found: Found) -> str:
    """The tables of the kills, as Markdown."""
    kills = found.kills
    lines = ["| killed during | after a time | at a point |", "|---|---:|---:|"]
    lines += [f"| {word} | {kills[path, 'time']} | {kills[path, 'point']} |" for path, word in WORDS.items()]
    lines += [f"| all {kills.total()} | {_of(kills, 'time')} | {_of(kills, 'point')} |", ""]
    lines += ["| acknowledged | |", "|---|---:|"]
    lines += [f"| {WORDS.get(kind, kind)} | {count} |" for kind, count in sorted(found.checked.items())]
    lines += [f"| looks at something acknowledged, over all cycles | {found.looks} |"]
    lines += [f"| **lost, half there, or not what follows from the rows** | **{len(found.problems)}** |", ""]
    lines += ["| brought back by the starts | |", "|---|---:|"]
    lines += [f"| {name.replace('_', ' ')} | {count} |" for name, count in sorted(found.recovered.items())]
    lines += ["", f"{found.seconds:.0f} seconds for the kills.", ""]
    return "\n".join(lines)


def of_faults(planted: Flips, said: dict[str, str]) -> str:
    """The tables of the other faults, as Markdown."""
    lines = ["| flipped bits in | planted | noticed |", "|---|---:|---:|"]
    lines += [f"| {where} | {planted.planted[where]} | {planted.noticed[where]} |" for where in flips.WHERE]
    lines += [f"| of those in the log, lost in silence by DuckDB alone | | {planted.silent_in_duckdb} |", ""]
    lines += ["| fault | |", "|---|---|", *(f"| {fault} | {outcome} |" for fault, outcome in said.items())]
    return "\n".join(lines)


def _of(kills: Counter[tuple[str, str]], way: str) -> int:
    return sum(count for (_, how), count in kills.items() if how == way)


def main() -> int:
    """Run, print the tables, and say by the exit code whether all held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--flips", type=int, default=100)
    parser.add_argument("--scratch", type=Path, default=None)
    parser.add_argument("--weights", type=Path, default=None, help="Where converted weights are: some read with the networks.")
    parser.add_argument("--markdown", type=Path, default=None)
    given = parser.parse_args()
    found = cycles(given.cycles, given.seed, given.lanes, given.scratch, given.weights)
    killed = of_kills(found)
    sys.stdout.writelines([f"{killed}\n", *(f"LOST: {problem}\n" for problem in found.problems)])
    sys.stdout.flush()
    # In a process of its own each: what is forked from here must not have opened a database before.
    planted = _alone(partial(flips.run, given.flips, given.seed, given.scratch))
    said = _alone(partial(others.run, given.seed, given.scratch))
    faults = of_faults(planted, said)
    sys.stdout.write(f"{faults}\n")
    if given.markdown:
        given.markdown.write_text(f"{killed}\n{faults}\n", encoding="utf-8")
    all_noticed = planted.noticed == planted.planted
    return 0 if not found.problems and all_noticed and set(said.values()) == {"held"} else 1


def _alone(work: partial) -> Any:  # type: ignore[type-arg]
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(work).result()


if __name__ == "__main__":
    sys.exit(main())
