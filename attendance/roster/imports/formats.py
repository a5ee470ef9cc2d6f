"""What a cell of a column must look like, and how it is tidied before it is looked at."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from attendance.i18n import N_, upright
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.legacy_font import in_legacy_font, might_be
from attendance.roster.imports.tables import digits

SHORTENED = N_("Excel has shortened the code to {value}. Format the column as text and type the code again.")
LOST_ZERO = N_("“{value}” has 10 digits: Excel may have dropped a zero in front. Format the column as text, type it again.")
FORMULA = N_("“{value}” is a formula or its error. In Excel, copy the cells and paste them as values.")
LEGACY_FONT = N_("“{value}” is typed in an old font (Kruti Dev). Convert it to Unicode Hindi, then import it again.")
NO_COUNT = N_("“{value}” is no count: write digits, at most four.")
NO_GRADES = N_("“{value}” names no classes: write 1-5 or 6,7,8.")
NO_UDISE = N_("“{value}” is no UDISE code: it has 11 digits.")
NO_PEN = N_("“{value}” is no PEN: it has 6 to 14 digits.")
NO_GRADE = N_("“{value}” is no class: write a number from 1 to 12.")
NO_SECTION = N_("“{value}” is too long for a section: at most 8 letters.")
NO_ROLL_NUMBER = N_("“{value}” is no roll number: write digits, or leave it empty.")
NO_DAY = N_("“{value}” is no day: write it as 2026-04-01.")
NO_WEEKDAY = N_("“{value}” is no day of the week: write Sunday or Friday.")
NO_POST = N_("“{value}” is no post: write Head teacher, CRC or BEO.")
NO_MOVE = N_("“{value}” does not say what happened: write Transfer, Promotion or Left.")
NO_CONSENT = N_("“{value}” is neither yes nor no. Write हाँ or नहीं.")
NO_DAY_OFF = N_("“{value}” is no kind of day: write Holiday, Vacation, Closure or Working day.")
NO_LATITUDE = N_("“{value}” is no latitude in India: write degrees from 6 to 38, such as 25.2425.")
NO_LONGITUDE = N_("“{value}” is no longitude in India: write degrees from 68 to 98, such as 87.0042.")
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
MOVES: dict[str, str] = {
    **dict.fromkeys(("transfer", "transferred", "स्थानांतरण", "स्थानान्तरण", "तबादला"), "transfer"),
    **dict.fromkeys(("promotion", "promoted", "प्रोन्नति", "वर्गोन्नति", "अगला वर्ग"), "promotion"),
    **dict.fromkeys(("left", "leaves", "dropped", "छोड़ा", "छोड़ दिया", "विद्यालय छोड़ा", "नाम कटा"), "left"),
}
CONSENTS: dict[str, str] = {
    **dict.fromkeys(("yes", "y", "given", "हाँ", "हां", "सहमति", "सहमत"), "yes"),
    **dict.fromkeys(("no", "n", "withdrawn", "refused", "नहीं", "नही", "असहमत", "वापस", "मना"), "no"),
}
DAYS_OFF: dict[str, str] = {
    **dict.fromkeys(("holiday", "अवकाश", "छुट्टी"), "holiday"),
    **dict.fromkeys(("vacation", "लंबा अवकाश", "ग्रीष्मावकाश", "शीतावकाश"), "vacation"),
    **dict.fromkeys(("closure", "closed", "बंद", "आदेश से बंद"), "closure"),
    **dict.fromkeys(("working day", "open", "कार्य दिवस", "खुला"), "working"),
}
LONGEST = 200

_SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?[Ee]\+?[0-9]+")
_FORMULA_ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]


@dataclass(frozen=True)
class Check:
    """What a filled cell must be.

    Attributes:
        error: What is said of another one, marked for translation; may name {value} and {column}.
    """

    fits: Callable[[str], bool]
    error: str


@dataclass(frozen=True)
class ColumnCheck:
    """What a filled cell must be among the other cells of its column: True for those that are right."""

    fits: Callable[[pd.Series], pd.Series]
    error: str


def _same(text: str) -> str:
    return text


@dataclass(frozen=True)
class Format:
    """Checks of a cell, made in this order on what `tidy` made of it."""

    checks: tuple[Check | ColumnCheck, ...]
    tidy: Callable[[str], str] = _same


def each(cells: pd.Series, form: Callable[[str], Any]) -> pd.Series:
    """A function of each cell's text, asked once for each different text: a column of a district has few."""
    codes, different = pd.factorize(cells)
    made = pd.Series([form(str(text)) for text in different])
    return made.take(codes).set_axis(cells.index)


def matches(pattern: str, error: str) -> Check:
    """The whole cell is of this pattern."""
    compiled = re.compile(pattern)
    return Check(lambda text: compiled.fullmatch(text) is not None, error)


def _degrees(least: int, most: int, error: str) -> Format:
    """Decimal degrees between two bounds."""
    decimal = re.compile(r"[0-9]{1,3}(\.[0-9]{1,12})?")
    return Format((Check(lambda text: decimal.fullmatch(text) is not None and least <= float(text) <= most, error),), digits)


def parse_grades(text: str) -> tuple[int, ...] | None:
    """The classes of "1-5" or "6,7,8", in order; None when it names none."""
    grades: set[int] = set()
    for part in re.split(r"[,;]| और | and ", digits(text)):
        ends = re.fullmatch(r"\s*([0-9]{1,2})\s*(?:(?:-|–|to|से)\s*([0-9]{1,2}))?\s*", part)
        if ends is None:
            return None
        first, last = int(ends[1]), int(ends[2] or ends[1])
        grades |= set(range(first, last + 1))
    return tuple(sorted(grades)) if grades and min(grades) >= 1 and max(grades) <= 12 else None


def _in_unicode(cells: pd.Series) -> pd.Series:
    """Not in an old font; where half of what may be is, all of it is."""
    legacy, perhaps = each(cells, in_legacy_font).astype(bool), each(cells, might_be).astype(bool)
    return ~perhaps if legacy.any() and 2 * legacy.sum() >= perhaps.sum() else ~legacy


def _one_of_words(words: dict[str, str], error: str) -> Format:
    """One of these words, tidied to what it stands for, in whatever way its Devanagari is typed."""
    by_spelling = {unicodedata.normalize("NFKC", word): meant for word, meant in words.items()}
    meanings = frozenset(words.values())
    return Format(
        (Check(meanings.__contains__, error),),
        lambda text: by_spelling.get(unicodedata.normalize("NFKC", text).casefold(), text),
    )


_UNSHORTENED = Check(lambda text: _SHORTENED.fullmatch(text) is None, SHORTENED)

VALUE = ColumnCheck(lambda cells: ~(cells.str.startswith("=") | cells.isin(_FORMULA_ERRORS)), FORMULA)
"""Holds for each column, before its own checks."""

TEXT = Format((ColumnCheck(lambda cells: cells.str.len() <= LONGEST, TOO_LONG),), upright)
NAME = Format((*TEXT.checks, ColumnCheck(_in_unicode, LEGACY_FONT)), upright)
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_WITH_ITS_ZERO = Check(lambda text: _TEN_DIGITS.fullmatch(text) is None, LOST_ZERO)

UDISE = Format((_UNSHORTENED, _WITH_ITS_ZERO, matches(r"[0-9]{11}", NO_UDISE)), digits)
PEN = Format((_UNSHORTENED, matches(r"[0-9]{6,14}", NO_PEN)), digits)
GRADE = Format((matches(r"[1-9]|1[0-2]", NO_GRADE),), lambda text: digits(text).lstrip("0") or digits(text))
SECTION = Format((matches(r".{1,8}", NO_SECTION),), lambda text: upright(text).upper())
ROLL_NUMBER = Format((matches(r"[0-9]{1,5}", NO_ROLL_NUMBER),), digits)
DAY = Format((Check(lambda text: parse_day(text) is not None, NO_DAY),), digits)
WEEKDAY = Format((Check(WEEKDAYS.__contains__, NO_WEEKDAY),), lambda text: digits(text).casefold())
POST = _one_of_words(POSTS, NO_POST)
MOVE = _one_of_words(MOVES, NO_MOVE)
CONSENT = _one_of_words(CONSENTS, NO_CONSENT)
DAY_OFF = _one_of_words(DAYS_OFF, NO_DAY_OFF)
COUNT = Format((matches(r"[0-9]{1,4}", NO_COUNT),), digits)
GRADES = Format((Check(lambda text: parse_grades(text) is not None, NO_GRADES),))
PHONE = Format((matches(r"\+?[0-9 ()/-]{6,24}", NO_PHONE),), digits)
LATITUDE = _degrees(6, 38, NO_LATITUDE)
LONGITUDE = _degrees(68, 98, NO_LONGITUDE)
"""India lies between 6.7 and 37.1 degrees north, 68.1 and 97.4 east; latitude and longitude changed about are refused."""
