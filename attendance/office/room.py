"""Room on the disk: what is taken in stops while there is still enough for the database's own writes."""

import shutil

from attendance.district import District
from attendance.errors import Unavailable
from attendance.i18n import N_
from data.opening import room_to_rewrite

LEAST_FREE = 2 * 10**9
"""Bytes that stay free when photos and files are taken in. Reading and reviewing a whole day writes less than 0.5 GB of rows
and log, folding the log asks for 0.25 GB and four times the log, and reading gives back more than it takes, since an original
is ten times the size of what is kept of it. Two gigabytes are that twice over: the database never meets the end of the disk."""
_FULL = N_(
    "The disk is nearly full, so nothing more is taken in: {free} MB are free, {least} MB must be. Photos that are here are "
    "read and reviewed as usual. Whoever runs this computer must make room first; then send again."
)

_NO_REWRITE = N_(
    "The database must be written anew, which takes {need} MB, and {free} MB are free where the data lie. "
    "Make room; then it goes on from here."
)


def free(district: District) -> int:
    """Bytes that are free where the district's files lie."""
    return shutil.disk_usage(district.folder).free


def require(district: District, size: int) -> None:
    """That so many bytes can be taken in.

    Raises:
        Unavailable: Afterwards there would be less than `LEAST_FREE`.
    """
    there = free(district)
    if there - size < LEAST_FREE:
        raise Unavailable(_FULL, free=there // 10**6, least=(LEAST_FREE + size) // 10**6)


def require_for_rewrite(district: District) -> None:
    """That the live database can be written anew (`Database.rewrite`).

    Raises:
        Unavailable: There is too little room, with how much it takes; nothing was begun.
    """
    there, need = free(district), room_to_rewrite(district.db.path)
    if there < need:
        raise Unavailable(_NO_REWRITE, free=there // 10**6, need=-(-need // 10**6))
