"""What the Attendance page shows, kept in its address, so that a copied address leads back to the same view."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from attendance.i18n import N_, _
from attendance.reports.figures import Place, Span
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from attendance.reports.trends import Division

_Choice = TypeVar("_Choice", bound=StrEnum)
LOW, HIGH = "low", "high"
DISTRICT = Place()


class Section(StrEnum):
    """The parts of the page."""

    OVERVIEW = "overview"
    COMPLIANCE = "compliance"
    PORTAL = "portal"
    TRENDS = "trends"
    TRUTH = "truth"

    @property
    def label(self) -> str:
        """What the part is called in the reader's language."""
        return _(_LABELS[self])


_LABELS = {
    Section.OVERVIEW: N_("Overview"),
    Section.COMPLIANCE: N_("Uploads and target"),
    Section.PORTAL: N_("Portal against photo"),
    Section.TRENDS: N_("Trends"),
    Section.TRUTH: N_("How sure is this?"),
}


@dataclass(frozen=True)
class View:
    """A part of the page, a place, a day or span, and an order.

    Attributes:
        span: None while the address names no day.
        by_school: Whether a block is shown by its schools, not its clusters.
        rate: What is held against the target: uploads to the portal, or what was read here.
        per: What figures over time are gathered by; None for the section's own.
        division: What trends are told apart by.
    """

    place: Place = DISTRICT
    span: Span | None = None
    measure: Measure = Measure.RECOGNISED
    low_first: bool = True
    by_school: bool = True
    section: Section = Section.OVERVIEW
    rate: Measure = Measure.COMPLIANCE
    per: Period | None = None
    division: Division = Division.UNIT

    def address(self) -> dict[str, str]:
        """As the address writes it."""
        keys = {
            "block": self.place.block_id,
            "cluster": self.place.cluster_id,
            "school": self.place.school_id,
            "class": self.place.class_section_id,
            "by": None if self.by_school else "cluster",
            "section": None if self.section is Section.OVERVIEW else self.section.value,
            "rate": None if self.rate is Measure.COMPLIANCE else self.rate.value,
            "per": self.per and self.per.value,
            "of": None if self.division is Division.UNIT else self.division.value,
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
    measure, _dash, order = query.get("sort", "").partition("-")
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
        section=_one_of(Section, query.get("section")) or Section.OVERVIEW,
        rate=Measure.COVERAGE if query.get("rate") == Measure.COVERAGE.value else Measure.COMPLIANCE,
        per=_one_of(Period, query.get("per")),
        division=_one_of(Division, query.get("of")) or Division.UNIT,
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


def _one_of(kind: type[_Choice], text: str | None) -> _Choice | None:
    return kind(text) if text in set(kind) else None


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
