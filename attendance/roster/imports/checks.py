"""What each row must look like, checked with pandera before anything else is done with it."""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports.formats import Check, each
from attendance.roster.imports.spec import Kind

EMPTY = N_("“{column}” is empty. Fill it in.")
TWICE = N_("The same row is there before, further up. Remove one of them.")


def tidied(kind: Kind, table: pd.DataFrame) -> pd.DataFrame:
    """Codes in Latin digits, words for posts and weekdays in small letters, sections in capitals."""
    return table.assign(**{column.key: each(table[column.key], column.format.tidy) for column in kind.columns})


def refusals(kind: Kind, table: pd.DataFrame) -> dict[int, Message]:
    """Why rows of a tidied table cannot be taken: the first reason, by the row's line."""
    headings = {column.key: column.heading for column in kind.columns}
    try:
        _schema(kind).validate(table, lazy=True)
    except pa.errors.SchemaErrors as problem:
        found: dict[int, Message] = {}
        for case in problem.failure_cases.to_dict("records"):
            values = {"column": headings.get(case["column"], ""), "value": str(case["failure_case"])}
            used = {name: value for name, value in values.items() if f"{{{name}}}" in case["check"]}
            found.setdefault(int(case["index"]), Message(case["check"], used))
        return found
    return {}


def _schema(kind: Kind) -> Any:
    columns = {
        column.key: pa.Column(str, [*([_filled()] if column.required else []), *map(_where_filled, column.format.checks)])
        for column in kind.columns
    }
    rows = [pa.Check(check.holds, error=check.error) for check in kind.row_checks]
    return pa.DataFrameSchema(columns, checks=[*rows, *([_once(kind.unique)] if kind.unique else [])])


def _where_filled(check: Check) -> Any:
    return pa.Check(lambda cells: each(cells, lambda text: text == "" or check.fits(text)).astype(bool), error=check.error)


def _filled() -> Any:
    return pa.Check(lambda cells: cells != "", error=EMPTY)


def _once(keys: tuple[str, ...]) -> Any:
    return pa.Check(lambda table: ~table.duplicated(list(keys)), error=TWICE)
