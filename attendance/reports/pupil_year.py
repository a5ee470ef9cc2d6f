"""One pupil's school year: each day's mark and what it rests on, only from an open case that the figures themselves prove."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_, _
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.reports import finding
from attendance.reports.class_days import closeness
from attendance.reports.portal_pupils import person
from attendance.reports.rules import Limits
from attendance.said import NOTHING, Said, Word, of_faces, standing
from data import exceptions, portal, pupils
from data import pupil_year as stored
from data.clock import today
from data.database import Row
from data.errors import OutOfScope
from data.rollups import school_year_end


class Case(StrEnum):
    """Why somebody may look at one pupil's year."""

    PORTAL = "absent_at_portal"
    UNCERTAIN = "to_be_confirmed"
    NOT_RECOGNISED = "not_recognised_days"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _(_CASES[self])


_CASES = {
    Case.PORTAL: N_("Absent at the portal, recognised here"),
    Case.UNCERTAIN: N_("A face of the day waits for a person's word"),
    Case.NOT_RECOGNISED: N_("Not recognised for several school days"),
}


@dataclass(frozen=True, eq=False)
class Year:
    """A pupil's school year as somebody may see it.

    Attributes:
        pupil: As `data.pupils.get` tells.
        rolls: As `data.pupil_year.rolls` tells.
        days: One row per day from the year's first to its last or today, the day itself as index: state (a mark, or
            ``no_photos``: expected and nothing read; ``off``: not expected), class_section_id, marked_by, closeness (words),
            enrolled (of the class day), portal (whether the portal has the pupil as present; missing where it does not say).
    """

    pupil: Row
    rolls: list[Row]
    case: Case
    case_day: date
    days: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """Days of each state, those not expected left out."""
        found = self.days["state"].value_counts()
        return {str(state): int(count) for state, count in found.items() if state != "off"}


@dataclass(frozen=True)
class Sighting:
    """A face of a day that was named as the pupil.

    Attributes:
        closeness: How near it came to the reference photos, in words; empty where the machine thought of somebody else.
        crop: The vault's name of the face's own picture; None when it is no longer kept.
    """

    face_id: int
    side: str
    closeness: str
    decision: str
    crop: str | None


@dataclass(frozen=True, eq=False)
class DayEvidence:
    """What a day's mark rests on.

    Attributes:
        said: The standing verdicts about the pupil: who, kind, reason and moment (UTC).
    """

    day: date
    class_section_id: int
    sightings: tuple[Sighting, ...]
    said: tuple[Row, ...]


def open_year(district: District, account: Account, pupil_id: int, case: Case, day: date) -> Year:
    """The school year of a day, up to today, from a case that is open.

    Open is: on that day the portal has the pupil as absent and they were recognised here; on that day a person's word is
    awaited; or the exception list has the pupil as a lead (`attendance.reports.finding.leads`), for the day last evaluated.

    Raises:
        NotAllowed: There is no such case, it is closed, or it is outside the account's blocks.
    """
    account.require(Page.PUPILS)
    db, scope = district.db, account.scope
    first, last = date(school_year_end(day).year - 1, 4, 1), min(school_year_end(day), today())
    rolls = stored.rolls(db, scope, pupil_id)
    marks = stored.marks(db, scope, pupil_id, {row["school_id"] for row in rolls}, first, last) if rolls else pd.DataFrame()
    lead = case is Case.NOT_RECOGNISED
    if not (_is_lead(district, account, rolls, pupil_id, last) if lead else _is_open(marks, case, day)):
        raise NotAllowed(
            N_("A pupil's year is shown from an open case only, and here is none now. Open it from the list that names it.")
        )
    try:
        pupil = pupils.get(db, scope, pupil_id)
    except OutOfScope as problem:
        raise NotAllowed(N_("This pupil is not on a roll of your blocks.")) from problem
    schools = {row["school_id"] for row in rolls if row["from_day"] <= last and (row["to_day"] or last) >= first}
    expected = [one for school in schools for one in stored.expected(db, scope, pupil_id, school, first, last)]
    return Year(pupil, rolls, case, day, _calendar(marks, expected, first, last, district))


def looked(district: District, account: Account, year: Year) -> None:
    """Write on the audit trail that a pupil's year was opened, and from which case."""
    pupil = year.pupil
    district.db.write(
        lambda tx: audit.record(
            tx,
            account,
            "pupil_year.opened",
            f"pupil:{pupil['pupil_id']}",
            pupil["block_id"],
            day=year.case_day,
            case=year.case.value,
        )
    )


def evidence_of(district: District, account: Account, year: Year, day: date) -> DayEvidence | None:
    """What a day's mark rests on; None where nothing was read that day."""
    account.require(Page.PUPILS)
    row = year.days.loc[pd.Timestamp(day)]
    if pd.isna(row["class_section_id"]):
        return None
    db, scope, pupil_id, section = district.db, account.scope, year.pupil["pupil_id"], int(row["class_section_id"])
    verdicts = portal.said(db, scope, [pupil_id], day, day)
    stand = standing(Said.of(one) for one in verdicts)
    ids = {verdict.verdict_id for verdict in stand}
    said = [one | {"who": person(one)} for one in verdicts if one["verdict_id"] in ids]
    words = of_faces(stand)
    faces = stored.faces(db, scope, pupil_id, section, day)
    shown = [face for face in faces if _is_named(words.get(face["face_id"], NOTHING), face, pupil_id)]
    return DayEvidence(day, section, tuple(_sighting(district, face, row["enrolled"]) for face in shown), tuple(said))


def _is_named(word: Word, face: Row, pupil_id: int) -> bool:
    """Whether a face is named as the pupil, by people's words about the pupil or else by the machine."""
    return word.pupil_id == pupil_id or bool(face["by_machine"] and pupil_id not in word.never)


def crop(district: District, evidence: DayEvidence, face_id: int) -> bytes | None:
    """A face's picture that the evidence names: WebP, None when it is no longer kept."""
    name = next((one.crop for one in evidence.sightings if one.face_id == face_id), None)
    return district.vault.get(name) if name and district.vault.has(name) else None


def _is_open(marks: pd.DataFrame, case: Case, day: date) -> bool:
    """Whether the day itself makes the case."""
    if marks.empty:
        return False
    on_day = marks[marks["day"] == pd.Timestamp(day)]
    if case is Case.UNCERTAIN:
        return bool((on_day["mark"] == "uncertain").any())
    absent = on_day["portal"].map(lambda present: not pd.isna(present) and not present).astype(bool)
    return bool((absent & (on_day["mark"] == "present")).any())


def _is_lead(district: District, account: Account, rolls: list[Row], pupil_id: int, last: date) -> bool:
    """Whether the exception list has the pupil as one to visit, by the very rule that lists them."""
    look = exceptions.last_look(district.db)
    day = look["day"] if look else last
    limits = Limits.of(settings.load(district))
    on = [row["class_section_id"] for row in rolls if row["from_day"] <= day and (row["to_day"] or day) >= day]
    found = [finding.leads(district.db, account.scope, day, limits, class_section_id=section) for section in on]
    return any(pupil_id in set(leads["pupil_id"]) for leads in found)


def _calendar(marks: pd.DataFrame, expected: list[date], first: date, last: date, district: District) -> pd.DataFrame:
    thresholds = settings.load(district).thresholds
    days = pd.DataFrame(index=pd.date_range(first, last), data={"state": "off"})
    days.loc[days.index.isin(pd.to_datetime(pd.Series(expected, dtype="datetime64[ns]"))), "state"] = "no_photos"
    near = [
        closeness(row["similarity"], thresholds.needed_in_class(row["enrolled"]), thresholds.uncertain)
        for row in marks.to_dict("records")
    ]
    # A pupil is on one roll a day; where a roll was corrected after a reading, the later class section's mark is shown.
    found = marks.assign(closeness=near).drop_duplicates("day", keep="last").set_index("day")
    columns = ["class_section_id", "marked_by", "closeness", "portal", "enrolled"]
    days = days.join(found[columns])
    days.loc[found.index, "state"] = found["mark"]
    return days


def _sighting(district: District, face: Row, enrolled: Any) -> Sighting:
    thresholds = settings.load(district).thresholds
    near = closeness(face["similarity"], thresholds.needed_in_class(int(enrolled)), thresholds.uncertain)
    return Sighting(face["face_id"], face["side"], near if face["by_machine"] else "", face["decision"], face["crop_name"])
