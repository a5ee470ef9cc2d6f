"""How wrong the figures are, from a random sample that people judged: estimates with 95 % intervals. No database, no clock.

The sample is drawn anew for each block's day and kind, every unit with the same chance, and what is asked for is the rate
among the very pupils that the machine marked in those days. For this `rate` takes

- the weighted share, each item standing for the units of its block's day that it represents;
- an effective size: of the weights (Kish), of what was judged of all there was, of the design effect of class days, and of
  Student's t in place of the normal deviate where there is such an effect (after Korn and Graubard, 1998);
- Wilson's interval at that size, with the lower limits of one to three cases by Brown, Cai and DasGupta (2001).

`corrected` brings two such rates together by the differences of their limits (MOVER: Zou and Donner, 2008), which keeps them
lopsided where the rates are small, and stays honest where no wrong mark was found.

`python -m benchmarks.estimators` shows what this holds and what other ways did. From three wrong answers expected, 93 to 97.5 %
of a rate's intervals cover; with fewer, up to 99.5 %, because counts that small allow no closer interval: they are told by
their upper end. Of the corrected attendance 94 to 98 % cover, the most where one of the two rates is that small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEAST_ITEMS = 30
"""Judged items; of 30 without a wrong one, up to 11 in 100 may still be wrong, and an interval any wider says nothing."""
LEAST_CLASS_DAYS = 10
"""A class day's mistakes come together; the spread of fewer than ten says little of the others."""
MOST_UNCLEAR = 1 / 3
"""Of the answers. What nobody can tell may be wrong more often; from here on it could turn the result around."""
LEAST_REACHED = 0.8
"""Of the pupils that the machine marked, those of days of a block with judged items: the others are taken to be alike."""
FEW = 3.0
"""So many wrong answers, at the effective size: below it an interval is told by its upper end alone."""
_NORMAL = float(scipy.special.ndtri(0.975))
_SMALLEST_LIMIT = 0.05
"""Tail of the Poisson that gives the lower limits of few cases."""


@dataclass(frozen=True)
class Estimate:
    """A share (0 to 1) with its 95 % interval."""

    point: float
    low: float
    high: float


@dataclass(frozen=True)
class Marked:
    """Pupils enrolled in class days with photos, by where their mark is from.

    Attributes:
        present: Marked present by the machine.
        not_recognised: Not recognised by the machine, though they have a reference photo.
        said_present, said_absent: By a person, taken as they are.
        left_out: Uncertain ones, and those not recognised who have no reference photo: no sample tells of them.
    """

    present: int = 0
    not_recognised: int = 0
    said_present: int = 0
    said_absent: int = 0
    left_out: int = 0

    @property
    def settled(self) -> int:
        """All but those left out."""
        return self.present + self.not_recognised + self.said_present + self.said_absent

    @property
    def enrolled(self) -> int:
        """All of them."""
        return self.settled + self.left_out


def rate(wrong: ArrayLike, weights: ArrayLike, class_days: Sequence[object] | ArrayLike, of: int | None = None) -> Estimate:
    """The share of wrong ones among all units that the judged items stand for.

    Args:
        wrong: For each judged item, 0 or 1; between them where two people differed.
        weights: How many units each stands for, 1 or more.
        class_days: Which class day each is of.
        of: How many class days there were to draw from, None where that is not known. Of class days that were all drawn
            from, what they differ by is no uncertainty.

    Raises:
        ValueError: There is no item.
    """
    values, weight = np.asarray(wrong, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if not len(values):
        raise ValueError("no item was judged")
    share = float(weight @ values / weight.sum())
    unknown = float(weight @ (weight - 1))
    if unknown <= 0:  # each unit was judged
        return Estimate(share, share, share)
    size = float(weight.sum() ** 2 / unknown)
    _names, places = np.unique(np.asarray(class_days), return_inverse=True)
    clusters = int(places.max()) + 1
    effect = _design_effect(values, weight, places, share, clusters, of)
    if effect > 1:  # their spread is itself an estimate, of few class days
        size *= float(_NORMAL / scipy.special.stdtrit(clusters - 1, 0.975)) ** 2 / effect
    low, high = wilson(share, size)
    return Estimate(share, low, high)


def wilson(share: float, size: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share found in a sample, which need not be a whole number of items.

    Its lower limit covers too seldom where one to three cases are found; there it is the Poisson's.
    """
    low = _lower(share, size)
    return low, 1 - _lower(1 - share, size)


def enough(items: int, class_days: int, answers: int, unclear: int) -> bool:
    """Whether an estimate may be shown; otherwise it is not known yet.

    Args:
        items: Judged, without the unclear ones.
        class_days: That they are of.
        answers: Judged, the unclear ones too.
    """
    return items >= LEAST_ITEMS and class_days >= LEAST_CLASS_DAYS and unclear <= MOST_UNCLEAR * answers


def corrected(marked: Marked, false_present: Estimate | None, missed: Estimate | None) -> Estimate | None:
    """The share of the enrolled who were there, truly; None where it is not known.

    A pupil whose mark rests on somebody else's face is as likely to be there as one not recognised: their own face was not
    recognised either. Those left out are taken to be like the others for the point; the interval goes from none of them being
    there to all of them.

    Args:
        false_present: Of those marked present by the machine, the share whose face is not theirs.
        missed: Of the not recognised, the share who can be seen in the photos.
    """
    if not marked.settled or (marked.present and false_present is None) or (marked.not_recognised and missed is None):
        return None
    false_present = false_present or Estimate(0.0, 0.0, 0.0)
    missed = missed or Estimate(0.5, 0.0, 1.0)

    def there(false: float, seen: float) -> float:
        of_present = marked.present * (1 - false * (1 - seen))
        return of_present + marked.not_recognised * seen + marked.said_present

    point = there(false_present.point, missed.point)
    down = (point - there(false_present.high, missed.point), point - there(false_present.point, missed.low))
    up = (there(false_present.low, missed.point) - point, there(false_present.point, missed.high) - point)
    low = max(point - sqrt(down[0] ** 2 + down[1] ** 2), marked.said_present)
    high = min(point + sqrt(up[0] ** 2 + up[1] ** 2), marked.settled - marked.said_absent)
    return Estimate(point / marked.settled, low / marked.enrolled, (high + marked.left_out) / marked.enrolled)


def _design_effect(
    values: Floats, weight: Floats, places: NDArray[np.intp], share: float, clusters: int, of: int | None
) -> float:
    """How much more the share may be off because mistakes come by class days, 1 or more."""
    if clusters < 2 or not 0 < share < 1:
        return 1.0
    by_class_day = np.bincount(places, weight * (values - share))
    alone = share * (1 - share) * float(weight @ weight)
    drawn_from = min(1.0, clusters / of) if of else 0.0
    return 1 + max(0.0, float(by_class_day @ by_class_day) / alone - 1) * (1 - drawn_from)


def _lower(share: float, size: float) -> float:
    square = _NORMAL**2 / size
    half = sqrt(square * (share * (1 - share) + square / 4))
    low = max(0.0, (share + square / 2 - half) / (1 + square))
    cases = share * size
    if cases <= 0:
        return 0.0
    return low if cases > FEW else min(low, float(scipy.special.gammaincinv(cases, _SMALLEST_LIMIT)) / size)
