"""What a start finds and mends: receipts without rows, rows without a job, rows without their sealed file."""

from datetime import timedelta

import pytest

from attendance.intake.accept import accept
from attendance.intake.recovery import Recovered, recover
from attendance.office import audit
from attendance.office.access import SYSTEM, Account, Role
from data import jobs, submissions
from data.clock import today
from data.scope import Scope
from tests.intake.support import photos
from tests.support import Small, school_day

EVERYTHING = Scope.everything()
LOST = ("DELETE FROM submission", "DELETE FROM photo", "DELETE FROM job", "DELETE FROM receipt")
MIS = Account("mis.one", "MIS", Role.MIS)


def send(small: Small, *seeds: int, section: int = 301) -> str:
    taken = accept(small.district, SYSTEM, photos(*seeds), [section], school_day(), "portal")
    assert taken.submission_id
    return taken.submission_id


def lose(small: Small, *statements: str) -> None:
    def work(tx) -> None:  # type: ignore[no-untyped-def]
        for statement in statements:
            tx._cursor().execute(statement).fetchall()

    small.district.db.write(work)


def said(small: Small) -> list[str]:
    first, last = today() - timedelta(days=1), today()
    found = audit.entries(small.district, MIS, first=first, last=last, action="start.brought_back")
    return [entry.detail for entry in found]


def hashes(small: Small, submission_id: str) -> set[str]:
    return {row["sha256"] for row in submissions.photos(small.district.db, EVERYTHING, submission_id)}


def test_a_whole_district_is_left_alone(small: Small) -> None:
    send(small, 1, 2)
    assert recover(small.district) == Recovered()
    assert said(small) == []


def test_all_that_a_lost_log_forgot_comes_back_once(small: Small) -> None:
    one, other = send(small, 1, 2), send(small, 3, section=302)
    lose(small, *LOST)
    assert recover(small.district) == Recovered(brought_back=2)
    assert len(hashes(small, one)) == 2
    job = jobs.of_submission(small.district.db, EVERYTHING, other)
    assert job is not None
    assert job["state"] == "waiting"
    assert recover(small.district) == Recovered()
    assert len(said(small)) == 1


@pytest.mark.parametrize("is_read", [False, True])
def test_a_photo_that_lost_its_row_comes_back_in_a_submission_of_its_own(small: Small, is_read: bool) -> None:
    sent = send(small, 1, 2, 3)
    if is_read:
        lose(small, "UPDATE submission SET read_at = now()::TIMESTAMP", "UPDATE job SET state = 'done'")
    gone = sorted(hashes(small, sent))[0]
    lose(small, f"DELETE FROM photo WHERE sha256 = '{gone}'")  # noqa: S608 - a hash of this test's own
    assert recover(small.district) == Recovered(brought_back=1)
    back = submissions.ids(small.district.db, EVERYTHING) - {sent}
    assert [hashes(small, one) for one in back] == [{gone}]
    assert recover(small.district) == Recovered()


def test_an_unread_submission_whose_job_is_gone_is_queued_again(small: Small) -> None:
    sent = send(small, 1, 2)
    lose(small, "DELETE FROM job")
    assert recover(small.district) == Recovered(queued=1)
    job = jobs.of_submission(small.district.db, EVERYTHING, sent)
    assert job is not None
    assert (job["state"], job["total"]) == ("waiting", 2)
    assert recover(small.district) == Recovered()


def test_what_was_sent_again_after_the_loss_counts_once(small: Small) -> None:
    lost = send(small, 1, 2)
    lose(small, *LOST)
    again = send(small, 1)
    assert recover(small.district) == Recovered(brought_back=1)
    assert (len(hashes(small, again)), len(hashes(small, lost))) == (1, 1)
    assert recover(small.district) == Recovered()


def test_a_row_whose_sealed_photo_is_gone_is_said_at_each_start(small: Small) -> None:
    sent = send(small, 1, 2)
    small.district.vault.remove(f"original/{sorted(hashes(small, sent))[0]}")
    assert recover(small.district) == Recovered(missing=1)
    assert recover(small.district) == Recovered(missing=1)


def test_a_receipt_that_cannot_be_brought_back_stops_no_start(small: Small) -> None:
    send(small, 1)
    send(small, 2, section=303)
    lose(small, *LOST, "DELETE FROM school WHERE school_id = 202")
    found = recover(small.district)
    assert (found.brought_back, found.left) == (1, 1)
