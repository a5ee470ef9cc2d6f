"""Copies of a district that lie beside it: what `mend` and `restore` put aside, and what a stop left half.

The app never opens them. They hold names and faces all the same: the daily deletion and an erasure delete them.
"""

import logging
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from data.clock import utc_now

log = logging.getLogger(__name__)
KEPT = "kept-aside"
"""Below the district's own folder: the files that `mend` found damaged."""
BEFORE = ".before-restore-"
_MOMENT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Aside:
    """A copy that was put aside.

    Attributes:
        folder: Where it lies.
        since: When it was put there, UTC: as its name says it, or, where somebody gave it another name, as the disk does.
    """

    folder: Path
    since: datetime

    @property
    def name(self) -> str:
        """What it is called where the folder of all districts is known."""
        return f"{KEPT}/{self.folder.name}" if self.folder.parent.name == KEPT else self.folder.name


def place_of_damaged(folder: Path) -> Path:
    """Where `mend` puts what is damaged in a district's folder."""
    return folder / KEPT / f"{utc_now():{_MOMENT}}"


def place_before_restore(folder: Path) -> Path:
    """Where `restore` puts a district's folder: the first such name that is not taken."""
    place = folder.with_name(f"{folder.name}{BEFORE}{utc_now():{_MOMENT}}Z")
    others = (place.with_name(f"{place.name}-{number}") for number in count(2))
    return next(one for one in chain([place], others) if not one.exists())


def put_aside(folder: Path) -> list[Aside]:
    """What was put aside of the district in this folder, the oldest first."""
    found = [*(folder / KEPT).glob("*"), *folder.parent.glob(f"{folder.name}{BEFORE}*")]
    return sorted((Aside(one, _since(one)) for one in found), key=lambda one: (one.since, one.folder.name))


def half_restored(folder: Path) -> list[Path]:
    """What a restore that was broken off had put together; nobody needs it."""
    building, built = restoring(folder), folder.with_name(f"{folder.name}.restored")
    return [one for one in (building, built) if one.exists() and (one == building or folder.exists())]


def restoring(folder: Path) -> Path:
    """Where `restore` puts a backup together, beside the district's folder."""
    return folder.with_name(f"{folder.name}.restoring")


def delete(folders: Iterable[Path]) -> int:
    """Delete such copies; after a stop, call it again. Returns how many there were.

    Raises:
        Unavailable: One cannot be deleted.
    """
    deleted = 0
    for folder in folders:
        try:
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
            if folder.parent.name == KEPT and not any(folder.parent.iterdir()):
                folder.parent.rmdir()
        except OSError as problem:
            text = N_(
                "{folder} holds names and faces and cannot be deleted: something has it open, or it belongs to another user. "
                "Close that, or delete it by hand; then it is tried again."
            )
            raise Unavailable(text, folder=str(folder)) from problem
        deleted += 1
    return deleted


def delete_all(district: District) -> int:
    """Delete whatever lies beside an open district; returns how many copies there were, raises as `delete`."""
    return delete(_all(district.folder))


def clear_half(district: District) -> None:
    """At a start: clear away what a stop left half, and say so in the log."""
    for folder in half_restored(district.folder):
        shutil.rmtree(folder, ignore_errors=True)
        log.warning("what a restore that was broken off had put together was cleared away: %s", folder.name)
    district.vault.clear_half()


def _all(folder: Path) -> Iterator[Path]:
    yield from (one.folder for one in put_aside(folder))
    yield from half_restored(folder)


def _since(folder: Path) -> datetime:
    told = re.search(r"\d{8}T\d{6}", folder.name)
    try:
        return datetime.strptime(told[0] if told else "", _MOMENT)
    except ValueError:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC).replace(tzinfo=None)
