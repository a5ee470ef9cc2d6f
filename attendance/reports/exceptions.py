"""The exception list: whom to call, about what. It names classes, never pupils."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import pandas as pd

from attendance.i18n import _, pick
from attendance.reports import wording
from attendance.reports.measures import class_name
from attendance.reports.rules import OPEN, Rule, Severity, State
from data import exceptions as stored
from data.database import Statements
from data.scope import Scope

CONTACTS = ["head_name", "head_phone", "crc_name", "crc_phone", "beo_name", "beo_phone"]
# fmt: off
COLUMNS = [
    "exception_id", "rule", "step", "severity", "state", "standing", "owner",
    "block_id", "block", "cluster_id", "cluster", "school_id", "udise", "school", "class_section_id", "class_name",
    "first_day", "day", "days", "reason", "measured", "ended_on", "found_on", *CONTACTS,
]
# fmt: on
HISTORY_DAYS = 30


@dataclass(frozen=True)
class Filters:
    """What a list holds; None leaves a filter open.

    Attributes:
        step: Of rules with three limits of how long it lasts: this one and longer ones; 0 for all.
        severity: This one and graver.
        states: In one of these.
        owner: The username of whoever follows it.
    """

    block_id: str | None = None
    rule: Rule | None = None
    step: int = 0
    severity: Severity = Severity.ORDINARY
    states: tuple[State, ...] = OPEN
    owner: str | None = None

    def bound(self) -> dict[str, Any]:
        """As the queries take them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {"rule": self.rule and self.rule.value, "severity": int(self.severity)}
        return values | plain | {"states": [state.value for state in self.states]}


@dataclass(frozen=True)
class Look:
    """The last evaluation.

    Attributes:
        day: The school day it was made for.
        looked_at: UTC.
    """

    day: date
    looked_at: datetime


@dataclass(frozen=True)
class Schools:
    """Some schools of a list, those with the gravest first.

    Attributes:
        keys: Their school_ids.
        schools: How many the whole list has.
        found: How many exceptions the whole list has.
    """

    keys: list[int]
    schools: int
    found: int


def last_look(db: Statements) -> Look | None:
    """When the rules were last evaluated, and for which day; None before the first time."""
    row = stored.last_look(db)
    return Look(row["day"], row["looked_at"]) if row else None


def listed(
    db: Statements, scope: Scope, filters: Filters = Filters(), *, school_ids: Sequence[int] | None = None
) -> pd.DataFrame:
    """The kept list, one row an exception, gravest first.

    Args:
        school_ids: Only these schools, in this order.

    Returns:
        Columns `COLUMNS`. rule, severity and state are keys (`Rule`, `Severity`, `State`); standing is the state in words; day
        is the last day concerned, days how many school days; class_section_id is 0 and class_name None where it is about the
        whole school; block, cluster, school, class_name, reason and standing are in the reader's language; contacts, owner and
        ended_on are None where there is none.
    """
    found = stored.listed(db, scope, school_ids=school_ids, **filters.bound())
    return _in_order(_worded(found), school_ids)


def schools(db: Statements, scope: Scope, filters: Filters, most: int) -> Schools:
    """The first ``most`` schools of a list."""
    rows = stored.schools(db, scope, most=most, **filters.bound())
    if not rows:
        return Schools([], 0, 0)
    return Schools([row["school_id"] for row in rows], int(rows[0]["schools"]), int(rows[0]["all_found"]))


def counts(db: Statements, scope: Scope, block_id: str | None = None) -> pd.DataFrame:
    """How many last now. Columns: rule, step, severity, state, found."""
    return stored.counts(db, scope, block_id=block_id)


def history(db: Statements, scope: Scope, rule: Rule, *, step: int = 0, block_id: str | None = None) -> pd.DataFrame:
    """How many a rule found on the last days evaluated, oldest first. Columns: day, found, serious."""
    return stored.history(db, scope, rule.value, step=step, most=HISTORY_DAYS, block_id=block_id)


def message(school: pd.DataFrame) -> str | None:
    """A message to a head teacher about the rows of one school, ready to be sent; None where only the office has to act."""
    rows = [row for row in school.to_dict("records") if row["state"] != State.CLOSED]
    asked = [row for row in rows if wording.asks_the_school(row)]
    if any(row["rule"] == Rule.SILENT for row in asked):  # says it of all classes at once
        asked = [row for row in asked if row["rule"] not in (Rule.PORTAL_LACKS, Rule.WITHOUT_PHOTOS)]
    if not asked:
        return None
    first = asked[0]
    greeting = _("Respected {name},").format(name=first["head_name"] or _("head teacher"))
    place = _("{school} (UDISE {udise}), {block}").format(school=first["school"], udise=first["udise"], block=first["block"])
    reasons = [f"• {names}: {text}" for names, text in _by_reason(asked)]
    thanks = _("Please see to it and let us know. Thank you.")
    return "\n".join([greeting, place, *reasons, *wording.requests(asked, _("all classes")), thanks])


def _by_reason(rows: list[dict[Any, Any]]) -> list[tuple[str, str]]:
    """The classes of each reason, so that one that all have stands once."""
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        by_reason.setdefault(row["reason"], []).append(row["class_name"] or _("The whole school"))
    return [(", ".join(names), reason) for reason, names in by_reason.items()]


def _worded(found: pd.DataFrame) -> pd.DataFrame:
    for name in ("first_day", "last_day", "ended_on", "found_on"):
        found[name] = pd.to_datetime(found[name]).dt.date
    hindi = pick("hi", "en")
    named = found.assign(
        measured=[json.loads(one) for one in found["measured"]],
        **{level: found[f"{level}_{hindi}"] for level in ("block", "cluster", "school")},
        class_name=_class_names(found),
    ).rename(columns={"last_day": "day"})
    bare = [*CONTACTS, "owner", "ended_on", "closed_by", "closed_why", "class_name"]
    named[bare] = named[bare].astype(object).where(named[bare].notna(), None)
    rows = named.assign(last_day=named["day"]).to_dict("records")
    return named.assign(reason=[wording.reason(row) for row in rows], standing=[wording.standing(row) for row in rows])[COLUMNS]


def _class_names(found: pd.DataFrame) -> pd.Series:
    columns = zip(found["class_section_id"], found["grade"], found["section"], strict=True)
    named = [class_name(int(grade), section) if key else None for key, grade, section in columns]
    return pd.Series(named, index=found.index, dtype=object)


def _in_order(found: pd.DataFrame, school_ids: Sequence[int] | None) -> pd.DataFrame:
    rank = found["rule"].map({rule.value: place for place, rule in enumerate(Rule)})
    if school_ids is None:
        by, ascending = ["severity", "rank", "block_id", "school"], [False, True, True, True]
        place = rank
    else:
        by, ascending = ["place", "severity", "rank"], [True, False, True]
        place = found["school_id"].map({key: place for place, key in enumerate(school_ids)})
    # Within a rule the classes stay in their order.
    ordered = found.assign(rank=rank, place=place).sort_values(by, ascending=ascending, kind="stable", ignore_index=True)
    return ordered.drop(columns=["rank", "place"])
