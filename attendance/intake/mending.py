"""Going on with what is known when the end of the write-ahead log cannot be read any more."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.intake.recovery import recover
from attendance.office import aside, audit
from attendance.office.access import SYSTEM
from data.errors import DatabaseHeld, JournalDamaged
from data.journal import Journal, is_held


@dataclass(frozen=True)
class Mended:
    """What was given up, and what came back.

    Attributes:
        lost: Changes that could not be read.
        since: When the first of them was made, UTC.
        brought_back: Submissions among them that their receipts brought back.
        kept_at: The files as they were.
    """

    lost: int
    since: datetime
    brought_back: int
    kept_at: Path


def mend(config: Config, kind: Kind) -> Mended | None:
    """Keep a damaged database aside as it is, and go on with every change before the damage; None where nothing is damaged.

    Raises:
        DatabaseHeld: The app is running.
        Unavailable: There is no room to keep the files aside.
        DataError: The database cannot be opened for another reason.
    """
    folder = District.folder_of(config, kind)
    database = folder / "district.duckdb"
    journal = Journal(database)
    try:
        journal.check()
        return None
    except JournalDamaged as problem:
        damage = problem
    if is_held(database):
        raise DatabaseHeld(None)
    kept_at = aside.place_of_damaged(folder)
    _keep_aside([file for file in (database, journal.log, journal.lines) if file.exists()], kept_at)
    journal.cut()
    district = District.open(config, kind)
    try:
        lost, since = damage.lost, damage.since
        district.db.write(lambda tx: audit.record(tx, SYSTEM, "database.mended", changes=lost, since=since))
        found = recover(district)
    finally:
        district.close()
    return Mended(damage.lost, damage.since, found.brought_back, kept_at)


def _keep_aside(files: list[Path], folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy2(file, folder)
    except OSError as problem:
        shutil.rmtree(folder, ignore_errors=True)
        text = N_("There is no room to keep the damaged files aside. Make room, then run the command again.")
        raise Unavailable(text) from problem
