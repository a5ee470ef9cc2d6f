"""What a cell of a column must look like, and how it is tidied before it is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from attendance.i18n import N_
from attendance.roster.imports.tables import digits

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


@dataclass(frozen=True)
class Check:
    """What a filled cell must be.

    Attributes:
        error: What is said of another one, marked for translation; may name {value} and {column}.
    """

    fits: Callable[[str], bool]
    error: str


def _same(text: str) -> str:
    return text


@dataclass(frozen=True)
class Format:
    """Checks of a cell, made in this order on what `tidy` made of it."""

    checks: tuple[Check, ...]
    tidy: Callable[[str], str] = _same


def each(cells: pd.Series, form: Callable[[str], Any]) -> pd.Series:
    """A function of each cell's text, asked once for each different text: a column of a district has few."""
    codes, different = pd.factorize(cells)
    made = pd.Series([form(str(text)) for text in different])
    return made.take(codes).set_axis(cells.index)


def parse_day(text: str) -> date | None:
    """A day in one of the usual ways to write it, None when it is none."""
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def matches(pattern: str, error: str) -> Check:
    """The whole cell is of this pattern."""
    compiled = re.compile(pattern)
    return Check(lambda text: compiled.fullmatch(text) is not None, error)


_UNSHORTENED = Check(lambda text: _SHORTENED.fullmatch(text) is None, SHORTENED)

TEXT = Format((Check(lambda text: len(text) <= LONGEST, TOO_LONG),))
UDISE = Format((_UNSHORTENED, matches(r"[0-9]{11}", NO_UDISE)), digits)
PEN = Format((_UNSHORTENED, matches(r"[0-9]{6,14}", NO_PEN)), digits)
GRADE = Format((matches(r"[1-9]|1[0-2]", NO_GRADE),), lambda text: digits(text).lstrip("0") or digits(text))
SECTION = Format((matches(r".{1,8}", NO_SECTION),), str.upper)
ROLL_NUMBER = Format((matches(r"[0-9]{1,5}", NO_ROLL_NUMBER),), digits)
DAY = Format((Check(lambda text: parse_day(text) is not None, NO_DAY),), digits)
WEEKDAY = Format((Check(WEEKDAYS.__contains__, NO_WEEKDAY),), lambda text: digits(text).casefold())
POST = Format((Check(set(POSTS.values()).__contains__, NO_POST),), lambda text: POSTS.get(text.casefold(), text))
PHONE = Format((matches(r"\+?[0-9 ()/-]{6,24}", NO_PHONE),), digits)
