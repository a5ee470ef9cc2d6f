"""The command that mends a database whose last changes cannot be read."""

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError, explained
from attendance.i18n import _, moment_text, number
from attendance.terminal import ended
from data.errors import DatabaseHeld, DataError


def register(app: typer.Typer) -> None:
    """Add the command `mend`."""
    app.command()(mend)


def mend() -> None:
    """Go on with what is known when the database's last changes cannot be read; the files are kept aside as they are."""
    from attendance.intake import mending  # brings the parts that read photos

    config = Config()
    for kind in (kind for kind in Kind if District.exists(config, kind)):
        try:
            done = mending.mend(config, kind)
        except DatabaseHeld as problem:
            raise ended(_("The app is running on these files. Stop it first.")) from problem
        except (UserError, DataError) as problem:
            raise ended(str(explained(problem))) from problem
        if done is None:
            typer.echo(_("{district}: nothing is damaged.").format(district=kind.value))
            continue
        text = _(
            "{district}: {lost} changes since {since} cannot be read and are given up: look again at what was decided and "
            "imported after that. {submissions} submissions were brought back from their receipts. The files as they were lie "
            "in {folder}; delete them when nobody needs them any more."
        )
        typer.echo(
            text.format(
                district=kind.value,
                lost=number(done.lost),
                since=moment_text(done.since),
                submissions=number(done.brought_back),
                folder=done.kept_at,
            )
        )
