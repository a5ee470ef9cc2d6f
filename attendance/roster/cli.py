"""The commands that fill a district and make the sandbox. What needs pandas or torch is imported when it is used."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError
from attendance.i18n import _
from attendance.office.access import SYSTEM
from attendance.terminal import ended, open_district
from data.errors import DataError


class What(StrEnum):
    """What a file holds, in the order in which a new district is filled."""

    SCHOOLS = "schools"
    CLASS_SECTIONS = "class_sections"
    PUPILS = "pupils"
    CONTACTS = "contacts"
    CONSENTS = "consents"
    MOVES = "moves"
    CALENDAR = "calendar"
    HEADCOUNTS = "headcounts"
    PORTAL_CLASS_SECTIONS = "portal_class_sections"
    PORTAL_SCHOOLS = "portal_schools"
    PORTAL_PUPILS = "portal_pupils"
    REFERENCE_PHOTOS = "reference_photos"


class Size(StrEnum):
    """How large a sandbox is: 170 schools and forty days, or all of the district and a year."""

    SMALL = "small"
    DISTRICT = "district"


def register(app: typer.Typer) -> None:
    """Add the commands `import` and `sandbox`."""
    app.command("import")(import_file)
    app.command()(sandbox)


def import_file(
    what: Annotated[What, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel; a zip of photos named by PEN.")],
    only_look: Annotated[bool, typer.Option("--only-look", help="Say what would happen and store nothing.")] = False,
    refused: Annotated[Path | None, typer.Option(help="Where refused rows go; by default beside the file.")] = None,
    good_rows_only: Annotated[bool, typer.Option("--good-rows-only", help="Import though rows are refused.")] = False,
    column: Annotated[list[str] | None, typer.Option(help="KEY=HEADING of a column that is not recognised.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of which day a report of the portal is.")] = None,
) -> None:
    """Fill the office's own district from a file while the app is stopped."""
    config = Config()
    if not District.exists(config, Kind.OWN):
        raise ended(_("There is no district yet. Make it first: python -m attendance init"))
    district = open_district(config, Kind.OWN)
    refusals = refused or file.with_name(f"{file.stem}-refused.csv")
    try:
        if what is What.REFERENCE_PHOTOS:
            _import_photos(config, district, file, refusals)
        else:
            of_day = day.date() if day else None
            _import_rows(district, what, file, refusals, of_day, column or [], look=only_look, good_rows_only=good_rows_only)
    except (UserError, DataError) as problem:
        raise ended(str(problem)) from problem
    finally:
        district.close()


def sandbox(
    afresh: Annotated[bool, typer.Option("--reset", help="Make an existing sandbox afresh; accounts stay.")] = False,
    scale: Annotated[Size, typer.Option(help="Of a sandbox that is made now; a reset leaves it as it was.")] = Size.SMALL,
) -> None:
    """Prepare the training sandbox, or make it afresh, while the app is stopped."""
    from attendance.roster import fiction
    from attendance.roster import sandbox as training
    from recognition.pipeline import Pipeline

    config = Config()
    try:
        made = training.prepare(config, scale=fiction.DISTRICT if scale is Size.DISTRICT else fiction.SMALL)
        if afresh and not made:
            district = open_district(config, Kind.SANDBOX)
            try:
                training.reset(district, SYSTEM, Pipeline(config.weights))
            finally:
                district.close()
    except (UserError, DataError) as problem:
        raise ended(str(problem)) from problem
    for credential in made:
        typer.echo(f"  {credential.username:<10} {credential.password}")
    typer.echo(_("The training sandbox is ready."))


def _import_rows(
    district: District,
    what: What,
    file: Path,
    refused: Path,
    day: date | None,
    columns: list[str],
    *,
    look: bool,
    good_rows_only: bool,
) -> None:
    from attendance.roster import imports

    kind, data = imports.ImportKind(what.value), imports.read_file(file)
    if columns:
        chosen = dict(said.split("=", 1) for said in columns if "=" in said)
        headings = imports.headings(imports.read_table(file.name, data).rows)
        imports.remember_columns(district, SYSTEM, kind, headings, chosen)
    planned = imports.plan(district, SYSTEM, kind, data, file.name, day=day)
    for warning in planned.warnings:
        typer.echo(str(warning))
    if len(planned.refused):
        refused.write_bytes(imports.refused_csv(planned))
        typer.echo(_("The refused rows with their reasons are in {file}").format(file=refused))
    done = imports.Imported(len(planned.new), len(planned.changed), len(planned.unchanged))
    if not look:
        done = imports.apply(district, SYSTEM, planned, good_rows_only)
    counts = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": len(planned.refused)}
    typer.echo(_("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused").format(**counts))


def _import_photos(config: Config, district: District, file: Path, refused: Path) -> None:
    from attendance.office.models import Models
    from attendance.roster import reference_zip

    with file.open("rb") as packed:
        done = reference_zip.import_zip(district, SYSTEM, Models(config.weights).of(district), packed)
    counts = {"added": done.added, "unchanged": done.unchanged, "refused": len(done.refused)}
    typer.echo(_("{added} added, {unchanged} there already, {refused} refused").format(**counts))
    if done.refused:
        refused.write_bytes(reference_zip.refused_csv(done))
        typer.echo(_("The refused photos with their reasons are in {file}").format(file=refused))
