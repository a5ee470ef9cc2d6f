"""The commands for recognition models. Adding touches files only: the app may run meanwhile."""

from pathlib import Path
from typing import Annotated

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError
from attendance.i18n import _
from attendance.terminal import ended
from data.errors import DatabaseHeld, DataError

models = typer.Typer(help="The recognition models: list them, add one.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add the commands `models` and `models add`."""
    app.add_typer(models, name="models")


@models.callback()
def list_models(context: typer.Context) -> None:
    """List the models that are installed, each with its file, its SHA-256 and whether it is in use."""
    if context.invoked_subcommand:
        return
    from attendance.office.models import installed

    config = Config()
    used = _in_use(config)
    for found in installed(config.weights):
        mark = "" if used is None else _("in use") if found.name == used else _("not in use")
        typer.echo(f"{found.name}  {mark}".rstrip())
        typer.echo(f"  {found.file if found.file.exists() else _('comes with the app; made ready at the first photo')}")
        typer.echo(f"  SHA-256 {found.sha256}")
    if used is None:
        typer.echo(_("The app is running: which model is in use stands on its administration page, under Models."))


@models.command()
def add(
    file: Annotated[Path, typer.Argument(help="A .pt, .pth or .safetensors file of facenet-pytorch's InceptionResnetV1.")],
    sha256: Annotated[str, typer.Option("--sha256", help="As the file's source publishes it.")],
    name: Annotated[str | None, typer.Option("--name", help="What the model is called; by default after the file.")] = None,
) -> None:
    """Check a weights file and put it among the models; photos are read with it after the switch on the administration page."""
    from attendance.office.models import add as put

    try:
        done = put(Config().weights, file, sha256, name)
    except UserError as problem:
        raise ended(str(problem)) from problem
    text = (
        _("Added: {model}. To use it, switch to it on the administration page, under Models.")
        if done.is_new
        else _("{model} is there already; nothing was changed.")
    )
    typer.echo(text.format(model=done.model.name))


def _in_use(config: Config) -> str | None:
    """The model of the office's own district, or of the sandbox where there is none; None while the app holds it."""
    from attendance.office.models import in_use
    from recognition.weights import CASIA_NAME

    kind = Kind.OWN if District.exists(config, Kind.OWN) else Kind.SANDBOX
    if not District.exists(config, kind):
        return CASIA_NAME
    try:
        district = District.open(config, kind)
    except DatabaseHeld:
        return None
    except DataError as problem:
        raise ended(str(problem)) from problem
    try:
        return in_use(district.db)
    finally:
        district.close()
