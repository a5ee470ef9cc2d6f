"""Give the app hostile files, texts and answers, each made from a seed, and say what became of them.

    python -m benchmarks.hostile [--cases 100000] [--seed 1] [--jobs 2] [--only KIND:NUMBER] [--weights DIR]

Cases run in processes of their own, each with a district of its own. One that ends its process, raises anything but a refusal
in words, takes more than 500 MB above the idle process or 60 s of processor time, or leaves a file outside the home, is a found
crash: it is told with its kind and number, and the rest goes on in a new process.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.hostile.kinds import KINDS

BATCH = 8000
ROOT = Path(__file__).parents[2]


class Tally:
    """What became of the cases of a kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.most_mb = 0.0
        self.slowest = (0.0, "")

    def add(self, kind: str, said: dict[str, object]) -> None:
        """A case that ended."""
        outcome = "crashed" if said["problem"] else "taken" if said["taken"] else "refused"
        self.counts[outcome] += 1
        self.most_mb = max(self.most_mb, float(str(said["mb"])))
        self.slowest = max(self.slowest, (float(str(said["s"])), str(said["way"])))
        if said["problem"]:
            self.problems.append(f"{kind}:{said['ends']} ({said['way']}): {said['problem']}")
            print(self.problems[-1], file=sys.stderr, flush=True)


def run(kind: str, first: int, last: int, seed: int, weights: Path, tally: Tally) -> None:
    """Cases `first` to `last` (not included), in as many processes as it takes."""
    while first < last:
        folder = Path(tempfile.mkdtemp(prefix="hostile-"))
        given = [kind, str(first), str(last), str(seed), str(folder), str(weights)]
        began = first
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "benchmarks.hostile.child", *given],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as child,
        ):
            assert child.stdout
            for line in child.stdout:
                said = json.loads(line)
                if "begins" in said:
                    began = said["begins"]
                else:
                    tally.add(kind, said)
                    first = said["ends"] + 1
        if first < last:
            # What duckdb's binding says at the end of every process that fails would hide why it failed.
            told = (folder / "log").read_text(errors="replace").partition("nanobind: ")[0][-300:].replace("\n", " ")
            tally.add(
                kind,
                {"problem": f"the process ended with {child.returncode}: {told}", "ends": began, "way": "?", "mb": 0, "s": 0},
            )
            first = began + 1
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(prog="benchmarks.hostile", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="KIND, or KIND:NUMBER")
    parser.add_argument("--weights", type=Path, help="a folder with converted weights, by default made anew")
    options = parser.parse_args()
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    started = time.perf_counter()
    kind, _, number = (options.only or "").partition(":")
    plan = [
        (name, first, min(first + BATCH, count))
        for name, (_, share) in KINDS.items()
        if not kind or name == kind
        for count in [max(1, round(options.cases * share))]
        for first in range(0, count, BATCH)
    ]
    if number:
        plan = [(kind, int(number), int(number) + 1)]
    plan.sort(key=lambda one: one[0] == "image")  # the many small ones last, so that both jobs end together
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(options.jobs) as threads:
        weights = options.weights or Path(made)
        for one, _ in zip(plan, threads.map(lambda one: run(*one, options.seed, weights, tallies[one[0]]), plan), strict=True):
            print(f"{one[0]} {one[1]} to {one[2]}: done", file=sys.stderr, flush=True)
    print(f"{'kind':14} {'cases':>7} {'refused':>8} {'taken':>7} {'crashed':>7} {'most MB':>8} {'slowest':>9}")
    for name in KINDS:
        if name in tallies:
            tally = tallies[name]
            counts = [tally.counts[outcome] for outcome in ("refused", "taken", "crashed")]
            slow = f"{tally.slowest[0]:.2f} s {tally.slowest[1]}"
            print(f"{name:14} {sum(counts):7} {counts[0]:8} {counts[1]:7} {counts[2]:7} {tally.most_mb:8.0f}   {slow}")
    whole = sum(sum(one.counts.values()) for one in tallies.values())
    print(f"{whole} cases in {(time.perf_counter() - started) / 60:.1f} minutes")
    problems = [problem for tally in tallies.values() for problem in tally.problems]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
