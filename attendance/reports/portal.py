"""The portal against the photos: what each source counts of a class day, and where they disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from attendance import cached
from attendance.i18n import N_, _, number, pick
from attendance.reports.figures import Place, Span
from attendance.reports.measures import class_name
from data import portal
from data.database import Statements
from data.scope import Scope

MOST_DAYS, MOST_DAYS_OF_ALL = 31, 7
"""Class days and pupils are compared one by one: over at most a month of a block, a week of the district. A district's week are
80,000 class days and 2.3 million marks, about as much as can be read within a second."""
MOST_ROWS = 1000
"""Class days that are told one by one; the others are counted."""
NEAR_PUPILS, NEAR_SHARE = 2, 0.1
"""Counts agree when they differ by at most so many pupils, or by at most this share of the larger: one child at the edge of a
photo, one who came late. The office's own choice."""
DISTRICT = Place()
_PUPILS = ["harmed", "not_recognised", "said_absent"]
_COUNTED = ["faces", "recognised", "enrolled", "portal_present", "register", "meals", *_PUPILS]


class Kind(StrEnum):
    """What can be said of a class day, in the order in which ties are shown."""

    NOT_AT_PORTAL = "not_at_portal"
    PORTAL_MORE = "portal_more"
    PHOTOS_MORE = "photos_more"
    AGREE = "agree"
    NO_COUNT = "no_count"
    NOT_READ = "not_read"
    NO_REPORT = "no_report"


LABELS: dict[Kind, str] = {
    Kind.NOT_AT_PORTAL: N_("Photos here, nothing at the portal"),
    Kind.PORTAL_MORE: N_("The portal counts more"),
    Kind.PHOTOS_MORE: N_("The photos show more"),
    Kind.AGREE: N_("Portal and photos agree"),
    Kind.NO_COUNT: N_("Uploaded; the portal gives no count"),
    Kind.NOT_READ: N_("At the portal, no photos read here"),
    Kind.NO_REPORT: N_("No portal report of this day"),
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Class days of a place and span beside the portal's report.

    Attributes:
        span: The days compared: the last of those asked for (see `within_limit`).
        rows: A row per class day, those that matter most first, at most `MOST_ROWS`: day, class_section_id, school_id,
            enrolled, faces, recognised, portal_present, register, meals (missing: not known), difference (portal_present -
            faces), kind, harmed, not_recognised, said_absent (pupils; missing where the portal marks none of the class day).
        counts: How many class days are of each kind.
        harmed: Pupils absent at the portal and recognised here; None where the portal marks no pupils.
        not_recognised: Pupils present at the portal and not recognised here; None as above.
        said_absent: Pupils present at the portal whom a person said to be absent; None as above.
    """

    span: Span
    rows: pd.DataFrame
    counts: dict[Kind, int]
    harmed: int | None
    not_recognised: int | None
    said_absent: int | None

    @property
    def reported(self) -> bool:
        """Whether any of it rests on a report of the portal."""
        return self.class_days > self.counts.get(Kind.NO_REPORT, 0)

    @property
    def class_days(self) -> int:
        """How many were compared, shown or not."""
        return sum(self.counts.values())


def within_limit(span: Span, place: Place) -> Span:
    """The last `MOST_DAYS` days of a span; of the whole district `MOST_DAYS_OF_ALL`."""
    most = MOST_DAYS_OF_ALL if place.block_id is None else MOST_DAYS
    return Span(max(span.first, span.last - timedelta(days=most - 1)), span.last)


@cached.function
def compare(db: Statements, scope: Scope, span: Span, place: Place = DISTRICT) -> Comparison:
    """Set the portal's report beside what was read here.

    A class day matters more the more pupils it has that the portal has as absent and that were recognised here; then the
    further the portal's count is from the faces counted.
    """
    days = within_limit(span, place)
    rows, pupils = _rows(db, scope, days, place)
    counts = {Kind(str(kind)): int(count) for kind, count in rows["kind"].value_counts().items()}
    return Comparison(
        span=days,
        rows=rows.head(MOST_ROWS),
        counts=counts,
        harmed=_sum(pupils, "harmed"),
        not_recognised=_sum(pupils, "not_recognised"),
        said_absent=_sum(pupils, "said_absent"),
    )


def near(first: pd.Series, second: pd.Series) -> pd.Series:
    """Whether two counts agree (see `NEAR_PUPILS`); missing where one is."""
    larger = first.where(first >= second, second)
    allowed = (larger * NEAR_SHARE).clip(lower=NEAR_PUPILS)
    return (first - second).abs() <= allowed


def table(db: Statements, scope: Scope, span: Span, place: Place = DISTRICT) -> pd.DataFrame:
    """All class days of a comparison as a file holds them, headings in the reader's language."""
    rows, _pupils = _rows(db, scope, within_limit(span, place), place)
    names = portal.class_names(db, scope, rows["class_section_id"].unique()).set_index("class_section_id")
    named = names.reindex(rows["class_section_id"])
    counts = {
        _("Present by the portal"): "portal_present",
        _("Faces counted"): "faces",
        _("Recognised"): "recognised",
        _("Enrolled"): "enrolled",
        _("Register"): "register",
        _("Meals"): "meals",
        _("Difference"): "difference",
        _("Absent at the portal, recognised here"): "harmed",
        _("Present at the portal, not recognised here"): "not_recognised",
    }
    schools = zip(named["school_hi"], named["school_en"], strict=True)
    return pd.DataFrame(
        {
            _("Day"): rows["day"].dt.date,
            _("School"): [pick(hindi, english) for hindi, english in schools],
            "UDISE": named["udise"].to_numpy(),
            _("Class"): [class_name(grade, section) for grade, section in zip(named["grade"], named["section"], strict=True)],
            **{heading: rows[column].astype("Int64") for heading, column in counts.items()},
            _("In words"): [in_words(row) for row in rows.to_dict("records")],
        }
    )


@cached.function
def school_days(db: Statements, scope: Scope, span: Span, place: Place = DISTRICT) -> pd.DataFrame:
    """School days of which the portal or a head count names the whole school: the first `MOST_ROWS` of
    `data.portal.school_days`."""
    days = within_limit(span, place)
    keys = {name: key for name, key in place.keys().items() if name != "class_section_id"}
    return portal.school_days(db, scope, days.first, days.last, most=MOST_ROWS, **keys)


def in_words(row: Mapping[Any, Any]) -> str:
    """What the sources say together of one class day: who counts more, and with whom register and meals are."""
    kind = Kind(row["kind"])
    if kind not in (Kind.PORTAL_MORE, Kind.PHOTOS_MORE):
        return _(LABELS[kind])
    count = abs(round(row["difference"]))
    more = _("The portal counts {count} more than the photos show.")
    fewer = _("The photos show {count} more than the portal counts.")
    text = more if kind is Kind.PORTAL_MORE else fewer
    return " ".join([text.format(count=number(count)), *_others(row)])


def _others(row: Mapping[Any, Any]) -> list[str]:
    """With whom register and meals are."""
    names = {"register": _("register"), "meals": _("meals")}
    known = {name: row[name] for name in names if not pd.isna(row[name])}
    to_photos = {name: abs(count - row["faces"]) - abs(count - row["portal_present"]) for name, count in known.items()}
    sides = (
        (_("Nearer to the photos: {names}."), [names[name] for name, way in to_photos.items() if way < 0]),
        (_("Nearer to the portal: {names}."), [names[name] for name, way in to_photos.items() if way > 0]),
    )
    return [text.format(names=", ".join(whose)) for text, whose in sides if whose]


def _rows(db: Statements, scope: Scope, days: Span, place: Place) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All class days, those that matter most first, and how the portal's marks of pupils agree."""
    rows = portal.class_days(db, scope, days.first, days.last, **place.keys())
    pupils = portal.pupil_counts(db, scope, days.first, days.last, **place.keys())
    rows = rows.merge(pupils.drop(columns="marked"), on=["day", "class_section_id"], how="left")
    rows[_COUNTED] = rows[_COUNTED].astype("Float64")
    rows["faces"] = rows["faces"].where(rows["with_photos"])
    missing = rows["reported"] & ~rows["uploaded"].fillna(False).astype(bool)
    rows["difference"] = rows["portal_present"].mask(missing & rows["portal_present"].isna(), 0) - rows["faces"]
    rows["kind"] = _kinds(rows)
    return _what_matters_first(rows), pupils


def _kinds(rows: pd.DataFrame) -> pd.Series:
    uploaded = rows["uploaded"].fillna(False).astype(bool)
    known = rows["difference"].notna()
    agrees = near(rows["portal_present"], rows["faces"]).fillna(False).astype(bool)
    more = (rows["difference"] > 0).fillna(False).astype(bool)
    kinds = pd.Series(Kind.PHOTOS_MORE, index=rows.index, dtype=object)
    kinds[more] = Kind.PORTAL_MORE
    kinds[agrees] = Kind.AGREE
    kinds[~known] = Kind.NO_COUNT
    kinds[~uploaded] = Kind.NOT_AT_PORTAL
    kinds[~rows["with_photos"]] = Kind.NOT_READ
    kinds[~rows["reported"]] = Kind.NO_REPORT
    return kinds


def _what_matters_first(rows: pd.DataFrame) -> pd.DataFrame:
    order = {kind: place for place, kind in enumerate(Kind)}
    ranked = rows.assign(
        _harmed=rows["harmed"].fillna(0),
        _apart=rows["difference"].abs().where(rows["kind"] != Kind.AGREE, 0).fillna(-1),
        _kind=rows["kind"].map(order),
    )
    by = ["_harmed", "_apart", "_kind", "day", "class_section_id"]
    ranked = ranked.sort_values(by, ascending=[False, False, True, False, True], ignore_index=True)
    return ranked.drop(columns=["_harmed", "_apart", "_kind"])


def _sum(pupils: pd.DataFrame, column: str) -> int | None:
    return int(pupils[column].sum()) if len(pupils) else None
