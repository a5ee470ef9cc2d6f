"""The pupils behind an exception: leads to visit, one class at a time, each look on the audit trail. No list of absentees."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance.district import District
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.reports import finding
from attendance.reports.rules import Limits
from data import exceptions as stored
from data import pupils


@dataclass(frozen=True)
class Lead:
    """A pupil whom the photos did not show.

    Attributes:
        last_seen: The last day on which they were recognised; None for never in this school year.
        running: School days with photos since then.
        missed: Of ``days``, those on which they were not recognised.
        days: School days with photos of their class since they could be recognised.
    """

    pupil_id: int
    pen: str
    name_hi: str
    name_en: str
    roll_number: int | None
    last_seen: date | None
    running: int
    missed: int
    days: int


def open_class(district: District, account: Account, class_section_id: int) -> list[Lead]:
    """The leads of a class section for the day last evaluated, those longest not recognised first; the look is recorded.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    account.require(Page.EXCEPTIONS)
    account.require(Page.PUPILS)
    look = stored.last_look(district.db)
    if look is None:
        return []
    limits = Limits.of(settings.load(district))
    found = finding.leads(district.db, account.scope, look["day"], limits, class_section_id=class_section_id)
    if found.empty:
        return []
    roll = pupils.enrolled(district.db, account.scope, [class_section_id], look["day"])
    named = found.drop(columns="class_section_id").merge(roll, on="pupil_id")
    rows = named.sort_values(["running", "missed", "pupil_id"], ascending=[False, False, True]).to_dict("records")
    subject, block_id = f"class_section:{class_section_id}", str(found["block_id"].iloc[0])
    day = look["day"]
    district.db.write(lambda tx: audit.record(tx, account, "pupil_leads.opened", subject, block_id, day=day, pupils=len(rows)))
    return [
        Lead(
            pupil_id=int(row["pupil_id"]),
            pen=row["pen"],
            name_hi=row["name_hi"],
            name_en=row["name_en"],
            roll_number=None if pd.isna(row["roll_number"]) else int(row["roll_number"]),
            last_seen=None if pd.isna(row["last_seen"]) else pd.Timestamp(row["last_seen"]).date(),
            running=int(row["running"]),
            missed=int(row["missed"]),
            days=int(row["days"]),
        )
        for row in rows
    ]
