"""What the commands of the command line have in common."""

import os

import typer
from pydantic import ValidationError

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import explained
from attendance.i18n import Language, _
from data.errors import DatabaseHeld, DataError


def language() -> Language:
    """English unless the terminal's language is Hindi, since few terminals join its letters."""
    return "hi" if os.environ.get("LANG", "").startswith("hi") else "en"


def open_district(config: Config, kind: Kind) -> District:
    """Open it; where the app holds it, or it cannot be read, the command ends and says so."""
    try:
        return District.open(config, kind)
    except DatabaseHeld as problem:
        raise ended(
            _("The app is running on these files already, as process {pid}. Stop it first.").format(pid=problem.pid or "?")
        ) from problem
    except DataError as problem:
        raise ended(str(explained(problem))) from problem


def ended(text: str) -> typer.Exit:
    """What to raise to end a command after saying why."""
    typer.echo(text, err=True)
    return typer.Exit(1)


def misconfigured(problem: ValidationError) -> str:
    """Which environment variable cannot be used."""
    text = _("The setting {name} cannot be used as it is: {value}. Correct it, then start again (docs/operator-guide.md).")
    return "\n".join(
        text.format(name="_".join(("UPASTHITI", *map(str, one["loc"]))).upper(), value=one["input"]) for one in problem.errors()
    )
