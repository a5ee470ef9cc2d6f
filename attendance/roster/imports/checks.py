"""What each row must look like, checked with pandera before anything else is done with it."""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports.formats import VALUE, Check, ColumnCheck, each
from attendance.roster.imports.spec import Column, Kind

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
        cases = problem.failure_cases.to_dict("records")
        # What is wrong with one cell says more than what is wrong with the whole row.
        for case in sorted(cases, key=lambda case: case["schema_context"] != "Column"):
            values = {"column": headings.get(case["column"], ""), "value": str(case["failure_case"])}
            used = {name: value for name, value in values.items() if f"{{{name}}}" in case["check"]}
            found.setdefault(int(case["index"]), Message(case["check"], used))
        return found
    return {}


def _schema(kind: Kind) -> Any:
    columns = {
        column.key: pa.Column(str, [*_filled(column), *map(_where_filled, (VALUE, *column.format.checks))])
        for column in kind.columns
    }
    rows = [pa.Check(check.holds, error=check.error) for check in kind.row_checks]
    return pa.DataFrameSchema(columns, checks=[*rows, *([_once(kind.unique)] if kind.unique else [])])


def _where_filled(check: Check | ColumnCheck) -> Any:
    if isinstance(check, ColumnCheck):
        return pa.Check(lambda cells: (cells == "") | check.fits(cells), error=check.error)
    return pa.Check(lambda cells: each(cells, lambda text: text == "" or check.fits(text)).astype(bool), error=check.error)


def _filled(column: Column) -> list[Any]:
    return [pa.Check(lambda cells: cells != "", error=EMPTY)] if column.required else []


def _once(keys: tuple[str, ...]) -> Any:
    return pa.Check(lambda table: ~table.duplicated(list(keys)), error=TWICE)
