"""Forty school days of invented marks, and of the portal's daily report, for the sandbox's district.

Blocks, schools, weekdays and pupils differ; some schools send no photos here, some don't report on the portal, some are late.
Of the last day nobody has looked at the machine's marks yet; older doubtful ones are mostly settled. The training class has no
history, so that its first upload shows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from attendance.roster.fiction import DAYS, Table
from attendance.roster.workdays import working_days

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

WEEKDAY = {1: -0.15, 2: 0.1, 3: 0.15, 4: 0.1, 5: 0.0, 6: -0.45, 7: 0.0}
"""How much likelier (in log odds) pupils come on an ISO weekday: fewest on Saturdays, fewer on Mondays."""
PORTAL_GAP = 12
"""Which of the days, counted from the oldest, has no report from the portal at all."""


@dataclass(frozen=True)
class _ClassDays:
    """Every class day on which the school works, in the order of day and school; arrays of one length.

    Attributes:
        section: Position in `sections`.
        day: Position in `days`.
    """

    days: list[date]
    sections: pd.DataFrame
    section: NDArray[np.int64]
    day: NDArray[np.int64]

    def column(self, name: str) -> NDArray[Any]:
        """A column of the class section's row, for each class day."""
        return np.asarray(self.sections[name])[self.section]

    def dates(self) -> NDArray[np.datetime64]:
        return np.array(self.days, dtype="datetime64[us]")[self.day]

    def chosen(self, mask: Mask) -> "_ClassDays":
        return _ClassDays(self.days, self.sections, self.section[mask], self.day[mask])


def make(seed: int, today: date, district: Table) -> Table:
    """Marks, class days and the portal's reports (four tables) for what `fiction.make` returned for the same day."""
    random = np.random.default_rng([seed, 1])
    sections = _sections(random, district)
    expected = _expected(today, sections, district["calendar"])
    of_class_day = np.repeat(np.arange(len(expected.section)), expected.column("size"))
    pupil = expected.column("first_pupil")[of_class_day] + _counting(expected.column("size"))
    likely = _likely(random, expected)[of_class_day] * _reliability(random, len(district["pupil"]))[pupil]
    came = random.random(len(pupil)) < likely
    photographed = random.random(len(expected.section)) < expected.column("sends")
    read = expected.chosen(photographed)
    kept = photographed[of_class_day]
    rows = np.repeat(np.arange(len(read.section)), read.column("size"))
    marks = _marks(random, read, rows, pupil[kept], came[kept])
    present = np.bincount(of_class_day[came], minlength=len(expected.section))
    portal = _portal(random, today, expected, present)
    return {
        "attendance": _attendance(read, rows, marks, int(district["pupil"]["pupil_id"].iloc[0])),
        "class_day": _class_days(random, read, rows, marks),
        "portal_class_day": portal,
        "portal_report": _reports(portal, sections),
    }


def _sections(random: np.random.Generator, district: Table) -> pd.DataFrame:
    """Class sections with their places, size and habits; without the training class, which is the first."""
    schools = district["school"]
    blocks = pd.DataFrame({"block_id": district["block"]["block_id"]})
    blocks["block_sends"] = random.uniform(0.25, 0.95, len(blocks))
    blocks["block_uploads"] = random.uniform(0.78, 0.99, len(blocks))
    blocks["block_come"] = random.uniform(0.7, 2.3, len(blocks))
    schools = schools[["school_id", "cluster_id", "block_id", "weekly_off"]].merge(blocks, on="block_id")
    count = len(schools)
    sends = np.clip(schools["block_sends"] + random.normal(0, 0.15, count), 0.05, 0.99)
    schools["sends"] = np.where(random.random(count) < 0.07, 0.0, sends)
    uploads = np.clip(schools["block_uploads"] + random.normal(0, 0.07, count), 0.1, 1.0)
    schools["uploads"] = np.where(random.random(count) < 0.03, 0.0, uploads)
    schools["come"] = schools["block_come"] + random.normal(0, 0.35, count)
    schools["recognises"] = random.uniform(0.78, 0.97, count)
    schools["referenced"] = np.where(random.random(count) < 0.03, 0.0, random.uniform(0.78, 1.0, count))
    sections = district["class_section"].merge(schools, on="school_id", how="left")
    sizes = district["enrolment"].groupby("class_section_id", sort=False).size()
    sections["size"] = sections["class_section_id"].map(sizes)
    sections["first_pupil"] = sections["size"].cumsum() - sections["size"]
    return sections.iloc[1:].reset_index(drop=True)


def _expected(today: date, sections: pd.DataFrame, calendar: pd.DataFrame) -> _ClassDays:
    first = working_days(today, DAYS)[0]
    off = set(calendar["day"])
    days = [day for day in (first + timedelta(days=number) for number in range((today - first).days)) if day not in off]
    weekday = np.array([day.isoweekday() for day in days])
    day, section = np.nonzero(weekday[:, None] != sections["weekly_off"].to_numpy()[None, :])
    return _ClassDays(days, sections, section, day)


def _likely(random: np.random.Generator, expected: _ClassDays) -> Floats:
    """How likely a pupil comes, for each class day."""
    of_day = np.array([WEEKDAY[day.isoweekday()] for day in expected.days]) + random.normal(0, 0.12, len(expected.days))
    odds = expected.column("come") + of_day[expected.day] + random.normal(0, 0.2, len(expected.section))
    return 1 / (1 + np.exp(-odds))


def _reliability(random: np.random.Generator, pupils: int) -> Floats:
    """How regularly each pupil comes, beside everything else: most do, a few hardly ever."""
    return np.clip(random.beta(9, 1.2, pupils) * 1.15, 0.05, 1.0)


@dataclass(frozen=True)
class _Marks:
    """For each pupil of each photographed class day."""

    pupil: NDArray[np.int64]
    mark: NDArray[np.str_]
    by_person: Mask
    similarity: Floats
    seen: Mask
    referenced: Mask
    touched: Mask
    """For each class day: whether a person has been through it."""


def _marks(
    random: np.random.Generator, read: _ClassDays, rows: NDArray[np.int64], pupil: NDArray[np.int64], came: Mask
) -> _Marks:
    count = len(rows)
    # Drawn for each pupil, not for each day: somebody has a reference photo on every day or on none.
    referenced = random.random(int(pupil.max()) + 1)[pupil] < read.column("referenced")[rows]
    seen = came & (random.random(count) < 0.95)
    accepted = seen & referenced & (random.random(count) < read.column("recognises")[rows])
    doubtful = seen & referenced & ~accepted & (random.random(count) < 0.45)
    age = len(read.days) - 1 - read.day
    touched = (age > 0) & (random.random(len(read.section)) < np.where(age > 3, 0.8, 0.35))
    settled = touched[rows] & doubtful
    confirmed = settled & (random.random(count) < 0.9)
    counted = touched & (random.random(len(touched)) < 0.3)
    absent = counted[rows] & ~came & (random.random(count) < 0.7)
    similarity = np.full(count, np.nan)
    similarity[accepted] = np.clip(random.normal(0.72, 0.08, int(accepted.sum())), 0.55, 0.97)
    similarity[doubtful] = random.uniform(0.4, 0.55, int(doubtful.sum()))
    mark = np.select([accepted | confirmed, absent, doubtful & ~settled], ["present", "absent", "uncertain"], "not_recognised")
    return _Marks(pupil, mark, settled | absent, similarity, seen, referenced, touched)


def _attendance(read: _ClassDays, rows: NDArray[np.int64], marks: _Marks, first_pupil: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": read.dates()[rows],
            "block_id": read.column("block_id")[rows],
            "school_id": read.column("school_id")[rows],
            "class_section_id": read.column("class_section_id")[rows],
            "pupil_id": first_pupil + marks.pupil,
            "mark": marks.mark,
            "marked_by": np.where(marks.by_person, "person", "machine"),
            "similarity": marks.similarity,
        }
    ).astype({"similarity": "Float32"})


def _class_days(random: np.random.Generator, read: _ClassDays, rows: NDArray[np.int64], marks: _Marks) -> pd.DataFrame:
    def total(mask: Mask) -> NDArray[np.int64]:
        return np.bincount(rows[mask], minlength=len(read.section))

    recognised, absent, uncertain = (total(marks.mark == mark) for mark in ("present", "absent", "uncertain"))
    unnamed = total(marks.seen & np.isin(marks.mark, ("uncertain", "not_recognised")))
    sides = random.choice([4, 3, 2], size=len(read.section), p=[0.86, 0.1, 0.04])
    enrolled = read.column("size")
    return pd.DataFrame(
        {
            "day": read.dates(),
            **{name: read.column(name) for name in ("class_section_id", "school_id", "cluster_id", "block_id")},
            "rev": 1 + marks.touched.astype(int),
            "enrolled": enrolled,
            "recognised": recognised,
            "seen_not_named": unnamed,
            "absent": absent,
            "not_seen": enrolled - recognised - unnamed - absent,
            "uncertain": uncertain,
            "faces": recognised + unnamed,
            "photos": sides + (random.random(len(sides)) < 0.15),
            "sides": sides,
            "references_of": total(marks.referenced),
            "doubt": uncertain / enrolled,
            "updated_at": read.dates() + _minutes(random.uniform(4.5 * 60, 8 * 60, len(sides))),
        }
    )


def _portal(random: np.random.Generator, today: date, expected: _ClassDays, present: NDArray[np.int64]) -> pd.DataFrame:
    count = len(expected.section)
    uploaded = random.random(count) < expected.column("uploads")
    late = random.random(count) < 0.1
    minutes = np.where(late, random.uniform(12 * 60, 17 * 60, count), random.normal(10 * 60 + 10, 22, count))
    reported = np.clip(np.rint(present * random.normal(1.03, 0.06, count)), 0, expected.column("size"))
    frame = pd.DataFrame(
        {
            "day": expected.dates(),
            "class_section_id": expected.column("class_section_id"),
            "uploaded": uploaded,
            "uploaded_at": pd.Series(expected.dates() + _minutes(minutes)).where(uploaded),
            "present": pd.Series(reported).where(uploaded).astype("Int32"),
            "imported_at": expected.dates() + _minutes(np.full(count, 13 * 60.0)),
        }
    )
    reported_days = frame["day"] != pd.Timestamp(working_days(today, DAYS)[PORTAL_GAP])
    return frame.loc[reported_days].reset_index(drop=True)


def _reports(portal: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """The blocks and days for which the report came."""
    placed = portal.merge(sections[["class_section_id", "block_id"]], on="class_section_id")
    return placed.groupby(["day", "block_id"])["imported_at"].max().reset_index()


def _counting(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, … for each size, one after the other."""
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _minutes(values: Floats) -> NDArray[np.timedelta64]:
    return (values * 60_000_000).astype("timedelta64[us]")
