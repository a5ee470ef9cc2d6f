"""What bars and lines are made of, and how each looks: a legend and a chart must not differ.

Colours are Okabe and Ito's and never stand alone: a pattern, a symbol, a dash or a number stands beside each.
"""

from typing import NamedTuple

from attendance.i18n import _
from attendance.reports.measures import Measure

BLUE, GREY, LIGHT, DARK, ORANGE, GREEN = "#0072B2", "#767676", "#E3E3E3", "#333333", "#E69F00", "#009E73"
HATCH = {"shape": "/", "fgcolor": GREY, "bgcolor": "#FFFFFF", "size": 6, "solidity": 0.35}


class Part(NamedTuple):
    """One piece of a stacked bar.

    Attributes:
        column: Its count in the table.
        whole: The column it is a part of.
    """

    column: str
    whole: str
    label: str
    colour: str
    hatched: bool = False


def parts_of(measure: Measure) -> list[Part]:
    """The pieces that the bars of a measure are made of, from the left."""
    if measure is Measure.COVERAGE:
        return [
            Part("read", "expected", _("read here"), BLUE),
            Part("unread", "expected", _("no photos here"), LIGHT),
        ]
    if measure is Measure.COMPLIANCE:
        return [
            Part("on_time", "portal_expected", _("uploaded in time"), BLUE),
            Part("late", "portal_expected", _("uploaded late"), GREY, hatched=True),
            Part("not_uploaded", "portal_expected", _("not uploaded"), LIGHT),
        ]
    return [
        Part("recognised", "enrolled", _("recognised"), BLUE),
        Part("seen_not_named", "enrolled", _("face seen, not named"), GREY, hatched=True),
        Part("not_seen", "enrolled", _("not seen"), LIGHT),
        Part("absent", "enrolled", _("absent (said by a person)"), DARK),
    ]


LINES = {
    Measure.RECOGNISED: (BLUE, "solid", "circle"),
    Measure.SEEN: (GREY, "dash", "square"),
    Measure.COVERAGE: (GREEN, "dot", "diamond"),
    Measure.COMPLIANCE: (ORANGE, "dashdot", "triangle-up"),
}
"""Colour, dash and symbol of each measure's line."""
_PALE, _FULL = (0xE6, 0xF1, 0xF8), (0x00, 0x5A, 0x8E)
_PALEST = 0.5
"""A share at or below this is palest: what differs lies above it."""


def shade(share: float) -> tuple[str, str]:
    """A share of 0 to 1 as a colour from pale to the palette's blue, and the colour of text on it."""
    step = max(0.0, (share - _PALEST) / (1 - _PALEST))
    return step_colour(step), ink_on(step)


def ink_on(step: float) -> str:
    """The colour of text on `step_colour`: whichever of black and white stands out more."""
    return "#FFFFFF" if step > 0.72 else "#1A1A1A"


def step_colour(step: float) -> str:
    """From pale (0) to the palette's blue (1)."""
    return "#" + "".join(f"{round(low + (high - low) * step):02X}" for low, high in zip(_PALE, _FULL, strict=True))
