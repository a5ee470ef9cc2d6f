"""Checks of what a district holds: its key, its database, its backups, its audit trail."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from attendance.district import District, Kind
from attendance.doctor.finding import Finding, Patient, look, ok, unknown, wrong
from attendance.i18n import N_, _, moment_text
from attendance.office import soundness, trail
from attendance.office.backups import Shelf, last_good
from data import audit, jobs
from data.clock import utc_now
from data.errors import VaultError
from data.scope import Scope
from data.vault import KEY_BYTES, NUMBERS

EVERYTHING = Scope.everything()
BACKUP_OLD_AFTER = timedelta(days=2)
JOB_OLD_AFTER = timedelta(hours=12)
QUIET_AFTER = timedelta(days=60)
"""The longest vacation is three weeks: a trail that ends earlier says that the clock jumped, or that nobody works here."""
SLACK = timedelta(minutes=5)

_Looks = Callable[[District], Iterator[Finding]]


def _name(district: District) -> str:
    return _("District") if district.kind is Kind.OWN else _("Training sandbox")


def _each(patient: Patient, looks: _Looks) -> Iterator[Finding]:
    """Look at each open district; say so where the app holds the databases, or none could be opened."""
    if patient.held:
        yield unknown(N_("The app holds the databases; its administration page shows this."))
        return
    for district in patient.districts:
        yield from looks(district)
    if not patient.districts and not patient.closed:
        yield ok(N_("There is no district yet."))


def key(patient: Patient) -> Iterator[Finding]:
    """Whether each district's key is there, is nobody else's to read, and opens what it sealed."""
    kinds = [kind for kind in Kind if (District.folder_of(patient.config, kind) / "district.duckdb").exists()]
    for kind in kinds:
        yield from _key_file(District.key_of(patient.config, kind))
    if not kinds:
        yield ok(N_("The key is made with the district."))
    elif not patient.held:
        yield from _each(patient, _opens)


def _key_file(file: Path) -> Iterator[Finding]:
    if not file.exists():
        yield wrong(
            N_("The key {file} is missing: no photo can be opened."),
            N_("Bring it back from your copy, or from the recovery kit. Make no new one."),
            file=str(file),
        )
    elif file.stat().st_size != KEY_BYTES:
        yield wrong(N_("{file} is not a key."), N_("Bring it back from your copy, or from the recovery kit."), file=str(file))
    elif os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield wrong(N_("Others on this machine can read the key {file}."), N_("Run: chmod 600 {file}"), file=str(file))
    else:
        yield ok(N_("The key {file} is there, and only its owner reads it."), file=file.name)


def _opens(district: District) -> Iterator[Finding]:
    try:
        district.vault.get(NUMBERS)
    except VaultError:
        yield wrong(
            N_("{district}: the key does not open what is sealed there."),
            N_("It is another installation's key. Bring back the right one from your copy."),
            district=_name(district),
        )
    else:
        yield ok(N_("{district}: the key opens what it sealed."), district=_name(district))


def database(patient: Patient) -> Iterator[Finding]:
    """Whether the databases open and are up to date."""
    yield from patient.closed
    yield from _each(patient, _is_open)


def _is_open(district: District) -> Iterator[Finding]:
    size = round(district.db.path.stat().st_size / 1e6)
    yield ok(N_("{district}: the database opens and is up to date; {size} MB."), district=_name(district), size=size)


def backup(patient: Patient) -> Iterator[Finding]:
    """How old the last good backup is, and whether it would survive the disk."""
    own = [district for district in patient.districts if district.kind is Kind.OWN]
    if patient.held or patient.closed:
        yield from _each(patient, lambda _district: iter(()))
        return
    if not own:
        yield ok(N_("The training sandbox needs no backup."))
        return
    yield from _unreadable_backups(Shelf.of(own[0]))
    made = last_good(own[0])
    if made is None:
        yield wrong(N_("There is no backup."), N_("Make one: on the administration page, or python -m attendance backup"))
        return
    age = utc_now() - made
    hours = round(age.total_seconds() / 3600)
    if age > BACKUP_OLD_AFTER:
        yield wrong(
            N_("The last good backup is {hours} hours old."),
            N_("Make one now, and look on the administration page why the nightly one fails."),
            hours=hours,
        )
    elif hours < 1:
        yield ok(N_("The last good backup is less than an hour old."))
    else:
        yield ok(N_("The last good backup is {hours} hours old."), hours=hours)
    if patient.config.backups.stat().st_dev == own[0].folder.stat().st_dev:
        yield look(
            N_("The backups lie on the same disk as the data."),
            N_("Set UPASTHITI_BACKUPS to another disk, or copy them to one each week."),
        )


def _unreadable_backups(shelf: Shelf) -> Iterator[Finding]:
    for stamp in shelf.stamps():
        if shelf.manifest(stamp) is None:
            yield wrong(
                N_("The backup {folder} cannot be read; as long as it is there, no sealed file and no earlier key goes."),
                N_("Look at that disk. When another backup is good, delete this folder."),
                folder=str(shelf.folder / stamp),
            )


def clock(patient: Patient) -> Iterator[Finding]:
    """Whether the clock agrees with what was written last."""
    yield from _each(patient, _agrees)


def _agrees(district: District) -> Iterator[Finding]:
    newest = audit.entries(district.db, EVERYTHING, since=datetime.min, until=datetime.max, most=1)
    last = newest[0]["happened_at"] if newest else None
    now = utc_now()
    values = {"district": _name(district), "now": moment_text(now), "last": moment_text(last) if last else ""}
    fix = N_("Set the clock: timedatectl set-ntp true (Windows: Settings, Time).")
    if last and last > now + SLACK:
        yield wrong(N_("{district}: the clock says {now}, but something was written at {last}: it is behind."), fix, **values)
    elif last and now - last > QUIET_AFTER and district.kind is Kind.OWN:
        yield look(N_("{district}: the clock says {now}; nothing was written since {last}. Has it jumped?"), fix, **values)
    else:
        yield ok(N_("{district}: the clock says {now}, which fits what was written last."), **values)


def queue(patient: Patient) -> Iterator[Finding]:
    """Whether work that waits gets done."""
    yield from _each(patient, _goes_on)


def _goes_on(district: District) -> Iterator[Finding]:
    counts = jobs.counts(district.db, EVERYTHING)
    waiting, failed = counts.get("waiting", 0), counts.get("failed", 0)
    last = jobs.last(district.db, EVERYTHING)
    moment = last and (last["finished_at"] or last["started_at"] or last["created_at"])
    if waiting and moment and utc_now() - moment > JOB_OLD_AFTER:
        yield wrong(
            N_("{district}: {waiting} jobs wait, and none was done for 12 hours."),
            N_("Restart the app; if they still wait, look into the log."),
            waiting=waiting,
            district=_name(district),
        )
    elif failed:
        yield look(
            N_("{district}: {failed} jobs failed."),
            N_("Open them on the Upload page and press Try again."),
            failed=failed,
            district=_name(district),
        )
    else:
        yield ok(N_("{district}: {waiting} jobs wait."), waiting=waiting, district=_name(district))


def trail_end(patient: Patient) -> Iterator[Finding]:
    """Whether the audit trail has the ends that were noted outside the database."""
    yield from _each(patient, _has_its_end)


def _has_its_end(district: District) -> Iterator[Finding]:
    if trail.lacking(district) is None:
        yield ok(N_("{district}: the audit trail goes as far as was noted."), district=_name(district))
    else:
        yield wrong(
            N_("{district}: the audit trail lacks entries that were noted: cut off, or an older backup was restored."),
            N_("Look under Administration, Audit trail, Is it whole? Or run: python -m attendance verify-audit"),
            district=_name(district),
        )


def audit_trail(patient: Patient) -> Iterator[Finding]:
    """Whether the audit trail is whole; reads all of it."""
    yield from _each(patient, _is_whole)


def _is_whole(district: District) -> Iterator[Finding]:
    found = trail.verify(district)
    if found.is_whole:
        yield ok(N_("{district}: the audit trail is whole."), district=_name(district))
    else:
        yield wrong(
            N_("{district}: the audit trail was changed by hand, or an older backup was restored."),
            N_("Run: python -m attendance verify-audit"),
            district=_name(district),
        )


def stored(patient: Patient) -> Iterator[Finding]:
    """Whether everything stored can be read; reads all of it."""
    yield from _each(patient, _is_sound)


def _is_sound(district: District) -> Iterator[Finding]:
    found = soundness.check(district)
    if found.is_sound:
        yield ok(
            N_("{district}: all that is stored can be read; {files} sealed files."),
            files=found.looked_at,
            district=_name(district),
        )
        return
    damaged = found.database.log or found.database.blocks or found.database.tables
    if damaged:
        yield wrong(
            N_("{district}: the database is damaged."),
            N_(
                "Stop the app, copy the data folder as it is, then bring back the last good backup: "
                "python -m attendance restore"
            ),
            district=_name(district),
        )
    if found.files:
        yield wrong(
            N_("{district}: {files} sealed files do not open."),
            N_("Bring them back from the last good backup; the disk may be failing."),
            files=len(found.files),
            district=_name(district),
        )
