"""What people said of the machine's proposals, by evidence, as a plotly chart."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from attendance.i18n import _, number
from attendance.reports.charts import FONT
from attendance.reports.looks import BLUE, DARK, GREY, HATCH

BIN = 0.05
_HEIGHT = 340


def proposals(
    sample: pd.DataFrame, probability: Callable[[float], float] | None, in_use: float, proposed: float | None
) -> go.Figure:
    """How many first proposals were right and wrong at each evidence, the curve, the point in use and the one proposed.

    Args:
        sample: A row per person decided: evidence, same.
        probability: How often a proposal is right (0 to 1) at an evidence; None without a curve.
    """
    chart = go.Figure()
    first = BIN * np.floor(min(sample["evidence"].min(), in_use) / BIN)
    last = BIN * np.ceil(max(sample["evidence"].max(), in_use, proposed or 0.0) / BIN + 1)
    edges = np.arange(first, last + BIN / 2, BIN)
    for same, name, marker in (
        (True, _("right proposals"), {"color": BLUE}),
        (False, _("wrong proposals"), {"color": "#FFFFFF", "line": {"width": 1, "color": GREY}, "pattern": HATCH}),
    ):
        counts, _edges = np.histogram(sample.loc[sample["same"] == same, "evidence"], edges)
        chart.add_bar(
            name=name,
            x=(edges[:-1] + BIN / 2).tolist(),
            y=counts.tolist(),
            width=BIN * 0.9,
            marker=marker,
            hovertext=[_words(float(low), int(count), name) for low, count in zip(edges[:-1], counts, strict=True)],
            hoverinfo="text",
        )
    if probability is not None:
        places = np.linspace(float(edges[0]), float(edges[-1]), 60)
        chart.add_scatter(
            name=_("share right, in percent (right scale)"),
            x=places.tolist(),
            y=[100 * probability(float(place)) for place in places],
            yaxis="y2",
            mode="lines",
            line={"color": DARK, "width": 3},
            hoverinfo="skip",
        )
    _point(chart, in_use, _("in use"), "solid", 1.0)
    if proposed is not None:
        _point(chart, proposed, _("proposed"), "dash", 0.9)
    chart.update_layout(
        barmode="stack",
        bargap=0,
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 56, "b": 8},
        paper_bgcolor="#FFFFFF",
        plot_bgcolor="#FFFFFF",
        font={"family": FONT, "size": 16, "color": DARK},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis={"fixedrange": True, "tickformat": ".2f", "automargin": True},
        yaxis={"fixedrange": True, "rangemode": "tozero", "gridcolor": "#E3E3E3", "automargin": True},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "range": [0, 105],
            "tickvals": [0, 25, 50, 75, 100],
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
        },
    )
    return chart


def _words(low: float, count: int, kind: str) -> str:
    ends = {"low": number(round(low, 2)), "high": number(round(low + BIN, 2))}
    return _("{low} to {high}: {count} {kind}").format(**ends, count=number(count), kind=kind)


def _point(chart: go.Figure, at: float, words: str, dash: str, height: float) -> None:
    """A vertical line with its word beside it."""
    line = {"color": "#D55E00", "width": 2, "dash": dash}
    chart.add_shape(type="line", x0=at, x1=at, y0=0, y1=height, yref="paper", line=line)
    text = f"{words} {number(round(at, 2))}"
    beside = {"xanchor": "right", "yanchor": "top", "xshift": -4, "bgcolor": "rgba(255, 255, 255, 0.7)"}
    chart.add_annotation(x=at, y=height, yref="paper", text=text, showarrow=False, **beside)
