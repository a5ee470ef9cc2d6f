"""The command that checks the audit trail while the app is stopped; on a running app the administration page does it."""

from typing import Annotated

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError
from attendance.i18n import _
from attendance.office import trail
from attendance.office.access import SYSTEM
from attendance.terminal import ended, open_district


def register(app: typer.Typer) -> None:
    """Add the command `verify-audit`."""
    app.command("verify-audit")(verify_audit)


def verify_audit(
    in_sandbox: Annotated[bool, typer.Option("--sandbox", help="Of the training sandbox.")] = False,
    acknowledge: Annotated[
        str | None,
        typer.Option("--acknowledge", help="Why noted entries are missing, as after a restored backup; itself recorded."),
    ] = None,
) -> None:
    """Check that no entry of the audit trail was changed, removed or inserted; ends with 1 if one was."""
    config, kind = Config(), Kind.SANDBOX if in_sandbox else Kind.OWN
    if not District.exists(config, kind):
        raise ended(_("There is no such district yet."))
    district = open_district(config, kind)
    try:
        if acknowledge is not None:
            trail.acknowledge(district, SYSTEM, acknowledge)
        found = trail.verify(district)
    except UserError as problem:
        raise ended(str(problem)) from problem
    finally:
        district.close()
    for text in found.words():
        typer.echo(text)
    if not found.is_whole:
        raise typer.Exit(1)
