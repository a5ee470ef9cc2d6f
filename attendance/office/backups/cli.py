"""The commands for backups; `backup` and `restore` while the app is stopped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError
from attendance.i18n import _, moment_text, number
from attendance.office import audit
from attendance.office.backups.manifest import PARQUET
from attendance.terminal import ended, open_district
from data.errors import DatabaseHeld, DataError

Sandbox = Annotated[bool, typer.Option("--sandbox", help="Of the training sandbox.")]


def register(app: typer.Typer) -> None:
    """Add the commands `backup`, `backups` and `restore`."""
    app.command()(backup)
    app.command()(backups)
    app.command()(restore)


def backup(sandbox: Sandbox = False) -> None:
    """Make a backup now, compare it with the database, and keep it: 7 daily ones, 4 weekly ones."""
    from attendance.office.backups.making import make

    config, kind = Config(), _kind(sandbox)
    if not District.exists(config, kind):
        raise ended(_("There is no such district yet."))
    district = open_district(config, kind)
    try:
        made = make(district)
    except (UserError, DataError) as problem:
        raise ended(str(problem)) from problem
    finally:
        district.close()
    typer.echo(
        _(
            "Backup {stamp}: {rows} rows in {tables} tables, {files} sealed files. Brought back on trial, it is the same."
        ).format(stamp=made.stamp, rows=number(made.rows), tables=number(len(made.tables)), files=number(made.sealed_files))
    )
    typer.echo(_("It lies in {folder}").format(folder=district.backups / made.stamp))
    if made.damaged:
        typer.echo(_("{count} sealed files of the app do not open and are not in it.").format(count=number(len(made.damaged))))


def backups(sandbox: Sandbox = False) -> None:
    """List the backups, newest first, each with its key's number. The app may run meanwhile."""
    from attendance.office.backups.restoring import shelf_of

    shelf = shelf_of(Config(), _kind(sandbox))
    stamps = shelf.stamps()
    if not stamps:
        typer.echo(
            _("There is no backup in {folder}. If backups lie elsewhere, set UPASTHITI_BACKUPS.").format(folder=shelf.folder)
        )
    for stamp in stamps:
        found = shelf.manifest(stamp)
        if found is None:
            typer.echo(f"{stamp}  {_('damaged: its manifest cannot be read')}")
            continue
        values = {"rows": number(found.rows), "files": number(found.sealed_files), "key": found.key_id}
        told = _("{rows} rows, {files} sealed files, key {key}").format(**values)
        typer.echo(f"{stamp}  {moment_text(found.moment)}  {told}")


def restore(
    stamp: Annotated[str | None, typer.Argument(help="Which one, as `backups` lists it; the newest by default.")] = None,
    sandbox: Sandbox = False,
) -> None:
    """Bring a backup back, after it was checked; what is there now is put aside, not deleted."""
    from attendance.office.backups.restoring import restore as bring_back

    try:
        done = bring_back(Config(), _kind(sandbox), stamp)
    except DatabaseHeld as problem:
        raise ended(
            _("The app is running on these files already, as process {pid}. Stop it first.").format(pid=problem.pid or "?")
        ) from problem
    except (UserError, DataError) as problem:
        raise ended(str(problem)) from problem
    manifest = done.manifest
    typer.echo(
        _("Backup {stamp} of {moment} is back: {rows} rows, {files} sealed files, in {seconds} seconds.").format(
            stamp=manifest.stamp,
            moment=moment_text(manifest.moment),
            rows=number(manifest.rows),
            files=number(manifest.sealed_files),
            seconds=number(round(done.seconds, 1)),
        )
    )
    _tell_damaged(done.damaged)
    _tell_younger(done.lost, done.returning)
    if done.unreadable:
        typer.echo(_("{count} younger sealed files do not open; they stay there.").format(count=number(done.unreadable)))
    if done.older_key:
        text = _("It is sealed with an earlier key. Seal it with the present one: python -m attendance rotate-key")
        typer.echo(text)
    _tell_next(done.aside)


def _tell_damaged(damaged: Sequence[str]) -> None:
    exported = sum(name.startswith(f"{PARQUET}/") for name in damaged)
    if exported:
        typer.echo(_("The Parquet export of this backup is damaged; it was not needed here."))
    if count := len(damaged) - exported:
        text = _(
            "{count} sealed files of the backup are damaged or missing, so those photos are not here; marks and figures are. "
            "If another copy of the backups exists, connect it and restore from it."
        )
        typer.echo(text.format(count=number(count)))


def _tell_younger(lost: dict[str, int] | None, returning: int) -> None:
    if lost is None:
        typer.echo(_("What was done since cannot be told: the database that was put aside cannot be read."))
    elif lost:
        typer.echo(_("Done since, and not in the backup (from the audit trail of the database that was put aside):"))
        for action, count in sorted(lost.items(), key=lambda item: -item[1]):
            typer.echo(f"  {number(count):>8}  {audit.in_words(action)}")
    else:
        typer.echo(_("Nothing was done since."))
    if returning:
        typer.echo(
            _("Of these, {count} submissions are read again when the app starts: their photos and receipts are here.").format(
                count=number(returning)
            )
        )


def _tell_next(aside: Path | None) -> None:
    if aside:
        typer.echo(_("The district as it was lies in {folder}. Delete it when you no longer need it.").format(folder=aside))
    typer.echo(_("Passwords and accounts are those of the backup; everybody signs in again. Start the app."))


def _kind(sandbox: bool) -> Kind:
    return Kind.SANDBOX if sandbox else Kind.OWN
