"""What the office may set, each with its range and the source of its default."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from attendance.district import District
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Role
from data import rollups
from data import settings as stored
from recognition.thresholds import Thresholds

_TRIAL = N_("Measured with adult faces and FaceNet's CASIA-WebFace weights")
_OFFICE = N_("The office's own choice")
_ASVS = N_("OWASP's standard for signing in (ASVS 4.0.3, level 2)")
_DESIGN = N_("No longer than reviewing and signing off take")

MODEL = "model"
"""The setting that names the recognition model in use; only the switch writes it."""
MEASURED_FOR = "thresholds_for"
"""The setting that names the model for which THRESHOLDS were last chosen; null for the one that ships with the app."""
THRESHOLDS = ("accept_at", "uncertain_at", "margin", "cluster_at")
"""The settings that mean something for one model only."""
DPO_SETS = ("target_percent", "late_after")
"""What the units are held to: the DPO alone says it."""


class Settings(BaseModel):
    """The settings of one district; a field's title names it for the office, its description names the default's source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accept_at: float = Field(0.61, ge=0.20, le=0.95, title=N_("Evidence from which a face is accepted"), description=_TRIAL)
    uncertain_at: float = Field(0.35, ge=0.10, le=0.95, title=N_("Similarity from which a person is asked"), description=_TRIAL)
    margin: float = Field(0.04, ge=0.0, le=0.5, title=N_("Distance to the second most similar pupil"), description=_TRIAL)
    cluster_at: float = Field(
        0.45, ge=0.20, le=0.95, title=N_("Similarity from which unknown faces count as one person"), description=_TRIAL
    )
    min_face_px: int = Field(
        40, ge=20, le=200, title=N_("Faces of this height and more are always read, in pixels"), description=_TRIAL
    )
    least_face_px: int = Field(
        20, ge=16, le=200, title=N_("Faces below this height are never read, in pixels"), description=_TRIAL
    )
    low_recognised_percent: int = Field(
        60, ge=1, le=100, title=N_("A class is low below this share of faces seen, in percent"), description=_OFFICE
    )
    unreported_days: int = Field(
        1, ge=1, le=30, title=N_("School days without photos until a class is listed"), description=_OFFICE
    )
    unreported_days_2: int = Field(
        7, ge=2, le=60, title=N_("… until it is serious"), description=N_("cQube reports what lacks for 1, 7 and 30 days")
    )
    unreported_days_3: int = Field(
        30,
        ge=3,
        le=60,
        title=N_("… until it is listed as lacking for long"),
        description=N_("cQube reports what lacks for 1, 7 and 30 days"),
    )
    silent_days: int = Field(
        3, ge=1, le=30, title=N_("School days without anything from a school until its tablet is silent"), description=_OFFICE
    )
    late_days: int = Field(
        3, ge=1, le=6, title=N_("Late uploads among the last six until a class is listed"), description=_OFFICE
    )
    below_school_points: int = Field(
        25,
        ge=5,
        le=90,
        title=N_("A class is listed when it lies so many percentage points below its school's middle"),
        description=_OFFICE,
    )
    sudden_z: float = Field(
        3.5,
        ge=2.0,
        le=10.0,
        title=N_("How unusual a day must be to be sudden (modified z-score)"),
        description=N_("Iglewicz and Hoaglin advise 3.5; DHIS2 computes the same score"),
    )
    sudden_points: int = Field(20, ge=5, le=90, title=N_("… and by at least so many percentage points"), description=_OFFICE)
    constant_days: int = Field(
        8, ge=4, le=20, title=N_("Days with the same count until a class is too perfect"), description=_OFFICE
    )
    head_count_margin_percent: int = Field(
        20, ge=5, le=90, title=N_("Faces may be fewer than the register or meals by so many percent"), description=_OFFICE
    )
    few_seen_percent: int = Field(
        40,
        ge=5,
        le=90,
        title=N_("Too few are seen when it is less than so many percent of those enrolled"),
        description=N_("An inspection counted 155 of 308 enrolled, and a class may be smaller on a bad day"),
    )
    strangers_percent: int = Field(
        50,
        ge=10,
        le=95,
        title=N_("Strangers are asked about when so many percent of the clear faces are nobody's of the class"),
        description=_TRIAL,
    )
    day_from_hour: int = Field(
        6,
        ge=0,
        le=11,
        title=N_("Class photos are taken from this hour on"),
        description=N_(
            "Pupils are photographed from 9:30 to 10:00 in the timings seen in pilots; wide enough for morning school"
        ),
    )
    day_until_hour: int = Field(
        17,
        ge=12,
        le=24,
        title=N_("… and before this one"),
        description=N_(
            "Pupils are photographed from 9:30 to 10:00 in the timings seen in pilots; wide enough for morning school"
        ),
    )
    place_km: int = Field(
        2,
        ge=1,
        le=100,
        title=N_("A photo is from elsewhere when it was taken more than so many kilometres from the school"),
        description=_OFFICE,
    )
    unrecognised_days: int = Field(
        3,
        ge=2,
        le=30,
        title=N_("School days running on which a pupil is not recognised until the class is listed"),
        description=N_("Bihar's rule of 2023: a written reason after 3 days"),
    )
    unrecognised_days_2: int = Field(
        7, ge=3, le=60, title=N_("… until it is important, and somebody asks after the pupil"), description=_OFFICE
    )
    unrecognised_days_3: int = Field(
        15,
        ge=4,
        le=60,
        title=N_("… until it is serious for a child"),
        description=N_("Bihar's rule of 2023: struck off after 15 days"),
    )
    often_unrecognised_percent: int = Field(
        10,
        ge=5,
        le=90,
        title=N_("A pupil is often not recognised from so many percent of the days"),
        description=N_("Chronic absence is 10 % of days in US usage; recognition's own errors come on top"),
    )
    sample_minutes: int = Field(
        10, ge=1, le=60, title=N_("Minutes a day that each person gives to the audit sample"), description=_OFFICE
    )
    sample_days: int = Field(
        5, ge=1, le=30, title=N_("School days for which an item of the audit sample waits for a person"), description=_OFFICE
    )
    sample_twice_percent: int = Field(
        10, ge=0, le=100, title=N_("Of 100 items of the audit sample, so many are judged by two people"), description=_OFFICE
    )
    answer_days: int = Field(
        3,
        ge=1,
        le=15,
        title=N_("School days that a school has to explain a suspected photo"),
        description=N_("Bihar's rule of 2023: a written reason after 3 days"),
    )
    keep_school_days: int = Field(
        7, ge=1, le=30, title=N_("School days after which class photos are deleted"), description=_DESIGN
    )
    keep_judged_days: int = Field(
        90,
        ge=7,
        le=365,
        title=N_("… those that a person had to judge: so many days after it, holidays counted"),
        description=_DESIGN,
    )
    keep_unjudged_days: int = Field(
        180,
        ge=30,
        le=365,
        title=N_("… those that nobody has judged: so many days after their day; photos of an open flag stay"),
        description=_OFFICE,
    )
    keep_left_days: int = Field(
        90,
        ge=0,
        le=365,
        title=N_("Days after which the reference photos of pupils who left the rolls are deleted"),
        description=_OFFICE,
    )
    session_hours: int = Field(12, ge=1, le=12, title=N_("Hours after which one signs in again"), description=_ASVS)
    session_idle_minutes: int = Field(
        30, ge=5, le=30, title=N_("Minutes without doing anything after which one signs in again"), description=_ASVS
    )
    attempts: int = Field(5, ge=3, le=20, title=N_("Wrong passwords for an account until one must wait"), description=_OFFICE)
    address_attempts: int = Field(
        20, ge=15, le=200, title=N_("… and from one address, whatever the account"), description=_OFFICE
    )
    target_percent: int = Field(
        90, ge=1, le=100, title=N_("Target: of 100 classes expected, so many are uploaded"), description=_OFFICE
    )
    late_after: time = Field(
        time(10, 0),
        ge=time(6, 0),
        le=time(20, 0),
        title=N_("An upload to the portal after this hour is late"),
        description=N_("Pupils are photographed from 9:30 to 10:00 in the timings seen in pilots"),
    )
    lock_minutes: int = Field(
        15,
        ge=1,
        le=240,
        title=N_("The longest wait for an account, in minutes; the first is one minute, each further one twice as long"),
        description=_ASVS,
    )

    @property
    def thresholds(self) -> Thresholds:
        """What faces are matched by."""
        return Thresholds(self.accept_at, self.uncertain_at, self.margin, self.cluster_at)

    @model_validator(mode="after")
    def _in_order(self) -> "Settings":
        if self.uncertain_at > self.accept_at:
            raise ValueError("uncertain_at is above accept_at")
        if self.least_face_px > self.min_face_px:
            raise ValueError("least_face_px is above min_face_px")
        return self


def load(district: District) -> Settings:
    """The settings in force: what was changed, and the defaults of the rest."""
    known = {row["name"]: row["value"] for row in stored.every(district.db) if row["name"] in Settings.model_fields}
    try:
        return Settings(**known)
    except ValidationError as problem:
        refused = {str(part) for error in problem.errors() for part in error["loc"]}
        kept = {name: value for name, value in known.items() if name not in refused} if refused else {}
        return Settings(**kept)


def save(district: District, account: Account, **changes: Any) -> Settings:
    """Change some and return all.

    When the hour changes after which an upload is late, all figures are worked out anew with it.

    Raises:
        NotAllowed: Only the MIS in-charge may, and only the DPO what `DPO_SETS` names.
        BadEntry: A value is out of its range, or the two similarities stand the wrong way round.
    """
    if set(changes) & set(DPO_SETS) and account.role is not Role.DPO:
        raise NotAllowed(N_("Only the District Programme Officer sets the target and the hour."))
    if set(changes) - set(DPO_SETS) and account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge changes settings."))
    before = load(district)
    try:
        after = Settings(**{**before.model_dump(), **changes})
    except ValidationError as problem:
        raise _bad_entry(problem.errors()) from problem
    changed = {name: value for name, value in after if value != getattr(before, name)}

    def work(tx: Any) -> None:
        for name, value in changed.items():
            stored.put(tx, name, _plain(value), account.username)
            audit.record(tx, account, "setting.changed", name, before=_plain(getattr(before, name)), after=_plain(value))
        if changed.keys() & set(THRESHOLDS):
            used = next((row["value"] for row in stored.every(tx) if row["name"] == MODEL), None)
            stored.put(tx, MEASURED_FOR, used, account.username)
        if "late_after" in changed:
            rollups.refresh(tx)

    if changed:
        district.db.write(work)
    return after


def _bad_entry(problems: Sequence[Any]) -> BadEntry:
    name = next((str(part) for problem in problems for part in problem["loc"]), None)
    if name not in Settings.model_fields and any("least_face_px" in problem["msg"] for problem in problems):
        return BadEntry(
            N_("The height below which faces are never read cannot be above the one from which they always are. Change one.")
        )
    if name not in Settings.model_fields:
        return BadEntry(
            N_("The similarity for asking a person cannot be above the one for accepting a face. Change one of the two.")
        )
    low, high = (_plain(limit) for limit in _limits(name))
    return BadEntry(N_("This value must lie between {low} and {high}. Nothing was changed."), low=low, high=high)


def _plain(value: Any) -> Any:
    """As JSON holds it; an hour as 10:00, which the database reads as one."""
    return value.isoformat(timespec="minutes") if isinstance(value, time) else value


def bounds(name: str) -> tuple[float, float]:
    """The smallest and the largest value of a setting that is a number."""
    return _limits(name)


def hours() -> tuple[time, time]:
    """The earliest and the latest hour after which uploads may count as late."""
    return _limits("late_after")


def _limits(name: str) -> tuple[Any, Any]:
    limits = Settings.model_fields[name].metadata
    low = next(limit.ge for limit in limits if hasattr(limit, "ge"))
    high = next(limit.le for limit in limits if hasattr(limit, "le"))
    return low, high
