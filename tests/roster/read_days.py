"""Class days that were read with chosen faces, and rolls that change behind them."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from attendance.derive import derive
from attendance.matching import looked_for, match_again
from attendance.office.access import Account, Role
from attendance.roster import imports
from attendance.roster.imports import ImportKind
from data import exceptions, register, rollups
from data.clock import today, utc_now
from data.database import Transaction
from data.scope import Scope
from recognition.thresholds import Thresholds
from tests.data.two_blocks import put
from tests.support import FIRST_DAY, Small

MIS = Account("mis", "MIS", Role.MIS)
DPO = Account("dpo", "DPO", Role.DPO)
EVERYTHING = Scope.everything()
MOVES = "PEN,What happened,From day,UDISE code,Class,Section\n"
PUPILS = "PEN,Name (English),UDISE code,Class,Section,Enrolled from\n"
HERE = "99000000001,3,A"
CAME = 409
"""On the roll of 303 until the import, and on the photo of 301."""


def face_of(pupil: int) -> Any:
    """The very same on each photo, and like nobody else's."""
    vector = np.zeros(512, np.float32)
    vector[pupil - 400] = 1
    return vector


def days(count: int) -> list[date]:
    """The last weekdays, the latest first."""
    back = (today() - timedelta(days=number) for number in range(1, 3 * count))
    return [day for day in back if day.isoweekday() != 7][:count]


def sealed(small: Small, pupil: int, name: str) -> bytes:
    return small.district.vault.seal(face_of(pupil).tobytes(), name)


def photographed(small: Small, pupils: list[int], before: date = FIRST_DAY) -> None:
    def work(tx: Transaction) -> None:
        for pupil in pupils:
            key = 9000 + pupil
            moment = pd.Timestamp(before).to_pydatetime()
            row = {"reference_photo_id": key, "pupil_id": pupil}
            put(tx, "reference_photo", **row, sha256=f"{key:064}", vault_name="x", face_px=99, added_at=moment, added_by="x")
            put(tx, "template", **row, model="m", sealed=sealed(small, pupil, f"template/{key}"))

    small.district.db.write(work)


def read(small: Small, day: date, pupils: list[int]) -> None:
    """A photo of 301 that shows these, as read with the roll of now."""
    number = 100_000 + 100 * (today() - day).days
    submission = {"submission_id": f"s{number}", "class_sections": [301]}

    def work(tx: Transaction) -> None:
        place = {"school_id": 201, "block_id": "sabour", "day": day, "source": "visit", "submitted_by": "x"}
        put(tx, "submission", **submission, **place, submitted_at=utc_now(), read_at=utc_now())
        photo = {"photo_id": number, "submission_id": f"s{number}", "sha256": f"{number:064}", "faces": len(pupils)}
        put(tx, "photo", **photo, side="front", file_name="p.jpg")
        for index, pupil in enumerate(pupils, start=number + 1):
            box = {"x1": 0, "y1": 0, "x2": 9, "y2": 9, "confidence": 1, "blur": 9, "cut": False}
            vector = sealed(small, pupil, f"face/{index}")
            put(tx, "face", face_id=index, photo_id=number, person=index - number, **box, model="m", sealed=vector)
            used = {"accept_at": 0.6, "uncertain_at": 0.35, "margin": 0.04}
            put(tx, "match", face_id=index, rank=1, decision="unknown", model="m", **used)
        assert match_again(tx, small.district.vault, submission, day, Thresholds())
        derive(tx, [301], day, looked_for(tx, [301], day))

    small.district.db.write(work)


def bring(small: Small, kind: ImportKind, text: str) -> None:
    plan = imports.plan(small.district, MIS, kind, text.encode(), "file.csv")
    assert plan.refused.empty, imports.refused_table(plan).to_string()
    imports.apply(small.district, MIS, plan)


def comes(small: Small, day: date) -> None:
    bring(small, ImportKind.MOVES, f"{MOVES}{99000000000 + CAME},Transfer,{day},{HERE}\n")


def forget_faces(small: Small) -> None:
    """As when the photos' time is over."""
    small.district.db.write(lambda tx: tx._cursor().execute("UPDATE face SET sealed = ''::BLOB").fetchall())


def figures(small: Small, day: date) -> tuple[int, ...]:
    """Enrolled, recognised, seen and not named, not seen."""
    row = register.class_day(small.district.db, EVERYTHING, 301, day)
    assert row is not None
    return tuple(row[name] for name in ("enrolled", "recognised", "seen_not_named", "not_seen"))


def marks(small: Small, day: date) -> dict[int, str]:
    """Those that stand, not those that are told in the place of none."""
    return {row["pupil_id"]: row["mark"] for row in register.stored_marks(small.district.db, EVERYTHING, [301], day)}


def missed(small: Small, day: date) -> set[int]:
    """Whom the exception list would send somebody to."""
    return set(
        exceptions.pupil_leads(small.district.db, EVERYTHING, FIRST_DAY, day, running=3, percent=10, least_days=20)["pupil_id"]
    )


def follows(small: Small, day: date) -> bool:
    """Whether the class day and the roll-ups are what making them anew says."""
    found: list[Any] = []

    def work(tx: Transaction) -> None:
        tables = ("school_day", "grade_day")
        for make in (lambda: None, lambda: (derive(tx, [301], day), rollups.refresh(tx))):
            make()
            class_day = register.class_day(tx, EVERYTHING, 301, day)
            sums = [sorted(map(str, tx._cursor().execute(f"FROM {name}").fetchall())) for name in tables]
            found.append((class_day, register.stored_marks(tx, EVERYTHING, [301], day), sums))
        raise KeyError

    with pytest.raises(KeyError):
        small.district.db.write(work)
    return bool(found[0] == found[1])
