"""One class on one school day: its figures, the portal's word beside them, and each pupil's mark in words."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from attendance.i18n import N_, _, number, pick
from attendance.reports.figures import Place, Rate, Span, totals
from data import figures as stored
from data import register
from data.database import Statements
from data.scope import Scope
from recognition.thresholds import Thresholds

MARKS = {
    "present": ("●", N_("Present")),
    "uncertain": ("◐", N_("To be confirmed")),
    "not_recognised": ("○", N_("Not recognised")),
    "absent": ("✕", N_("Absent (said by a person)")),
}
"""A shape and the words for each mark."""


@dataclass(frozen=True)
class ClassDay:
    """What was read here of a class on a day.

    Attributes:
        references_of: Pupils of it that have a reference photo.
        portal_present: The portal's own count; None where it reported none.
        uploaded: Whether the portal has the class; None without a report.
        set_aside: Whether it counts nowhere as read, because its photos were confirmed as a fake.
    """

    enrolled: int
    recognised: int
    seen_not_named: int
    uncertain: int
    photos: int
    sides: int
    references_of: int
    updated_at: datetime
    set_aside: bool
    uploaded: bool | None
    portal_present: int | None

    @property
    def recognised_rate(self) -> Rate:
        """R of the enrolled."""
        return Rate(self.recognised, self.enrolled)

    @property
    def seen_rate(self) -> Rate:
        """R + S of the enrolled."""
        return Rate(self.recognised + self.seen_not_named, self.enrolled)


def class_day(db: Statements, scope: Scope, class_section_id: int, day: date) -> ClassDay | None:
    """A class day with photos; None where there is none within the scope."""
    row = register.class_day(db, scope, class_section_id, day)
    if not row or not row["photos"]:
        return None
    portal = stored.portal_class_day(db, scope, class_section_id, day)
    counts = ("enrolled", "recognised", "seen_not_named", "uncertain", "photos", "sides", "references_of")
    kept = (*counts, "updated_at", "set_aside")
    return ClassDay(
        **{name: row[name] for name in kept},
        uploaded=portal["uploaded"] if portal else _uploaded(db, scope, class_section_id, day),
        portal_present=portal["present"] if portal else None,
    )


def _uploaded(db: Statements, scope: Scope, class_section_id: int, day: date) -> bool | None:
    """Of a class that the report does not name: not uploaded where the block's report came, else not known."""
    reported = totals(db, scope, Span.of(day), Place(class_section_id=class_section_id)).portal_expected
    return False if reported else None


def marks(db: Statements, scope: Scope, class_section_id: int, day: date, thresholds: Thresholds) -> pd.DataFrame:
    """Each pupil's mark by roll number, in the reader's language.

    Args:
        thresholds: What faces are matched by.

    Returns:
        Columns roll (text), name, mark (its key), shape, words, said_by, closeness.
    """
    found = register.marks(db, scope, class_section_id, day)
    accepted_at = thresholds.needed_in_class(len(found))
    by = {"machine": _("the machine"), "person": _("a person")}
    return pd.DataFrame(
        {
            "roll": ["" if pd.isna(roll) else number(int(roll)) for roll in found["roll_number"]],
            "name": [pick(hindi, english) for hindi, english in zip(found["name_hi"], found["name_en"], strict=True)],
            "mark": found["mark"],
            "shape": [MARKS[mark][0] for mark in found["mark"]],
            "words": [_(MARKS[mark][1]) for mark in found["mark"]],
            "said_by": [by[who] for who in found["marked_by"]],
            "closeness": [closeness(value, accepted_at, thresholds.uncertain) for value in found["similarity"]],
        }
    )


def closeness(similarity: float | None, accepted_at: float, uncertain_at: float) -> str:
    """How near a face came to the pupil's reference photos, in words; empty where no face was compared.

    The steps follow from the settings in force: `accepted_at` is the similarity that is typically accepted in a class of this
    size; halfway from it to identity counts as very close.
    """
    if similarity is None or pd.isna(similarity):
        return ""
    if similarity >= (1 + accepted_at) / 2:
        return _("very close")
    if similarity >= accepted_at:
        return _("close")
    return _("a little close") if similarity >= uncertain_at else _("hardly close")
