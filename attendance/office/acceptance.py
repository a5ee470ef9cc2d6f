"""The point from which faces are accepted, told and chosen as how often an unknown person would be taken for a pupil."""

from attendance.office.settings import Settings, bounds
from recognition.calibration import SHIPPED
from recognition.thresholds import Thresholds

LOWEST, HIGHEST = 0.1, 50.0
"""Of 100 unknown persons; the shipped calibration says nothing beyond."""


def of_hundred(accept_at: float) -> float:
    """How many of 100 unknown persons would be taken for a pupil; measured on adults (see recognition.calibration)."""
    return min(HIGHEST, max(LOWEST, round(100 * SHIPPED.passing(accept_at), 1)))


def accept_at(of_hundred: float) -> float:
    """The evidence to accept from so that at most so many of 100 are, within what the setting allows."""
    low, high = bounds("accept_at")
    return round(min(high, max(low, SHIPPED.evidence_for_rate(of_hundred / 100))), 2)


def similarity(chosen: Settings, pupils: int) -> float:
    """The similarity that is typically needed in a class of so many."""
    return Thresholds(chosen.accept_at, chosen.uncertain_at, chosen.margin, chosen.cluster_at).needed_in_class(pupils)
