"""Days, weeks and months: what the columns of a chart over time stand for."""

from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from attendance.i18n import N_, _, brief_day, brief_month, day_text, month_text
from attendance.reports.figures import Span

_DAYS, _WEEKS, _MONTHS = 28, 12, 12
"""How many periods are looked at for a single day; a month of days, a quarter of weeks, a year of months."""


class Period(StrEnum):
    """How figures over time are gathered; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> str:
        """What the choice is called in the reader's language."""
        return _(_LABELS[self])

    def first(self, day: date) -> date:
        """The first day of the period that a day is in."""
        if self is Period.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Period.MONTH else day

    def last(self, day: date) -> date:
        """The last day of the period that a day is in."""
        if self is Period.WEEK:
            return self.first(day) + timedelta(days=6)
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if self is Period.MONTH else day

    def starts(self, days: pd.Series) -> pd.Series:
        """The first day of the period of each of many days."""
        moments = pd.to_datetime(days)
        if self is Period.WEEK:
            return moments - pd.to_timedelta(moments.dt.day_of_week, unit="D")
        return moments - pd.to_timedelta(moments.dt.day - 1, unit="D") if self is Period.MONTH else moments

    def in_full(self, first: date) -> str:
        """The period that begins on a day, in full."""
        if self is Period.WEEK:
            return _("Week of {first} to {last}").format(first=brief_day(first), last=brief_day(self.last(first)))
        return month_text(first) if self is Period.MONTH else day_text(first)

    def brief(self, first: date) -> str:
        """The same as short as it can be."""
        return brief_month(first) if self is Period.MONTH else brief_day(first)


_LABELS = {Period.DAY: N_("By day"), Period.WEEK: N_("By week"), Period.MONTH: N_("By month")}


def window(span: Span, period: Period) -> Span:
    """What is looked at: the span itself where it is of several days, else the last periods up to its day."""
    if not span.is_day:
        return span
    if period is Period.DAY:
        return Span(span.last - timedelta(days=_DAYS - 1), span.last)
    if period is Period.WEEK:
        return Span(period.first(span.last) - timedelta(weeks=_WEEKS - 1), span.last)
    return Span(_months_before(span.last, _MONTHS - 1), span.last)


def year(span: Span) -> Span:
    """The twelve months up to a day, or the span itself where it is of several days."""
    return Span(_months_before(span.last, 11), span.last) if span.is_day else span


def _months_before(day: date, months: int) -> date:
    number = 12 * day.year + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
