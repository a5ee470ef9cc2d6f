"""What the Attendance page shows, kept in its address, so that a copied address leads back to the same view."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from attendance.reports.figures import Place, Span
from attendance.reports.measures import Measure

LOW, HIGH = "low", "high"
DISTRICT = Place()


@dataclass(frozen=True)
class View:
    """A place, a day or span, and an order.

    Attributes:
        span: None while the address names no day.
        by_school: Whether a block is shown by its schools, not its clusters.
    """

    place: Place = DISTRICT
    span: Span | None = None
    measure: Measure = Measure.RECOGNISED
    low_first: bool = True
    by_school: bool = True

    def address(self) -> dict[str, str]:
        """As the address writes it."""
        keys = {
            "block": self.place.block_id,
            "cluster": self.place.cluster_id,
            "school": self.place.school_id,
            "class": self.place.class_section_id,
            "by": None if self.by_school else "cluster",
        }
        order = f"{self.measure.value}-{LOW if self.low_first else HIGH}"
        query = {name: str(value) for name, value in keys.items() if value is not None}
        query |= span_address(self.span)
        return query if order == "recognised-low" else {**query, "sort": order}

    def at(self, place: Place) -> "View":
        """The same days and order somewhere else."""
        return replace(self, place=place)


def read() -> View:
    """The view of this run's address; what it says wrongly counts as not said."""
    query = st.query_params
    measure, _, order = query.get("sort", "").partition("-")
    return View(
        place=Place(
            block_id=query.get("block") or None,
            cluster_id=_whole_number(query.get("cluster")),
            school_id=_whole_number(query.get("school")),
            class_section_id=_whole_number(query.get("class")),
        ),
        span=span_of(query.get("day"), query.get("from"), query.get("to")),
        measure=Measure(measure) if measure in set(Measure) else Measure.RECOGNISED,
        low_first=order != HIGH,
        by_school=query.get("by") != "cluster",
    )


def span_address(span: Span | None) -> dict[str, str]:
    """A day or span as addresses write it."""
    if span is None:
        return {}
    if span.is_day:
        return {"day": span.first.isoformat()}
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def go(view: View) -> None:
    """Change the address to this view; the next run shows it. For callbacks."""
    st.query_params.from_dict(view.address())


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def span_of(day: str | None, first: str | None, last: str | None) -> Span | None:
    """A day or span from what an address says; None where it says none that can be read."""
    if single := _day(day):
        return Span.of(single)
    start, end = _day(first), _day(last)
    return Span(min(start, end), max(start, end)) if start and end else None
