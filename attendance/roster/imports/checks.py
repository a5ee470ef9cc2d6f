"""What each cell must look like, checked with pandera before anything else is done with a row."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import pandera.pandas as pa

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.imports.columns import COLUMNS, ImportKind
from attendance.roster.imports.tables import digits

EMPTY = N_("“{column}” is empty. Fill it in.")
SHORTENED = N_("Excel has shortened the code to {value}. Format the column as text and type the code again.")
NO_UDISE = N_("“{value}” is no UDISE code: it has 11 digits.")
NO_PEN = N_("“{value}” is no PEN: it has 6 to 14 digits.")
NO_GRADE = N_("“{value}” is no class: write a number from 1 to 12.")
NO_SECTION = N_("“{value}” is too long for a section: at most 8 letters.")
NO_ROLL_NUMBER = N_("“{value}” is no roll number: write digits, or leave it empty.")
NO_DAY = N_("“{value}” is no day: write it as 2026-04-01.")
NO_WEEKDAY = N_("“{value}” is no day of the week: write Sunday or Friday.")
NO_POST = N_("“{value}” is no post: write Head teacher, CRC or BEO.")
NO_PHONE = N_("“{value}” is no phone number.")
TOO_LONG = N_("“{column}” is longer than 200 letters. Shorten it.")
NO_NAME = N_("The name is missing. Give it in Hindi or in English.")
NO_CLUSTER = N_("The cluster is missing. Give it in Hindi or in English.")
TWICE = N_("The same row is there before, further up. Remove one of them.")

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        ("monday सोमवार", "tuesday मंगलवार", "wednesday बुधवार", "thursday गुरुवार", "friday शुक्रवार", "saturday शनिवार",
         "sunday रविवार"),
        start=1,
    )
    for name in (*names.split(), str(number))
}  # fmt: skip
POSTS: dict[str, str] = {
    "head teacher": "head", "head": "head", "hm": "head", "प्रधानाध्यापक": "head", "प्रधान शिक्षक": "head", "crc": "crc",
    "crcc": "crc", "सीआरसी": "crc", "संकुल समन्वयक": "crc", "beo": "beo", "बीईओ": "beo", "प्रखंड शिक्षा पदाधिकारी": "beo",
}  # fmt: skip
LONGEST = 200

_SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?[Ee]\+?[0-9]+")
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_KEYS = {
    ImportKind.SCHOOLS: ["udise"],
    ImportKind.CLASS_SECTIONS: ["udise", "grade", "section"],
    ImportKind.PUPILS: ["pen"],
    ImportKind.CONTACTS: ["post", "udise", "block", "cluster"],
}


def parse_day(text: str) -> date | None:
    """A day in one of the usual ways to write it, None when it is none."""
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def tidied(table: pd.DataFrame) -> pd.DataFrame:
    """Codes in Latin digits, words for posts and weekdays in small letters, sections in capitals."""
    forms: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("udise", "pen", "roll_number", "from_day", "phone"), digits),
        "grade": lambda text: digits(text).lstrip("0") or digits(text),
        "section": str.upper,
        "weekly_off": lambda text: digits(text).casefold(),
        "post": lambda text: POSTS.get(text.casefold(), text),
    }
    return table.assign(**{key: table[key].map(form) for key, form in forms.items() if key in table.columns})


def refusals(kind: ImportKind, table: pd.DataFrame) -> dict[int, Message]:
    """Why rows of a tidied table cannot be taken: the first reason, by the row's line."""
    headings = {column.key: column.heading for column in COLUMNS[kind]}
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


def _schema(kind: ImportKind) -> Any:
    columns = {
        column.key: pa.Column(str, [*([_filled()] if column.required else []), *_FORMATS.get(column.key, [_short()])])
        for column in COLUMNS[kind]
    }
    return pa.DataFrameSchema(columns, checks=[*_whole_row(kind), _once(_KEYS[kind])])


def _where_filled(fits: Callable[[str], bool], error: str) -> Any:
    return pa.Check(lambda cells: cells.map(lambda text: text == "" or fits(text)).astype(bool), error=error)


def _filled() -> Any:
    return pa.Check(lambda cells: cells != "", error=EMPTY)


def _short() -> Any:
    return pa.Check(lambda cells: cells.str.len() <= LONGEST, error=TOO_LONG)


def _matches(pattern: str, error: str) -> Any:
    compiled = re.compile(pattern)
    return _where_filled(lambda text: compiled.fullmatch(text) is not None, error)


def _unshortened() -> Any:
    return _where_filled(lambda text: _SHORTENED.fullmatch(text) is None, SHORTENED)


def _whole_row(kind: ImportKind) -> list[Any]:
    pairs = {
        ImportKind.SCHOOLS: (("name_hi", "name_en", NO_NAME), ("cluster_hi", "cluster_en", NO_CLUSTER)),
        ImportKind.PUPILS: (("name_hi", "name_en", NO_NAME),),
    }.get(kind, ())
    return [_one_of(first, second, error) for first, second, error in pairs]


def _one_of(first: str, second: str, error: str) -> Any:
    return pa.Check(lambda table: (table[first] != "") | (table[second] != ""), error=error)


def _once(keys: list[str]) -> Any:
    return pa.Check(lambda table: ~table.duplicated(keys), error=TWICE)


_FORMATS: dict[str, list[Any]] = {
    "udise": [_unshortened(), _matches(r"[0-9]{11}", NO_UDISE)],
    "pen": [_unshortened(), _matches(r"[0-9]{6,14}", NO_PEN)],
    "grade": [_matches(r"[1-9]|1[0-2]", NO_GRADE)],
    "section": [_matches(r".{1,8}", NO_SECTION)],
    "roll_number": [_matches(r"[0-9]{1,5}", NO_ROLL_NUMBER)],
    "from_day": [_where_filled(lambda text: parse_day(text) is not None, NO_DAY)],
    "weekly_off": [_where_filled(WEEKDAYS.__contains__, NO_WEEKDAY)],
    "post": [_where_filled(set(POSTS.values()).__contains__, NO_POST)],
    "phone": [_matches(r"\+?[0-9 ()/-]{6,24}", NO_PHONE)],
}
