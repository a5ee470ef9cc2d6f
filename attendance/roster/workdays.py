"""Bihar's school days as far as they are known: Sundays off, the holidays and vacations of the 2026 list."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

_EVERY_YEAR = (
    ("holiday", (1, 26), (1, 26), "गणतंत्र दिवस", "Republic Day"),
    ("vacation", (6, 1), (6, 20), "ग्रीष्मावकाश", "Summer vacation"),
    ("holiday", (8, 15), (8, 15), "स्वतंत्रता दिवस", "Independence Day"),
    ("holiday", (10, 2), (10, 2), "गांधी जयंती", "Gandhi Jayanti"),
    ("vacation", (12, 25), (12, 31), "शीतावकाश", "Winter vacation"),
)
# These follow the moon; the days of 2026 are those of that year's list.
_OF_2026 = (
    ("vacation", (10, 17), (10, 21), "दुर्गा पूजा", "Durga Puja"),
    ("vacation", (11, 7), (11, 17), "दीपावली से छठ", "Diwali to Chhath"),
)


def calendar_frame(years: Iterable[int]) -> pd.DataFrame:
    """Days off of the whole district as rows of the calendar table."""
    rows = [
        {"day": day, "kind": kind, "name_hi": name_hi, "name_en": name_en}
        for year in years
        for kind, first, last, name_hi, name_en in (*_EVERY_YEAR, *(_OF_2026 if year == 2026 else ()))
        for day in _span(date(year, *first), date(year, *last))
    ]
    return pd.DataFrame(rows)


def working_days(before: date, count: int) -> list[date]:
    """The last ``count`` days before a day on which schools with their Sunday off work, oldest first."""
    off = set(calendar_frame((before.year - 1, before.year))["day"])
    days: list[date] = []
    day = before
    while len(days) < count:
        day -= timedelta(days=1)
        if day.isoweekday() != 7 and day not in off:
            days.append(day)
    return days[::-1]


def school_year_start(day: date) -> date:
    """The first of April on or before a day."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
