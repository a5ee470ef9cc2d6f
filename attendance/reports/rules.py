"""The rules of the exception list: what each looks for in the sums of one class section, and how grave it is."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import pandas as pd

from attendance.i18n import N_, _, day_text, ngettext, number, percent, pick
from attendance.reports.measures import class_name

FEWEST = 10
"""A class with fewer enrolled is never called low: one child would be ten percent and more."""
SERIOUS_DAYS = 3
"""Days without photos from which it is serious: Bihar's rule of 2023 asked for a written reason after three days' absence."""


class Rule(StrEnum):
    """What an exception is about, gravest first."""

    USED_PHOTOS = "used_photos"
    WITHOUT_PHOTOS = "without_photos"
    PORTAL_LACKS = "portal_lacks"
    LOW = "low"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _(_RULES[self][0])

    @property
    def sentence(self) -> str:
        """What it looks for, in the reader's language."""
        return _(_RULES[self][1])


_RULES = {
    Rule.USED_PHOTOS: (N_("Photo used before"), N_("A photo is the same as one sent before, or almost the same.")),
    Rule.WITHOUT_PHOTOS: (N_("No class photos"), N_("The calendar expects the class, and no photos of it were read here.")),
    Rule.PORTAL_LACKS: (
        N_("Not uploaded to the portal"),
        N_("The portal's report came, and this class is not uploaded in it."),
    ),
    Rule.LOW: (N_("Few faces seen"), N_("Of the pupils enrolled, fewer faces were seen than the limit in the settings.")),
    Rule.UNCERTAIN: (N_("To be confirmed"), N_("A person has to look at some faces of this class.")),
}


class Severity(IntEnum):
    """How soon somebody should see to it."""

    ORDINARY = 1
    IMPORTANT = 2
    SERIOUS = 3

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _({1: N_("Ordinary"), 2: N_("Important"), 3: N_("Serious")}[int(self)])


@dataclass(frozen=True)
class Limits:
    """What the office has set.

    Attributes:
        low_seen_percent: A class is low below this share of faces seen.
        unreported_days: School days without photos until a class is listed.
    """

    low_seen_percent: int
    unreported_days: int = 1


def asks_the_school(row: Mapping[Hashable, Any]) -> bool:
    """Whether the school has to act; otherwise it is the office: something to confirm, or photos that lie on the portal."""
    rule = Rule(row["rule"])
    return rule is not Rule.UNCERTAIN and not (rule is Rule.WITHOUT_PHOTOS and row["severity"] == Severity.ORDINARY)


def _row(record: dict[Any, Any], rule: Rule, severity: Severity, day: Any, days: int, reason: str) -> dict[str, Any]:
    return {
        "rule": rule.value,
        "severity": int(severity),
        "block_id": record["block_id"],
        "block": pick(record["block_hi"], record["block_en"]),
        "cluster_id": int(record["cluster_id"]),
        "cluster": pick(record["cluster_hi"], record["cluster_en"]),
        "school_id": int(record["school_id"]),
        "udise": record["udise"],
        "school": pick(record["school_hi"], record["school_en"]),
        "class_section_id": int(record["class_section_id"]),
        "class_name": class_name(record["grade"], record["section"]),
        "day": pd.Timestamp(day).date(),
        "days": days,
        "reason": reason,
    }


def without_photos(record: dict[Any, Any], limits: Limits) -> dict[str, Any] | None:
    """No photos of the class here; whether the portal has them says who has to act."""
    days, last = record["expected"] - record["read"], record["last_unread"]
    if days < limits.unreported_days:
        return None
    if record["uploaded_unread"] == days:
        reason = _("Uploaded to the portal, not read here yet; last on {day}.").format(day=_day(last))
        return _row(record, Rule.WITHOUT_PHOTOS, Severity.ORDINARY, last, days, reason)
    reason = _days_words(
        days,
        record["expected"],
        last,
        one=_("No class photos on {day}."),
        many=_("No class photos on {days} of {expected} school days, last on {day}."),
    )
    grave = Severity.SERIOUS if days >= SERIOUS_DAYS else Severity.IMPORTANT
    return _row(record, Rule.WITHOUT_PHOTOS, grave, last, days, reason)


def portal_lacks(record: dict[Any, Any], limits: Limits) -> dict[str, Any] | None:
    """Expected, not uploaded, on days for which the portal's report came."""
    days = record["portal_expected"] - record["uploaded"]
    if days <= 0:
        return None
    last = record["last_not_uploaded"]
    reason = _days_words(
        days,
        record["portal_expected"],
        last,
        one=_("Not uploaded to the portal on {day}."),
        many=_("Not uploaded to the portal on {days} of {expected} school days, last on {day}."),
    )
    grave = Severity.SERIOUS if days >= SERIOUS_DAYS else Severity.IMPORTANT
    return _row(record, Rule.PORTAL_LACKS, grave, last, days, reason)


def low(record: dict[Any, Any], limits: Limits) -> dict[str, Any] | None:
    """Few faces seen in a class that is large enough. Seen, not recognised: how few are named tells more of the machine."""
    enrolled, days = record["enrolled"], record["with_photos"]
    seen = record["recognised"] + record["seen_not_named"]
    if not days or enrolled < FEWEST * days or seen * 100 >= limits.low_seen_percent * enrolled:
        return None
    reason = _("Faces seen: {seen} of {enrolled} enrolled ({percent}); {recognised} of them recognised.").format(
        seen=number(seen),
        enrolled=number(enrolled),
        percent=percent(seen, enrolled),
        recognised=number(record["recognised"]),
    )
    very = seen * 200 < limits.low_seen_percent * enrolled
    grave = Severity.SERIOUS if very else Severity.IMPORTANT
    return _row(record, Rule.LOW, grave, record["last_read"], days, reason)


def uncertain(record: dict[Any, Any], limits: Limits) -> dict[str, Any] | None:
    """Pupils that wait for a person's word."""
    count = record["uncertain"]
    if not count:
        return None
    reason = ngettext("{count} pupil to be confirmed by a person.", "{count} pupils to be confirmed by a person.", count)
    return _row(record, Rule.UNCERTAIN, Severity.ORDINARY, record["last_uncertain"], 1, reason.format(count=number(count)))


def used_photos(record: dict[Any, Any]) -> dict[str, Any]:
    """From a row of `data.exceptions.used_photos`."""
    count = record["photos"]
    text = (
        ngettext(
            "{count} photo was sent before, to the byte.", "{count} photos were sent before, at least one to the byte.", count
        )
        if record["same_bytes"]
        else ngettext(
            "{count} photo is almost the same as one sent before.",
            "{count} photos are almost the same as ones sent before.",
            count,
        )
    )
    return _row(
        record,
        Rule.USED_PHOTOS,
        Severity(record["severity"]),
        record["last_day"],
        record["days"],
        text.format(count=number(count)),
    )


def _days_words(days: int, expected: int, last: Any, *, one: str, many: str) -> str:
    text = one if expected == 1 else many
    return text.format(days=number(days), expected=number(expected), day=_day(last))


def _day(last: Any) -> str:
    return day_text(pd.Timestamp(last).date(), "medium")


CHECKS: dict[Rule, Callable[[dict[Any, Any], Limits], dict[str, Any] | None]] = {
    Rule.WITHOUT_PHOTOS: without_photos,
    Rule.PORTAL_LACKS: portal_lacks,
    Rule.LOW: low,
    Rule.UNCERTAIN: uncertain,
}
"""What makes a row of the list, or nothing, of one class section's sums."""
