"""The one thread that works off the queue, for all districts of the process, one job after the other."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from attendance import logs
from attendance.background import let_pages_go_first
from attendance.district import District
from attendance.errors import Message
from attendance.i18n import N_
from data import jobs
from data.clock import in_india, utc_now
from data.database import Row
from data.errors import StorageFull, VaultError
from data.scope import Scope
from recognition.errors import WeightsChanged, WeightsMissing

log = logging.getLogger(__name__)
EVERYTHING = Scope.everything()
LOOK_AGAIN_S = 2.0

Progress = Callable[[int], None]
Handler = Callable[[District, Row, Progress], None]
"""Does a job, or a step of one, and finishes the job in the transaction that stores the last of its results. A job that is
not finished then waits again, behind the submissions that came meanwhile; progress is told as steps behind."""


class Worker:
    """Takes waiting jobs until it is stopped.

    Args:
        districts: Gives the open districts; asked each time, since `init` may add one.
        handlers: What does a job of each kind.
        each_hour: What may be due in each district, looked at before the first job and whenever a new hour has begun.
    """

    def __init__(
        self,
        districts: Callable[[], Sequence[District]],
        handlers: Mapping[str, Handler],
        each_hour: Callable[[District], None] | None = None,
    ) -> None:
        self._districts = districts
        self._handlers = handlers
        self._each_hour = each_hour
        self._seen_at: dict[Path, datetime] = {}
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def work_off(self) -> int:
        """Do all that waits, in the calling thread; returns how many jobs were done or failed."""
        count = 0
        while taken := self._take_round():
            count += taken
        return count

    def _run(self) -> None:
        let_pages_go_first()
        while not self._stop.is_set():
            if not self._take_round():
                self._wake.wait(LOOK_AGAIN_S)
                self._wake.clear()

    def _take_round(self) -> int:
        """One job of each district, so that none waits for all of another's."""
        return sum(self._take_one(district) for district in self._districts() if not self._stop.is_set())

    def _begin_hour(self, district: District) -> None:
        hour = in_india(utc_now()).replace(minute=0, second=0, microsecond=0)
        if self._each_hour is None or self._seen_at.get(district.db.path) == hour:
            return
        self._seen_at[district.db.path] = hour
        try:
            self._each_hour(district)
        except Exception as problem:  # noqa: BLE001 - photos are read all the same, and the next hour tries again
            logs.failed(log, problem, "what is due each hour failed")

    def _take_one(self, district: District) -> bool:
        self._begin_hour(district)
        job = district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
        if job is None:
            return False
        try:
            self._handlers[job["kind"]](district, job, lambda done: _progress(district, job, done))
            district.db.write(lambda tx: jobs.put_back(tx, EVERYTHING, job["job_id"]))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the queue goes on and the page says what to do
            if _process_ends():
                district.db.write(lambda tx: jobs.put_back(tx, EVERYTHING, job["job_id"]))
                return False
            number = logs.failed(log, problem, f"job {job['job_id']} failed")
            why = _why(problem, number).as_json()
            district.db.write(lambda tx: jobs.fail(tx, EVERYTHING, job["job_id"], why))
        return True


def _progress(district: District, job: Row, done: int) -> None:
    district.db.write(lambda tx: jobs.progress(tx, EVERYTHING, job["job_id"], done))


def _process_ends() -> bool:
    """Whether the process is on its way out: from then on no pool of threads takes work, which is no fault of the job."""
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int)
    except RuntimeError:
        return True
    return False


def _why(problem: Exception, number: str) -> Message:
    match problem:
        case StorageFull():
            return Message(N_("The disk is full. Make room, then press Try again."))
        case VaultError():
            return Message(N_("A stored photo is missing or was changed on the disk. Send the photos of this class again."))
        case WeightsMissing() | WeightsChanged():
            return Message(N_("The recognition model is missing or was changed. Ask the MIS in-charge to install it again."))
        case _:
            text = N_(
                "Reading the photos failed. Press Try again; if it fails again, tell the MIS in-charge this number: {number}"
            )
            return Message(text, {"number": number})
