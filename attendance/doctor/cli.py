"""The commands `doctor` and `log`."""

import json
import urllib.error
import urllib.request
from typing import Annotated

import typer

from attendance import logs
from attendance.config import Config
from attendance.district import District, Kind
from attendance.doctor.examine import Examined, examine
from attendance.doctor.finding import Finding, Patient, State, wrong
from attendance.errors import explained
from attendance.i18n import N_, _
from attendance.terminal import ended
from data.errors import DatabaseHeld, DataError

_MARKS = {State.OK: N_("ok"), State.LOOK: N_("look"), State.WRONG: N_("WRONG"), State.UNKNOWN: N_("?")}
HEALTH_WAIT_S = 10


def register(app: typer.Typer) -> None:
    """Add the commands `doctor` and `log`."""
    app.command("doctor")(doctor)
    app.command("log")(log)


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Also read the whole audit trail and all that is stored; takes minutes.")
    ] = False,
    port: Annotated[int, typer.Option(help="Where the app answers, if it runs.")] = 8501,
) -> None:
    """Is everything in order? Says what to do where it is not; ends with 1 where something is wrong."""
    patient = _patient(Config(), deep)
    is_wrong = False
    try:
        for examined in examine(patient):
            _tell(examined)
            is_wrong |= examined.state is State.WRONG
    finally:
        for district in patient.districts:
            district.close()
    if patient.held:
        is_wrong |= not _ask_the_app(port)
    if is_wrong:
        raise typer.Exit(1)


def log(number: Annotated[str, typer.Argument(help="As the page showed it, like E-7F3K2.")]) -> None:
    """Show the log's lines of a failure."""
    found = list(logs.find(Config().logs, number))
    if not found:
        raise ended(
            _("The log has no number {number}. Look for it on the page again; older lines may have gone.").format(number=number)
        )
    for line in found:
        typer.echo(json.dumps(json.loads(line), ensure_ascii=False, indent=1))


def _patient(config: Config, deep: bool) -> Patient:
    """Open what is there and can be opened; a district whose key is missing is left alone, so that no new key is made."""
    districts: list[District] = []
    closed: list[Finding] = []
    for kind in Kind:
        if not (District.folder_of(config, kind) / "district.duckdb").exists() or not District.key_of(config, kind).exists():
            continue
        try:
            districts.append(District.open(config, kind))
        except DatabaseHeld:
            for district in districts:
                district.close()
            return Patient(config, held=True, deep=deep)
        except DataError as problem:
            fix = N_("Bring back the last good backup: python -m attendance restore")
            closed.append(wrong(explained(problem).message.text, fix))
    return Patient(config, districts, closed=closed, deep=deep)


def _tell(examined: Examined) -> None:
    for finding in examined.findings:
        typer.echo(f"{_(_MARKS[finding.state]):<6} {_(examined.check.title)}: {finding.text}")
        if finding.fix:
            typer.echo(f"{'':<6} → {finding.fix}")


def _ask_the_app(port: int) -> bool:
    """Say how the running app says it is; whether it says that it is well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=HEALTH_WAIT_S) as answer:
            said = json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        said = json.loads(answer.read())
    except (OSError, ValueError):
        typer.echo(
            _("The app that holds the databases does not answer at port {port}. Give its port: --port").format(port=port)
        )
        return False
    if said["ok"]:
        typer.echo(_("The running app says that it is well."))
    else:
        typer.echo(_("The running app says that something is wrong: {words}").format(words=", ".join(said["wrong"])))
    return bool(said["ok"])
