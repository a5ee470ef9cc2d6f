"""The backups that must be there, as the audit trail says it: those on a disk that is not connected are not forgotten."""

from datetime import datetime

from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from attendance.office.backups.keeping import kept
from attendance.office.backups.manifest import moment_of, stamp_of
from attendance.office.backups.shelf import Shelf
from data import audit
from data.scope import Scope

MADE = "backup.made"
LOOKED_AT = 1_000
"""Entries of backups: two years of them, far more than are kept."""


def absent(district: District) -> list[str]:
    """The stamps of backups that should be kept and are not in their folder, newest first.

    Somebody deleted them by hand, or they lie on a disk that is not connected.
    """
    there = set(Shelf.of(district).stamps())
    stay = {stamp_of(moment) for moment in kept(moment_of(stamp) for stamp in _made(district))}
    return sorted(stay - there, reverse=True)


def require_there(district: District) -> None:
    """That the disk with the backups is connected: the last one that was made is there, or a later one.

    Raises:
        Unavailable: It is not.
    """
    shelf = Shelf.of(district)
    newest = next(iter(_made(district)), None)
    if newest and not any(stamp >= newest for stamp in shelf.stamps()):
        text = N_(
            "The backups are not in their folder, {folder}. Connect their disk; if they are gone for good, make a backup. "
            "Then it goes on by itself."
        )
        raise Unavailable(text, folder=str(shelf.folder))


def _made(district: District) -> list[str]:
    """The stamps of all that were made, newest first."""
    rows = audit.entries(district.db, Scope.everything(), since=datetime.min, until=datetime.max, action=MADE, most=LOOKED_AT)
    return sorted((row["subject"] for row in rows), reverse=True)
