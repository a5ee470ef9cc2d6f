"""Small charts side by side, a line each: drawn as SVG, because seventeen plotly charts are too heavy for a weak line."""

import html
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from attendance.i18n import _, number
from attendance.reports.compliance import figures_of
from attendance.reports.looks import GREY, LIGHT, LINES
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from ui.attendance import opens

_WIDE, _HIGH, _EDGE = 200, 70, 4


def show(parts: pd.DataFrame, measure: Measure, period: Period, key: str, on_open: Callable[[str], None] | None = None) -> None:
    """One small chart per part, all over the same time and from 0 to 100 %.

    Args:
        parts: From `trends.parts`, in the order of the charts.
        on_open: Called with the key of the part whose chart was clicked; None where they lead nowhere.
    """
    times = {moment: place for place, moment in enumerate(sorted(parts["day"].unique()))}
    body = "".join(
        _panel(str(part), rows.to_dict("records"), measure, period, times, on_open is not None)
        for part, rows in parts.groupby("key", sort=False)
    )
    opens.show(f'<div class="panels">{body}</div>', key, on_open or (lambda _part: None))


def _panel(
    key: str, rows: list[dict[Hashable, Any]], measure: Measure, period: Period, times: Mapping[Any, int], leads_on: bool
) -> str:
    name = html.escape(str(rows[0]["name"]))
    last = measure.rate(figures_of(rows[-1]))
    told = f"{period.brief(rows[-1]['day'].date())}: {last.percent if last else measure.unknown}"
    inside = f"<b>{name}</b><span>{html.escape(told)}</span>{_drawing(rows, measure, period, times)}"
    if leads_on:
        return f'<button class="panel" data-open="{html.escape(key)}">{inside}</button>'
    return f'<div class="panel">{inside}</div>'


def _drawing(rows: list[dict[Hashable, Any]], measure: Measure, period: Period, times: Mapping[Any, int]) -> str:
    colour = LINES[measure][0]
    scale = [
        f'<line x1="0" x2="{_WIDE}" y1="{_down(mark)}" y2="{_down(mark)}" stroke="{LIGHT if mark else GREY}" stroke-width="1"/>'
        for mark in (0, 50, 100)
    ]
    dots, pieces, open_piece = [], [], []
    before = None
    for row in rows:
        share = row[measure.column]
        place = times[row["day"]]
        if pd.isna(share):
            continue
        point = f"{_across(place, len(times))},{_down(100 * share)}"
        if before is not None and place != before + 1:
            pieces.append(open_piece)
            open_piece = []
        open_piece.append(point)
        before = place
        dots.append(_dot(point, row, measure, period, colour))
    lines = [
        f'<polyline points="{" ".join(piece)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for piece in [*pieces, open_piece]
    ]
    return f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img">{"".join((*scale, *lines, *dots))}</svg>'


def _dot(point: str, row: Mapping[Hashable, Any], measure: Measure, period: Period, colour: str) -> str:
    across, _comma, down = point.partition(",")
    return f'<circle cx="{across}" cy="{down}" r="3" fill="{colour}"><title>{words(row, measure, period)}</title></circle>'


def words(row: Mapping[Hashable, Any], measure: Measure, period: Period) -> str:
    """What a point stands for, escaped."""
    rate = measure.rate(figures_of(row))
    when = period.in_full(_day(row["day"]))
    if rate is None:
        return html.escape(f"{row['name']}, {when}: {measure.unknown}")
    count = _("{part} of {whole}").format(part=number(rate.part), whole=number(rate.whole))
    return html.escape(f"{row['name']}, {when}: {rate.percent} ({count}), {measure.of_what}")


def _day(moment: Any) -> date:
    return pd.Timestamp(moment).date()


def _across(place: int, count: int) -> float:
    return round(_EDGE + place * (_WIDE - 2 * _EDGE) / max(1, count - 1), 1)


def _down(percent: float) -> float:
    return round(_HIGH - _EDGE - percent / 100 * (_HIGH - 2 * _EDGE), 1)
