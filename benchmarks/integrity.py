"""Whether fakes are found and true photos left alone, and how fast a photo is looked up among 14 million.

    python -m benchmarks.integrity [--each 4] [--seed 2] [--hashes 14000000] [--small]

Sends true submissions of synthetic adults and fakes of every kind through the app's own intake and the real models into a
scratch district, and prints per way of faking how many were flagged, and per kind how many of the flags were right. A flag
counts as wrong on a submission that was not faked in that way, unless the fake itself makes it true (a crop shows fewer faces).
Thresholds were set on seeds 50000 to 79999 of attendance.roster.compose; this uses 1000 x seed and on.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attendance.config import Config
from attendance.district import District
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.office.access import SYSTEM
from attendance.office.models import Models
from attendance.worker import Worker
from benchmarks import faking
from benchmarks.faking import Submission
from data import flags
from data.fingerprints import Fingerprints
from data.scope import Scope
from recognition.pipeline import Pipeline

EVERYTHING = Scope.everything()
AT_MOST = 48
PART = 1_000_000


@dataclass(frozen=True)
class Outcome:
    """A submission and the kinds of flags that its class day got."""

    sent: Submission
    flagged: frozenset[str]


@dataclass(frozen=True)
class LookUps:
    """Of each look-up its milliseconds by the clock and of processor time, its candidates and those found; `held` megabytes in
    memory."""

    milliseconds: Sequence[float]
    worked: Sequence[float]
    candidates: Sequence[int]
    found: Sequence[int]
    held: float


def judge(made: District, pipeline: Pipeline, each: int, seed: int) -> Iterator[Outcome]:
    """Send everything, one submission after the other, and see what was flagged."""
    worker = Worker(lambda: [made], handlers(Models(pipeline.cache, pipeline)))
    for sent in faking.submissions(each, seed):
        accept(made, SYSTEM, sent.photos, [sent.class_section_id], sent.day, "portal")
        worker.work_off()
        raised = flags.of_class_day(made.db, EVERYTHING, sent.class_section_id, sent.day)
        yield Outcome(sent, frozenset(flag["kind"] for flag in raised))


def recall(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], tuple[int, int]]:
    """Per kind and way of faking: how many were flagged as that kind, of how many."""
    fakes = [one for one in outcomes if one.sent.kind]
    ways = dict.fromkeys((one.sent.kind, one.sent.how) for one in fakes)
    flagged = Counter(_way(one) for one in fakes if one.sent.kind in one.flagged)
    return {way: (flagged[way], sum(_way(one) == way for one in fakes)) for way in ways}


def precision(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, Counter[str]]]:
    """Per kind: how many flags were right, and the wrong ones by what they were raised on."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for one in outcomes:
        for kind in one.flagged - one.sent.also:
            right, wrong = found.get(kind, (0, Counter()))
            if kind == one.sent.kind:
                right += 1
            else:
                wrong[one.sent.how] += 1
            found[kind] = right, wrong
    return found


def hashes_of(made: District) -> NDArray[np.uint64]:
    """The hashes (n, 4) of all photos that were read."""
    frame = made.db.frame("fingerprints/since", EVERYTHING, last=0, most=1_000_000)
    return np.stack([frame[f"phash_{number}"].to_numpy(np.int64).view(np.uint64) for number in range(4)], axis=1)


def look_ups(hashes: NDArray[np.uint64], made: District, count: int, times: int, seed: int) -> LookUps:
    """Look `times` of these hashes (n, 4) up among `count` made from them, as correlated as composed photos of a few drawn
    rooms are (median distance 112, 3 pairs of 10,000 within 46 bits): half put together from parts of several, half with 96
    bits turned on average, one of 1,000 with 32."""
    chance = np.random.default_rng(seed)
    index = Fingerprints()
    for first in range(0, count, PART):
        size = min(PART, count - first)
        words = hashes[chance.integers(len(hashes), size=size)]
        coins = [chance.integers(0, 2**64, (size, 4), dtype=np.uint64) for _ in range(3)]
        turned = coins[0] & (coins[1] | coins[2])
        turned[size // 2 :: 500] = (coins[0] & coins[1] & coins[2])[size // 2 :: 500]
        mixed = hashes.view(np.uint8)[chance.integers(len(hashes), size=(size // 2, 32)), np.arange(32)]
        words ^= turned
        words[: size // 2] = mixed.copy().view(np.uint64)
        index.extend(np.arange(-first - size, -first), words)
    index.near(made.db, EVERYTHING, 0, 0)  # takes up the photos themselves
    took, worked, candidates, found = [], [], [], []
    for number in range(times):
        words = hashes[number % len(hashes)]
        asked = sum(int(word) << shift for word, shift in zip(words, (192, 128, 64, 0), strict=True))
        start, work = time.perf_counter(), time.process_time()
        result = index.near(made.db, EVERYTHING, asked, AT_MOST)
        took.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - work))
        candidates.append(result.candidates)
        found.append(len(result.found))
    return LookUps(took, worked, candidates, found, index.size / 1e6)


def _way(outcome: Outcome) -> tuple[str, str]:
    return outcome.sent.kind, outcome.sent.how


def _print(outcomes: Sequence[Outcome]) -> None:
    true = [one for one in outcomes if not one.sent.kind]
    print(f"{len(true)} true submissions, {sum(bool(one.flagged) for one in true)} of them flagged: {_counted(true)}")
    print("\nflagged of those faked so")
    for (kind, how), (flagged, faked) in recall(outcomes).items():
        print(f"  {kind:15} {how:20} {flagged:3} of {faked:3}   {flagged / faked:4.0%}")
    print("\nright of those flagged so")
    for kind, (right, wrong) in sorted(precision(outcomes).items()):
        share = right / (right + wrong.total())
        print(f"  {kind:15} {right:3} of {right + wrong.total():3}   {share:4.0%}   {dict(wrong) if wrong else ''}")


def _counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return dict(Counter(kind for one in outcomes for kind in sorted(one.flagged)))


def main(argv: Sequence[str] | None = None) -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--each", type=int, default=4, help="fakes of every way")
    options.add_argument("--seed", type=int, default=2)
    options.add_argument("--hashes", type=int, default=14_000_000)
    options.add_argument("--small", action="store_true", help="one fake of every way, 20,000 hashes")
    given = options.parse_args(argv)
    each, count = (1, 20_000) if given.small else (given.each, given.hashes)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Pipeline(Config().weights)
        made = faking.district(Path(folder), pipeline)
        outcomes = list(judge(made, pipeline, each, given.seed))
        _print(outcomes)
        timed = look_ups(hashes_of(made), made, count, 20 if given.small else 200, given.seed)
        made.close()
    p50, p95 = np.quantile(timed.milliseconds, [0.5, 0.95])
    print(f"\n{count:,} hashes, {timed.held:.0f} MB held")
    print(f"a look-up, of the mirror picture too, takes {p50:.0f} ms; 95 % within {p95:.0f} ms")
    print(f"of processor time {np.median(timed.worked):.0f} ms; 95 % within {np.quantile(timed.worked, 0.95):.0f} ms")
    print(f"candidates by the bits in memory: {np.mean(timed.candidates):.1f} on average, {max(timed.candidates)} at most")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
