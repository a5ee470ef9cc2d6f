"""Figures as plotly charts. They know no page: a table of `attendance.reports.figures` goes in, a Figure comes out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from attendance.i18n import _, number, percent
from attendance.reports.figures import Figures
from attendance.reports.looks import GREY, HATCH, LIGHT, LINES, Part, ink_on, parts_of, step_colour
from attendance.reports.measures import Measure, names
from attendance.reports.periods import Period

FONT = "'Noto Sans Devanagari', 'Nirmala UI', 'Noto Sans', sans-serif"
ROW_PX = 40
"""A row of a bar chart: a line of text and its bar."""
_TICKS = 5


def bars(table: pd.DataFrame, measure: Measure) -> go.Figure:
    """One stacked bar per row, from the top in the table's order, with its name and measure above it.

    A point's customdata is the row's key, so that a selection leads on. Rows of which nothing is known have an empty
    frame and a word.

    Args:
        table: From `figures.table`; a column ``change`` (points of the measure since the day before, NaN where not known) is
            shown where it is there.
    """
    counted = table.assign(
        unread=table["expected"] - table["read"],
        on_time=table["uploaded"] - table["late"],
        not_uploaded=table["portal_expected"] - table["uploaded"],
    )
    shown_names = names(table)
    places = list(range(len(table)))
    chart = go.Figure()
    for part in parts_of(measure):
        whole = counted[part.whole].where(counted[part.whole] > 0)
        chart.add_bar(
            name=part.label,
            orientation="h",
            y=places,
            x=[None if pd.isna(share) else share for share in 100 * counted[part.column] / whole],
            width=0.36,
            customdata=[[key] for key in table["key"]],
            hovertext=_part_words(shown_names, counted, part),
            hoverinfo="text",
            marker={
                "color": "#FFFFFF" if part.hatched else part.colour,
                "line": {"width": 1, "color": part.colour if part.colour is not LIGHT else "#BDBDBD"},
                **({"pattern": HATCH} if part.hatched else {}),
            },
        )
    _add_empty_frames(chart, table, measure, shown_names)
    beside = [
        note
        for place, name, row in zip(places, shown_names, table.to_dict("records"), strict=True)
        for note in (
            _beside(place, f"<b>{as_text(name)}</b>", "left", 0),
            _beside(place, _value_words(row, measure), "right", 100),
        )
    ]
    dress(chart, height=ROW_PX * max(1, len(table)) + 64)
    chart.update_layout(
        annotations=beside,
        barmode="stack",
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
    )
    chart.update_xaxes(visible=False, range=[0, 100], fixedrange=True)
    chart.update_yaxes(visible=False, range=[max(1, len(table)) - 0.6, -0.75], fixedrange=True)
    return chart


def _add_empty_frames(chart: go.Figure, table: pd.DataFrame, measure: Measure, shown_names: pd.Series) -> None:
    """Where nothing is known stands an empty frame, so that the row can be opened all the same."""
    unknown = [place for place, share in enumerate(table[measure.column]) if pd.isna(share)]
    if unknown:
        chart.add_bar(
            orientation="h",
            y=unknown,
            x=[100] * len(unknown),
            width=0.36,
            customdata=[[table["key"].iloc[place]] for place in unknown],
            hovertext=[f"{as_text(shown_names.iloc[place])}: {measure.unknown}" for place in unknown],
            hoverinfo="text",
            marker={"color": "#FFFFFF", "line": {"width": 1, "color": LIGHT}},
        )


def tile_map(table: pd.DataFrame, measure: Measure) -> go.Figure:
    """The blocks as squares where they lie, along the Ganga, darker for more of the measure, with its value inside.

    A scatter, because clicks on a heat map lead nowhere. A point's customdata is the block's key.

    Args:
        table: At block level, from `figures.table`.
    """
    shares = table[measure.column]
    low = shares.min() if shares.notna().any() else 0.0
    width = max(shares.max() - low, 0.10) if shares.notna().any() else 1.0
    depth = ((shares - low) / width).clip(0, 1)
    shown_names = names(table)
    figures = [Figures.of(row) for row in table.to_dict("records")]
    rates = [measure.rate(one) for one in figures]
    chart = go.Figure(
        go.Scatter(
            x=table["tile_column"].tolist(),
            y=table["tile_row"].tolist(),
            mode="markers+text",
            text=[rate.percent if rate else "–" for rate in rates],
            textfont={"size": 14, "color": [ink_on(step) for step in depth.fillna(0)]},
            marker={
                "symbol": "square",
                "size": 46,
                "opacity": 1,
                "color": [step_colour(step) if pd.notna(step) else "#FFFFFF" for step in depth],
                "line": {"width": 1, "color": GREY},
            },
            customdata=[[key] for key in table["key"]],
            hovertext=[_tile_words(name, measure, one) for name, one in zip(shown_names, figures, strict=True)],
            hoverinfo="text",
            showlegend=False,
            # Nothing fades when one is chosen: the page moves on to it.
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    below = [
        {
            "x": column,
            "y": row,
            "text": as_text(name).replace(" ", "<br>"),
            "showarrow": False,
            "yshift": -26,
            "yanchor": "top",
            "font": {"size": 11},
        }
        for column, row, name in zip(table["tile_column"], table["tile_row"], shown_names, strict=True)
    ]
    rows, columns = int(table["tile_row"].max()) + 1, int(table["tile_column"].max()) + 1
    dress(chart, height=96 * rows + 16)
    chart.update_layout(annotations=below)
    chart.update_xaxes(visible=False, range=[-0.55, columns - 0.45], fixedrange=True)
    chart.update_yaxes(visible=False, range=[rows - 0.3, -0.4], fixedrange=True)
    return chart


def trend(days: pd.DataFrame, measures: Iterable[Measure] = tuple(Measure), period: Period = Period.DAY) -> go.Figure:
    """A line per measure over the working days, weeks or months; where a value is not known the line has a gap.

    Args:
        days: From `figures.trend` or `trends.whole`.
    """
    # A day on which only a few schools work, as Urdu schools do on Sundays, is no point of the others' trend.
    worked = days[days["expected"] * 10 > days["expected"].max()]
    dates = [moment.date() for moment in pd.to_datetime(worked["day"])]
    figures = [Figures.of(row) for row in worked.to_dict("records")]
    places = list(range(len(dates)))
    chart = go.Figure()
    for measure in measures:
        colour, dash, symbol = LINES[measure]
        chart.add_scatter(
            name=measure.label,
            x=places,
            y=[None if pd.isna(share) else 100 * share for share in worked[measure.column]],
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbol, "size": 8, "color": colour},
            customdata=[[day.isoformat()] for day in dates],
            hovertext=[_day_words(period.in_full(day), measure, one) for day, one in zip(dates, figures, strict=True)],
            hoverinfo="text",
        )
    dress(chart, height=280)
    over_time(chart, dates, period)
    chart.update_yaxes(range=[-3, 103])
    return chart


def over_time(chart: go.Figure, dates: Sequence[date], period: Period) -> None:
    """The axes of percentages over time: as many dates as fit side by side on a phone, counted from the last."""
    places = list(range(len(dates)))
    step = max(1, -(-len(places) // _TICKS))
    ticks = places[::-step][::-1] if places else []
    chart.update_layout(margin={"l": 8, "r": 16, "t": 8, "b": 8})
    chart.update_xaxes(
        tickvals=ticks,
        tickangle=0,
        ticktext=[period.brief(dates[place]) for place in ticks],
        range=[-0.5, max(1, len(places)) - 0.5],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    marks = [0, 25, 50, 75, 100]
    chart.update_yaxes(
        tickvals=marks,
        ticktext=[f"{number(mark)} %" for mark in marks],
        fixedrange=True,
        gridcolor=LIGHT,
        automargin=True,
    )


def dress(chart: go.Figure, height: int) -> None:
    """The look that all charts have."""
    chart.update_layout(
        template="none",
        height=height,
        font={"family": FONT, "size": 14, "color": "#1A1A1A"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        showlegend=False,
        dragmode=False,
        hoverlabel={"font": {"family": FONT, "size": 14}, "bgcolor": "#FFFFFF", "align": "left"},
    )


def _beside(place: int, text: str, side: str, x: int) -> dict[str, object]:
    return {
        "x": x,
        "y": place - 0.2,
        "text": text,
        "showarrow": False,
        "xanchor": side,
        "yanchor": "bottom",
        "align": side,
        "font": {"size": 14},
        "borderpad": 0,
    }


def _value_words(row: Mapping[Hashable, Any], measure: Measure) -> str:
    figures = Figures.of(row)
    rate = measure.rate(figures)
    if rate is None:
        return measure.unknown
    text = _("{percent} of {count}").format(percent=f"<b>{rate.percent}</b>", count=number(rate.whole))
    if measure is Measure.RECOGNISED:
        text += " · " + _("faces {percent}").format(percent=figures.seen_rate.percent)
    change = row.get("change")
    if isinstance(change, float) and pd.notna(change) and round(change):
        text += f" {'▲' if change > 0 else '▼'}{number(abs(round(change)))}"
    return text


def _part_words(shown_names: pd.Series, counted: pd.DataFrame, part: Part) -> list[str]:
    sentence = _("{name}: {part}: {count} of {whole} ({percent})")
    return [
        sentence.format(
            name=as_text(name), part=part.label, count=number(count), whole=number(whole), percent=percent(count, whole)
        )
        for name, count, whole in zip(shown_names, counted[part.column], counted[part.whole], strict=True)
    ]


def _tile_words(name: str, measure: Measure, figures: Figures) -> str:
    return _day_words(as_text(name), measure, figures)


def _day_words(subject: str, measure: Measure, figures: Figures) -> str:
    rate = measure.rate(figures)
    if rate is None:
        return f"{subject}<br>{measure.label}: {measure.unknown}"
    count = _("{part} of {whole}").format(part=number(rate.part), whole=number(rate.whole))
    return f"{subject}<br>{measure.label}: {rate.percent} ({count})<br>{measure.of_what}"


def as_text(name: str) -> str:
    """A name as text: plotly reads a little HTML in texts."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
