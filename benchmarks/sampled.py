"""Simulated districts whose truth is known, and the samples that people judge of them.

Classes differ strongly (beta-binomial: half of the intraclass correlation belongs to the class, half to its day), blocks
have the sizes of Bhagalpur's, and the draw is the app's: from each block's day and kind, every unit with the same chance. What
counts as true is the share among the very pupils of those days.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from attendance.estimate import Marked
from attendance.roster.units import UNITS

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
PUPILS = 29
"""Enrolled in a class section: 460,000 in 16,000."""
CLASS_SECTIONS = 16_000
UNCLEAR = 0.08
"""Share of items of which nobody can tell, at random."""


@dataclass(frozen=True)
class Rates:
    """A scenario for one rate.

    Attributes:
        blocks: Class days with photos a day, for each block.
        items: Drawn from each block's day.
        spread: The blocks' rates lie between rate / spread and rate x spread.
        by_class: Whether whole handfuls of a class are drawn, which the app does not do.
    """

    rate: float
    alike: float
    blocks: tuple[int, ...]
    days: int
    items: int
    spread: float = 1.0
    by_class: bool = False


@dataclass(frozen=True)
class Judged:
    """Judged items, and how the class days that they are of were drawn from."""

    wrong: Floats
    weights: Floats
    class_days: Counts
    of: int


def block_sizes(coverage: float) -> tuple[int, ...]:
    """Class days with photos a day in each of the district's blocks, where a share of the classes is read."""
    tablets = sum(unit.tablets for unit in UNITS)
    return tuple(max(2, round(coverage * CLASS_SECTIONS * unit.tablets / tablets)) for unit in UNITS)


def rates(scenario: Rates, random: np.random.Generator) -> tuple[Judged, float]:
    """The judged items of a district, and its true rate."""
    wrong_of_all, all_units = 0, 0
    parts: list[tuple[Floats, Floats, Counts]] = []
    for block, classes in enumerate(scenario.blocks):
        middle = scenario.rate * scenario.spread ** random.uniform(-1, 1)
        usual = beta(random, np.full(classes, middle), scenario.alike / 2)
        for day in range(scenario.days):
            size = random.binomial(PUPILS, 0.65, classes)
            wrong = random.binomial(size, beta(random, usual, scenario.alike / 2))
            wrong_of_all, all_units = wrong_of_all + int(wrong.sum()), all_units + int(size.sum())
            drawn = _handfuls if scenario.by_class else draw
            parts.append(_items(*drawn(random, wrong, size - wrong, scenario.items), int(size.sum()), block * 10_000 + day))
    values, weights, class_days = (np.concatenate(part) for part in zip(*parts, strict=True))
    of = sum(scenario.blocks) * scenario.days
    return Judged(values, weights, class_days, of), wrong_of_all / all_units


def beta(random: np.random.Generator, middle: Floats, alike: float) -> Floats:
    """Chances that differ by class around their middle, so that pupils of a class are alike by an intraclass correlation."""
    safe = np.clip(middle, 1e-4, 1 - 1e-4)
    return random.beta(safe * (1 / alike - 1), (1 - safe) * (1 / alike - 1))


def draw(random: np.random.Generator, wrong: Counts, right: Counts, items: int) -> tuple[Counts, Counts]:
    """How many wrong and right ones of each class come into a simple random sample, without the unclear ones."""
    units = np.concatenate([wrong, right])
    taken = random.multivariate_hypergeometric(units, min(items, int(units.sum())), method="marginals")
    clear = random.binomial(taken, 1 - UNCLEAR)
    return clear[: len(wrong)], clear[len(wrong) :]


def _handfuls(random: np.random.Generator, wrong: Counts, right: Counts, items: int) -> tuple[Counts, Counts]:
    of_each = 4
    chosen = random.choice(len(wrong), min(len(wrong), max(2, items // of_each)), replace=False)
    found = np.zeros_like(wrong)
    found[chosen] = random.hypergeometric(wrong[chosen], right[chosen], np.minimum(of_each, (wrong + right)[chosen]))
    others = np.zeros_like(right)
    others[chosen] = np.minimum(of_each, (wrong + right)[chosen]) - found[chosen]
    return found, others


def _items(wrong: Counts, right: Counts, units: int, name: int) -> tuple[Floats, Floats, Counts]:
    places = np.arange(len(wrong)) + 1000 * name
    judged = int(wrong.sum() + right.sum())
    values = np.concatenate([np.ones(wrong.sum()), np.zeros(right.sum())])
    return values, np.full(judged, units / max(1, judged)), np.concatenate([np.repeat(places, wrong), np.repeat(places, right)])


@dataclass(frozen=True)
class Shares:
    """A scenario for the corrected attendance.

    Attributes:
        there: Share of pupils truly present.
        recognised: Of them, those whose own face is recognised.
        taken_for: Of the others, those for whom somebody else's face is taken.
        uncertain: Of those not marked present, the share that waits for a person.
        poor_together: Whether classes with poor recognition also take more false faces.
    """

    there: float
    recognised: float
    taken_for: float
    alike: float
    blocks: tuple[int, ...]
    days: int
    items: int
    uncertain: float = 0.0
    poor_together: bool = False


def shares(scenario: Shares, random: np.random.Generator) -> tuple[Marked, Judged, Judged, float]:
    """A district's marks, the judged items of those present and of those not recognised, and the true attendance."""
    parts: dict[str, list[tuple[Floats, Floats, Counts]]] = {"present": [], "missed": []}
    marked, truly, enrolled = Marked(), 0, 0
    for block, classes in enumerate(scenario.blocks):
        usual = beta(random, np.full(classes, scenario.recognised), scenario.alike / 2)
        for day in range(scenario.days):
            size = random.binomial(2 * PUPILS, 0.5, classes)
            own = beta(random, usual, scenario.alike / 2)
            taking = 2 * scenario.taken_for * (1 - own) if scenario.poor_together else np.full(classes, scenario.taken_for)
            there = random.binomial(size, beta(random, np.full(classes, scenario.there), 0.05))
            right = random.binomial(there, own)
            false_there, false_gone = (
                random.binomial(group, beta(random, taking, scenario.alike)) for group in (there - right, size - there)
            )
            missed, gone = there - right - false_there, size - there - false_gone
            waiting = random.binomial(missed, scenario.uncertain), random.binomial(gone, scenario.uncertain)
            missed, gone = missed - waiting[0], gone - waiting[1]
            truly, enrolled = truly + int(there.sum()), enrolled + int(size.sum())
            false, name = false_there + false_gone, block * 10_000 + day
            of_present, not_seen = int((right + false).sum()), int((missed + gone).sum())
            parts["present"].append(_items(*draw(random, false, right, scenario.items), of_present, name))
            parts["missed"].append(_items(*draw(random, missed, gone, scenario.items), not_seen, name))
            marked = replace(
                marked,
                present=marked.present + of_present,
                not_recognised=marked.not_recognised + not_seen,
                left_out=marked.left_out + int(sum(part.sum() for part in waiting)),
            )
    of = sum(scenario.blocks) * scenario.days
    present, missed = (Judged(*(np.concatenate(part) for part in zip(*parts[kind], strict=True)), of) for kind in parts)
    return marked, present, missed, truly / enrolled
