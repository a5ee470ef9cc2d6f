"""What an evaluation makes of follow-up cases: opens them, keeps their days in step, and closes what has settled itself."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from attendance.office import audit
from attendance.office.access import SYSTEM
from attendance.reports.rules import Limits
from data import follow_ups as stored
from data.database import Row, Transaction


def threshold(limits: Limits) -> int:
    """Days running without being recognised from which somebody visits: from there the exception list calls it important."""
    return limits.not_recognised[1]


def bring_in_step(tx: Transaction, day: date, pupils: pd.DataFrame, again: Sequence[Row], limits: Limits) -> None:
    """The cases as of a day; how many were opened and closed goes on the audit trail, block by block.

    A case is opened for a pupil who could have been recognised: one without a reference photo is the office's gap, not the
    child's. Class days without photos, or with photos set aside, are no days of it.

    Args:
        pupils: The leads of the whole district, as `attendance.reports.finding.leads` tells.
        again: As `data.follow_ups.recognised_again` tells for the day.
    """
    changed = stored.put_found(tx, day, _found(pupils, limits), again, threshold(limits))
    for kind, by_block in changed.items():
        for block_id, count in sorted(by_block.items()):
            audit.record(tx, SYSTEM, f"follow_ups.{kind}", None, block_id, day=day, pupils=count)


def _found(pupils: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    running = pupils[pupils["running"] >= limits.not_recognised[0]]
    return running.assign(
        first_day=pd.to_datetime(running["running_first"]).dt.date,
        last_day=pd.to_datetime(running["last_missed"]).dt.date,
        days=running["running"].astype(int),
        opens=(running["running"] >= threshold(limits)) & running["recognisable"].astype(bool),
    )[stored.FOUND]
