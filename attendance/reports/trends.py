"""A year of figures side by side: by block, cluster or school, by grade, by management of the schools."""

from enum import StrEnum

import pandas as pd

from attendance import cached
from attendance.i18n import N_, _
from attendance.reports import compliance
from attendance.reports.figures import Level, Place, Span, with_shares
from attendance.reports.periods import Period
from data import trends as stored
from data.database import Statements
from data.scope import Scope


class Division(StrEnum):
    """What a trend is told apart by."""

    UNIT = "unit"
    GRADE = "grade"
    MANAGEMENT = "management"

    @property
    def label(self) -> str:
        """What the choice is called in the reader's language."""
        return _(_LABELS[self])


_LABELS = {Division.UNIT: N_("By unit"), Division.GRADE: N_("By grade"), Division.MANAGEMENT: N_("By management")}


def divisions_of(place: Place) -> list[Division]:
    """What a place's trend can be told apart by: the roll-ups know the grades of blocks, not of clusters or schools."""
    if place.school_id is not None:
        return []
    if place.cluster_id is not None:
        return [Division.UNIT, Division.MANAGEMENT]
    return list(Division)


@cached.function
def whole(db: Statements, scope: Scope, span: Span, period: Period, place: Place) -> pd.DataFrame:
    """A row per period: day (its first), the sums and shares as in `figures.trend`.

    A class section's are worked out from the class days themselves: ask for few months.
    """
    if place.class_section_id is not None:
        days = compliance.sums_of_classes(db, scope, span, place)
        return compliance.by_period(days, period, span, units=False).assign(fed_at=None, portal_fed_at=None)
    found = stored.sums(db, scope, span.first, span.last, by="all", period=period.value, **compliance.rollup_keys(place))
    return with_shares(found.assign(day=pd.to_datetime(found["day"])))


@cached.function
def parts(
    db: Statements, scope: Scope, span: Span, period: Period, division: Division, level: Level, place: Place
) -> pd.DataFrame:
    """A row per part and period, the parts in the order of their names, grades by number.

    Args:
        level: What a unit is, from block to school.

    Returns:
        Columns day (the first of the period), key, name, the sums and the shares.
    """
    by = compliance.PARTS_OF[level] if division is Division.UNIT else stored_part(division)
    keys = compliance.rollup_keys(place)
    found = stored.sums(db, scope, span.first, span.last, by=by, period=period.value, **keys)
    found = with_shares(found.assign(day=pd.to_datetime(found["day"])))
    if division is Division.UNIT:
        names = compliance.unit_names(db, scope, level, place)
        found["name"] = found["key"].map(names).fillna(found["key"])
        return found.sort_values(["name", "key", "day"], ignore_index=True)
    if division is Division.GRADE:
        found["name"] = [_("Grade {grade}").format(grade=key) for key in found["key"]]
        return found.sort_values(["key", "day"], key=lambda column: column.astype(int) if column.name == "key" else column)
    found["name"] = found["key"].where(found["key"] != "", _("Management not known"))
    return found.sort_values(["name", "day"], ignore_index=True)


def stored_part(division: Division) -> stored.Part:
    """What the stored sums call it."""
    return "grade" if division is Division.GRADE else "management"
