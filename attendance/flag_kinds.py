"""Which flags accuse somebody, and which of those set a class day aside once they are confirmed."""

ASKED_FIRST = frozenset(
    {"same_bytes", "near_duplicate", "one_view", "rephotographed", "wrong_day", "wrong_place", "wrong_class"}
)
"""Kinds that say a school may have sent something else than its class of the day: first a question to the school."""
FAKES = ("near_duplicate", "rephotographed", "wrong_day", "wrong_place", "wrong_class")
"""Kinds whose confirmation says that the photos do not show this class on this day; the class day then counts nowhere as read.

Not ``same_bytes``: that photo was refused, and what was read of the day rests on other photos. Not ``one_view``: it shows the
class on that day, only not from four sides. The others (strangers, too few, another device, poor photos) accuse nobody.
"""
HINT = 1
"""The severity of a hint (a clock that is always wrong, a place that is always the same): it accuses nobody."""


def is_suspicion(kind: str, severity: int) -> bool:
    """Whether it accuses somebody: then it is asked about before it is confirmed, and the office decides."""
    return kind in ASKED_FIRST and severity > HINT


def sets_aside(kind: str, severity: int) -> bool:
    """Whether its confirmation sets the class day aside; the queries that take FAKES say the same."""
    return kind in FAKES and severity > HINT
