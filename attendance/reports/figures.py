"""The figures of a day or a span, at each level, with what each is a part of.

Recognised, seen, not seen and absent are of the pupils enrolled in classes *with photos*; classes without photos are beside
them, in the coverage, never inside them.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

import pandas as pd

from attendance import cached
from attendance.i18n import number, percent
from data import figures as stored
from data import schools
from data.database import Statements
from data.scope import Scope

LOOK_BACK = timedelta(days=60)
"""How far back a day with figures is looked for; the longest vacation is three weeks."""


class Level(IntEnum):
    """What one row of a table stands for."""

    DISTRICT = 0
    BLOCK = 1
    CLUSTER = 2
    SCHOOL = 3
    CLASS_SECTION = 4


@dataclass(frozen=True)
class Rate:
    """A part and what it is a part of."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1, None when there is nothing to be a part of."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """As "77 %", or "not known yet"."""
        return percent(self.part, self.whole)

    def __str__(self) -> str:
        return f"{number(self.part)} / {number(self.whole)}"


@dataclass(frozen=True)
class Span:
    """School days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> "Span":
        """A single day."""
        return cls(day, day)

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


@dataclass(frozen=True)
class Place:
    """Which part of the district; a key of None leaves that level open."""

    block_id: str | None = None
    cluster_id: int | None = None
    school_id: int | None = None
    class_section_id: int | None = None

    def keys(self) -> dict[str, Any]:
        """The keys as `data.figures.sums` takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Figures:
    """Sums of class days. Counts of pupils are of those enrolled in class days with photos.

    Attributes:
        enrolled: Pupils enrolled in class days with photos; recognised + seen_not_named + not_seen + absent.
        uncertain: Pupils that a person should look at; they stand among seen_not_named or not_seen.
        expected: Class days that the calendar expects.
        read: Of these, with photos read here.
        with_photos: All class days with photos, the unexpected too.
        portal_expected: Expected class days on days for which the portal's report was imported.
        uploaded: Of these, uploaded to the portal.
        late: Of the uploaded, later than the setting ``late_after`` says.
        fed_at: When the last class day was read or decided here (UTC), None for never.
        portal_fed_at: When the portal's report was last imported (UTC), None for never.
    """

    enrolled: int = 0
    recognised: int = 0
    seen_not_named: int = 0
    not_seen: int = 0
    absent: int = 0
    uncertain: int = 0
    expected: int = 0
    read: int = 0
    with_photos: int = 0
    portal_expected: int = 0
    uploaded: int = 0
    late: int = 0
    fed_at: datetime | None = None
    portal_fed_at: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> "Figures":
        """From a row of `data.figures.sums`."""
        values: dict[str, Any] = {}
        for name in (field.name for field in fields(cls)):
            if name.endswith("_at"):
                values[name] = None if pd.isna(row[name]) else pd.Timestamp(row[name]).to_pydatetime()
            else:
                values[name] = int(row[name])
        return cls(**values)

    @property
    def recognised_rate(self) -> Rate:
        """R of the enrolled in classes with photos."""
        return Rate(self.recognised, self.enrolled)

    @property
    def seen_rate(self) -> Rate:
        """R + S of the enrolled in classes with photos."""
        return Rate(self.recognised + self.seen_not_named, self.enrolled)

    @property
    def coverage(self) -> Rate:
        """Class days read here of those expected."""
        return Rate(self.read, self.expected)

    @property
    def compliance(self) -> Rate | None:
        """Class days uploaded to the portal of those expected; None while no report was imported."""
        return Rate(self.uploaded, self.portal_expected) if self.portal_expected else None


def totals(db: Statements, scope: Scope, span: Span, place: Place = Place()) -> Figures:
    """The figures of a place, all zero where nothing was expected and nothing read."""
    found = _sums(db, scope, span, place, Level.DISTRICT)
    return Figures.of(found.iloc[0].to_dict()) if len(found) else Figures()


def table(db: Statements, scope: Scope, span: Span, level: Level, place: Place = Place()) -> pd.DataFrame:
    """One row per unit of a level.

    Returns:
        The columns of `data.figures.sums`, the shares (0 to 1, NaN where not known) recognised_share, seen_share,
        coverage_share, compliance_share, and key: the unit's own key as text. At block level every block of the scope has a
        row.
    """
    found = _sums(db, scope, span, place, level)
    if level is Level.BLOCK:
        found = _with_every_block(db, scope, found, place)
    key = ("", "block_id", "cluster_id", "school_id", "class_section_id")[level]
    found["key"] = found[key].astype(str) if key else ""
    return with_shares(found)


def trend(db: Statements, scope: Scope, span: Span, place: Place = Place()) -> pd.DataFrame:
    """One row per day on which something was expected or read: day, the sums and the shares as in `table`."""
    return with_shares(_sums(db, scope, span, place, Level.DISTRICT, by_day=True))


def with_shares(sums: pd.DataFrame) -> pd.DataFrame:
    """Add the four shares to a frame of sums; a share of nothing is NaN."""
    pupils = sums["enrolled"].where(sums["enrolled"] > 0)
    return sums.assign(
        recognised_share=sums["recognised"] / pupils,
        seen_share=(sums["recognised"] + sums["seen_not_named"]) / pupils,
        coverage_share=sums["read"] / sums["expected"].where(sums["expected"] > 0),
        compliance_share=sums["uploaded"] / sums["portal_expected"].where(sums["portal_expected"] > 0),
    )


def before(db: Statements, scope: Scope, span: Span, place: Place = Place()) -> Span | None:
    """What stands beside a span: for a day the working day before it, for a longer span as many days before it.

    A day on which less than half as many classes are expected is passed over: on Sundays only Urdu schools work. None when
    there was no such day within `LOOK_BACK`.
    """
    if not span.is_day:
        length = span.last - span.first + timedelta(days=1)
        return Span(span.first - length, span.last - length)
    days = trend(db, scope, Span(span.first - LOOK_BACK, span.last), place)
    own = days.loc[days["day"] == pd.Timestamp(span.first), "expected"].sum()
    alike = days[(days["day"] < pd.Timestamp(span.first)) & (days["expected"] > 0) & (days["expected"] * 2 >= own)]
    return Span.of(alike["day"].max().date()) if len(alike) else None


def latest_day(db: Statements, scope: Scope, until: date) -> date | None:
    """The last day up to ``until`` with photos here or a portal report, within `LOOK_BACK`."""
    return stored.latest_day(db, scope, until - LOOK_BACK, until)


def has_classes(db: Statements, scope: Scope) -> bool:
    """Whether there is any class section in the scope."""
    return len(schools.class_sections(db, scope)) > 0


def day_off_names(db: Statements, scope: Scope, day: date) -> list[tuple[str, str]]:
    """What the whole district is off for on a day: Hindi and English names of the calendar's entries."""
    entries = schools.calendar(db, scope, day, day)
    whole = entries[entries["block_id"].isna() & entries["school_id"].isna()]
    return list(zip(whole["name_hi"], whole["name_en"], strict=True))


@cached.function
def _sums(db: Statements, scope: Scope, span: Span, place: Place, level: Level, *, by_day: bool = False) -> pd.DataFrame:
    return stored.sums(db, scope, span.first, span.last, depth=int(level), by_day=by_day, **place.keys())


def _with_every_block(db: Statements, scope: Scope, found: pd.DataFrame, place: Place) -> pd.DataFrame:
    blocks = schools.blocks(db, scope)
    if place.block_id is not None:
        blocks = blocks[blocks["block_id"] == place.block_id]
    known = blocks.rename(columns={"name_hi": "block_hi", "name_en": "block_en"})
    known = known[["block_id", "block_hi", "block_en", "tile_row", "tile_column"]]
    joined = known.merge(found.drop(columns=["block_hi", "block_en"]), on="block_id", how="left")
    counts = [field.name for field in fields(Figures) if not field.name.endswith("_at")]
    joined[counts] = joined[counts].fillna(0).astype("int64")
    return joined
