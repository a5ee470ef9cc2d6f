"""An invented history of marks, class days, portal reports and head counts for the training sandbox, drawn inside the database.

Everything follows from `hash` of a seed, a day and a key: the same district gets the same history. Spans are drawn one after
the other, each in the order of day, school and class section, so that the tables stay small and quick to read.
"""

from datetime import date, timedelta
from typing import TypedDict

import pandas as pd

from data import rollups
from data.database import Transaction
from data.scope import Scope

EVERYTHING = Scope.everything()
SPAN_DAYS = 31
"""How many days are drawn at once: a month of a district is 12 million marks, about 1 GB while it is drawn."""


class Bounds(TypedDict):
    """What a history lies between.

    Attributes:
        pupils_from: From when on the portal marks pupils too.
        unreported: Days for which no report of the portal came.
    """

    first: date
    last: date
    pupils_from: date
    unreported: list[date]


def add_history(tx: Transaction, habits: pd.DataFrame, bounds: Bounds, seed: int) -> None:
    """Fill attendance, class_day, the portal's tables and headcount for all expected class days, both ends included.

    Args:
        habits: One row per class section with a history. Columns: class_section_id; first_pupil, whose key is followed by those
            of the ``size`` pupils of the class; sends and uploads (probability of photos here, of an upload to the portal);
            come (log odds that a pupil comes); recognises and referenced (probability that a face is recognised, that a pupil
            has a reference photo); silent_days, falls_days (the last days without any photo, with far fewer pupils);
            constant (the portal reports the same number each day), inflates (more meals than pupils), by_class (the register is
            reported by class section).
        seed: Another one gives another history.
    """
    rollups.rolls_changed(tx)
    tx.run("sandbox/prepare", EVERYTHING)
    tx.insert_frame("habit", habits)
    first = bounds["first"]
    while first <= bounds["last"]:
        last = min(first + timedelta(days=SPAN_DAYS - 1), bounds["last"])
        tx.run("sandbox/draw_class_days", EVERYTHING, first=first, last=last, until=bounds["last"], seed=seed)
        tx.run("sandbox/draw_marks", EVERYTHING, seed=seed)
        tx.run("sandbox/sum_marks", EVERYTHING)
        tx.run("sandbox/put_attendance", EVERYTHING)
        tx.run("sandbox/put_class_days", EVERYTHING)
        tx.run("sandbox/put_portal", EVERYTHING, unreported=bounds["unreported"])
        tx.run("sandbox/put_reports", EVERYTHING, unreported=bounds["unreported"])
        if last >= bounds["pupils_from"]:
            tx.run("sandbox/put_portal_pupils", EVERYTHING, pupils_from=bounds["pupils_from"], unreported=bounds["unreported"])
        tx.run("sandbox/put_headcounts", EVERYTHING)
        first = last + timedelta(days=1)
    tx.run("sandbox/clean_up", EVERYTHING)
