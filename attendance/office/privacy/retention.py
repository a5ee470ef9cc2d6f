"""What is held goes when its time is over: a job, once a day.

A class photo goes after so many days on which its school worked; one that a person had to look at so many days of the calendar
after that. The row says first that the photo is gone, then the files go: whatever stops the app in between, the next run finds
the files by their names in ``doomed_file`` and deletes them.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from attendance import cached
from attendance.district import District, Kind
from attendance.errors import NotAllowed, Unavailable
from attendance.i18n import N_
from attendance.office import aside, audit, settings
from attendance.office.access import SYSTEM, Account, Page, Role
from attendance.office.aside import Aside
from data import jobs
from data import retention as stored
from data.clock import in_india, today, utc_now
from data.database import Row, Transaction
from data.scope import Scope

log = logging.getLogger(__name__)
RETENTION = "retention"
"""The kind of job that does it."""
STEP = 1_000
"""Photos, or files of which nothing is known, that go in one step of the job."""
UNKNOWN_AFTER_S = 86_400
"""A sealed file that no row needs is left alone for a day: its row may be on its way."""
EVERYTHING = Scope.everything()


@dataclass(frozen=True)
class Limits:
    """How long, as the office has set it.

    Attributes:
        school_days: For which a class photo is held.
        judged_days: Days of the calendar after a person has judged what a photo was held for.
        unjudged_days: Days of the calendar after the school day for which a photo waits to be judged; an open flag has no end.
        left_days: Days of the calendar for which reference photos are held after a pupil has left the rolls.
    """

    school_days: int
    judged_days: int
    unjudged_days: int
    left_days: int

    @classmethod
    def of(cls, district: District) -> "Limits":
        """Those in force."""
        chosen = settings.load(district)
        return cls(chosen.keep_school_days, chosen.keep_judged_days, chosen.keep_unjudged_days, chosen.keep_left_days)

    @property
    def of_photos(self) -> dict[str, int]:
        """As `data.retention` takes them."""
        return {key: getattr(self, key) for key in ("school_days", "judged_days", "unjudged_days")}


@dataclass(frozen=True)
class Held:
    """What is held now.

    Attributes:
        photos: Class photos by reason, see `data.retention.held_photos`.
        counts: The other kinds, see `data.retention.held_counts`.
        aside: Copies that were put aside, and go after as many days on which any school worked as class photos.
        last, removed, on_disk: The newest run, None before the first; what it removed; what was on the disk after it.
    """

    photos: list[Row]
    counts: Row
    limits: Limits
    aside: list[Aside]
    last: Row | None
    removed: list[Row]
    on_disk: list[Row]


def each_hour(district: District) -> None:
    """Queue the day's run of the office's own district; the sandbox holds nobody's photos and is made afresh."""
    if district.kind is Kind.OWN:
        district.db.write(_queue_due)


def look_now(district: District, account: Account) -> None:
    """Queue a run, unless one waits or runs.

    Raises:
        NotAllowed: Only the MIS in-charge may.
    """
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge has it looked now."))

    def work(tx: Transaction) -> None:
        if queue(tx, account):
            audit.record(tx, account, "retention.asked")

    district.db.write(work)


def queue(tx: Transaction, account: Account) -> bool:
    """Queue a run; False where one waits or runs."""
    last = jobs.latest_of_kind(tx, EVERYTHING, RETENTION)
    if last and last["state"] in ("waiting", "running"):
        return False
    jobs.add_district_wide(tx, EVERYTHING, kind=RETENTION, total=1, detail={}, created_by=account.username)
    return True


def let_go(district: District, job: Row, _progress: object) -> None:
    """A step of the job: what an earlier step left, then photos, reference photos, files of which nothing is known."""
    run_id = job["job_id"]
    limits = Limits.of(district)
    if stored.run(district.db, run_id) is None:
        district.db.write(lambda tx: stored.begin(tx, run_id, today(), **limits.of_photos))
    delete_doomed(district, run_id)
    photos = stored.due(district.db, STEP)
    left_before = today() - timedelta(days=limits.left_days)
    if photos:
        district.db.write(lambda tx: stored.let_go(tx, run_id, photos))
    elif not district.db.write(lambda tx: stored.remove_left_references(tx, left_before, STEP)):
        _last_step(district, run_id, job)
        return
    delete_doomed(district, run_id)


def delete_doomed(district: District, run_id: int) -> None:
    """Delete the files whose rows say already that they are gone, and count them."""
    while rows := stored.doomed(district.db, STEP):
        sizes = {row["vault_name"]: district.vault.size(row["vault_name"]) for row in rows}
        for name in sizes:
            district.vault.remove(name)

        def note(tx: Transaction, rows: list[Row] = rows, sizes: dict[str, int] = sizes) -> None:
            for what in sorted({row["what"] for row in rows}):
                there = [sizes[row["vault_name"]] for row in rows if row["what"] == what and sizes[row["vault_name"]]]
                stored.count_removed(tx, run_id, what, len(there), sum(there))
            stored.undoom(tx, list(sizes))

        district.db.write(note)


def delete_aside(district: District) -> None:
    """Delete the copies whose time is over, and say so on the trail; one that cannot be deleted stays for the next run."""
    first_kept = stored.school_days_from(district.db, today(), Limits.of(district).school_days)
    over = [one for one in aside.put_aside(district.folder) if first_kept and in_india(one.since).date() < first_kept]
    for one in over:
        try:
            aside.delete([one.folder])
        except Unavailable:
            log.warning("a copy that was put aside could not be deleted: %s", one.name)
            continue
        log.info("a copy that was put aside was deleted after its time: %s", one.name)
        name = f"aside:{one.name}"
        district.db.write(lambda tx, name=name: audit.record(tx, SYSTEM, "aside.deleted", name))  # type: ignore[misc]


def held(district: District, account: Account) -> Held:
    """What is held of the whole district.

    Raises:
        NotAllowed: Only the MIS in-charge and the District Programme Officer see it.
    """
    account.require(Page.ADMINISTRATION)
    if account.role not in (Role.MIS, Role.DPO):
        raise NotAllowed(N_("Only the MIS in-charge and the District Programme Officer see what is held."))
    limits = Limits.of(district)
    last = stored.last_run(district.db)
    return Held(
        photos=cached.value(district.db, account.scope, lambda: _photos(district, account, limits), "held", limits),
        counts=stored.held_counts(district.db),
        limits=limits,
        aside=aside.put_aside(district.folder) if district.kind is Kind.OWN else [],
        last=last,
        removed=stored.removed(district.db, last["run_id"]) if last else [],
        on_disk=stored.on_disk(district.db, last["run_id"]) if last else [],
    )


def _photos(district: District, account: Account, limits: Limits) -> list[Row]:
    return stored.held_photos(district.db, account.scope, today(), **limits.of_photos)


def _queue_due(tx: Transaction) -> None:
    last = jobs.latest_of_kind(tx, EVERYTHING, RETENTION)
    if last is None or _day_of(last) < today():
        queue(tx, SYSTEM)


def _day_of(job: Row) -> date:
    return in_india(job["created_at"]).date()


def _last_step(district: District, run_id: int, job: Row) -> None:
    delete_aside(district)
    before = utc_now() - timedelta(days=Limits.of(district).judged_days)
    held_now: list[tuple[stored.What, int, int]] = []
    for kind, names in _files(district):
        found = stored.idle(district.db, kind, names, before)
        old = [f"{kind}/{name}" for name in found if district.vault.age(f"{kind}/{name}") > UNKNOWN_AFTER_S]
        district.db.write(lambda tx, old=old: stored.doom(tx, old))  # type: ignore[misc]
        delete_doomed(district, run_id)
        sizes = [district.vault.size(f"{kind}/{name}") for name in names]
        left = [size for size in sizes if size]
        held_now.append((stored.KINDS[kind], len(left), sum(left)))

    def finish(tx: Transaction) -> None:
        stored.remove_idle_templates(tx, run_id)
        for what, files, size in held_now:
            stored.put_held(tx, run_id, what, files, size)
        stored.finish(tx, run_id)
        jobs.finish(tx, EVERYTHING, job["job_id"])

    district.db.write(finish)


def _files(district: District) -> Iterator[tuple[str, list[str]]]:
    """The sealed files, each kind in parts."""
    for kind in sorted(set(district.vault.kinds()) & set(stored.KINDS)):
        names = district.vault.names(kind)
        for first in range(0, len(names), 50 * STEP):
            yield kind, names[first : first + 50 * STEP]
