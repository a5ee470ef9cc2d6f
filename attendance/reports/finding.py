"""What the rules find for one day: set-wise, from facts that the database has put together for each class section.

Only class days that the calendar expects count, so that streaks run over holidays and vacations.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from attendance.reports.rules import FEWEST, Limits, Rule, Severity, Steps
from data import exceptions as stored
from data import rollups
from data.database import Statements
from data.scope import Scope

WINDOW = 45
"""School days of the district that are looked back on: the longest limit is 30."""
WEEK = 6
"""Last school days of a class that count as lately: Bihar's schools work six days a week."""
BASELINE, FEWEST_DAYS = 20, 8
"""Read days before the last one that a sudden change is told from, and how few of them say nothing."""
FEWEST_SCHOOL_DAYS = 10
"""Class days of a school from which its median says something."""
FEWEST_LACKING = 5
"""Faces fewer than counted that are never listed, whatever the margin: some children always look away."""
FEWEST_PUPIL_DAYS = 20
"""Days of a pupil from which a share of them says something: about a month of school."""
Z = 0.6745
_KEYS = ["school_id", "class_section_id", "cluster_id", "block_id"]
_ROUNDING = 1e-9


def find(db: Statements, day: date, limits: Limits, pupils: pd.DataFrame) -> pd.DataFrame:
    """Everything that holds for a school day.

    Args:
        pupils: The `leads` of the whole district for the day.

    Returns:
        Columns `data.exceptions.FOUND`, one row per rule, school and class section.
    """
    first = stored.first_of_window(db, day, WINDOW)
    facts = stored.class_facts(db, first, day, week=WEEK, baseline=BASELINE, constant=limits.constant_days)
    parts = [
        _without_photos(facts, limits),
        _portal_lacks(facts, limits),
        _late(facts, limits),
        _low(facts, limits),
        _below_school(facts, limits),
        *_sudden(facts, limits),
        _too_perfect(facts, limits),
        _uncertain(facts),
        _used_photos(stored.used_photos(db, first, day)),
        _silent(stored.silent_schools(db, first, day, least=limits.silent_days)),
        _fewer_faces(stored.head_counts(db, first, day, week=WEEK), limits),
        _no_references(stored.without_references(db, day), day),
        *_pupils(pupils, day, limits),
    ]
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=stored.FOUND)], ignore_index=True)


def leads(db: Statements, scope: Scope, day: date, limits: Limits, *, class_section_id: int | None = None) -> pd.DataFrame:
    """The pupils behind both pupil-level rules, as `data.exceptions.pupil_leads` tells."""
    end = rollups.school_year_end(day)
    return stored.pupil_leads(
        db,
        scope,
        end.replace(year=end.year - 1) + timedelta(days=1),
        day,
        running=limits.not_recognised[0],
        percent=limits.often_percent,
        least_days=FEWEST_PUPIL_DAYS,
        class_section_id=class_section_id,
    )


def modified_z(value: pd.Series, median: pd.Series, deviation: pd.Series, least: pd.Series) -> pd.Series:
    """How far a value lies from the median of its own past, in robust units: 0.6745 * (value - median) / MAD.

    The modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993), who advise to doubt what lies beyond
    3.5; DHIS2 offers it among its outlier detection methods. 0.6745 is the 0.75 quantile of the normal distribution, so that
    there the score is in standard deviations.

    Args:
        deviation: The median absolute deviation.
        least: Taken where the deviation is smaller: of a past without any change the score is not defined.
    """
    return Z * (value - median) / np.maximum(deviation, least)


def _without_photos(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    found = facts[facts["unread_days"] >= limits.unreported[0]]
    at_portal = found["last_uploaded"] == found["last_expected"]  # the office has only to read them
    step = _steps(found["unread_days"], limits.unreported)
    severity = np.where(at_portal, Severity.ORDINARY, np.where(step > 1, Severity.SERIOUS, Severity.IMPORTANT))
    measured = pd.DataFrame({"at_portal": at_portal, "ever": found["last_read"].notna()})
    return _rows(
        found,
        Rule.WITHOUT_PHOTOS,
        ("unread_first", "last_expected"),
        measured,
        days=found["unread_days"],
        step=step,
        severity=severity,
    )


def _portal_lacks(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    found = facts[facts["lacking_days"] >= limits.unreported[0]]
    step = _steps(found["lacking_days"], limits.unreported)
    severity = np.where(step > 1, Severity.SERIOUS, Severity.IMPORTANT)
    measured = pd.DataFrame({"ever": found["last_uploaded"].notna()})
    return _rows(
        found,
        Rule.PORTAL_LACKS,
        ("lacking_first", "lacking_last"),
        measured,
        days=found["lacking_days"],
        step=step,
        severity=severity,
    )


def _late(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    found = facts[facts["late_days"] >= limits.late_days]
    always = (found["late_days"] == found["uploaded_days"]) & (found["uploaded_days"] == WEEK)
    severity = np.where(always, Severity.IMPORTANT, Severity.ORDINARY)
    measured = found[["late_days", "uploaded_days"]]
    return _rows(found, Rule.LATE, ("late_first", "late_last"), measured, days=found["late_days"], severity=severity)


def _read_lately(facts: pd.DataFrame) -> pd.DataFrame:
    """Those whose last photos tell how it is now, and that are large enough."""
    return facts[facts["read_lately"].fillna(False).astype(bool) & (facts["enrolled"] >= FEWEST)]


def _low(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    read = _read_lately(facts)
    found = read[read["seen"] * 100 < limits.low_seen_percent * read["enrolled"]]
    very = found["seen"] * 200 < limits.low_seen_percent * found["enrolled"]
    severity = np.where(very, Severity.SERIOUS, Severity.IMPORTANT)
    return _rows(found, Rule.LOW, ("last_read", "last_read"), found[["seen", "enrolled", "recognised"]], severity=severity)


def _below_school(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    read = _read_lately(facts)
    below = (read["school_share"] - read["recognised"] / read["enrolled"]) * 100
    found = read[(read["school_days"] >= FEWEST_SCHOOL_DAYS) & (below >= limits.below_school_points - _ROUNDING)]
    measured = found[["recognised", "enrolled"]].assign(usual_percent=(found["school_share"] * 100).round().astype(int))
    return _rows(found, Rule.BELOW_SCHOOL, ("last_read", "last_read"), measured, severity=Severity.ORDINARY)


def _sudden(facts: pd.DataFrame, limits: Limits) -> list[pd.DataFrame]:
    read = _read_lately(facts)
    read = read[read["baseline_days"] >= FEWEST_DAYS]
    share = read["seen"] / read["enrolled"]
    # Half a child is the least that counts can tell apart.
    z = modified_z(share, read["baseline"], read["deviation"], 0.5 / read["enrolled"])
    change = (share - read["baseline"]) * 100
    far = (z.abs() > limits.sudden_z) & (change.abs() >= limits.sudden_points - _ROUNDING)
    parts = []
    for rule, chosen, severity in (
        (Rule.FALL, far & (change < 0), Severity.SERIOUS),
        (Rule.RISE, far & (change > 0), Severity.ORDINARY),
    ):
        found = read[chosen]
        measured = found[["seen", "enrolled"]].assign(
            usual_percent=(found["baseline"] * 100).round().astype(int), z=z[chosen].round(1)
        )
        parts.append(_rows(found, rule, ("last_read", "last_read"), measured, severity=severity))
    return parts


def _too_perfect(facts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    days = limits.constant_days
    read = facts["read_lately"].fillna(False).astype(bool) & (facts["faces_days"] == days)
    faces = read & (facts["faces_least"] == facts["faces_most"]) & (facts["faces_most"] >= FEWEST)
    uploaded = facts["uploaded_lately"].fillna(False).astype(bool) & (facts["present_days"] == days)
    portal = uploaded & (facts["present_least"] == facts["present_most"]) & (facts["present_most"] >= FEWEST)
    parts = []
    for what, chosen, count, first, last in (
        ("faces", faces, "faces_most", "faces_first", "last_read"),
        ("portal", portal & ~faces, "present_most", "present_first", "last_uploaded"),
    ):
        found = facts[chosen]
        measured = pd.DataFrame({"what": what, "count": found[count].astype(int)}, index=found.index)
        parts.append(_rows(found, Rule.TOO_PERFECT, (first, last), measured, days=days, severity=Severity.IMPORTANT))
    return pd.concat(parts)


def _uncertain(facts: pd.DataFrame) -> pd.DataFrame:
    found = facts[facts["uncertain"].fillna(0) > 0]
    measured = pd.DataFrame({"pupils": found["uncertain"].astype(int)})
    days = found["uncertain_days"]
    return _rows(found, Rule.UNCERTAIN, ("uncertain_first", "uncertain_last"), measured, days=days, severity=Severity.ORDINARY)


def _used_photos(found: pd.DataFrame) -> pd.DataFrame:
    measured = found[["photos", "same_bytes", "state"]]
    days, severity = found["days"], found["severity"]
    rows = _rows(found, Rule.USED_PHOTOS, ("first_day", "last_day"), measured, days=days, severity=severity)
    return rows.assign(newest_day=rows["last_day"])


def _silent(found: pd.DataFrame) -> pd.DataFrame:
    whole = found.assign(class_section_id=0)
    measured = pd.DataFrame({"ever": whole["last_heard"].notna()})
    days = whole["days"]
    return _rows(whole, Rule.SILENT, ("first_day", "last_day"), measured, days=days, severity=Severity.SERIOUS)


def _fewer_faces(counted: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    lacking = counted["counted"] - counted["seen"]
    far = (lacking * 100 >= limits.margin_percent * counted["counted"]) & (lacking >= FEWEST_LACKING)
    found = counted.assign(lacking=lacking)[far].sort_values(["lacking", "kind"], ascending=[False, True])
    found = found.drop_duplicates(["school_id", "class_section_id"])
    very = found["lacking"] * 100 >= 2 * limits.margin_percent * found["counted"]
    severity = np.where(very, Severity.SERIOUS, Severity.IMPORTANT)
    return _rows(found, Rule.FEWER_FACES, ("day", "day"), found[["kind", "counted", "seen"]], severity=severity)


def _no_references(found: pd.DataFrame, day: date) -> pd.DataFrame:
    dated = found.assign(day=pd.Timestamp(day))
    measured = dated[["pupils"]]
    return _rows(dated, Rule.NO_REFERENCES, ("first_day", "day"), measured, days=0, severity=Severity.ORDINARY)


def _pupils(found: pd.DataFrame, day: date, limits: Limits) -> list[pd.DataFrame]:
    short, longer, long = limits.not_recognised
    running = found[found["running"] >= short]
    by_class = running.groupby(_KEYS, as_index=False).agg(
        pupils=("pupil_id", "size"),
        longer=("running", lambda days: int((days >= longer).sum())),
        long=("running", lambda days: int((days >= long).sum())),
        days=("running", "max"),
        first=("running_first", "min"),
        last=("last_missed", "max"),
        newest=("lead_since", "max"),
    )
    step = _steps(by_class["days"], limits.not_recognised)
    measured = by_class[["pupils", "longer", "long"]]
    days = by_class["days"]
    rows = _rows(by_class, Rule.PUPILS_RUNNING, ("first", "last"), measured, days=days, step=step, severity=np.maximum(step, 1))
    rows["newest_day"] = by_class["newest"].dt.date.to_numpy() if len(by_class) else rows["newest_day"]
    often = found[(found["days"] >= FEWEST_PUPIL_DAYS) & (found["missed"] * 100 >= limits.often_percent * found["days"])]
    counted = often.groupby(_KEYS, as_index=False).agg(pupils=("pupil_id", "size")).assign(day=pd.Timestamp(day))
    measured = counted[["pupils"]]
    return [rows, _rows(counted, Rule.PUPILS_OFTEN, ("day", "day"), measured, days=0, severity=Severity.ORDINARY)]


def _steps(days: pd.Series, steps: Steps) -> Any:
    """How many of the three limits are reached."""
    return np.searchsorted(np.array(steps), days.to_numpy(), side="right")


def _rows(
    found: pd.DataFrame,
    rule: Rule,
    between: Sequence[str],
    measured: pd.DataFrame,
    *,
    days: Any = 1,
    step: Any = 0,
    severity: Any,
) -> pd.DataFrame:
    """Rows of `FOUND`; ``between`` names the columns of the first and the last day."""
    if found.empty:
        return pd.DataFrame(columns=stored.FOUND)
    rows = found[_KEYS].astype({"school_id": int, "class_section_id": int, "cluster_id": int})
    first, last = (pd.to_datetime(found[name]).dt.date for name in between)
    whole = {name: int for name in measured.columns if pd.api.types.is_float_dtype(measured[name]) and name != "z"}
    rows = rows.assign(
        rule=rule.value,
        first_day=first,
        newest_day=first,
        last_day=last,
        days=np.asarray(days, dtype=int),
        step=np.asarray(step, dtype=int),
        severity=np.asarray(severity, dtype=int),
        measured=pd.Series(measured.astype(whole).to_dict("records"), index=found.index, dtype=object),
    )
    return rows[stored.FOUND]
