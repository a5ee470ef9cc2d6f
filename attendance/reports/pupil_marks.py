"""Marks of pupils as words for a file: "absent" stands only where a person said so, never where a machine saw nobody."""

import pandas as pd

from attendance.district import District
from attendance.errors import BadEntry
from attendance.i18n import N_, _, pick
from attendance.office.access import Account
from attendance.reports import places
from attendance.reports.figures import Place, Span
from attendance.reports.follow_up_cases import OF_PEOPLE, Outcome, require
from attendance.reports.measures import class_name
from attendance.reports.pupil_files import MOST_ROWS, PupilRows
from data import follow_ups

MOST_DAYS = 31


def of_school(
    district: District, account: Account, school_id: int, span: Span, class_section_id: int | None = None
) -> PupilRows:
    """The marks of a school's pupils, one row a pupil and day.

    Args:
        class_section_id: Only this class section's.

    Raises:
        NotAllowed: The role sees no pupils.
        BadEntry: The days are more than a month's.
    """
    require(account)
    if (span.last - span.first).days >= MOST_DAYS:
        raise BadEntry(N_("Choose at most {days} days: a file with pupils' marks holds a month."), days=MOST_DAYS)
    found = follow_ups.marks(district.db, account.scope, school_id, span.first, span.last, most=MOST_ROWS + 1)
    if class_section_id is not None:
        found = found[found["class_section_id"] == class_section_id]
    located = places.locate(district.db, account.scope, Place(school_id=school_id, class_section_id=class_section_id))
    return PupilRows(
        kind="pupil_attendance",
        title=_("Marks of pupils"),
        span=span,
        filters=located.names if located else [],
        table=_table(found),
        block_ids=found["block_id"].tolist(),
        pupils=found["pupil_id"].nunique(),
    )


def in_words(mark: str, marked_by: str, *, outcome: str | None = None, set_aside: bool = False) -> str:
    """A mark as a file says it, in the reader's language.

    Args:
        outcome: What a visit found of the days that this one is among; None where nobody said anything.
        set_aside: The class day does not count.
    """
    by_person = marked_by == "person"
    if by_person and mark == "absent":
        return _("absent (said by a person)")
    if by_person and mark == "present":
        return _("present (said by a person)")
    if set_aside:
        return _("does not count: the photos were set aside")
    if mark == "present":
        return _("recognised (by the machine)")
    if mark == "uncertain":
        return _("to be confirmed by a person")
    if outcome in OF_PEOPLE:
        return _("not recognised (by the machine); a visit found: {outcome}").format(outcome=Outcome(outcome).label)
    return _("not recognised (by the machine)")


def _table(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "PEN": [row["pen"] for row in rows],
            _("Pupil"): [pick(row["name_hi"], row["name_en"]) for row in rows],
            _("Roll number"): [row["roll_number"] for row in rows],
            _("Class"): [class_name(row["grade"], row["section"]) for row in rows],
            _("Day"): [pd.Timestamp(row["day"]).date() for row in rows],
            _("Mark"): [
                in_words(
                    row["mark"],
                    row["marked_by"],
                    outcome=None if pd.isna(row["outcome"]) else row["outcome"],
                    set_aside=bool(row["set_aside"]),
                )
                for row in rows
            ],
        }
    )
