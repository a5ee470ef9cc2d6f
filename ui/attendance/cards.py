"""The figures on top: each says what it is of, what it was before, where it is from and when it was last fed."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from attendance.i18n import _, moment_text, number
from attendance.reports.figures import Figures, Span
from attendance.reports.measures import Measure


@dataclass(frozen=True)
class Card:
    """One figure.

    Attributes:
        value: The figure, or words where it is not known.
        notes: What it is of and what it was before.
        source: Where it is from, and when it was last fed.
    """

    label: str
    value: str
    notes: Sequence[str | None] = ()
    source: str | None = None
    in_words: bool = False


@dataclass(frozen=True)
class Earlier:
    """What the figures are held against.

    Attributes:
        figures: Sums of those days.
        uncertain: Pupils to be confirmed; on one such day where there are several.
        name: What they are called: the mean of some weekdays, or the days before.
        days: A span, or days apart.
    """

    figures: Figures
    uncertain: int
    name: str
    days: Span | tuple[date, ...]


def show(cards: Sequence[Card]) -> None:
    """Side by side, or one below the other on a phone."""
    st.html(f'<div class="upa-figures">{"".join(_card(card) for card in cards)}</div>')


def of_district(now: Figures, earlier: Earlier | None, by_sample: str | None) -> list[Card]:
    """The five figures of a day or span, each beside what it was earlier.

    Args:
        by_sample: The attendance corrected by the audit sample, in words; None for a place that no sample tells of.
    """
    here = fed(_("Photos read here"), now.fed_at)
    portal = fed(_("The portal's report"), now.portal_fed_at)
    late = _("Uploaded late: {count}").format(count=number(now.late)) if now.compliance else None
    sample = _("Corrected by audit sample: {estimate}").format(estimate=by_sample) if by_sample else None
    return [
        _measure_card(Measure.COMPLIANCE, now, earlier, late, portal),
        _measure_card(Measure.COVERAGE, now, earlier, None, here),
        _measure_card(Measure.RECOGNISED, now, earlier, sample, here),
        _measure_card(Measure.SEEN, now, earlier, None, here),
        Card(
            _("To be confirmed"),
            number(now.uncertain),
            (
                _("pupils, of {count} enrolled in classes with photos").format(count=number(now.enrolled)),
                f"{earlier.name}: {number(earlier.uncertain)}" if earlier and earlier.figures.enrolled else None,
            ),
            here,
        ),
    ]


def fed(source: str, at: datetime | None) -> str:
    """Where a figure is from, and when it was last fed."""
    return f"{source}: {moment_text(at)}" if at else _("{source}: nothing yet").format(source=source)


def _measure_card(measure: Measure, now: Figures, earlier: Earlier | None, extra: str | None, source: str) -> Card:
    rate = measure.rate(now)
    if rate is None:
        return Card(measure.label, measure.unknown, source=source, in_words=True)
    was = measure.rate(earlier.figures) if earlier else None
    beside = f"{earlier.name}: {was.percent} {_arrow(rate.share, was.share)}" if earlier and was else None
    return Card(measure.label, rate.percent, (f"{rate} {measure.of_what}", beside, extra), source)


def _arrow(now: float | None, before: float | None) -> str:
    if now is None or before is None or not round(100 * (now - before)):
        return ""
    return f"({'▲' if now > before else '▼'}{number(abs(round(100 * (now - before))))})"


def _card(card: Card) -> str:
    notes = "".join(f'<div class="upa-note">{html.escape(note)}</div>' for note in card.notes if note)
    source = f'<div class="upa-note upa-source">{html.escape(card.source)}</div>' if card.source else ""
    kind = "upa-value upa-words" if card.in_words else "upa-value"
    return (
        f'<div class="upa-card"><div class="upa-label">{html.escape(card.label)}</div>'
        f'<div class="{kind}">{html.escape(card.value)}</div>{notes}{source}</div>'
    )
