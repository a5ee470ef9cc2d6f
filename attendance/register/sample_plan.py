"""How many items of the audit sample are drawn where, and what that tells. Pure: no database, no clock."""

from collections.abc import Mapping
from math import sqrt
from typing import Literal

Kind = Literal["present", "not_recognised", "class_day"]
KINDS: tuple[Kind, ...] = ("present", "not_recognised", "class_day")
SECONDS: Mapping[Kind, float] = {"present": 12.0, "not_recognised": 25.0, "class_day": 60.0}
"""What an answer takes until it was measured here: a guess."""
TIME: Mapping[Kind, float] = {"present": 0.4, "not_recognised": 0.4, "class_day": 0.2}
"""The share of the minutes that each kind gets. False and missed presences weigh about the same in the corrected attendance;
the count of heads is a check beside them."""
LEAST: Mapping[Kind, int] = {"present": 2, "not_recognised": 2, "class_day": 1}
"""Items of a block and day, also where that takes more minutes than are given. Two, so that a stratum's spread can be estimated
at all; and within a month (some 25 school days) each block then has 50."""
CORRELATION = 0.1
"""How alike the items of one class are (intraclass correlation): an assumption. One bad photo spoils all faces of a class."""
UNKNOWN_SHARE = 0.5
"""Until a share is known, the margin is told for the share at which it is widest."""
SCHOOL_DAYS = {"day": 1, "week": 6, "month": 25}
WITHIN = 1.96
"""Standard errors on each side of a 95 % interval."""


def wanted(minutes: float, seconds: Mapping[Kind, float], twice: float) -> dict[Kind, int]:
    """How many items of each kind fill the minutes.

    Args:
        minutes: A day, of all people together.
        seconds: That an answer takes, by kind.
        twice: The share (0 to 1) that two people judge.
    """
    return {kind: int(60 * minutes * TIME[kind] / (seconds[kind] * (1 + twice))) for kind in KINDS}


def allocate(total: int, units: Mapping[str, int], least: int) -> dict[str, int]:
    """Share items out over blocks: ``least`` each, or all there are, then in proportion to the units (Sainte-Laguë's method).

    In proportion, because blocks are first of all parts of the district's figure, whose spread is then smallest when nothing is
    known of the blocks; with a minimum, because a small block's own figure would else never come. Where the minima alone are
    more than ``total``, they stand.
    """
    taken = {block: min(count, least) for block, count in units.items() if count > 0}
    for _ in range(total - sum(taken.values())):
        open_blocks = [block for block in sorted(taken) if taken[block] < units[block]]
        if not open_blocks:
            break
        taken[max(open_blocks, key=lambda block: units[block] / (2 * taken[block] + 1))] += 1
    return taken


def margin(share: float, answers: int, classes: int) -> float | None:
    """Half the width of the 95 % interval of a share, 0 to 1; None without answers.

    The answers are widened by a design effect, 1 + (m - 1) r (Kish), where m is how many answers a class that has any has on
    average when they fall on classes at random, and r is CORRELATION.

    Args:
        share: The share that is expected, 0 to 1.
        answers: How many items are judged.
        classes: Over how many classes they are spread.
    """
    if not answers or not classes:
        return None
    with_any = classes * (1 - (1 - 1 / classes) ** answers)
    effect = 1 + (max(answers / with_any, 1) - 1) * CORRELATION
    return min(WITHIN * sqrt(share * (1 - share) * effect / answers), 1.0)
