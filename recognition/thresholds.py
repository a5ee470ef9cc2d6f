"""From where a face is accepted, from where a person is asked."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recognition.calibration import Calibration

SHARED_BY = 3
"""How many others say what similarity a face shares with anyone. Five did as well on the days of Thresholds (C)."""
TYPICAL = ((10, 0.37), (60, 0.47))
"""Pupils of a class, and what others share with a face that is just accepted, on the days of Thresholds (C)."""


@dataclass(frozen=True)
class Thresholds:
    """Cosine similarities, 0 to 1, for FaceNet with the CASIA-WebFace weights and margin 32.

    Sources: 1,396 comparisons of different and 48 of the same adults (A); 60 composed class days of synthetic adults, 449
    present and 91 absent, seeds 1001 to 1060 of benchmarks.classday (B); the composed class days of benchmarks.calibrate, with
    galleries of 10 to 60 adults and unknown persons on most days (C). Children are more alike than adults: mean .34 and up to
    .46 in a small set, so all of these must be measured again on the district's own photos.

    `accept`: the least evidence (see `evidence`) that is accepted. It follows from the chosen rate of unknown persons taken
    for a pupil: recognition.calibration says how. The default is that of one in twenty.
    `uncertain`: at .35 one in a hundred different pairs of A is as similar, and all of the same: below it a person's look would
    be wasted.
    `margin`: by how much the evidence must be more similar to its pupil than to anyone else in the gallery. In C no absent
    pupil was taken for a look-alike who was there with any of .02 to .06; each .01 leaves about 1 % more to a person.
    `cluster`: mean similarity from which unmatched faces of different photos count as one person. In B, without a gallery, .40
    counted 55 of 60 days right (4 persons too many, 1 too few), .45 44 (15 too many of some 460, 1 too few); .45 because
    different children must not become one.
    `shared`: which part of the similarity to the others is taken off. In C, with one in twenty unknown persons passing, .25
    accepts 93 % of those present on faces from 48 px against 91 % without; .2 to .35 did as well, more did worse.
    """

    accept: float = 0.61
    uncertain: float = 0.35
    margin: float = 0.04
    cluster: float = 0.45
    shared: float = 0.25

    @classmethod
    def for_rate(cls, calibration: Calibration, rate: float, **others: float) -> Self:
        """The thresholds that let `rate` (above 0, up to 1) of unknown persons be taken for a pupil; `others` as above."""
        least = others.get("uncertain", cls.uncertain)
        return cls(accept=min(1.0, max(least, calibration.evidence_for_rate(rate))), **others)

    def evidence(self, similarity: float, shared: float) -> float:
        """What a `similarity` is worth when others are similar by `shared` (see `shared` below): what sets the pupil apart."""
        return similarity - self.shared * shared

    def needed(self, shared: float) -> float:
        """The similarity whose evidence is just accepted. It rises with the class: the more pupils, the more look alike."""
        return self.accept + self.shared * shared

    def needed_in_class(self, pupils: int) -> float:
        """The similarity that is typically needed in a class of so many."""
        (few, little), (many, much) = TYPICAL
        typical = little + (much - little) * np.log(max(pupils, few) / few) / np.log(many / few)
        return self.needed(float(typical) * min(1.0, (pupils - 1) / SHARED_BY))

    def __post_init__(self) -> None:
        others = self.margin, self.cluster, self.shared
        if not 0 <= self.uncertain <= self.accept <= 1 or not all(0 <= value <= 1 for value in others):
            raise ValueError("thresholds are similarities, and uncertain is not above accept")
