"""The exception list: whom to call, about what. It names classes, never pupils."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from attendance.i18n import _
from attendance.reports import figures
from attendance.reports.figures import Level, Place, Span
from attendance.reports.rules import CHECKS, Limits, Rule, Severity, asks_the_school, used_photos
from data import exceptions as stored
from data import schools
from data.database import Statements
from data.scope import Scope

CONTACTS = ["head_name", "head_phone", "crc_name", "crc_phone", "beo_name", "beo_phone"]
# fmt: off
_FOUND = [
    "rule", "severity", "block_id", "block", "cluster_id", "cluster", "school_id", "udise", "school",
    "class_section_id", "class_name", "day", "days", "reason",
]
# fmt: on
COLUMNS = [*_FOUND, *CONTACTS]


def find(
    db: Statements,
    scope: Scope,
    span: Span,
    limits: Limits,
    *,
    block_id: str | None = None,
    rules: Collection[Rule] = tuple(Rule),
    severity: Severity = Severity.ORDINARY,
) -> pd.DataFrame:
    """One row per rule and class section, gravest first, then by block, school and class.

    Args:
        block_id: Only this block.
        rules: Only these.
        severity: Only this one and graver.

    Returns:
        Columns `COLUMNS`. day is the last day concerned, days how many there are in the span; block, cluster, school,
        class_name and reason are in the reader's language; contacts are None where none is known.
    """
    place = Place(block_id=block_id)
    sums = figures.table(db, scope, span, Level.CLASS_SECTION, place).to_dict("records")
    rows: list[dict[str, Any] | None] = []
    for rule in rules:
        if rule is Rule.USED_PHOTOS:
            used = stored.used_photos(db, scope, span.first, span.last, block_id=block_id)
            rows.extend(used_photos(record) for record in used.to_dict("records"))
        elif rule is Rule.WITHOUT_PHOTOS and limits.unreported_days > 1:
            rows.extend(CHECKS[rule](record, limits) for record in _unread_for_long(db, scope, span, limits, place))
        else:
            rows.extend(CHECKS[rule](record, limits) for record in sums)
    kept = [row for row in rows if row and row["severity"] >= severity]
    return _in_order(_with_contacts(db, scope, pd.DataFrame(kept, columns=_FOUND)))


def counts(found: pd.DataFrame) -> dict[Rule, int]:
    """How many classes each rule lists, those with none included."""
    by_rule = found["rule"].value_counts()
    return {rule: int(by_rule.get(rule.value, 0)) for rule in Rule}


def message(school: pd.DataFrame) -> str | None:
    """A message to a head teacher about the rows of one school, ready to be sent; None where only the office has to act."""
    asked = [row for row in school.to_dict("records") if asks_the_school(row)]
    if not asked:
        return None
    first = asked[0]
    greeting = _("Respected {name},").format(name=first["head_name"] or _("head teacher"))
    place = _("{school} (UDISE {udise}), {block}").format(school=first["school"], udise=first["udise"], block=first["block"])
    reasons = [f"• {row['class_name']}: {row['reason']}" for row in asked]
    request = _("Please see to it and let us know. Thank you.")
    return "\n".join([greeting, place, *reasons, request])


def _unread_for_long(db: Statements, scope: Scope, span: Span, limits: Limits, place: Place) -> list[dict[Any, Any]]:
    """The sums over at least as many working days as the settings ask for, of classes without photos within the span."""
    days = figures.trend(db, scope, Span(span.last - figures.LOOK_BACK, span.last), place)
    worked = sorted(days.loc[days["expected"] > 0, "day"])[-limits.unreported_days :]
    first = min(span.first, worked[0].date()) if worked else span.first
    sums = figures.table(db, scope, Span(first, span.last), Level.CLASS_SECTION, place)
    return sums[sums["last_unread"] >= pd.Timestamp(span.first)].to_dict("records")


def _with_contacts(db: Statements, scope: Scope, found: pd.DataFrame) -> pd.DataFrame:
    heads = schools.schools(db, scope)[["school_id", "head_name", "head_phone"]]
    crcs = schools.clusters(db, scope)[["cluster_id", "crc_name", "crc_phone"]]
    beos = schools.blocks(db, scope)[["block_id", "beo_name", "beo_phone"]]
    typed = found.astype({"school_id": "int64", "cluster_id": "int64", "block_id": "str"})
    joined = typed.merge(heads, on="school_id", how="left").merge(crcs, on="cluster_id", how="left")
    joined = joined.merge(beos, on="block_id", how="left")
    joined[CONTACTS] = joined[CONTACTS].astype(object).where(joined[CONTACTS].notna(), None)
    return joined[COLUMNS]


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    rank = found["rule"].map({rule.value: place for place, rule in enumerate(Rule)})
    by = ["severity", "rank", "block_id", "school"]  # within a school the classes stay in their order
    ordered = found.assign(rank=rank).sort_values(by, ascending=[False, True, True, True], kind="stable", ignore_index=True)
    return ordered.drop(columns="rank")
