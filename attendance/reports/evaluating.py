"""The rules are evaluated in the background, and follow-up cases with them: within an hour of what came, and when asked."""

from datetime import date, timedelta

from attendance.district import District
from attendance.office import audit, settings
from attendance.office.access import SYSTEM, Account, Page
from attendance.reports import finding, follow_up_found
from attendance.reports.rules import Limits
from data import exceptions as stored
from data import follow_ups, jobs
from data.clock import in_india, utc_now
from data.database import Row, Statements, Transaction
from data.scope import Scope

EVALUATE = "evaluate_exceptions"
"""The kind of job that does it."""
CATCH_UP = 10
"""School days that are evaluated one after the other when the app did not run: what ended meanwhile then says when. The very
first time it is the last day alone."""
ALL = Scope.everything()


def last_day(late_after_hour: int) -> date:
    """The day up to which is looked: today from the hour after which an upload is late, else yesterday."""
    now = in_india(utc_now())
    return now.date() if now.hour >= late_after_hour else now.date() - timedelta(days=1)


def _due(db: Statements, last: date) -> list[date]:
    return stored.days_to_look_at(db, last, CATCH_UP if stored.last_look(db) else 1)


def queue_due(tx: Transaction, last: date) -> None:
    """Queue an evaluation when days came that were not evaluated, or the portal's report of the last one; one at a time."""
    due = _due(tx, last)
    look = stored.last_look(tx)
    if due and (look is None or due[-1] > look["day"] or stored.reported_since(tx, look)):
        _queue(tx, SYSTEM)


def each_hour(district: District) -> None:
    """What is due by now."""
    last = last_day(settings.load(district).late_after.hour)
    district.db.write(lambda tx: queue_due(tx, last))


def look_again(district: District, account: Account) -> bool:
    """Queue an evaluation; False where one waits or runs already.

    Raises:
        NotAllowed: The role has no exception list.
    """
    account.require(Page.EXCEPTIONS)

    def work(tx: Transaction) -> bool:
        if not _queue(tx, account):
            return False
        audit.record(tx, account, "exceptions.looked_again")
        return True

    return district.db.write(work)


def under_way(district: District) -> Row | None:
    """The evaluation that waits, runs or has failed; None when the last one is done."""
    job = jobs.latest_of_kind(district.db, ALL, EVALUATE)
    return job if job and job["state"] != "done" else None


def evaluate(district: District, job: Row, _progress: object) -> None:
    """One step of the job: the next day that was not evaluated; finished with the last."""
    chosen = settings.load(district)
    days = _due(district.db, last_day(chosen.late_after.hour))
    if not days:
        district.db.write(lambda tx: jobs.finish(tx, ALL, job["job_id"]))
        return
    day, *later = days
    limits = Limits.of(chosen)
    pupils = finding.leads(district.db, ALL, day, limits)
    found = finding.find(district.db, day, limits, pupils)
    again = follow_ups.recognised_again(district.db, day)

    def work(tx: Transaction) -> None:
        stored.put_found(tx, day, found)
        follow_up_found.bring_in_step(tx, day, pupils, again, limits)
        if not later:
            jobs.finish(tx, ALL, job["job_id"])

    district.db.write(work)


def _queue(tx: Transaction, account: Account) -> bool:
    job = jobs.latest_of_kind(tx, ALL, EVALUATE)
    if job and job["state"] in ("waiting", "running"):
        return False
    jobs.add_district_wide(tx, ALL, kind=EVALUATE, total=1, detail={}, created_by=account.username)
    return True
