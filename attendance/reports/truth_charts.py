"""The corrected estimate on a chart of bars: a point with a whisker below the bar it corrects."""

import pandas as pd
import plotly.graph_objects as go

from attendance.i18n import _, number
from attendance.reports import corrected
from attendance.reports.charts import as_text
from attendance.reports.measures import names

INK = "#1A1A1A"
_BELOW = 0.28
"""Rows below the middle of the bar, which is .36 of a row thick."""


def add_whiskers(chart: go.Figure, table: pd.DataFrame) -> go.Figure:
    """The chart with a point and its 95 % interval for each row of which the sample tells; the others have none.

    Args:
        chart: From `charts.bars`, of the same table.
        table: From `corrected.beside`.
    """
    shown = [
        (place, name, row["key"], int(row["sample_n"]), corrected.of_row(row))
        for place, name, row in zip(range(len(table)), names(table), table.to_dict("records"), strict=True)
    ]
    known = [(place, name, key, count, found) for place, name, key, count, found in shown if found is not None]
    sentence = _("{name}: by audit sample {estimate} were there; {count} judged")
    chart.add_scatter(
        x=[100 * found.point for *_rest, found in known],
        y=[place + _BELOW for place, *_rest in known],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [100 * (found.high - found.point) for *_rest, found in known],
            "arrayminus": [100 * (found.point - found.low) for *_rest, found in known],
            "color": INK,
            "thickness": 2,
            "width": 4,
        },
        mode="markers",
        marker={"symbol": "diamond", "size": 8, "color": INK},
        customdata=[[key] for _place, _name, key, *_rest in known],
        hovertext=[
            sentence.format(name=as_text(name), estimate=corrected.words(found), count=number(count))
            for _place, name, _key, count, found in known
        ],
        hoverinfo="text",
        showlegend=False,
    )
    return chart
