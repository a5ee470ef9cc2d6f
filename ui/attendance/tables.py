"""Tables as plain HTML: they fit a phone, and have no CSV button of their own."""

import html
from collections.abc import Collection

import pandas as pd
import streamlit as st


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


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")]


def _cell(column: str, value: str, side: str) -> str:
    lines = "<br>".join(f"<span>{html.escape(line)}</span>" for line in value.split("\n"))
    return f'<td{side} data-label="{html.escape(column)}"><div>{lines}</div></td>'
