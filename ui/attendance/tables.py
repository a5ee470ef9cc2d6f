"""Tables as plain HTML: they fit a phone, and have no CSV button of their own."""

import html
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from attendance.i18n import _
from attendance.reports.figures import Span
from attendance.reports.places import Located
from ui import handing
from ui.guard import Visit


def show(table: pd.DataFrame, numbers: Collection[str] = ()) -> None:
    """A table whose columns' names are the headings and whose cells are texts, of one line or more.

    Args:
        numbers: The columns to set flush right.
    """
    side = {column: ' class="upa-number"' if column in numbers else "" for column in table.columns}
    head = "".join(f"<th{side[column]}>{html.escape(column)}</th>" for column in table.columns)
    rows = "".join(
        f"<tr>{''.join(_cell(column, row[column], side[column]) for column in table.columns)}</tr>" for row in _records(table)
    )
    st.html(f'<table class="upa-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


@contextmanager
def folded(name: str) -> Iterator[bool]:
    """The place for a table under its chart; whether it is open and so needs its content.

    Args:
        name: Unique on the page.
    """
    box = st.expander(_("Table"), icon=":material/table:", key=f"table-{name}", on_change="rerun")
    with box:
        yield bool(box.open)


def files(visit: Visit, table: Callable[[], pd.DataFrame], name: str, span: Span, located: Located, source: str) -> None:
    """Buttons for the table as CSV and as an Excel file.

    Args:
        table: Makes it, with plain numbers.
        name: Names the file; unique on the page.
        source: What its figures are of.
    """
    handing.figures_of_table(visit, located, span, table, title=_("Figures"), part=name, note=source)


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")]


def _cell(column: str, value: str, side: str) -> str:
    lines = "<br>".join(f"<span>{html.escape(line)}</span>" for line in value.split("\n"))
    return f'<td{side} data-label="{html.escape(column)}"><div>{lines}</div></td>'
