"""The sandbox's district: real unit names, and fictional clusters, schools, class sections, pupils and officers."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from attendance.roster.names import people
from attendance.roster.units import UNITS, units_frame
from attendance.roster.workdays import calendar_frame, school_year_start, working_days

TRAINING_UDISE = "99000000001"
TRAINING_BLOCK = "sabour"
TRAINING_GRADE, TRAINING_SECTION = 8, "A"
MOVE = ("sanhaula", "goradih")
"""From which block to which one a school moves in the middle of the history."""
FLOODED = ("naugachhia", "ismailpur")
COLD = ("pirpainti", "kahalgaon")
TRAINING_PEN = "9900990000"
"""Begins the PENs of the training class; the number of the synthetic adult follows."""


@dataclass(frozen=True)
class Scale:
    """How large a sandbox is. The training school, with its class of nine, is one of the schools and counts nowhere else.

    Attributes:
        days: School days with a history, up to yesterday.
        tablets_per_cluster: Clusters follow from the tablets of their block.
        sends: Between which shares of their class days blocks send photos here.
        silent: Of all schools, those that send none at all.
    """

    schools: int
    class_sections: int
    pupils: int
    days: int
    tablets_per_cluster: int
    sends: tuple[float, float]
    silent: float


SMALL = Scale(170, 364, 8_000, 40, tablets_per_cluster=90, sends=(0.25, 0.95), silent=0.07)
DISTRICT = Scale(2_020, 16_000, 460_000, 220, tablets_per_cluster=24, sends=(0.94, 1.0), silent=0.01)
"""The district as it is, with a year of its school days, nearly all with photos."""
GRADES_KEPT = 6
"""With at least so many class sections a school, all grades of its kind are there, and large ones have sections."""

Table = dict[str, pd.DataFrame]

_FIRST_PARTS = (
    "आम Aam", "नीम Neem", "पीपल Peepal", "बरगद Bargad", "कमल Kamal", "चंदन Chandan", "फूल Phool", "मोती Moti", "सोना Sona",
    "रूपा Rupa", "तारा Tara", "चाँद Chand", "सूरज Suraj", "बादल Badal", "हरियाली Hariyali", "नदिया Nadiya", "सरोवर Sarovar",
    "बगिया Bagiya", "शीतल Sheetal", "मधुर Madhur",
)  # fmt: skip
_LAST_PARTS = ("पुर pur", "टोला tola", "नगर nagar", "घाट ghat", "चक chak", "डीह dih", "बाग bagh", "गंज ganj", "गाछी gachhi",
               "खेत khet", "बाड़ी bari", "दियारा diyara")  # fmt: skip


@dataclass(frozen=True)
class _SchoolKind:
    share: float
    name_hi: str
    name_en: str
    grades: range
    weekly_off: int = 7
    muslim_share: float = 0.17


_KINDS = (
    _SchoolKind(0.45, "अभ्यास प्राथमिक विद्यालय", "Practice Primary School", range(1, 6)),
    _SchoolKind(0.30, "अभ्यास मध्य विद्यालय", "Practice Middle School", range(1, 9)),
    _SchoolKind(0.12, "अभ्यास उत्क्रमित मध्य विद्यालय", "Practice Upgraded Middle School", range(1, 9)),
    _SchoolKind(0.07, "अभ्यास उच्च विद्यालय", "Practice High School", range(9, 13)),
    _SchoolKind(0.06, "अभ्यास उर्दू प्राथमिक विद्यालय", "Practice Urdu Primary School", range(1, 6), 5, 0.9),
)


@dataclass(frozen=True)
class TrainingPupil:
    """One of the training class: the synthetic adult's number and invented name."""

    code: str
    name_hi: str
    name_en: str

    @property
    def pen(self) -> str:
        """A plainly fictional PEN from which the adult's number can be read."""
        return f"{TRAINING_PEN}{self.code.removeprefix('P')}"


def make(scale: Scale, seed: int, today: date, training: Sequence[TrainingPupil]) -> Table:
    """The tables of a fictional district, by table name, the same for the same arguments.

    Keys (cluster_id, school_id, class_section_id, pupil_id) count from 0 without gaps over the four tables together.
    """
    random = np.random.default_rng(seed)
    days = working_days(today, scale.days)
    block = units_frame()
    block["beo_name"], block["beo_phone"] = _officers(random, len(block), 1_000)
    places = _places(random)
    cluster = _clusters(scale, random, places)
    school = _schools(scale, random, places, cluster)
    class_section = _class_sections(scale, random, school, len(cluster) + len(school))
    first_pupil = len(cluster) + len(school) + len(class_section)
    pupil, enrolment = _pupils(scale, random, school, class_section, first_pupil, training, school_year_start(days[0]))
    return {
        "block": block,
        "cluster": cluster,
        "school": school.drop(columns="kind"),
        "class_section": class_section,
        "pupil": pupil,
        "enrolment": enrolment,
        "school_place": _moved(school, days[len(days) // 2]),
        "calendar": _calendar(school, days, today),
    }


def shares(weights: ArrayLike, total: int, least: int) -> list[int]:
    """``total`` divided by weight (largest remainders), at least ``least`` each; the sum is exactly ``total``."""
    share = np.asarray(weights, dtype=float)
    left = total - least * len(share)
    exact = share / share.sum() * left
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: left - whole.sum()]:
        whole[index] += 1
    return [least + int(count) for count in whole]


def _officers(random: np.random.Generator, count: int, first_phone: int) -> tuple[list[str], list[str]]:
    hindi, _ = people(random, count)
    return hindi, [f"00000 {first_phone + number:05d}" for number in range(count)]


def _places(random: np.random.Generator) -> list[tuple[str, str]]:
    parts = [(first.split(), last.split()) for first in _FIRST_PARTS for last in _LAST_PARTS]
    every = [(first[0] + last[0], first[1] + last[1]) for first, last in parts]
    return [every[index] for index in random.permutation(len(every))]


def _clusters(scale: Scale, random: np.random.Generator, places: list[tuple[str, str]]) -> pd.DataFrame:
    counts = [max(2, round(unit.tablets / scale.tablets_per_cluster)) for unit in UNITS]
    blocks = list(np.repeat([unit.block_id for unit in UNITS], counts))
    names, phones = _officers(random, len(blocks), 2_000)
    return pd.DataFrame(
        {
            "cluster_id": np.arange(len(blocks)),
            "block_id": blocks,
            "name_hi": [f"{hindi} संकुल" for hindi, _ in places[: len(blocks)]],
            "name_en": [f"{english} Cluster" for _, english in places[: len(blocks)]],
            "crc_name": names,
            "crc_phone": phones,
        }
    )


def _schools(scale: Scale, random: np.random.Generator, places: list[tuple[str, str]], cluster: pd.DataFrame) -> pd.DataFrame:
    counts = shares([unit.tablets for unit in UNITS], scale.schools - 1, 4)
    blocks = [TRAINING_BLOCK, *np.repeat([unit.block_id for unit in UNITS], counts)]
    clusters = {block_id: list(rows["cluster_id"]) for block_id, rows in cluster.groupby("block_id")}
    kinds = [1, *random.choice(len(_KINDS), size=scale.schools - 1, p=[kind.share for kind in _KINDS])]
    names, phones = _officers(random, scale.schools, 3_000)
    placed = zip((_KINDS[kind] for kind in kinds), itertools.cycle(places), strict=False)
    titles = [(f"{kind.name_hi} {hindi}", f"{kind.name_en} {english}") for kind, (hindi, english) in placed]
    titles[0] = ("प्रशिक्षण विद्यालय", "Training School")
    return pd.DataFrame(
        {
            "school_id": len(cluster) + np.arange(scale.schools),
            "udise": [f"99{number:09d}" for number in range(1, scale.schools + 1)],
            "block_id": blocks,
            "cluster_id": [clusters[block][number % len(clusters[block])] for number, block in enumerate(blocks)],
            "name_hi": [hindi for hindi, _ in titles],
            "name_en": [english for _, english in titles],
            "head_name": names,
            "head_phone": phones,
            "weekly_off": [_KINDS[kind].weekly_off for kind in kinds],
            "fictional": True,
            "kind": kinds,
        }
    )


def _class_sections(scale: Scale, random: np.random.Generator, school: pd.DataFrame, first_id: int) -> pd.DataFrame:
    rows = [(int(school["school_id"].iloc[0]), TRAINING_GRADE, TRAINING_SECTION)]
    ids, kinds = school["school_id"].tolist(), school["kind"].tolist()
    whole = scale.class_sections >= GRADES_KEPT * scale.schools
    weights = random.uniform(1, 1.6, scale.schools - 1) * [len(_KINDS[kind].grades) for kind in kinds[1:]]
    counts = shares(weights if whole else random.uniform(1, 4, scale.schools - 1), scale.class_sections, 1)
    for school_id, kind, count in zip(ids[1:], kinds[1:], counts, strict=True):
        grades = list(_KINDS[kind].grades)
        first = random.choice(grades, size=min(count, len(grades)), replace=False)
        classes = [(int(grade), "A") for grade in first]
        if not whole and count > 1 and random.random() < 0.3:
            classes[-1] = (classes[0][0], "B")
        classes += [(grades[number % len(grades)], "BCDEF"[number // len(grades)]) for number in range(count - len(classes))]
        rows += [(school_id, grade, section) for grade, section in sorted(classes)]
    frame = pd.DataFrame(rows, columns=["school_id", "grade", "section"])
    frame.insert(0, "class_section_id", first_id + np.arange(len(frame)))
    return frame


def _pupils(
    scale: Scale,
    random: np.random.Generator,
    school: pd.DataFrame,
    class_section: pd.DataFrame,
    first_id: int,
    training: Sequence[TrainingPupil],
    from_day: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    sizes = [len(training), *shares(random.uniform(14, 34, len(class_section) - 1), scale.pupils, 8)]
    kind_of = school.set_index("school_id")["kind"]
    hindi, english = [pupil.name_hi for pupil in training], [pupil.name_en for pupil in training]
    for school_id, size in zip(class_section["school_id"].iloc[1:], sizes[1:], strict=True):
        some_hindi, some_english = people(random, size, _KINDS[kind_of[school_id]].muslim_share)
        hindi += some_hindi
        english += some_english
    pens = [*(pupil.pen for pupil in training), *(f"9900{number:08d}" for number in range(1, scale.pupils + 1))]
    keys = first_id + np.arange(len(hindi))
    pupil = pd.DataFrame({"pupil_id": keys, "pen": pens, "name_hi": hindi, "name_en": english, "fictional": True})
    enrolment = pd.DataFrame(
        {
            "pupil_id": keys,
            "class_section_id": np.repeat(class_section["class_section_id"].to_numpy(), sizes),
            "roll_number": np.concatenate([np.arange(1, size + 1) for size in sizes]),
            "from_day": from_day,
        }
    )
    return pupil, enrolment


def _moved(school: pd.DataFrame, day: date) -> pd.DataFrame:
    """Changes ``school``: one of its rows belongs to the next block's cluster from that day on. Returns its two places."""
    left, joined = (school.index[school["block_id"] == block_id] for block_id in MOVE)
    moved = left[-1]
    before = school.loc[moved, ["school_id", "block_id", "cluster_id", "weekly_off"]]
    school.loc[moved, ["block_id", "cluster_id"]] = school.loc[joined[0], ["block_id", "cluster_id"]]
    after = school.loc[moved, before.index]
    last = pd.to_datetime(pd.Series([day - timedelta(days=1), None]))
    places = pd.DataFrame([before, after], index=last.index).assign(from_day=[date(2000, 1, 1), day], to_day=last)
    return places.astype({"school_id": int, "cluster_id": int, "weekly_off": int})


def _calendar(school: pd.DataFrame, days: Sequence[date], today: date) -> pd.DataFrame:
    """The district's days off, and closures by order: a flood in two blocks, cold for small children, one school's repairs."""
    years = calendar_frame(range(days[0].year, today.year + 2))
    flood = pd.DataFrame([{"day": day, "block_id": block_id} for day in days[-27:-24] for block_id in FLOODED])
    cold = pd.DataFrame(
        [{"day": day, "block_id": block_id, "grades": [1, 2, 3, 4, 5]} for day in days[-16:-14] for block_id in COLD]
    )
    repairs = pd.DataFrame({"day": days[-11:-8], "school_id": int(school["school_id"].iloc[-1])})
    closures = [
        frame.assign(kind="closure", name_hi=name_hi, name_en=name_en, by_order=by_order)
        for frame, name_hi, name_en, by_order in (
            (flood, "बाढ़", "Flood", "अभ्यास/1"),
            (cold, "शीतलहर", "Cold wave", "अभ्यास/2"),
            (repairs, "भवन मरम्मत", "Repairs", "अभ्यास/3"),
        )
    ]
    every = pd.concat([years, *closures], ignore_index=True)
    return every.astype({"school_id": "Int64"}).sort_values("day", kind="stable", ignore_index=True)
