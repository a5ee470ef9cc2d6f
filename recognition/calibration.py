"""What evidence is worth: how probably a face and a pupil are the same person, and how often strangers pass."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FULL_SIZE = 40.0
"""Face height in pixels from which size no longer matters: the true-accept rate at a false-accept rate of 1e-2 is 1.0 from
40 px on, .99 at 32, .74 at 20 (measured on adults)."""
RIDGE = 1e-7
"""Keeps a fit finite when no similarity of different people reaches that of the same."""
LEAST_FALL = 0.01
"""Keeps a fit from saying that a hair's breadth more evidence keeps all strangers out."""


TAIL = 0.2
"""The share of unknown persons, those most like a pupil, from whom the fall of the others is read."""


@dataclass(frozen=True)
class Calibration:
    """What evidence (recognition.thresholds.Thresholds.evidence, about -1 to 1) says.

    Whether it is the same person is a logistic curve: log odds = `intercept` + `slope` * evidence - `small` * halvings, where
    `halvings` is how often a face of the given height must be doubled to be FULL_SIZE pixels high, 0 above that: a small face
    lowers the probability and nothing raises it (`small` >= 0). The odds are those of a face that is as likely the pupil's as
    somebody else's.

    How often somebody who is nobody of the class is taken for one of it falls exponentially: `tail_share` of them reach the
    evidence `tail_at`, and every `tail_fall` more only one in e of those.

    `same` and `different` say how many it was fit on.
    """

    intercept: float
    slope: float
    small: float
    tail_at: float
    tail_share: float
    tail_fall: float
    same: int = 0
    different: int = 0

    def __post_init__(self) -> None:
        numbers = self.intercept, self.slope, self.small, self.tail_at, self.tail_share, self.tail_fall
        if not np.isfinite(numbers).all() or self.slope <= 0 or self.small < 0:
            raise ValueError("a calibration rises with the evidence and falls with a smaller face")
        if not 0 < self.tail_share <= 1 or self.tail_fall <= 0:
            raise ValueError("fewer strangers pass the more evidence is asked for")

    def probability(self, evidence: float, size: float | None = None) -> float:
        """Whether face and pupil are the same person, 0 to 1; `size` is the face's height in pixels."""
        return float(scipy.special.expit(self.intercept + self.slope * evidence - self.small * halvings(size)))

    def evidence_for(self, probability: float, size: float | None = None) -> float:
        """The evidence at which `probability` (above 0, below 1) is reached."""
        return float((scipy.special.logit(probability) - self.intercept + self.small * halvings(size)) / self.slope)

    def passing(self, evidence: float) -> float:
        """The share (0 to 1) of unknown persons that are taken for somebody of the class when `evidence` is accepted."""
        return float(min(1.0, self.tail_share * np.exp((self.tail_at - evidence) / self.tail_fall)))

    def evidence_for_rate(self, rate: float) -> float:
        """The evidence to accept from so that at most `rate` (above 0, up to 1) of unknown persons are taken for a pupil."""
        return float(self.tail_at + self.tail_fall * np.log(self.tail_share / rate))

    def as_json(self) -> str:
        """One line that `from_json` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises ValueError when `text` is not a calibration."""
        try:
            return cls(**json.loads(text))
        except TypeError as problem:
            raise ValueError("this is not a calibration") from problem

    @classmethod
    def fit(
        cls, evidence: Sequence[float], same: Sequence[bool], size: Sequence[float] | None = None, nobody_like: int = 0
    ) -> Self:
        """The curve of highest likelihood; the same and different people weigh the same, however many there are of each.

        `nobody_like` are unknown persons beside those given who were clearly like nobody. Raises ValueError when there are none
        of the same or of different people, or when more evidence means less often the same.
        """
        truth = np.asarray(same, dtype=bool)
        if truth.all() or not truth.any():
            raise ValueError("a calibration needs comparisons of the same and of different people")
        values = np.asarray(evidence, dtype=np.float64)
        smaller = np.zeros(len(truth)) if size is None else np.array([halvings(one) for one in size])
        rows = np.stack([np.ones(len(truth)), values, -smaller], axis=1)
        weight = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
        sign = np.where(truth, 1.0, -1.0)

        def loss(parameters: Floats) -> tuple[float, Floats]:
            margin = sign * (rows @ parameters)
            gradient = -(weight * sign * scipy.special.expit(-margin)) @ rows
            ridge = np.array([0.0, RIDGE, RIDGE])
            value = float(weight @ np.logaddexp(0, -margin) + 0.5 * ridge @ parameters**2)
            return value, gradient + ridge * parameters

        found = scipy.optimize.minimize(
            loss, np.array([-3.0, 10.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(None, None), (None, None), (0.0, None)]
        ).x
        tail = _tail(values[~truth], nobody_like)
        return cls(
            float(found[0]), float(found[1]), float(found[2]), *tail, int(truth.sum()), int((~truth).sum()) + nobody_like
        )


def _tail(different: Floats, nobody_like: int) -> tuple[float, float, float]:
    """The evidence that the TAIL most alike reach, their share, and the mean of what the others among them have more."""
    ordered = np.sort(different)[::-1]
    everybody = len(ordered) + nobody_like
    count = min(len(ordered), max(2, round(TAIL * everybody)))
    at = float(ordered[count - 1])
    return at, count / everybody, max(float((ordered[:count] - at).mean()), LEAST_FALL)


def halvings(size: float | None) -> float:
    """How often a face `size` pixels high must be doubled until its height no longer matters; 0 when it is not known."""
    if size is None or size >= FULL_SIZE:
        return 0.0
    return float(np.log2(FULL_SIZE / max(size, 1.0)))


SHIPPED = Calibration(
    intercept=-24.9, slope=40.2, small=0.0, tail_at=0.524, tail_share=0.2, tail_fall=0.0631, same=850, different=295
)
"""Fit by benchmarks.calibrate on composed class days of adults (faces from 40 px, galleries of 10 to 60) for FaceNet with the
CASIA-WebFace weights. Size made no difference there (log loss .4606 with and without), so `small` is 0. Children are more alike
than adults: it must be fit anew on the office's own verdicts."""
