"""Plotly charts on a page: their legends, and what a click on a point does."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from attendance.i18n import _
from attendance.reports.looks import GREY, LINES, Part
from attendance.reports.measures import Measure
from ui import widgets

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
_SYMBOLS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲"}


def show(chart: go.Figure, key: str, on_point: Callable[[str], None], alt: str) -> None:
    """A chart whose points lead on.

    Args:
        key: Unique on the page, and another one for each view: a click must not count again on the next view.
        on_point: Called before the next run with the customdata of the point that was clicked.
        alt: What the chart shows, in words, for a screen reader.
    """

    def clicked(event: Mapping[str, Any]) -> None:
        points: list[dict[str, Any]] = event["selection"]["points"]
        if points and points[0].get("customdata"):
            data = points[0]["customdata"]
            on_point(str(data[0] if isinstance(data, list) else data))

    st.plotly_chart(
        chart,
        key=key,
        on_select=widgets.with_value(key, clicked),
        selection_mode="points",
        theme=None,
        config=_CONFIG,
        alt=alt,
        width="stretch",
        height="content",
    )


def still(chart: go.Figure, key: str, alt: str) -> None:
    """A chart that is only looked at.

    Args:
        key: Unique on the page.
        alt: What the chart shows, in words, for a screen reader.
    """
    st.plotly_chart(chart, key=key, theme=None, config=_CONFIG, alt=alt, width="stretch", height="content")


def bar_legend(parts: Sequence[Part]) -> None:
    """What the pieces of a bar are."""
    st.html(f'<div class="upa-legend">{"".join(_swatch(part) for part in parts)}</div>')


def line_legend(measures: Sequence[Measure]) -> None:
    """What the lines are, by symbol and colour."""
    entries = (
        f'<span><span style="color:{LINES[measure][0]}" aria-hidden="true">{_SYMBOLS[LINES[measure][2]]}</span> '
        f"{html.escape(measure.label)} <small>({html.escape(measure.of_what)})</small></span>"
        for measure in measures
    )
    st.html(f'<div class="upa-legend">{"".join(entries)}</div>')


def map_legend() -> None:
    """What the squares of the tile map say."""
    words, click = html.escape(_("Where the blocks lie; darker means more.")), html.escape(_("Click one to open it."))
    st.html(f'<div class="upa-note">{words} <span class="upa-by-mouse">{click}</span></div>')


def _swatch(part: Part) -> str:
    paint = f"repeating-linear-gradient(135deg, {GREY} 0 2px, #FFFFFF 2px 5px)" if part.hatched else html.escape(part.colour)
    return f'<span><i class="upa-swatch" style="background:{paint}"></i>{html.escape(part.label)}</span>'
