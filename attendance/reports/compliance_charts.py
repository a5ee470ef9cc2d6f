"""Rates over time as columns, with the target across them."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from attendance.i18n import _, number, percent
from attendance.reports.charts import dress, over_time
from attendance.reports.looks import DARK, HATCH, LIGHT, Part, parts_of
from attendance.reports.measures import Measure
from attendance.reports.periods import Period


def columns(periods: pd.DataFrame, measure: Measure, period: Period, target: int) -> go.Figure:
    """A stacked column per day, week or month; where nothing is known stands an empty frame.

    A point's customdata is the first day of its period, so that a selection leads on.

    Args:
        periods: From `compliance.by_period` without units.
        target: In percent; its line names itself.
    """
    worked = periods[periods["expected"] * 10 > periods["expected"].max()].reset_index(drop=True)
    counted = worked.assign(
        unread=worked["expected"] - worked["read"],
        on_time=worked["uploaded"] - worked["late"],
        not_uploaded=worked["portal_expected"] - worked["uploaded"],
    )
    dates = [moment.date() for moment in counted["day"]]
    chart = go.Figure()
    for part in parts_of(measure):
        shares = zip(counted[part.column], counted[part.whole], strict=True)
        chart.add_bar(
            name=part.label,
            x=list(range(len(dates))),
            y=[100 * count / whole if whole else None for count, whole in shares],
            width=0.7,
            customdata=[[day.isoformat()] for day in dates],
            hovertext=_words(dates, counted, part, period),
            hoverinfo="text",
            marker={
                "color": "#FFFFFF" if part.hatched else part.colour,
                "line": {"width": 1, "color": part.colour if part.colour is not LIGHT else "#BDBDBD"},
                **({"pattern": HATCH} if part.hatched else {}),
            },
        )
    _add_unknown(chart, counted, dates, measure, period)
    dress(chart, height=260)
    over_time(chart, dates, period)
    _add_target(chart, target, len(dates))
    chart.update_layout(barmode="stack")
    chart.update_yaxes(range=[0, 103])
    return chart


def _words(dates: list[date], counted: pd.DataFrame, part: Part, period: Period) -> list[str]:
    sentence = _("{when}: {part}: {count} of {whole} classes expected ({percent})")
    return [
        sentence.format(
            when=period.in_full(day), part=part.label, count=number(count), whole=number(whole), percent=percent(count, whole)
        )
        for day, count, whole in zip(dates, counted[part.column], counted[part.whole], strict=True)
    ]


def _add_unknown(chart: go.Figure, counted: pd.DataFrame, dates: list[date], measure: Measure, period: Period) -> None:
    unknown = [place for place, share in enumerate(counted[measure.column]) if pd.isna(share)]
    chart.add_bar(
        x=unknown,
        y=[100] * len(unknown),
        width=0.7,
        customdata=[[dates[place].isoformat()] for place in unknown],
        hovertext=[f"{period.in_full(counted['day'].iloc[place].date())}: {measure.unknown}" for place in unknown],
        hoverinfo="text",
        marker={"color": "#FFFFFF", "line": {"width": 1, "color": LIGHT}},
    )


def _add_target(chart: go.Figure, target: int, count: int) -> None:
    chart.add_shape(
        type="line", x0=-0.5, x1=max(1, count) - 0.5, y0=target, y1=target, line={"color": DARK, "width": 2, "dash": "dash"}
    )
    chart.add_annotation(
        x=-0.5,
        y=target,
        text=_("target {percent}").format(percent=percent(target, 100)),
        showarrow=False,
        xanchor="left",
        yanchor="top" if target > 85 else "bottom",
        bgcolor="#FFFFFF",
        font={"size": 13, "color": DARK},
    )
