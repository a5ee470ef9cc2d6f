"""Days with photos read, marks and faces, put straight into the tables, to draw the audit sample from."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from data.clock import today
from data.database import Transaction
from tests.data.two_blocks import put
from tests.support import FIRST_DAY, Small

MOMENT = datetime(2026, 11, 23, 6)
MODEL = "model"
PLACES = {"sabour": (201, 101), "kahalgaon": (202, 102)}


def yesterday() -> date:
    """Counted when asked: midnight in India may pass while the tests run."""
    return today() - timedelta(days=1)


class Sampled:
    """Adds classes of 40 pupils to the small district: 30 present, 10 not recognised; keys of rows count from 100,000."""

    def __init__(self, small: Small) -> None:
        self.small = small
        self.db = small.district.db
        self._next = 100_000

    def day(self, day: date, classes: dict[str, int], size: int = 40, references: bool = True) -> list[int]:
        """A day on which so many new classes of each block were read; returns the class sections."""
        made: list[int] = []
        for block, count in classes.items():
            made.extend(
                self.db.write(lambda tx, block=block: self._class(tx, day, block, size, references)) for _ in range(count)
            )
        return made

    def again(self, day: date, class_section: int, block: str) -> None:
        """One more submission of a class of that day."""
        self.db.write(lambda tx: self._submission(tx, day, class_section, block, PLACES[block][0]))

    def flag(self, day: date, class_section: int, block: str, state: str = "open") -> None:
        """A flag on a class day."""
        decided = {"decided_by": "x", "decided_at": MOMENT} if state in ("confirmed", "dismissed") else {}
        on = {"day": day, "class_section_id": class_section, "block_id": block, "state": state, **decided}
        row = {"kind": "strangers", "severity": 1, "evidence": "{}", "cause": f"strangers:{class_section}", "raised_at": MOMENT}
        self.db.write(lambda tx: put(tx, "flag", **on, **row))

    def key(self) -> int:
        """A number that no row has."""
        self._next += 1
        return self._next

    def keys(self, count: int) -> np.ndarray:
        """So many."""
        self._next += count
        return np.arange(self._next - count + 1, self._next + 1)

    def _class(self, tx: Transaction, day: date, block: str, size: int, references: bool) -> int:
        school, cluster = PLACES[block]
        section, pupils = self.key(), self.keys(size)
        put(tx, "class_section", class_section_id=section, school_id=school, grade=3, section=f"S{section % 10**6}")
        names = {"name_hi": "बच्चा", "name_en": [f"Child {pupil}" for pupil in pupils]}
        tx.insert_frame("pupil", pd.DataFrame({"pupil_id": pupils, "pen": [f"98{pupil:08}" for pupil in pupils], **names}))
        tx.insert_frame("enrolment", pd.DataFrame({"pupil_id": pupils, "class_section_id": section, "from_day": FIRST_DAY}))
        if references:
            kept = {"sha256": [f"{pupil:064}" for pupil in pupils], "vault_name": [f"reference/{pupil}" for pupil in pupils]}
            row = {
                "pupil_id": pupils,
                "reference_photo_id": self.keys(size),
                "face_px": 200,
                "added_at": MOMENT,
                "added_by": "x",
            }
            tx.insert_frame("reference_photo", pd.DataFrame(row | kept))
        present = round(0.75 * size)
        marks = ["present"] * present + ["not_recognised"] * (size - present)
        likeness = [0.6 + 0.001 * index if index < present else None for index in range(size)]
        on = {"day": day, "block_id": block, "school_id": school, "class_section_id": section}
        marked = {"pupil_id": pupils, "mark": marks, "marked_by": "machine", "similarity": likeness}
        tx.insert_frame("attendance", pd.DataFrame(on | marked))
        counts = {"enrolled": size, "recognised": present, "seen_not_named": 0, "absent": 0, "not_seen": size - present}
        more = {
            "uncertain": 0,
            "faces": present,
            "photos": 4,
            "sides": 4,
            "references_of": size,
            "updated_at": MOMENT,
            "rev": 1,
        }
        put(tx, "class_day", **on, cluster_id=cluster, **counts, **more)
        photo = self._submission(tx, day, section, block, school)
        ids = self.keys(present)
        crops = {"crop_name": [f"crop/{face}" for face in ids]}
        box = {"x1": 0, "y1": 0, "x2": 40, "y2": 50, "confidence": 1, "blur": 99, "cut": False, "sealed": b"x"}
        tx.insert_frame(
            "face", pd.DataFrame({"face_id": ids, "photo_id": photo, "person": range(present), "model": MODEL} | crops | box)
        )
        used = {"model": MODEL, "accept_at": 0.5, "uncertain_at": 0.35, "margin": 0.05}
        first = {"rank": 1, "pupil_id": pupils[:present], "similarity": likeness[:present], "decision": "accepted"}
        tx.insert_frame("match", pd.DataFrame({"face_id": ids} | first | used))
        return section

    def _submission(self, tx: Transaction, day: date, section: int, block: str, school: int) -> int:
        photo = self.key()
        sent = {"source": "visit", "class_sections": [section], "submitted_by": "x", "submitted_at": MOMENT, "read_at": MOMENT}
        put(tx, "submission", submission_id=f"s{photo}", school_id=school, block_id=block, day=day, **sent)
        kept = {"sha256": f"{photo:064}", "side": "front", "file_name": "p.jpg", "vault_name": f"photo/{photo}", "faces": 30}
        put(tx, "photo", photo_id=photo, submission_id=f"s{photo}", width=1280, height=960, **kept)
        return photo
