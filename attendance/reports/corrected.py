"""What the audit sample says of the figures: how often marks are wrong, and the attendance corrected by that.

Only answers about the days asked for count. An item stands for the units of its block's day that it was drawn from, shared
among the items that somebody could tell something of; items of which nobody could tell are left out, and their share is
shown. Where two people judged an item and differ, it counts as half wrong. Too few of either kind, and it is not known yet
(`estimate.enough`); likewise where the days judged hold too few of the pupils marked.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from attendance import cached, estimate, judged
from attendance.estimate import Estimate, Marked
from attendance.i18n import N_, _, number, percent, whole_percent
from attendance.reports.figures import Span
from attendance.reports.periods import Period
from data import figures as stored
from data import sample
from data.database import Statements
from data.scope import Scope

RATES_OVER = timedelta(days=27)
"""Before the last day: rates are told of four weeks at least, for a block's day alone holds too few items."""
WEEKS = 8
"""How many weeks are told one by one."""
_BANDS = (0, 40, 60, 90, 130, 10_000)
"""Heights of faces in pixels; with adults, size no longer mattered from `recognition.calibration.FULL_SIZE` on."""
COLUMNS = ["sample_n", "sample_low", "sample_point", "sample_high"]


class Error(StrEnum):
    """The two ways in which the machine's mark is wrong."""

    FALSE_PRESENT = judged.PRESENT
    MISSED = judged.NOT_RECOGNISED

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return _(_LABELS[self])


_LABELS = {
    Error.FALSE_PRESENT: N_("Marked present, but the face is not that child's"),
    Error.MISSED: N_("Not recognised, but can be seen in the photos"),
}


class Division(StrEnum):
    """What rates are told apart by."""

    BLOCK = "block_id"
    GRADE = "grade"
    FACE = "band"
    MODEL = "model"
    WEEK = "week"


@dataclass(frozen=True)
class Told:
    """What the sample tells of one way of being wrong.

    Attributes:
        items: Judged, without those of which nobody could tell.
        unclear: Items of which nobody could tell.
        class_days: That the judged ones are of.
        rate: None where it is not known yet.
    """

    items: int = 0
    unclear: int = 0
    class_days: int = 0
    rate: Estimate | None = None

    @property
    def unclear_share(self) -> str:
        """As "8 %"; "not known yet" without any answer."""
        return percent(self.unclear, self.items + self.unclear)


@dataclass(frozen=True)
class Corrected:
    """What the sample tells of a place.

    Attributes:
        marked: Where the marks of its pupils come from.
        share: Of the enrolled in classes with photos, those truly present; None where it is not known yet.
    """

    false_present: Told
    missed: Told
    marked: Marked
    share: Estimate | None

    @property
    def items(self) -> int:
        """Judged items of both kinds."""
        return self.false_present.items + self.missed.items


def of_place(db: Statements, scope: Scope, span: Span, block_id: str | None = None) -> Corrected:
    """What the sample tells of a span, of everything in the scope or of one block."""
    chosen = _items(db, scope, span)
    if block_id is not None:
        chosen = chosen[chosen["block_id"] == block_id]
    if chosen.empty:
        return Corrected(Told(), Told(), Marked(), None)
    marks = _marks(db, scope, span)
    return _corrected(chosen, marks if block_id is None else marks[marks["block_id"] == block_id])


def by_block(db: Statements, scope: Scope, span: Span) -> pd.DataFrame:
    """The corrected attendance of each block with judged items.

    Returns:
        Columns block_id, n (judged items of both kinds), low, point, high (0 to 1; NaN where it is not known yet).
    """
    rows = []
    for block_id in sorted(_items(db, scope, span)["block_id"].unique()):
        found = of_place(db, scope, span, block_id)
        shown = (found.share.low, found.share.point, found.share.high) if found.share else (None, None, None)
        rows.append((block_id, found.items, *shown))
    table = pd.DataFrame(rows, columns=["block_id", "n", "low", "point", "high"])
    return table.astype({"block_id": str, "n": int, "low": float, "point": float, "high": float})


def beside(db: Statements, scope: Scope, span: Span, blocks: pd.DataFrame) -> pd.DataFrame:
    """A table of `figures.table` at block level with `COLUMNS`: judged items, and the corrected share or NaN."""
    found = by_block(db, scope, span).rename(columns=dict(zip(("n", "low", "point", "high"), COLUMNS, strict=True)))
    joined = blocks.merge(found, on="block_id", how="left")
    return joined.assign(sample_n=joined["sample_n"].fillna(0).astype(int))


def of_row(row: Mapping[Hashable, Any]) -> Estimate | None:
    """The corrected share in a row of `beside`."""
    if pd.isna(row["sample_point"]):
        return None
    return Estimate(row["sample_point"], row["sample_low"], row["sample_high"])


def rates(db: Statements, scope: Scope, span: Span, division: Division, block_id: str | None = None) -> pd.DataFrame:
    """How often marks are wrong, told apart.

    Returns:
        A row for each part, in order: key, and for each `Error` its Told under its value.
    """
    items = _items(db, scope, span)
    if block_id is not None:
        items = items[items["block_id"] == block_id]
    named = items.assign(band=band(items["face_px"]), week=Period.WEEK.starts(items["day"]))
    rows = []
    for key, part in named.groupby(division.value, sort=True, observed=True):
        told = {error.value: _told(part[part["kind"] == error.value]) for error in Error}
        rows.append({"key": key, **told})
    return pd.DataFrame(rows, columns=["key", *(error.value for error in Error)])


def band(face_px: pd.Series) -> pd.Series:
    """The lower end of the band that each face's height is in, in pixels; missing where there is no face."""
    return pd.cut(face_px.astype(float), _BANDS, right=False, labels=_BANDS[:-1])


def band_text(low: int) -> str:
    """A band of `band` in the reader's language."""
    high = _BANDS[_BANDS.index(low) + 1]
    if low == _BANDS[-2]:
        return _("Face from {low} pixels").format(low=number(low))
    return _("Face of {low} to {high} pixels").format(low=number(low), high=number(high - 1))


def rates_span(span: Span) -> Span:
    """The days that rates are told of: the span, made four weeks long where it is shorter."""
    return Span(min(span.first, span.last - RATES_OVER), span.last)


def weeks_span(span: Span) -> Span:
    """The weeks that are told one by one."""
    return Span(Period.WEEK.first(span.last) - timedelta(weeks=WEEKS - 1), span.last)


def words(found: Estimate | None) -> str:
    """As "84 % ± 2", or "84 % (81 to 90 %)" where it reaches further on one side; "not known yet"."""
    if found is None:
        return _("not known yet")
    low, point, high = (whole_percent(end, 1) for end in (found.low, found.point, found.high))
    if abs((high - point) - (point - low)) <= 1:
        return _("{point} % ± {half}").format(point=number(point), half=number(max(high - point, point - low)))
    return _("{point} % ({low} to {high} %)").format(point=number(point), low=number(low), high=number(high))


def _told(items: pd.DataFrame, of: int | None = None) -> Told:
    clear = items[items["wrong"].notna()]
    unclear, class_days = len(items) - len(clear), clear["class_day"].nunique()
    if not estimate.enough(len(clear), class_days, len(items), unclear):
        return Told(len(clear), unclear, class_days)
    found = estimate.rate(clear["wrong"], clear["weight"], clear["class_day"].tolist(), of)
    return Told(len(clear), unclear, class_days, found)


def _corrected(items: pd.DataFrame, marks: pd.DataFrame) -> Corrected:
    counts = marks.drop(columns="block_id").sum()
    of = int(counts.pop("class_days")) if len(marks) else None
    marked = Marked(**{str(name): int(count) for name, count in counts.items()})
    told = {}
    for error in Error:
        kind = items[items["kind"] == error.value]
        told[error] = _told(kind, of)
        reached = kind.loc[kind["wrong"].notna()].groupby(["day", "block_id"])["units"].first().sum()
        if reached < estimate.LEAST_REACHED * getattr(marked, error.value):
            told[error] = Told(told[error].items, told[error].unclear, told[error].class_days)
    false_present, missed = told[Error.FALSE_PRESENT], told[Error.MISSED]
    return Corrected(false_present, missed, marked, estimate.corrected(marked, false_present.rate, missed.rate))


def _items(db: Statements, scope: Scope, span: Span) -> pd.DataFrame:
    """`judged.items`, kept until somebody answers."""

    def made() -> pd.DataFrame:
        return judged.items(db, scope, span.first, span.last)

    return cached.value(db, scope, made, "judged items", span, sample.last_answer(db, scope))


@cached.function
def _marks(db: Statements, scope: Scope, span: Span) -> pd.DataFrame:
    return stored.marks_of_blocks(db, scope, span.first, span.last)
