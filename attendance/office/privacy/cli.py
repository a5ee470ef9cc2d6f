"""The commands about the key, another one and bringing a lost one back, and a pupil's erasure. The app must be stopped."""

import sys
from typing import Annotated

import typer

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import UserError, explained
from attendance.i18n import _, number
from attendance.office.access import SYSTEM
from attendance.office.privacy import erasure, kit, rotation
from attendance.terminal import ended, open_district
from data import erasure as stored
from data.errors import DataError
from data.vault import secret

InSandbox = Annotated[bool, typer.Option("--sandbox", help="The training sandbox instead of the office's own district.")]
SHOWN_EVERY = 5_000


def register(app: typer.Typer) -> None:
    """Add the commands `rotate-key`, `recover-key` and `erase`."""
    app.command()(rotate_key)
    app.command()(recover_key)
    app.command()(erase)


def rotate_key(in_sandbox: InSandbox = False) -> None:
    """Seal everything under a new key and print its recovery kit; after a stop, run it again and it goes on."""
    config, kind = Config(), Kind.SANDBOX if in_sandbox else Kind.OWN
    if not District.exists(config, kind):
        raise ended(_("There is no such district yet."))
    district = open_district(config, kind)
    told = 0

    def tell(count: int) -> None:
        nonlocal told
        if (told + count) // SHOWN_EVERY > told // SHOWN_EVERY:
            typer.echo(_("{count} looked at …").format(count=number(told + count)))
        told += count

    try:
        done = rotation.rotate(district, tell)
    except (UserError, DataError) as problem:
        raise ended(f"{explained(problem)} {_('Run the command again: it goes on where it stopped.')}") from problem
    finally:
        district.close()
    text = _(
        "Key {before} is replaced by key {after}: {files} files and {rows} rows are sealed under it. Everybody signs in again."
    )
    counts = {"files": number(done.files), "rows": number(done.rows)}
    typer.echo(text.format(before=done.before, after=done.after, **counts))
    if done.damaged:
        text = _("{count} of them open with no key and were left as they are: they are damaged. Bring them back from a backup.")
        typer.echo(text.format(count=number(done.damaged)))
    if done.kept:
        text = _("Kept until no backup needs it: key {keys}. The app deletes it by itself; keep its recovery kit that long.")
        typer.echo(text.format(keys=", ".join(done.kept)))
    typer.echo()
    typer.echo(kit.text(done.key))


def recover_key(in_sandbox: InSandbox = False) -> None:
    """Write the key's file again from the recovery kit, typed or from standard input."""
    config, kind = Config(), Kind.SANDBOX if in_sandbox else Kind.OWN
    folder = District.folder_of(config, kind) / "vault"
    if sys.stdin.isatty():
        typer.echo(_("Type the eight groups of the recovery kit, without their numbers; spaces do not matter."))
    typed = " ".join(_typed())
    try:
        known = kit.recover(District.key_of(config, kind), folder, typed)
    except UserError as problem:
        raise ended(str(problem)) from problem
    typer.echo(_("Key {number} is back: the stored photos open with it.").format(number=known))


def erase(
    pen: Annotated[str, typer.Argument(help="The pupil's PEN.")],
    reason: Annotated[str, typer.Option(prompt=True, help="Who asked for it and when, without the pupil's name.")],
    in_sandbox: InSandbox = False,
) -> None:
    """Erase a pupil, from the backups too, and print the certificate; after a stop, run it again with any PEN."""
    config, kind = Config(), Kind.SANDBOX if in_sandbox else Kind.OWN
    if not District.exists(config, kind):
        raise ended(_("There is no such district yet."))
    again = typer.prompt("PEN, once more")
    district = open_district(config, kind)
    try:
        for left in stored.unfinished(district.db):
            typer.echo(erasure.run(district, left))
        found = stored.by_pen(district.db, pen.strip())
        if found is None:
            raise ended(_("No pupil has this PEN."))
        typer.echo(erasure.run(district, erasure.note(district, SYSTEM, found["pupil_id"], again, reason)))
    except (UserError, DataError) as problem:
        raise ended(f"{explained(problem)}") from problem
    finally:
        district.close()


def kit_of(config: Config, kind: Kind) -> str:
    """The recovery kit of a district's key, to be printed."""
    return kit.text(secret(District.key_of(config, kind), must_exist=True))


def _typed() -> list[str]:
    """Lines until eight groups are there, or until the end."""
    lines: list[str] = []
    while sum(len(line.replace("-", "").replace(" ", "").strip()) for line in lines) < kit.GROUPS * kit.GROUP_SIGNS:
        line = sys.stdin.readline()
        if not line:
            break
        lines.append(line)
    return lines
