"""An inbox of many photos, killed in the middle again and again: afterwards each photo is there and read once.

    python -m benchmarks.inbox [--photos 2000] [--scan 64000] [--folder DIR]

Fills the inbox of a made-up district, starts the app's own house on it in a process of its own, and has that process killed
(SIGKILL) at the worst moments: between photo, receipt, row and the file's deletion, and while photos are read. The last start
goes on to the end. ``--scan`` measures a day's inbox of tiny photos besides: looking, taking in, and memory.
"""

import argparse
import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake.inbox import Inbox
from attendance.roster.compose import compose_class_day
from data import schools
from data.clock import today
from data.database import Transaction
from data.scope import Scope

ROOT = Path(__file__).parents[1]
EVERYTHING = Scope.everything()
SIDES = ("front", "back", "left", "right")
SCHOOLS, GRADES, SECTIONS = 20, 8, ("A", "B")
SIZE = (640, 400)
REPORT_EVERY = 8_000

MOMENTS = {
    "photos sealed, no receipt yet": "receipts.write = before(receipts.write, {step})",
    "receipt on the disk, no rows yet": "receipts.write = after(receipts.write, {step})",
    "rows stored, file still in the inbox": "inbox_files.remove = before(inbox_files.remove, {step})",
    "photo put on the tray, file still in the inbox": "tray.keep = after(tray.keep, 1)",
    "while a photo is read": "keeping.keep = before(keeping.keep, {step})",
    "read, while the results are stored": "submissions.mark_read = after(submissions.mark_read, {step})",
}
"""When the process is killed: the so many-th call of one of the app's functions."""

HOUSE = """
import os, signal, sys, threading
from attendance.config import Config
from attendance.house import House
from attendance.intake import inbox_files, keeping, receipts, tray, watcher
from data import jobs, submissions
from data.scope import Scope

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

def before(work, step):
    calls = []
    return lambda *given, **named: (calls.append(1), len(calls) == step and killed(), work(*given, **named))[-1]

def after(work, step):
    calls = []
    return lambda *given, **named: (work(*given, **named), calls.append(1), len(calls) == step and killed())[0]

watcher.LOOK_EVERY_S = 0.2
exec(sys.argv[1])
app = House(Config())
app.start()
idle = 0
while idle < 2:
    threading.Event().wait(0.5)
    standing, problem = app.watcher.standing(app.own)
    counts = jobs.counts(app.own.db, Scope.everything())
    waits = standing.at is None or standing.waiting or counts.get("waiting") or counts.get("running")
    idle = 0 if waits else idle + 1
app.close()
"""


@dataclass(frozen=True)
class Outcome:
    """What stands at the end, and what was put in.

    Attributes:
        put: Different photos that can be placed.
        photos, hashes: Rows of the photo table, and their different SHA-256.
        read: Photos that were read, without an error.
        faces_stored, faces_found: Rows of faces, and the sum of what the photos say.
        taken: Receipts of taken photos that name a photo row.
        left: Files still in the inbox.
        named: Those of them that the tray names.
        tray: Photos on the tray.
        unsealed: Originals that still lie in the vault.
    """

    put: int
    photos: int
    hashes: int
    read: int
    faces_stored: int
    faces_found: int
    taken: int
    left: int
    named: int
    tray: int
    unsealed: int

    @property
    def right(self) -> bool:
        """Whether each photo is there and read once."""
        once = self.put == self.photos == self.hashes == self.read == self.taken
        return once and self.faces_stored == self.faces_found and self.left == self.named and not self.unsealed


def main(arguments: list[str] | None = None) -> None:
    """Fills, kills, checks, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inbox", description="An inbox killed in the middle")
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--scan", type=int, default=0, help="measure looking at so many tiny photos besides")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        config = Config(home=Path(folder) / "home", keys=Path(folder) / "keys")
        if given.photos:
            print(f"{given.photos} photos")
            outcome = survive(config, given.photos)
            print(outcome)
            print("each photo is there and read once" if outcome.right else "WRONG")
        if given.scan:
            scan(Config(home=Path(folder) / "scan", keys=Path(folder) / "scan-keys"), given.scan)


def survive(config: Config, photos: int, moments: tuple[str, ...] = tuple(MOMENTS)) -> Outcome:
    """Fill an inbox, have the app killed at these moments one after the other, let it finish, and look."""
    inbox = make(config)
    began = time.perf_counter()
    fill(inbox, photos)
    print(f"made in {time.perf_counter() - began:.0f} s")
    step = max(2, photos // (8 * len(moments)))
    for moment in moments:
        _start(config, MOMENTS[moment].format(step=step), -signal.SIGKILL)
        print(f"killed: {moment}; {sum(path.is_file() for path in inbox.rglob('*'))} files left in the inbox")
    began = time.perf_counter()
    _start(config, "pass", 0)
    print(f"the last start went on to the end in {time.perf_counter() - began:.0f} s")
    return check(config, photos)


def make(config: Config) -> Path:
    """A district of 20 schools with 16 class sections each; returns its inbox."""
    district = District.open(config, Kind.OWN)
    if not config.weights.exists() and Config().weights.exists():
        config.weights.symlink_to(Config().weights.resolve())

    def work(tx: Transaction) -> None:
        block = {"block_id": ["made-up"], "name_hi": ["नमूना"], "name_en": ["Made up"], "tile_row": [0], "tile_column": [0]}
        schools.add_blocks(tx, pd.DataFrame(block))
        cluster = {"cluster_id": [1_000_000], "block_id": ["made-up"], "name_hi": ["न"], "name_en": ["N"]}
        schools.add_clusters(tx, EVERYTHING, pd.DataFrame(cluster))
        common = {"block_id": "made-up", "cluster_id": 1_000_000, "name_hi": "न", "name_en": "N", "management": None}
        rows = [common | {"udise": udise(number), "weekly_off": 7} for number in range(SCHOOLS)]
        schools.add_schools(tx, EVERYTHING, pd.DataFrame(rows))
        keys = schools.schools(tx, EVERYTHING)["school_id"]
        sections = [(key, grade, section) for key in keys for grade in range(1, GRADES + 1) for section in SECTIONS]
        schools.add_class_sections(tx, EVERYTHING, pd.DataFrame(sections, columns=["school_id", "grade", "section"]))

    district.db.write(work)
    district.close()
    district.inbox.mkdir(parents=True)
    return district.inbox


def udise(number: int) -> str:
    """A fictional school's code."""
    return f"99{number:09d}"


def places(inbox: Path) -> Iterator[Path]:
    """Folders of class days without end: the latest school day first, in each school and class section."""
    day = today()
    while True:
        if day.isoweekday() != 7:
            for school in range(SCHOOLS):
                for grade in range(1, GRADES + 1):
                    for section in SECTIONS:
                        yield inbox / udise(school) / f"{grade}-{section}" / day.isoformat()
        day -= timedelta(days=1)


def fill(inbox: Path, count: int) -> None:
    """So many different photos in class folders, some of them twice, and three files that have no place."""
    scenes = [photo.jpeg for seed in (1, 2) for photo in compose_class_day(seed, width=SIZE[0] * 2).photos]
    pictures = [Image.open(io.BytesIO(jpeg)).convert("RGB") for jpeg in scenes]
    chance = np.random.default_rng(7)
    folders = places(inbox)
    folder = next(folders)
    for number in range(count):
        if number % len(SIDES) == 0:
            folder = next(folders)
            folder.mkdir(parents=True)
        content = _varied(pictures[number % len(pictures)], chance)
        (folder / f"{SIDES[number % len(SIDES)]}.jpg").write_bytes(content)
        if number % 10 == 0:
            (folder / "again.jpg").write_bytes(content)
    (inbox / "loose.jpg").write_bytes(_varied(pictures[0], chance))
    nowhere = inbox / udise(SCHOOLS) / "3-A" / today().isoformat()
    nowhere.mkdir(parents=True)
    (nowhere / "front.jpg").write_bytes(_varied(pictures[1], chance))
    (inbox / "notes.txt").write_text("no photo")


def check(config: Config, put: int) -> Outcome:
    """What stands now."""
    district = District.open(config, Kind.OWN)
    cursor = district.db._cursor()

    def one(sql: str) -> int:
        return int(cursor.execute(sql).fetchall()[0][0] or 0)

    left = [path for path in district.inbox.rglob("*") if path.is_file()]
    named = {row[0] for row in cursor.execute("SELECT file FROM tray WHERE state = 'open' AND sha256 IS NULL").fetchall()}
    outcome = Outcome(
        put=put,
        photos=one("SELECT count(*) FROM photo"),
        hashes=one("SELECT count(DISTINCT sha256) FROM photo"),
        read=one(
            "SELECT count(*) FROM photo JOIN submission USING (submission_id) WHERE read_at IS NOT NULL AND error IS NULL"
        ),
        faces_stored=one("SELECT count(*) FROM face"),
        faces_found=one("SELECT sum(faces) FROM photo"),
        taken=one("SELECT count(*) FROM receipt JOIN photo USING (sha256, submission_id) WHERE outcome = 'taken'"),
        left=len(left),
        named=sum(str(path.relative_to(district.inbox)) in named for path in left),
        tray=one("SELECT count(*) FROM tray WHERE state = 'open' AND sha256 IS NOT NULL"),
        unsealed=len(district.vault.names("original")),
    )
    district.close()
    return outcome


def scan(config: Config, count: int) -> None:
    """Look at a day's inbox of tiny photos, and take it in; prints times and memory."""
    inbox = make(config)
    chance = np.random.default_rng(7)
    folders = places(inbox)
    for number in range(count):
        if number % len(SIDES) == 0:
            folder = next(folders)
            folder.mkdir(parents=True)
        (folder / f"{SIDES[number % len(SIDES)]}.jpg").write_bytes(_tiny(chance))
    district = District.open(config, Kind.OWN)
    watched = Inbox(district)
    held = _resident()
    began = time.perf_counter()
    standing = watched.look()
    print(f"first look: {time.perf_counter() - began:.1f} s for {standing.waiting} files")
    taken = 0
    while taken < count:
        wanted = min(taken + REPORT_EVERY, count)
        began = time.perf_counter()
        standing = watched.look(lambda: watched.standing.taken >= wanted)  # noqa: B023 - called within this round
        seconds, new = time.perf_counter() - began, standing.taken - taken
        taken = standing.taken
        print(
            f"{taken} taken in: {new / seconds:.0f} a second; memory {_resident() - held:+.0f} MB since the start", flush=True
        )
    began = time.perf_counter()
    watched.look()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"a look at the empty inbox: {time.perf_counter() - began:.1f} s; peak {peak:.0f} MB")
    district.close()


def _start(config: Config, patch: str, expected: int) -> None:
    environment = {**os.environ, "UPASTHITI_HOME": str(config.home), "UPASTHITI_KEYS": str(config.keys)}
    ended = subprocess.run([sys.executable, "-c", HOUSE, patch], cwd=ROOT, env=environment, check=False)  # noqa: S603 - ours
    assert ended.returncode == expected, ended.returncode


def _varied(picture: Image.Image, chance: np.random.Generator) -> bytes:
    """A part of the picture below a band of random patches, so that no two are nearly the same."""
    width, height = picture.size
    left, top = chance.integers(0, width // 3), chance.integers(0, height // 3)
    part = picture.crop((left, top, left + width * 2 // 3, top + height * 2 // 3)).resize(SIZE)
    patches = Image.fromarray(chance.integers(0, 255, (3, 8, 3), dtype=np.uint8)).resize(
        (SIZE[0], SIZE[1] // 3), Image.Resampling.NEAREST
    )
    part.paste(patches, (0, 0))
    return _jpeg(part)


def _tiny(chance: np.random.Generator) -> bytes:
    return _jpeg(Image.fromarray(chance.integers(0, 255, (2, 2, 3), dtype=np.uint8)).resize((160, 160)))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _resident() -> float:
    """MB that the process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main()
