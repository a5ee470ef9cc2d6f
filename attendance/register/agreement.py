"""How far two people who judged the same things agree. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 30
"""Pairs below which nothing is told: with fewer, the interval of kappa is wider than half of its range."""
WITHIN = 1.96
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True)
class Agreement:
    """What pairs of answers say.

    Attributes:
        pairs: How many.
        alike: The share of pairs with the same answer, 0 to 1.
        kappa: Cohen's kappa; None where both always gave one and the same answer, so that nothing is left for chance.
        low, high: Its 95 % interval.
    """

    pairs: int
    alike: float
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement | None:
    """Cohen's kappa with its large-sample interval; None for no pairs.

    The standard error is that of Fleiss, Cohen and Everitt, Large sample standard errors of kappa and weighted kappa,
    Psychological Bulletin 72 (1969), 323-327. Who of a pair comes first does not change what is reported much, since any two
    people may have judged an item; the earlier answer comes first.
    """
    n = len(pairs)
    if not n:
        return None
    both, first, second = Counter(pairs), Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    alike = sum(count for (one, other), count in both.items() if one == other) / n
    chance = sum(first[label] * second[label] for label in first) / n**2
    if chance == 1:
        return Agreement(n, alike, None, None, None)
    kappa = (alike - chance) / (1 - chance)
    spread = 0.0
    for (one, other), count in both.items():
        met = first[other] + second[one]  # how often the one said what the other said here, and the other way round
        same = (1 - met / n * (1 - kappa)) ** 2 if one == other else (1 - kappa) ** 2 * (met / n) ** 2
        spread += count / n * same
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    half = WITHIN * sqrt(max(variance, 0.0))
    return Agreement(n, alike, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))
