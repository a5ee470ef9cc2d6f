"""Which flags accuse somebody, and which of those set a class day aside once they are confirmed."""

SUSPECTED = (
    "same_bytes", "near_duplicate", "one_view", "rephotographed", "wrong_day", "wrong_place", "wrong_class",
)  # fmt: skip
"""Kinds that say a school may have sent something else than its class of the day: first a question to the school."""
FAKES = ("near_duplicate", "rephotographed", "wrong_day", "wrong_place", "wrong_class")
"""Kinds whose confirmation says that the photos do not show this class on this day; the class day then counts nowhere as read.

Not ``same_bytes``: that photo was refused, so what was read of the day rests on other photos. Not ``one_view``: it is the class
on that day, only not from four sides.
"""
HINTS = ("strangers", "too_few", "other_device", "poor")
"""Kinds that accuse nobody: somebody looks, and notes what they saw."""
