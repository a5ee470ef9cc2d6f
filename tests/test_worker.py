"""The worker's order and what happens to long work."""

import concurrent.futures.thread
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from attendance import background, worker
from attendance.district import District
from attendance.worker import Progress, Worker
from data import jobs
from data.database import Row
from data.scope import Scope
from tests.support import small_district

EVERYTHING = Scope.everything()


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    small = small_district(tmp_path)
    yield small.district
    small.district.close()


def queue(district: District, kind: str, total: int) -> int:
    return district.db.write(
        lambda tx: jobs.add_district_wide(tx, EVERYTHING, kind=kind, total=total, detail={"step": 2}, created_by="mis")
    )


def test_long_work_is_done_step_by_step_and_keeps_its_progress(district: District) -> None:
    queue(district, "long", 3)
    seen: list[tuple[int, dict]] = []

    def step(district: District, job: Row, progress: Progress) -> None:
        seen.append((job["done"], job["detail"]))
        progress(job["done"] + 1)
        if job["done"] == 2:
            district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))

    assert Worker(lambda: [district], {"long": step}).work_off() == 3
    assert [done for done, _ in seen] == [0, 1, 2]
    assert seen[0][1] == {"step": 2}
    last = jobs.latest_of_kind(district.db, EVERYTHING, "long")
    assert last is not None
    assert (last["state"], last["done"]) == ("done", 3)


def test_a_step_that_fails_is_told_and_the_rest_goes_on(district: District) -> None:
    failing, fine = queue(district, "failing", 1), queue(district, "fine", 1)

    def fail(*_: object) -> None:
        raise ValueError("something with a name in it")

    def finish(district: District, job: Row, progress: Progress) -> None:
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))

    Worker(lambda: [district], {"failing": fail, "fine": finish}).work_off()
    states = {kind: jobs.latest_of_kind(district.db, EVERYTHING, kind) for kind in ("failing", "fine")}
    assert states["failing"]["state"] == "failed"
    assert states["failing"]["job_id"] == failing
    assert "name in it" not in states["failing"]["error"]
    assert "E-" in states["failing"]["error"], "the number that finds it in the log"
    assert states["fine"]["state"] == "done"
    assert states["fine"]["job_id"] == fine


def test_what_may_be_due_is_looked_at_once_an_hour_and_its_failure_stops_no_job(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [datetime(2026, 4, 6, 4, 40), datetime(2026, 4, 6, 5, 25), datetime(2026, 4, 6, 5, 35)]
    now = [moments[0]]
    monkeypatch.setattr(worker, "utc_now", lambda: now[0])
    looked: list[datetime] = []

    def look(_: District) -> None:
        looked.append(now[0])
        raise ValueError("a full disk")

    def finish(district: District, job: Row, progress: Progress) -> None:
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))

    working = Worker(lambda: [district], {"fine": finish}, look)
    for moment in moments:
        now[0] = moment
        queue(district, "fine", 1)
        assert working.work_off() == 1
    assert looked == [moments[0], moments[2]]  # 10:10, 10:55 and 11:05 in India


def test_after_a_stop_long_work_goes_on_where_it_was(district: District) -> None:
    job_id = queue(district, "long", 5)
    district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
    district.db.write(lambda tx: jobs.progress(tx, EVERYTHING, job_id, 3))
    assert district.db.write(lambda tx: jobs.requeue(tx, EVERYTHING, 3, "{}")) == 1
    again = district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
    assert again is not None
    assert again["done"] == 3


@pytest.mark.skipif(sys.platform != "linux", reason="a niceness belongs to a thread on Linux only")
def test_the_worker_lets_the_pages_go_first(district: District) -> None:
    queue(district, "look", 1)
    seen, done = [], threading.Event()

    def look(district: District, job: Row, progress: Progress) -> None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))
        done.set()

    here = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    worker = Worker(lambda: [district], {"look": look})
    worker.start()
    assert done.wait(60)
    worker.stop()
    assert seen[0] == max(here, background.NICENESS)


@pytest.mark.skipif(sys.platform != "linux", reason="a niceness belongs to a thread on Linux only")
def test_an_app_that_was_started_still_lower_stays_there() -> None:
    found = []

    def start() -> None:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, 19)
        background.let_pages_go_first()
        found.append(os.getpriority(os.PRIO_PROCESS, thread))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert found == [19]


def test_a_job_that_fails_because_the_process_ends_waits_for_the_next_start(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(district, "long", 1)

    def decode(*_: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int)

    monkeypatch.setattr(concurrent.futures.thread, "_shutdown", True)  # as at the interpreter's end
    assert Worker(lambda: [district], {"long": decode}).work_off() == 0
    last = jobs.latest_of_kind(district.db, EVERYTHING, "long")
    assert last is not None
    assert (last["state"], last["error"]) == ("waiting", None)
