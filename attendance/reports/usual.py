"""What is usual for a weekday: the last such working days of a place, taken together."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from attendance import cached
from attendance.i18n import ngettext, number, weekday_name
from attendance.reports import compliance
from attendance.reports.figures import Figures, Level, Place, Span, with_shares
from data import trends
from data.database import Statements
from data.scope import Scope

SUCH_DAYS = 6
"""How many of the weekday are taken together."""
LOOK_BACK = timedelta(weeks=26)
"""How far back they are looked for: half a year holds six of a weekday, vacations and holidays passed over."""
CLASSES_BACK = timedelta(weeks=10)
"""The same for class sections, whose figures come from the class days themselves."""


@dataclass(frozen=True)
class Usual:
    """The last working days of the same weekday, before a day.

    Attributes:
        days: At most `SUCH_DAYS`, the latest first.
        figures: Their sums; a rate is of all these days together.
    """

    days: tuple[date, ...]
    figures: Figures

    @property
    def uncertain(self) -> int:
        """Pupils to be confirmed on such a day, in the mean."""
        return round(self.figures.uncertain / len(self.days))

    @property
    def name(self) -> str:
        """As "mean of the last 6 Mondays" in the reader's language."""
        text = ngettext("mean of the last {weekday}", "mean of the last {count} {weekday}s", len(self.days))
        return text.format(count=number(len(self.days)), weekday=weekday_name(self.days[0]))


@cached.function
def before(db: Statements, scope: Scope, day: date, place: Place) -> Usual | None:
    """The usual of a day's weekday at a place; None where there was no such working day.

    A day on which less than half as many classes are expected as on the day itself is passed over, as one of vacation for most.
    """
    back = LOOK_BACK if place.class_section_id is None else CLASSES_BACK
    span = Span(day - back, day)
    if place.class_section_id is None:
        days = trends.sums(
            db, scope, span.first, span.last, by="all", weekday=day.isoweekday(), **compliance.rollup_keys(place)
        )
    else:
        days = compliance.sums_of_classes(db, scope, span, place)
        days = days[days["day"].dt.day_of_week == day.weekday()]
    own = days.loc[days["day"] == pd.Timestamp(day), "expected"].sum()
    alike = days[(days["day"] < pd.Timestamp(day)) & (days["expected"] > 0) & (days["expected"] * 2 >= own)]
    last = alike.sort_values("day", ascending=False).head(SUCH_DAYS)
    if last.empty:
        return None
    return Usual(tuple(moment.date() for moment in last["day"]), compliance.figures_of(last[compliance.COUNTS].sum()))


@cached.function
def of_units(db: Statements, scope: Scope, days: tuple[date, ...], level: Level, place: Place) -> pd.DataFrame:
    """The same days for each unit of a level: key, `compliance.COUNTS` and the shares."""
    span = Span(min(days), max(days))
    if level is Level.CLASS_SECTION:
        found = compliance.sums_of_classes(db, scope, span, place)
    else:
        part = compliance.PARTS_OF[level]
        found = trends.sums(
            db, scope, span.first, span.last, by=part, weekday=days[0].isoweekday(), **compliance.rollup_keys(place)
        )
    found = found[pd.to_datetime(found["day"]).isin([pd.Timestamp(day) for day in days])]
    return with_shares(found.groupby("key", as_index=False)[compliance.COUNTS].sum())
