"""What classes of the sandbox are like, from which `data.sandbox` draws their history.

Blocks, schools, weekdays and pupils differ; some schools send no photos here, some don't report on the portal, some are
late. Of the last day nobody has looked at the machine's marks yet; older doubtful ones are mostly settled. There is something
for each rule of the exceptions: schools that fell silent, a sudden fall, figures too even, more meals than pupils. The training
class has no history, so that its first upload shows.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from attendance.roster.fiction import Scale, Table
from attendance.roster.workdays import working_days
from data.sandbox import Bounds

PORTAL_GAP = 12
"""Which of the days, counted from the oldest, has no report from the portal at all."""
PUPIL_DAYS = 5
"""For how many of the last days the portal's report marks pupils too."""


def bounds(scale: Scale, today: date) -> Bounds:
    """What the history lies between."""
    days = working_days(today, scale.days)
    return {
        "first": days[0],
        "last": today - timedelta(days=1),
        "pupils_from": days[-PUPIL_DAYS],
        "unreported": [days[PORTAL_GAP]],
    }


def habits(scale: Scale, seed: int, district: Table) -> pd.DataFrame:
    """Of what `fiction.make` returned, every class section but the first, which is the training class; see `data.sandbox`."""
    random = np.random.default_rng([seed, 1])
    sections = district["class_section"].merge(_schools(scale, random, district), on="school_id", how="left")
    sizes = district["enrolment"].groupby("class_section_id", sort=False).size()
    sections["size"] = sections["class_section_id"].map(sizes)
    first = int(district["pupil"]["pupil_id"].iloc[0])
    sections["first_pupil"] = first + sections["size"].cumsum() - sections["size"]
    sections["constant"] = random.random(len(sections)) < 0.004
    return sections.drop(columns=["school_id", "grade", "section"]).iloc[1:].reset_index(drop=True)


def _schools(scale: Scale, random: np.random.Generator, district: Table) -> pd.DataFrame:
    blocks = pd.DataFrame({"block_id": district["block"]["block_id"]})
    blocks["block_sends"] = random.uniform(*scale.sends, len(blocks))
    blocks["block_uploads"] = random.uniform(0.78, 0.99, len(blocks))
    blocks["block_come"] = random.uniform(0.7, 2.3, len(blocks))
    schools = district["school"][["school_id", "block_id"]].merge(blocks, on="block_id", how="left")
    count = len(schools)
    spread = (scale.sends[1] - scale.sends[0]) * 0.2
    sends = np.clip(schools["block_sends"] + random.normal(0, spread, count), 0.05, 0.995)
    schools["sends"] = np.where(random.random(count) < scale.silent, 0.0, sends)
    uploads = np.clip(schools["block_uploads"] + random.normal(0, 0.07, count), 0.1, 1.0)
    schools["uploads"] = np.where(random.random(count) < 0.03, 0.0, uploads)
    schools["come"] = schools["block_come"] + random.normal(0, 0.35, count)
    schools["recognises"] = random.uniform(0.78, 0.97, count)
    schools["referenced"] = np.where(random.random(count) < 0.03, 0.0, random.uniform(0.78, 1.0, count))
    schools["silent_days"] = np.where(random.random(count) < 0.02, random.integers(2, 35, count), 0)
    schools["falls_days"] = np.where(random.random(count) < 0.01, random.integers(1, 4, count), 0)
    schools["inflates"] = random.random(count) < 0.02
    schools["by_class"] = random.random(count) < 0.2
    return schools.drop(columns=["block_id", "block_sends", "block_uploads", "block_come"])
