"""Whether the 95 % intervals of the audit sample's estimates cover, in simulated districts (benchmarks/sampled.py).

    python -m benchmarks.estimators [--districts N] [--seed S]

Beside the app's own estimator stand those it was chosen over. The interval of a coverage itself is printed below.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import scipy

from attendance import estimate
from attendance.estimate import Estimate
from benchmarks import sampled
from benchmarks.sampled import Floats, Judged, Rates, Shares, block_sizes

RESAMPLES = 300
Estimator = Callable[[Judged], Estimate]


def app(judged: Judged) -> Estimate:
    """What the app shows."""
    return estimate.rate(judged.wrong, judged.weights, judged.class_days, judged.of)


def plain_wilson(judged: Judged) -> Estimate:
    """Wilson's interval of the items, as if each came by itself."""
    share = float(judged.weights @ judged.wrong / judged.weights.sum())
    square = 1.96**2 / len(judged.wrong)
    half = sqrt(square * (share * (1 - share) + square / 4))
    middle = share + square / 2
    return Estimate(share, (middle - half) / (1 + square), (middle + half) / (1 + square))


def normal(judged: Judged) -> Estimate:
    """The share with Student's t times its linearised error by class days."""
    marked, units = _sums(judged)
    share = float(marked.sum() / units.sum())
    count = len(units)
    error = sqrt(count / (count - 1) * float(((marked - share * units) ** 2).sum())) / float(units.sum())
    half = float(scipy.special.stdtrit(count - 1, 0.975)) * error
    return Estimate(share, share - half, share + half)


class Bootstrap:
    """Resampled class days, bias-corrected and accelerated (BCa)."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)

    def __call__(self, judged: Judged) -> Estimate:
        """The estimate of one sample."""
        marked, units = _sums(judged)
        share, count = float(marked.sum() / units.sum()), len(units)
        times = self._random.multinomial(count, np.full(count, 1 / count), RESAMPLES)
        found = (times @ marked) / (times @ units)
        tails = np.array([0.025, 0.975])
        below = float(np.mean(found < share) + np.mean(found == share) / 2)
        if 0 < below < 1:
            without = (marked.sum() - marked) / (units.sum() - units)
            apart = without.mean() - without
            scale = 6 * float((apart**2).sum()) ** 1.5
            acceleration = float((apart**3).sum()) / scale if scale else 0.0
            bias = float(scipy.special.ndtri(below))
            moved = bias + scipy.special.ndtri(tails)
            tails = scipy.special.ndtr(bias + moved / (1 - acceleration * moved))
        low, high = np.quantile(found, tails)
        return Estimate(share, float(low), float(high))


def _sums(judged: Judged) -> tuple[Floats, Floats]:
    places = np.unique(judged.class_days, return_inverse=True)[1]
    return np.bincount(places, judged.weights * judged.wrong), np.bincount(places, judged.weights)


def covers(scenario: Rates, estimators: Sequence[Estimator], districts: int, seed: int) -> list[tuple[float, float]]:
    """The share of districts whose true rate each estimator's interval covers, and the intervals' mean width."""
    random = np.random.default_rng(seed)
    covered, width = np.zeros(len(estimators)), np.zeros(len(estimators))
    for _district in range(districts):
        judged, truth = sampled.rates(scenario, random)
        for place, estimator in enumerate(estimators):
            found = estimator(judged)
            covered[place] += found.low - 1e-12 <= truth <= found.high + 1e-12
            width[place] += found.high - found.low
    return list(zip((covered / districts).tolist(), (width / districts).tolist(), strict=True))


def covers_share(scenario: Shares, districts: int, seed: int) -> tuple[float, float]:
    """The share of districts whose true attendance the corrected estimate's interval covers, and its mean width."""
    random = np.random.default_rng(seed)
    covered, width = 0, 0.0
    for _district in range(districts):
        marked, present, missed, truth = sampled.shares(scenario, random)
        found = estimate.corrected(marked, app(present), app(missed))
        assert found is not None
        covered += found.low <= truth <= found.high
        width += found.high - found.low
    return covered / districts, width / districts


RATES = (0.005, 0.02, 0.1, 0.3)
ALIKE = (0.05, 0.3)


def rate_scenarios() -> dict[str, Rates]:
    """By name. Items are those of one kind; two kinds and whole class days share a person's minutes."""
    few, some, all_classes = block_sizes(0.03), block_sizes(0.08), block_sizes(0.95)
    plain = Rates(0.0, 0.0, (), 1, 1)
    return {
        "smallest block, 3 % of classes read, a week, 10 a day": replace(plain, blocks=(min(few),), days=6, items=10),
        "smallest block, 8 % of classes read, a week, 10 a day": replace(plain, blocks=(min(some),), days=6, items=10),
        "largest block, 8 % read, a week, 10 a day": replace(plain, blocks=(max(some),), days=6, items=10),
        "largest block, all classes, a day, 40": replace(plain, blocks=(max(all_classes),), days=1, items=40),
        "middle block, 8 % read, a month, 10 a day": replace(plain, blocks=(some[0],), days=24, items=10),
        "district, 8 % read, a day, 6 a block": replace(plain, blocks=some, days=1, items=6, spread=2.0),
        "district, 8 % read, a day, 18 a block": replace(plain, blocks=some, days=1, items=18, spread=2.0),
        "district, 8 % read, a week, 10 a block and day": replace(plain, blocks=some, days=6, items=10, spread=2.0),
        "drawn by the class (the app does not), middle block, a week": replace(
            plain, blocks=(some[0],), days=6, items=16, by_class=True
        ),
    }


def share_scenarios() -> dict[str, Shares]:
    """By name: the corrected attendance."""
    some = block_sizes(0.08)
    usual = Shares(0.8, 0.8, 0.04, 0.15, (some[0],), 6, 10)
    return {
        "block, a week, 10 of each kind a day": usual,
        "smallest block, 3 % read, a week": replace(usual, blocks=(min(block_sizes(0.03)),)),
        "block, a month": replace(usual, days=24),
        "classes differ much (.3)": replace(usual, alike=0.3),
        "weak recognition (40 %), many taken for others": replace(usual, recognised=0.4, taken_for=0.15),
        "strong recognition (97 %), few taken for others": replace(usual, recognised=0.97, taken_for=0.01),
        "poor classes also take more false faces": replace(usual, poor_together=True, taken_for=0.1),
        "district, a day, 9 of each kind a block": replace(usual, blocks=some, days=1, items=9),
        "district, a week, 10 of each kind a block and day": replace(usual, blocks=some),
        "5 in 100 of those not marked wait for a person (wider on purpose)": replace(usual, uncertain=0.05),
    }


def main(arguments: list[str] | None = None) -> None:
    """Simulates and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimators", description="Coverage of the 95 % intervals")
    parser.add_argument("--districts", metavar="N", type=int, default=1000, help="simulated, for each line")
    parser.add_argument("--seed", metavar="S", type=int, default=1)
    given = parser.parse_args(arguments)
    ways: dict[str, Estimator] = {
        "app": app,
        "Wilson": plain_wilson,
        "Student's t": normal,
        "bootstrap": Bootstrap(),
    }
    error = 196 * sqrt(0.95 * 0.05 / given.districts)
    print(f"Coverage of 95 % intervals, {given.districts} districts a line: each is known to within {error:.1f} points.")
    print("After each way its mean width in points. Expected: wrong answers among the judged.")
    print(f"{'':>11}rate  alike  expected  " + "".join(f"{name:>18}" for name in ways))
    app_covers: list[tuple[float, float]] = []
    for name, scenario in rate_scenarios().items():
        print(name)
        for rate in RATES:
            for alike in ALIKE:
                found = covers(replace(scenario, rate=rate, alike=alike), list(ways.values()), given.districts, given.seed)
                expected = rate * scenario.items * scenario.days * len(scenario.blocks) * (1 - sampled.UNCLEAR)
                app_covers.append((expected, found[0][0]))
                cells = "".join(f"{100 * covered:11.1f} ({100 * width:4.1f})" for covered, width in found)
                print(f"{100 * rate:13.1f} %{alike:7.2f}{expected:10.1f}  {cells}")
    print("Corrected attendance, by the app")
    shares = {name: covers_share(scenario, given.districts, given.seed) for name, scenario in share_scenarios().items()}
    for name, (covered, width) in shares.items():
        print(f"  {name:<70}{100 * covered:6.1f} ({100 * width:4.1f})")
    for words, chosen in (
        (f"{estimate.FEW:.0f} wrong answers expected or more", [one for at, one in app_covers if at >= estimate.FEW]),
        ("fewer", [one for at, one in app_covers if at < estimate.FEW]),
        ("corrected attendance, nobody waiting", [one for one, _width in list(shares.values())[:-1]]),
    ):
        if chosen:
            print(f"The app's intervals, {words}: {100 * min(chosen):.1f} to {100 * max(chosen):.1f} % cover")


if __name__ == "__main__":
    main()
