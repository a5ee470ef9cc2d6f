"""The command line: starting the app, making the office's own district, a lost password."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from attendance import i18n
from attendance.config import Config
from attendance.district import District, Kind
from attendance.doctor import cli as doctor_cli
from attendance.errors import UserError
from attendance.i18n import _
from attendance.intake import cli as intake_cli
from attendance.listening import FORWARDED_BY, refusal
from attendance.office import accounts, passwords, trail_cli
from attendance.office import cli as office_cli
from attendance.office.access import ROLE_NAMES, SYSTEM, Role
from attendance.office.backups import cli as backups_cli
from attendance.office.privacy import cli as privacy_cli
from attendance.roster import cli
from attendance.terminal import ended, language, misconfigured, open_district
from data.errors import DataError

ROOT = Path(__file__).parents[1]
app = typer.Typer(help="Upasthiti: school attendance from class photos.", no_args_is_help=True, add_completion=False)
LOOPBACK = "127.0.0.1"
PasswordFromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command()
def run(
    port: Annotated[int, typer.Option(help="Where the app answers.")] = 8501,
    address: Annotated[str, typer.Option(help="Another than this machine's own needs TLS or a trusted proxy.")] = LOOPBACK,
    certificate: Annotated[Path | None, typer.Option(help="TLS without a proxy: the certificate, PEM.")] = None,
    certificate_key: Annotated[Path | None, typer.Option(help="TLS without a proxy: its key, PEM.")] = None,
) -> None:
    """Prepare the training sandbox on the first start, then start the app."""
    config = Config()
    if (certificate is None) != (certificate_key is None):
        raise ended(_("Give both or neither: --certificate FILE --certificate-key FILE"))
    with_tls = certificate is not None
    if why := refusal(address, with_tls, config.trusted_proxy, config.trusted_proxy):
        raise ended(str(why))
    made = _prepared(config)
    _tell_how_to_sign_in(config, f"{'https' if with_tls else 'http'}://{address}:{port}", made)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    command += ["--server.address", address, "--browser.serverAddress", address]  # else Streamlit asks the internet for one
    if certificate and certificate_key:
        command += ["--server.sslCertFile", str(certificate.resolve()), "--server.sslKeyFile", str(certificate_key.resolve())]
    os.environ[FORWARDED_BY] = config.trusted_proxy  # empty: nobody's word on who asks is taken, not even this machine's
    os.chdir(ROOT)  # where Streamlit looks for .streamlit/config.toml
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - one process: whatever signal ends it ends the app
    sys.exit(subprocess.call(command))  # noqa: S603 - our own interpreter


def _prepared(config: Config) -> list[tuple[Role, str, str]]:
    """Bring the databases up to date and make the sandbox where there is none; its new accounts: role, username, password."""
    from attendance.roster import sandbox  # brings torch, which no other command needs

    for folder in (config.home, config.keys):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for kind in Kind:
        if District.exists(config, kind):
            open_district(config, kind).close()
    if not District.exists(config, Kind.SANDBOX):
        typer.echo(_("Preparing the training sandbox; this takes a minute or two, once."))
    try:
        made = sandbox.prepare(config)
    except (UserError, DataError) as problem:
        raise ended(str(problem)) from problem
    return [(one.role, one.username, one.password) for one in made]


@app.command()
def init(
    username: Annotated[str, typer.Option(prompt=True, help="Of the first account, an MIS in-charge.")],
    name: Annotated[str, typer.Option(prompt=True, help="That person's name.")],
    password_stdin: PasswordFromStdin = False,
) -> None:
    """Make the office's own district, with its blocks and the account of the first MIS in-charge."""
    from attendance.roster import units

    config = Config()
    if District.exists(config, Kind.OWN):
        raise ended(_("The district exists already. To give somebody a new password: python -m attendance password USERNAME"))
    password = _password(password_stdin)
    district = open_district(config, Kind.OWN)
    try:
        district.db.write(units.add_units)
        accounts.create(district, SYSTEM, username=username, name=name, role=Role.MIS, password=password, must_change=False)
    except UserError as problem:
        district.close()
        shutil.rmtree(district.folder)
        raise ended(str(problem)) from problem
    district.close()
    typer.echo(
        _("The district is made. If the app is running, restart it; then sign in as {username}.").format(username=username)
    )
    typer.echo(f"\n{privacy_cli.kit_of(config, Kind.OWN)}")


@app.command()
def password(
    username: str,
    in_sandbox: Annotated[bool, typer.Option("--sandbox", help="Of an account of the training sandbox.")] = False,
    password_stdin: PasswordFromStdin = False,
) -> None:
    """Give an account a new password while the app is stopped, as when the last MIS in-charge has lost it."""
    config, kind = Config(), Kind.SANDBOX if in_sandbox else Kind.OWN
    if not District.exists(config, kind):
        raise ended(_("There is no such district yet."))
    new = _password(password_stdin)
    district = open_district(config, kind)
    try:
        accounts.give_password(district, SYSTEM, username, new, must_change=kind is Kind.OWN)
        accounts.reactivate(district, SYSTEM, username)
    except UserError as problem:
        raise ended(str(problem)) from problem
    finally:
        district.close()
    typer.echo(_("{username} has a new password.").format(username=username))


def _tell_how_to_sign_in(config: Config, address: str, made: list[tuple[Role, str, str]]) -> None:
    typer.echo(_("The app answers at {address}").format(address=address))
    if District.exists(config, Kind.OWN):
        typer.echo(_("Sign in with an account of the district."))
    elif made:
        typer.echo(_("Accounts of the training sandbox; the passwords are shown only now:"))
        for role, username, secret in made:
            typer.echo(f"  {username:<10} {secret:<20} {_(ROLE_NAMES[role])}")
    else:
        typer.echo(_("Sign in with an account of the training sandbox: dpo, mis, division, brc or trainer."))
        typer.echo(_("A lost password is replaced by: python -m attendance password --sandbox USERNAME"))


def _password(from_stdin: bool) -> str:
    """A password that can be used; asked twice and hidden, unless it comes from standard input."""
    given = (
        sys.stdin.readline().rstrip("\r\n")
        if from_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    try:
        passwords.require_usable(given)
    except UserError as problem:
        raise ended(str(problem)) from problem
    return str(given)


cli.register(app)
intake_cli.register(app)
office_cli.register(app)
backups_cli.register(app)
privacy_cli.register(app)
trail_cli.register(app)
doctor_cli.register(app)


def main() -> None:
    """Run a command."""
    i18n.use_language_of(language)
    try:
        app()
    except ValidationError as problem:
        sys.exit(misconfigured(problem))


if __name__ == "__main__":
    main()
