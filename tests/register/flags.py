"""Flags for tests, in the small district with a class day of each block."""

from datetime import date
from typing import Any

import numpy as np

from attendance.derive import derive
from attendance.register import flagged
from attendance.register.flag_groups import CauseKey
from data import rollups
from data.clock import today
from data.database import Transaction
from data.scope import Scope
from tests.data.two_blocks import MOMENT, fill, put
from tests.support import Small

EVERYTHING = Scope.everything()
CAUSE = "near_duplicate:5001"
"""Sabour's photo is one of Kahalgaon's again."""
ONE_FACE = np.ones(512, "<f4").tobytes()
"""The embedding of the only face of both photos."""


def read_both(small: Small, day: date | None = None) -> None:
    """A class day of each block was read; nothing else is flagged."""
    on = day or today()

    def work(tx: Transaction) -> None:
        for block, first, school, section, pupil in (("sabour", 7000, 201, 301, 401), ("kahalgaon", 5000, 202, 303, 409)):
            fill(tx, block, first, school, section, pupil, on)
        for table in ("flag", "verdict"):
            tx._cursor().execute(f"DELETE FROM {table}").fetchall()  # noqa: S608 - names above
        for face_id in (7002, 5002):
            sealed = small.district.vault.seal(ONE_FACE, f"face/{face_id}")
            tx._cursor().execute("UPDATE face SET sealed = ? WHERE face_id = ?", [sealed, face_id]).fetchall()
        derive(tx, [301, 303], on)
        rollups.refresh(tx, on, on)

    small.district.db.write(work)


def flag(small: Small, block: str = "sabour", section: int = 301, **given: Any) -> None:
    """One flag, by itself that of CAUSE on Sabour's photo of today."""
    row = {
        "day": today(),
        "photo_id": 7001,
        "kind": "near_duplicate",
        "severity": 3,
        "cause": CAUSE,
        "evidence": '{"photo_id": 5001, "bits": 3}',
        "raised_at": MOMENT,
    }
    small.district.db.write(lambda tx: put(tx, "flag", **row | {"class_section_id": section, "block_id": block} | given))


def key(small: Small, account: Any, cause: str = CAUSE) -> CauseKey:
    """The cause as it stands now."""
    return flagged.of_cause(small.district, account, cause).key
