"""Bihar's school days as far as they are known: Sundays off, the holidays and vacations of the 2026 list."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class DaysOff:
    """A holiday or vacation of the whole district, both days included."""

    kind: str
    first: date
    last: date
    name_hi: str
    name_en: str


def days_off(year: int) -> list[DaysOff]:
    """What is known of a year's list, in order; all of it only for 2026."""
    listed = (*_EVERY_YEAR, *(_OF_2026 if year == 2026 else ()))
    return sorted(
        (DaysOff(kind, date(year, *first), date(year, *last), hindi, english) for kind, first, last, hindi, english in listed),
        key=lambda one: one.first,
    )


def calendar_frame(years: Iterable[int]) -> pd.DataFrame:
    """Days off of the whole district as rows of the calendar table."""
    rows = [
        {"day": day, "kind": off.kind, "name_hi": off.name_hi, "name_en": off.name_en}
        for year in years
        for off in days_off(year)
        for day in span(off.first, off.last)
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


def span(first: date, last: date) -> list[date]:
    """Each day, both ends included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
