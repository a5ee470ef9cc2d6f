"""What follows from rolls that were changed for days gone by: class days that were read are brought to date with them."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

import pandas as pd

from attendance.derive import derive, refresh_of
from attendance.district import District
from attendance.matching import looked_for, match_again
from attendance.office import settings
from data import block_days, references, register, submissions
from data.database import Row, Transaction
from data.scope import Scope
from recognition.thresholds import Thresholds

EVERYTHING = Scope.everything()


def follow(tx: Transaction, district: District, changes: pd.DataFrame) -> int:
    """Bring the class days that were read in step with changed rolls, in the transaction that changed them.

    Where the change may let the machine name others, the faces are matched again: the machine looked for nobody who was not on
    the roll then. Where that is no longer possible, whoever came has no mark of the machine's on that day (see
    `attendance.derive.follow`). Class days that are signed off stay, and are noted to wait.

    Args:
        changes: Whose being on which roll changed from which day on (`data.pupils.enrol`).

    Returns:
        How many class days were looked at.
    """
    first = changes.groupby("class_section_id")["from_day"].min()
    since = [int(key) for key in first.index], [pd.Timestamp(day).date() for day in first]
    block_days.add_pending_since(tx, EVERYTHING, *since)
    read = register.since(tx, EVERYTHING, *since)
    if not read:
        return 0
    counted = _newcomers(tx, changes)
    read = [row for row in read if (row["day"], row["class_section_id"]) not in counted]
    touched = changes[changes["class_section_id"].isin({row["class_section_id"] for row in read})]
    known = set(references.of_pupils(tx, EVERYTHING, touched["pupil_id"])["pupil_id"])
    of_machine = touched[touched["pupil_id"].isin(known)]
    thresholds = settings.load(district).thresholds
    count = len(counted)
    for day, rows in groupby(read, key=itemgetter("day")):
        left = {row["class_section_id"] for row in rows}
        matters = set(of_machine.loc[pd.to_datetime(of_machine["from_day"]) <= pd.Timestamp(day), "class_section_id"])
        while left:
            room = sorted({min(left), *register.linked(tx, EVERYTHING, [min(left)], day)})
            judged = _matched(tx, district, room, day, thresholds) if matters.intersection(room) else []
            derive(tx, room, day, judged)
            left -= set(room)
            count += len(room)
    return count


def _newcomers(tx: Transaction, changes: pd.DataFrame) -> set[tuple[date, int]]:
    """Count pupils of whom nothing can be known yet, many class days at once; returns those that needed no more than that.

    A school year of one class has 200 days, and a file may bring newcomers of each class of the district.
    """
    known = changes.loc[~changes["new"], "class_section_id"]
    came = changes[~changes["class_section_id"].isin(known)]
    keys, days = [int(key) for key in came["class_section_id"]], [pd.Timestamp(day).date() for day in came["from_day"]]
    counted = register.count_newcomers(tx, EVERYTHING, keys, days)
    refresh_of(tx, counted)
    return {(row["day"], row["class_section_id"]) for row in counted}


def _matched(tx: Transaction, district: District, room: Sequence[int], day: date, thresholds: Thresholds) -> list[int]:
    """Match all faces of a room again; returns whom the machine has looked for in all of its photos now.

    Not on a day that is signed off: what a class day rests on stays as long as it does.
    """
    blocks = {row["block_id"] for row in register.class_days(tx, EVERYTHING, room, day).values()}
    if block_days.closed(tx, EVERYTHING, day, blocks):
        return []
    sent = _submissions(tx, room, day)
    done = [match_again(tx, district.vault, one, day, thresholds) for one in sent]
    return looked_for(tx, room, day) if all(done) else []


def _submissions(tx: Transaction, room: Sequence[int], day: date) -> list[Row]:
    found = [row for one in room for row in submissions.of_class_day(tx, EVERYTHING, one, day) if row["read_at"] is not None]
    return list({row["submission_id"]: row for row in found}.values())
