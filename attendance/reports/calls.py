"""Schools that need a call about their week: nothing reported, few faces seen, or a sudden fall against the week before."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import pandas as pd

from attendance.i18n import _, number, pick
from attendance.reports import figures
from attendance.reports.figures import Figures, Level, Place, Rate, Span
from attendance.reports.rules import FEWEST, Limits
from data import schools
from data.database import Statements
from data.scope import Scope

FEWEST_CLASS_DAYS = 5
"""With fewer class days a single one that lacks would be a sudden fall of uploads."""


class Why(IntEnum):
    """Why a school is called, gravest first."""

    NOTHING = 1
    LACKING = 2
    LOW = 3
    FALL = 4


@dataclass(frozen=True)
class Contact:
    """Whom to call; None where it is not known."""

    name: str | None
    phone: str | None


@dataclass(frozen=True)
class Call:
    """One school and what to ask it about.

    Attributes:
        reasons: In words of the reader's language, gravest first.
        lacking: Class days that are not reported.
    """

    school_id: int
    school: str
    udise: str
    cluster: str
    head: Contact
    crc: Contact
    reasons: tuple[str, ...]
    gravest: Why
    lacking: int


def of_week(db: Statements, scope: Scope, span: Span, earlier: Span, block_id: str, limits: Limits) -> list[Call]:
    """The schools of a block to call, gravest first, then those that lack most.

    What is reported is what the portal has; where its report did not come, what was read here.

    Args:
        earlier: The week that it is compared with.
        limits: What the office has set: from which share on a school is low, by how many points a fall is sudden.
    """
    place = Place(block_id=block_id)
    now = figures.table(db, scope, span, Level.SCHOOL, place)
    before = figures.table(db, scope, earlier, Level.SCHOOL, place)
    earlier_of = {row["school_id"]: Figures.of(row) for row in before.to_dict("records")}
    contacts = _contacts(db, scope.narrowed([block_id]))
    found = []
    for row in now.to_dict("records"):
        own = Figures.of(row)
        reasons = _reasons(own, earlier_of.get(row["school_id"], Figures()), limits)
        if reasons:
            found.append(_call(row, own, reasons, contacts))
    return sorted(found, key=lambda call: (call.gravest, -call.lacking, call.school))


def reported(own: Figures) -> Rate:
    """Class days that a school reported, of those expected."""
    return own.compliance or own.coverage


def _reasons(own: Figures, before: Figures, limits: Limits) -> dict[Why, str]:
    reasons = {}
    done = reported(own)
    if done.whole and not done.part:
        text = (
            _("Nothing uploaded to the portal: 0 of {whole} class days.")
            if own.compliance
            else _("No class photos read here: 0 of {whole} class days.")
        )
        reasons[Why.NOTHING] = text.format(whole=number(done.whole))
    elif done.part * 2 < done.whole:
        text = (
            _("Uploaded to the portal: only {part} of {whole} class days.")
            if own.compliance
            else _("Read here: only {part} of {whole} class days.")
        )
        reasons[Why.LACKING] = text.format(part=number(done.part), whole=number(done.whole))
    seen = own.seen_rate
    if own.with_photos and own.enrolled >= FEWEST * own.with_photos and seen.part * 100 < limits.low_seen_percent * seen.whole:
        reasons[Why.LOW] = _("Faces seen: only {percent} of the enrolled ({rate}).").format(
            percent=seen.percent, rate=str(seen)
        )
    if fall := _fall(own, before, limits.sudden_points):
        reasons[Why.FALL] = fall
    return reasons


def _fall(own: Figures, before: Figures, points: int) -> str | None:
    """What fell suddenly; where nothing is left at all, a graver reason says so."""
    large = all(one.with_photos and one.enrolled >= FEWEST * one.with_photos for one in (own, before))
    if large and _fell(own.seen_rate, before.seen_rate, points):
        return _("Faces seen fell from {before} to {now}.").format(before=before.seen_rate.percent, now=own.seen_rate.percent)
    now, earlier = own.compliance, before.compliance
    if not now or not earlier or not now.part or min(now.whole, earlier.whole) < FEWEST_CLASS_DAYS:
        return None
    if not _fell(now, earlier, points):
        return None
    return _("Uploads fell from {before} to {now}.").format(before=earlier.percent, now=now.percent)


def _fell(now: Rate, earlier: Rate, points: int) -> bool:
    return 100 * ((earlier.share or 0.0) - (now.share or 0.0)) >= points


def _call(
    row: Mapping[Hashable, Any], own: Figures, reasons: dict[Why, str], contacts: tuple[dict[int, Contact], dict[int, Contact]]
) -> Call:
    heads, crcs = contacts
    done = reported(own)
    nobody = Contact(None, None)
    return Call(
        school_id=int(row["school_id"]),
        school=pick(row["school_hi"], row["school_en"]),
        udise=str(row["udise"]),
        cluster=pick(row["cluster_hi"], row["cluster_en"]),
        head=heads.get(row["school_id"], nobody),
        crc=crcs.get(row["cluster_id"], nobody),
        reasons=tuple(reasons[why] for why in sorted(reasons)),
        gravest=min(reasons),
        lacking=done.whole - done.part,
    )


def _contacts(db: Statements, scope: Scope) -> tuple[dict[int, Contact], dict[int, Contact]]:
    heads, crcs = schools.schools(db, scope), schools.clusters(db, scope)
    return _by(heads, "school_id", "head"), _by(crcs, "cluster_id", "crc")


def _by(found: pd.DataFrame, key: str, who: str) -> dict[int, Contact]:
    named = zip(found[key], found[f"{who}_name"], found[f"{who}_phone"], strict=True)
    return {int(one): Contact(_known(name), _known(phone)) for one, name, phone in named}


def _known(text: Any) -> str | None:
    return str(text) if pd.notna(text) and str(text).strip() else None
