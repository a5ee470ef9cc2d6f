"""A clock that jumps, a worker whose memory is taken, a disk that is full: what the app says and does then."""

import os
import signal
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from attendance.district import District, Kind
from attendance.intake.accept import READ_SUBMISSION, accept
from attendance.intake.photos import IncomingPhoto
from attendance.intake.reading import read_submission
from attendance.intake.recovery import MOST_STARTS, recover
from attendance.office.access import SYSTEM
from attendance.worker import Progress, Worker
from benchmarks.faults import checking, home
from benchmarks.faults.home import Photos, Stub, config_of, school_days
from data import clock, jobs, schools, submissions
from data.database import Row
from data.scope import Scope

EVERYTHING = Scope.everything()
JUMPS = (timedelta(days=-400), timedelta(hours=-3), timedelta(days=400), timedelta(0))


def run(seed: int, scratch: Path | None) -> dict[str, str]:
    """Each fault and "held", or what did not hold."""
    return {
        "clock that jumps back and forward": _each(_clock, seed, scratch),
        "process killed for memory while it reads": _each(_killed_reader, seed, scratch),
    }


def _each(fault: Callable[[Path, Photos, int], str], seed: int, scratch: Path | None) -> str:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        place = Path(folder)
        checking.apart(partial(home.make, place))
        return fault(place, Photos(range(1)), seed)


def _clock(place: Path, photos: Photos, seed: int) -> str:
    """Submissions, reading and restarts while the clock goes a year back and a year ahead; the days' dates stay as sent."""
    days = [day.isoformat() for day in school_days()[:2]]
    sent: list[str] = []
    for jump in JUMPS:
        sent.append(checking.apart(partial(_send_at, place, photos, seed + len(sent), jump, days[0])))
    told = checking.apart(partial(_read_all, place))
    lost = [one for one in sent if one and one not in told["read"]]
    return f"lost {lost}" if lost else "held"


def _send_at(place: Path, photos: Photos, seed: int, jump: timedelta, day: str) -> str | None:
    real = clock.utc_now
    district = District.open(config_of(place), Kind.OWN)
    try:
        recover(district)
        _set_clock(lambda: real() + jump)
        done = _send(district, photos, seed, day)
        recover(district)
        return done
    except Exception as problem:
        if "not come yet" in repr(problem) or "day off" in repr(problem):
            return None
        raise
    finally:
        district.close()


def _set_clock(now: Callable[[], datetime]) -> None:
    """In each module that took the function's name."""
    import sys

    for module in list(sys.modules.values()):
        if getattr(module, "utc_now", None) is clock.utc_now and module is not clock:
            module.utc_now = now  # type: ignore[attr-defined]
    clock.utc_now = now


def _killed_reader(place: Path, photos: Photos, seed: int) -> str:
    """The system kills the process each time it reads one submission: that one is given up with a word, the others are read."""
    day = school_days()[0].isoformat()
    hard, easy = checking.apart(partial(_send_two, place, photos, seed, day))
    for _ in range(MOST_STARTS):
        pid = os.fork()
        if pid == 0:
            _read_until_killed(place, hard)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            return "the process that reads ended by itself"
    told = checking.apart(partial(_read_all, place))
    if hard not in told["failed"]:
        return "what ends the app each time is tried for ever"
    return "held" if easy in told["read"] else "others wait for what cannot be read"


def _send_two(place: Path, photos: Photos, seed: int, day: str) -> tuple[str, str]:
    district = District.open(config_of(place), Kind.OWN)
    try:
        return _send(district, photos, seed, day), _send(district, photos, seed + 1, day)
    finally:
        district.close()


def _send(district: District, photos: Photos, seed: int, day: str) -> str:
    chance = np.random.default_rng(seed)
    section = int(chance.choice(schools.class_sections(district.db, EVERYTHING)["class_section_id"]))
    given: list[IncomingPhoto] = photos.some(chance, 2)
    done = accept(district, SYSTEM, given, [section], datetime.fromisoformat(day).date(), "portal")
    assert done.submission_id
    return done.submission_id


def _read_until_killed(place: Path, hard: str) -> None:
    def handle(district: District, job: Row, progress: Progress) -> None:
        if job["submission_id"] == hard:
            os.kill(os.getpid(), signal.SIGKILL)
        read_submission(Stub(), district, job, progress)  # type: ignore[arg-type]

    try:
        district = District.open(config_of(place), Kind.OWN)
        recover(district)
        Worker(lambda: [district], {READ_SUBMISSION: handle}).work_off()
    finally:
        os._exit(1)


def _read_all(place: Path) -> dict[str, list[Any]]:
    """Start again, read what waits; the submissions that are read, and those that were given up with a message."""
    district = District.open(config_of(place), Kind.OWN)
    try:
        recover(district)
        read = {READ_SUBMISSION: lambda district, *job: read_submission(Stub(), district, *job)}  # type: ignore[arg-type]
        Worker(lambda: [district], read).work_off()
        everyone = submissions.ids(district.db, EVERYTHING)
        found = {one: jobs.of_submission(district.db, EVERYTHING, one) for one in everyone}
        return {
            "read": [one for one, job in found.items() if job and job["state"] == "done"],
            "failed": [one for one, job in found.items() if job and job["state"] == "failed" and job["error"]],
        }
    finally:
        district.close()
