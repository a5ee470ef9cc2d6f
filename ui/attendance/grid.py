"""The heat map: a row for each unit, a column for each day, week or month; each cell and each name can be opened."""

import html
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from attendance.i18n import _, number
from attendance.reports.compliance import figures_of
from attendance.reports.looks import shade
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from ui.attendance import opens

_ON_A_PHONE = 5
"""So many columns stand side by side at a width of 390 px."""
_MOST = 31


def show(
    cells: pd.DataFrame,
    sums: pd.DataFrame,
    names: Mapping[str, str],
    measure: Measure,
    period: Period,
    target: int,
    key: str,
    on_open: Callable[[str, date | None], None],
) -> None:
    """Show it, the latest columns on the right.

    Args:
        cells: From `compliance.by_period`.
        sums: A row for each unit in the order of the rows, with the measure's share in the column of its name.
        on_open: Called with the unit's key, and the first day of the period or None when the name was clicked.
    """
    columns = columns_of(cells)
    by_cell = {(row["key"], row["day"].date()): row for row in cells.to_dict("records")}
    older = len(columns) - _ON_A_PHONE
    head = "".join(
        f"<th{_class(place < older and 'older')}>{'<br>'.join(html.escape(part) for part in period.brief(day).split())}</th>"
        for place, day in enumerate(columns)
    )
    rows = []
    for unit in sums.to_dict("records"):
        name = names.get(unit["key"], unit["key"])
        cells_html = "".join(
            _cell(by_cell.get((unit["key"], day)), unit["key"], name, day, measure, period, target, place < older)
            for place, day in enumerate(columns)
        )
        open_name = f'<button data-open="{html.escape(unit["key"])}|">{html.escape(name)}</button>'
        whole = measure.rate(figures_of(unit))
        rows.append(f'<tr><th class="name">{open_name}</th>{cells_html}<td class="all">{_brief(whole)}</td></tr>')
    top = f'<tr><th class="name"></th>{head}<th class="all">{html.escape(_("All"))}</th></tr>'
    body = f"<table><thead>{top}</thead><tbody>{''.join(rows)}</tbody></table>"

    def opened(said: str) -> None:
        unit, _bar, day = said.rpartition("|")
        on_open(unit, date.fromisoformat(day) if day else None)

    opens.show(body, key, opened)


def columns_of(cells: pd.DataFrame) -> Sequence[date]:
    """The periods that have a column: the last ones, without those on which hardly anything was expected."""
    expected = cells.groupby("day")["expected"].sum()
    worked = expected[expected * 10 > expected.max()]
    return [moment.date() for moment in worked.index][-_MOST:]


def _cell(
    row: Mapping[Any, Any] | None, key: str, name: str, day: date, measure: Measure, period: Period, target: int, older: bool
) -> str:
    when = period.in_full(day)
    if row is None or not row["expected"]:
        words = html.escape(_("{name}, {when}: a day off").format(name=name, when=when))
        return f'<td{_class("off", older and "older")} title="{words}"><span aria-label="{words}">·</span></td>'
    rate = measure.rate(figures_of(row))
    if rate is None or rate.share is None:
        words = html.escape(f"{name}, {when}: {measure.unknown}")
        inside = f'<button data-open="{html.escape(key)}|{day.isoformat()}" aria-label="{words}">–</button>'
        return f'<td{_class("unknown", older and "older")} title="{words}">{inside}</td>'
    text = _("{name}, {when}: {percent}, {part} of {whole} classes expected").format(
        name=name, when=when, percent=rate.percent, part=number(rate.part), whole=number(rate.whole)
    )
    words = html.escape(text)
    under = rate.part * 100 < target * rate.whole
    colour, ink = shade(rate.share)
    inside = f'<button data-open="{html.escape(key)}|{day.isoformat()}" aria-label="{words}">{_brief(rate)}</button>'
    look = f'{_class(under and "under", older and "older")} style="background:{colour};color:{ink}"'
    return f'<td{look} title="{words}">{inside}</td>'


def _brief(rate: Any) -> str:
    """A percentage without its sign, as narrow as a column."""
    return "–" if rate is None else html.escape(rate.percent.removesuffix(" %"))


def _class(*names: str | bool) -> str:
    given = " ".join(name for name in names if isinstance(name, str))
    return f' class="{given}"' if given else ""
