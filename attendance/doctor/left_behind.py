"""Checks of what lies beside a district: copies that were put aside, a restore or a rotation that was not finished."""

from collections.abc import Iterator
from pathlib import Path

from attendance.config import Config
from attendance.district import District, Kind
from attendance.doctor.finding import Finding, Patient, look, ok, wrong
from attendance.i18n import N_
from attendance.office import aside
from data.clock import utc_now
from data.vault import unfinished


def left_behind(patient: Patient) -> Iterator[Finding]:
    """What a command put aside or a stop left half. Folders are looked at, no database: the app may hold it."""
    found = [finding for kind in Kind for finding in _of(patient.config, kind)]
    yield from found or [ok(N_("Nothing was put aside, and nothing is half done."))]


def _of(config: Config, kind: Kind) -> Iterator[Finding]:
    folder = District.folder_of(config, kind)
    yield from _put_aside(folder, kind)
    yield from _half_restored(District.restored_of(config, kind), folder)
    if unfinished(District.key_of(config, kind)).exists():
        yield look(
            N_("The change of {key} is not finished: some of what is stored is sealed with the earlier key yet."),
            N_("Stop the app and run: {command} – it goes on where it stopped."),
            key=District.key_of(config, kind).name,
            command=_command("rotate-key", kind),
        )


def _put_aside(folder: Path, kind: Kind) -> Iterator[Finding]:
    fixes = {
        Kind.OWN: N_(
            "Delete it when nobody needs it. The app deletes it by itself after as many school days as class photos, and at "
            "once when a pupil is erased."
        ),
        Kind.SANDBOX: N_("Delete it when nobody needs it."),
    }
    for one in aside.put_aside(folder):
        yield look(
            N_("A copy of the district was put aside {days} days ago, with names and faces: {folder}"),
            fixes[kind],
            days=(utc_now() - one.since).days,
            folder=str(one.folder),
        )


def _half_restored(restored: Path, folder: Path) -> Iterator[Finding]:
    values = {"command": _command("restore", Kind(folder.name)), "folder": str(restored)}
    if restored.exists() and not folder.exists():
        yield wrong(
            N_("A backup is being brought back, or that was stopped before its last step: the district lies in {folder}"),
            N_("If no such command runs, start the app: it puts the district in its place."),
            **values,
        )
    for half in aside.half_restored(folder):
        yield look(
            N_("A backup is being brought back, or that was stopped before the district was changed: {folder}"),
            N_("If no such command runs, start the app, which clears this away, or run it again: {command}"),
            **values | {"folder": str(half)},
        )


def _command(name: str, kind: Kind) -> str:
    return f"python -m attendance {name}{' --sandbox' if kind is Kind.SANDBOX else ''}"
