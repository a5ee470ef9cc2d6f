"""A small district made by hand, for tests that need rows but no sandbox."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from attendance.config import Config
from attendance.district import District, Kind
from data import rollups, schools
from data.clock import today
from data.database import Transaction

BLOCKS = ("sabour", "kahalgaon")
FIRST_DAY = date(2026, 4, 1)


@dataclass(frozen=True)
class Small:
    """Two blocks, a cluster and a school each; Sabour's school has two class sections, Kahalgaon's one; four pupils in each.

    Keys: cluster 101, 102; school 201 (Sabour), 202 (Kahalgaon); class section 301, 302 (Sabour), 303 (Kahalgaon);
    pupil 401 to 412.
    """

    district: District

    def pupils_of(self, class_section_id: int) -> list[int]:
        """The four pupils of a class section."""
        first = 401 + 4 * (class_section_id - 301)
        return list(range(first, first + 4))


def school_day() -> date:
    """Today, or yesterday on a Sunday: the latest day on which the small district's schools work."""
    day = today()
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


def config_in(folder: Path) -> Config:
    """Run-time files below a test's own folder."""
    return Config(home=folder / "home", keys=folder / "keys")


def small_district(folder: Path, kind: Kind = Kind.OWN) -> Small:
    """Open a copy of it in a folder; its key is the same in each copy."""
    lay_small_district(folder, kind)
    return Small(District.open(config_in(folder), kind))


def lay_small_district(folder: Path, kind: Kind = Kind.OWN) -> None:
    """A copy of its files in a folder, for whoever opens them there."""
    shutil.copytree(_closed(kind), folder, dirs_exist_ok=True)


@cache
def _closed(kind: Kind) -> Path:
    """Where it lies closed, made once for all tests of this process: its migrations take longer than most tests."""
    folder = Path(tempfile.mkdtemp(prefix="upasthiti-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _fill(District.open(config_in(folder), kind))
    return folder


def _fill(district: District) -> None:
    frames = {
        "block": pd.DataFrame(
            {
                "block_id": BLOCKS,
                "name_hi": ("सबौर", "कहलगाँव"),
                "name_en": ("Sabour", "Kahalgaon"),
                "tile_row": (2, 2),
                "tile_column": (3, 4),
                "beo_name": ("नमूना बीईओ", "दूसरा बीईओ"),
                "beo_phone": ("0000000001", "0000000002"),
            }
        ),
        "cluster": pd.DataFrame(
            {"cluster_id": (101, 102), "block_id": BLOCKS, "name_hi": ("संकुल एक", "संकुल दो"), "name_en": ("One", "Two")}
        ),
        "school": pd.DataFrame(
            {
                "school_id": (201, 202),
                "udise": ("99000000001", "99000000002"),
                "block_id": BLOCKS,
                "cluster_id": (101, 102),
                "name_hi": ("विद्यालय एक", "विद्यालय दो"),
                "name_en": ("School One", "School Two"),
                "head_name": ("प्रधान एक", "प्रधान दो"),
                "head_phone": ("0000000011", "0000000012"),
            }
        ),
        "class_section": pd.DataFrame(
            {
                "class_section_id": (301, 302, 303),
                "school_id": (201, 201, 202),
                "grade": (3, 4, 5),
                "section": ("A", "A", "A"),
            }
        ),
        "pupil": pd.DataFrame(
            {
                "pupil_id": range(401, 413),
                "pen": [f"9900000{number:04d}" for number in range(401, 413)],
                "name_hi": [f"बच्चा {number}" for number in range(401, 413)],
                "name_en": [f"Pupil {number}" for number in range(401, 413)],
            }
        ),
        "enrolment": pd.DataFrame(
            {
                "pupil_id": range(401, 413),
                "class_section_id": [301 + index // 4 for index in range(12)],
                "roll_number": [1 + index % 4 for index in range(12)],
                "from_day": FIRST_DAY,
            }
        ),
        "legal_basis": pd.DataFrame(
            {
                "school_id": (201, 202),
                "state": "given",
                "ground": "order",
                "reference": "No. 1",
                "since": FIRST_DAY,
                "said_by": "mis",
                "said_at": pd.Timestamp("2026-04-01 05:00"),
            }
        ),
    }

    def work(tx: Transaction) -> None:
        for table, frame in frames.items():
            tx.insert_frame(table, frame)
        schools.add_places(tx)
        rollups.catch_up(tx, FIRST_DAY)  # covered already, as long as FIRST_DAY's school year lasts
        rollups.rolls_changed(tx)
        rollups.refresh(tx, FIRST_DAY)

    district.db.write(work)
    district.close()
