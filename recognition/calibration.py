"""What a similarity is worth: the probability that a face and a pupil are the same person, and how often strangers pass."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float64]

FULL_SIZE = 40.0
"""Face height in pixels from which size no longer matters: the true-accept rate at a false-accept rate of 1e-2 is 1.0 from
40 px on, .99 at 32, .74 at 20 (measured on adults)."""
RIDGE = 1e-7
"""Keeps a fit finite when no similarity of different people reaches that of the same."""
ODDS_AT_MOST = 1e12


@dataclass(frozen=True)
class Calibration:
    """A logistic curve over the cosine similarity: log odds = `intercept` + `slope` * similarity - `small` * halvings.

    `halvings` is how often a face of the given height must be doubled to be FULL_SIZE pixels high, 0 above that: a small face
    lowers the probability and nothing raises it (`small` >= 0). The odds are those of one comparison that is as likely of the
    same as of different people. `same` and `different` say how many comparisons it was fit on.
    """

    intercept: float
    slope: float
    small: float = 0.0
    same: int = 0
    different: int = 0

    def __post_init__(self) -> None:
        if not np.isfinite([self.intercept, self.slope, self.small]).all() or self.slope <= 0 or self.small < 0:
            raise ValueError("a calibration rises with the similarity and falls with a smaller face")

    def probability(self, similarity: float, size: float | None = None) -> float:
        """Whether face and pupil are the same person, 0 to 1, at even odds; `size` is the face's height in pixels."""
        return float(special.expit(self.log_odds(similarity, size)))

    def log_odds(self, similarity: float, size: float | None = None) -> float:
        """The natural logarithm of how much more often the same than different people are this similar."""
        return self.intercept + self.slope * similarity - self.small * halvings(size)

    def similarity_for(self, probability: float, size: float | None = None) -> float:
        """The similarity at which `probability` (above 0, below 1) is reached; may be above 1: no face is that similar."""
        return float((special.logit(probability) - self.intercept + self.small * halvings(size)) / self.slope)

    def similarity_for_class(self, false_present: float, pupils: int, size: float | None = None) -> float:
        """The similarity at which a stranger is taken for one of `pupils` at most at the rate `false_present` (0 to 1).

        Different people reach odds of x at most in one of x comparisons (Markov's inequality), and a stranger is compared with
        every pupil of the class: so odds of `pupils` / `false_present` are asked for.
        """
        odds = min(max(1, pupils) / false_present, ODDS_AT_MOST)
        return self.similarity_for(odds / (1 + odds), size)

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
    def fit(cls, similarity: Sequence[float], same: Sequence[bool], size: Sequence[float] | None = None) -> Self:
        """The curve of highest likelihood; both kinds of comparison weigh the same, however many there are of each.

        Raises ValueError when there are none of one kind, or when more similar means less often the same.
        """
        truth = np.asarray(same, dtype=bool)
        if truth.all() or not truth.any():
            raise ValueError("a calibration needs comparisons of the same and of different people")
        smaller = np.zeros(len(truth)) if size is None else np.array([halvings(one) for one in size])
        rows = np.stack([np.ones(len(truth)), np.asarray(similarity, dtype=np.float64), -smaller], axis=1)
        weight = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
        sign = np.where(truth, 1.0, -1.0)

        def loss(parameters: Floats) -> tuple[float, Floats]:
            margin = sign * (rows @ parameters)
            gradient = -(weight * sign * special.expit(-margin)) @ rows
            ridge = np.array([0.0, RIDGE, RIDGE])
            value = float(weight @ np.logaddexp(0, -margin) + 0.5 * ridge @ parameters**2)
            return value, gradient + ridge * parameters

        found = optimize.minimize(
            loss, np.array([-3.0, 10.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(None, None), (None, None), (0.0, None)]
        ).x
        return cls(float(found[0]), float(found[1]), float(found[2]), int(truth.sum()), int((~truth).sum()))


def halvings(size: float | None) -> float:
    """How often a face `size` pixels high must be doubled until its height no longer matters; 0 when it is not known."""
    if size is None or size >= FULL_SIZE:
        return 0.0
    return float(np.log2(FULL_SIZE / max(size, 1.0)))
