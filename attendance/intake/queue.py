"""Where sent photos stand: one submission, the latest ones, and trying a failed one again."""

from collections.abc import Sequence
from datetime import date

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account, Page
from data import jobs, schools, submissions
from data.database import Row, Transaction


def submission(district: District, account: Account, submission_id: str) -> Row:
    """A submission with its job's state, done, total, error, and how many jobs are ahead of it.

    Raises:
        NotAllowed: It is not within the account's blocks, or there is none.
    """
    found = submissions.get(district.db, account.scope, submission_id)
    job = jobs.of_submission(district.db, account.scope, submission_id)
    if found is None or job is None:
        raise NotAllowed(N_("These photos are not among your blocks. Choose from the list of your uploads."))
    ahead = jobs.ahead(district.db, account.scope, job["job_id"])
    return found | {key: job[key] for key in ("job_id", "state", "done", "total", "error")} | {"ahead": ahead}


def of_class_day(district: District, account: Account, class_section_id: int, day: date) -> list[str]:
    """The submissions that hold a class day's photos, oldest first."""
    rows = submissions.of_class_day(district.db, account.scope, class_section_id, day)
    return [row["submission_id"] for row in rows]


def holding(district: District, account: Account, hashes: Sequence[str]) -> set[str]:
    """The submissions that hold photos with these SHA-256, within the account's blocks."""
    rows = submissions.sent_before(district.db, account.scope, hashes)
    return {row["submission_id"] for row in rows if row["submission_id"]}


def class_names(district: District, account: Account, class_sections: Sequence[int]) -> list[str]:
    """Class sections as "3 A"; those out of scope are left out."""
    rows = [schools.class_section(district.db, account.scope, class_section_id) for class_section_id in class_sections]
    return [f"{row['grade']} {row['section']}" for row in rows if row]


def latest(district: District, account: Account, most: int = 20) -> list[Row]:
    """The latest submissions within the account's blocks (see `data.submissions.recent`)."""
    account.require(Page.UPLOAD)
    return submissions.recent(district.db, account.scope, most)


def try_again(district: District, account: Account, job_id: int) -> None:
    """Let a failed job wait again; one that is not failed any more is left alone."""
    account.require(Page.UPLOAD)

    def work(tx: Transaction) -> None:
        if jobs.again(tx, account.scope, job_id):
            audit.record(tx, account, "job.tried_again", f"job:{job_id}")

    district.db.write(work)
