"""The app's own ways of storing, as taken by a process that will be killed; each tells what was acknowledged, and only then."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np

from attendance.district import District
from attendance.errors import UserError
from attendance.intake.accept import READ_SUBMISSION, accept
from attendance.intake.reading import read_submission
from attendance.office.access import SYSTEM
from attendance.register import taps
from attendance.register.review import ClassDayKey
from attendance.register.taps import Tap
from attendance.roster.imports import ImportKind
from attendance.worker import Progress, Worker
from benchmarks.faults.home import PUPIL_HEADINGS, Photos, Stub, school_days, take_in
from data import faces, register, schools
from data.database import Row
from data.scope import Scope

EVERYTHING = Scope.everything()
IMPORTED = 40
MOST_READ = 3
Told = dict[str, Any]
Tell = Callable[[Told], None]
Path = Callable[["Work"], None]


class Work:
    """What a path needs.

    Args:
        known: What earlier processes acknowledged.
        number: Of the cycle; no two processes of a run have the same.
        tell: Sends a line to the parent.
    """

    def __init__(
        self, district: District, photos: Photos, known: list[Told], number: int, chance: np.random.Generator, tell: Tell
    ) -> None:
        self.district = district
        self.photos = photos
        self.known = list(known)
        self.number = number
        self.chance = chance
        self.times = 0
        self.pipeline: Any = Stub()
        self._tell = tell

    def acknowledge(self, kind: str, **told: Any) -> None:
        """Tell the parent what the app's call has returned for."""
        self.known.append({"kind": kind, **told})
        self._tell(self.known[-1])

    def begin(self, kind: str, **told: Any) -> None:
        """Tell the parent what is about to be done."""
        self._tell({"begins": kind, **told})


def send(work: Work) -> None:
    """Photos of a class, as from the page."""
    sections = schools.class_sections(work.district.db, EVERYTHING)["class_section_id"]
    section, day = int(work.chance.choice(sections)), school_days()[int(work.chance.integers(len(school_days())))]
    given = work.photos.some(work.chance, int(work.chance.integers(1, 5)))
    hashes = [one.sha256 for one in given]
    work.begin("send", photos=hashes)
    done = accept(work.district, SYSTEM, given, [section], day, "portal")
    if done.taken != len(given):
        raise RuntimeError("photos that nobody sent before were refused")
    work.acknowledge("send", submission=done.submission_id, section=section, day=day.isoformat(), photos=hashes)


def read(work: Work) -> None:
    """The worker reads some of what waits."""
    left = [MOST_READ]

    def handle(district: District, job: Row, progress: Progress) -> None:
        work.begin("read", submission=job["submission_id"])
        read_submission(work.pipeline, district, job, progress)
        work.acknowledge("read", submission=job["submission_id"])
        left[0] -= 1
        if not left[0]:
            worker.stop()

    worker = Worker(lambda: [work.district], {READ_SUBMISSION: handle})
    worker.work_off()


def decide(work: Work) -> None:
    """A word of a person about a face, as from the desk."""
    was_read = {told["submission"] for told in work.known if told["kind"] == "read"}
    sent = [told for told in work.known if told["kind"] == "send" and told["submission"] in was_read]
    if not sent:
        return
    told = sent[int(work.chance.integers(len(sent)))]
    section, day = told["section"], date.fromisoformat(told["day"])
    seen = faces.sightings(work.district.db, EVERYTHING, [section], day)
    class_day = register.class_day(work.district.db, EVERYTHING, section, day)
    if not seen or class_day is None:
        return
    face = seen[int(work.chance.integers(len(seen)))]["face_id"]
    roll = [row["pupil_id"] for row in register.enrolled(work.district.db, EVERYTHING, [section], day)]
    kind = str(work.chance.choice(["other", "unknown", "not_this"]))
    about = {} if kind == "unknown" else {"pupil": int(work.chance.choice(roll))}
    work.times += 1
    tap = Tap.of({"id": f"{work.number}-{work.times}", "kind": kind, "faces": [face], **about})
    work.begin("decide", face=face)
    with suppress(UserError):  # as where the face is named already: a person would see why
        done = taps.store(work.district, SYSTEM, ClassDayKey(section, day, class_day["rev"]), tap)
        said = {"section": section, "day": told["day"], "face": face, "said": kind}
        work.acknowledge("decide", verdicts=list(done.verdict_ids), **said)


def take(work: Work) -> None:
    """An import of pupils, of a class that may have photos of days on which they are on its roll now."""
    work.times += 1
    frame = schools.class_sections(work.district.db, EVERYTHING)
    photographed = [told["section"] for told in work.known if told["kind"] == "send"]
    section = int(work.chance.choice(photographed or frame["class_section_id"]))
    place = frame.set_index("class_section_id").loc[section]
    since = school_days()[int(work.chance.integers(len(school_days())))]
    first = 10**11 + (work.number * 1000 + work.times) * 100
    pens = [str(first + index) for index in range(IMPORTED)]
    rows = [f"{pen},Child,{place['udise']},{place['grade']},{place['section']},,{since}" for pen in pens]
    work.begin("take", pens=pens)
    if take_in(work.district, ImportKind.PUPILS, f"{PUPIL_HEADINGS},Enrolled from", rows) != IMPORTED:
        raise RuntimeError("an import of new pupils found them there")
    work.acknowledge("take", pens=pens, roll=section, since=since.isoformat())


def fold(work: Work) -> None:
    """The write-ahead log is folded into the file, as before a backup."""
    work.begin("fold")
    work.district.db.checkpoint()
    work.acknowledge("fold")


PATHS: dict[str, Path] = {"send": send, "read": read, "decide": decide, "take": take, "fold": fold}
WEIGHTS = {"send": 0.32, "read": 0.18, "decide": 0.25, "take": 0.15, "fold": 0.1}
