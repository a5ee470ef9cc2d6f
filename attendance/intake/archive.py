"""Many classes at once: a zip laid out ``UDISE/class-section/YYYY-MM-DD/photo``, with a tray for what cannot be placed."""

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from attendance.district import District
from attendance.errors import BadFile, Message, UserError
from attendance.i18n import N_
from attendance.intake.accept import Accepted, accept
from attendance.intake.photos import SIDES, IncomingPhoto, Refusal, Side
from attendance.office.access import Account
from data import schools

MOST_FILES = 4_000
MOST_BYTES = 2 * 1024**3
MOST_BYTES_A_FILE = 60 * 1024**2
MOST_RATIO = 50
"""Photos hardly shrink in a zip; what unpacks to fifty times its size is no photo."""

LAYOUT = N_("Lay the folders out as UDISE/class-section/YYYY-MM-DD/photo, for example 99000000001/3-A/2026-11-23/front.jpg.")
_SIDE_WORDS: dict[Side, tuple[str, ...]] = {
    "front": ("front", "सामने"),
    "back": ("back", "पीछे"),
    "left": ("left", "बाएँ", "बाएं"),
    "right": ("right", "दाएँ", "दाएं"),
}


@dataclass(frozen=True)
class Placed:
    """Where a path says that a photo belongs."""

    udise: str
    grade: int
    section: str
    day: date


@dataclass(frozen=True)
class Sorted:
    """A zip's photos: by class day those that can be placed, and the tray of the others, each with its reason."""

    placed: dict[Placed, list[IncomingPhoto]]
    tray: tuple[Refusal, ...]


@dataclass(frozen=True)
class Taken:
    """What became of one class day's photos of a zip: taken, or the reason why not."""

    place: Placed
    accepted: Accepted | None
    why: Message | None = None


def place_of(path: str) -> Placed | None:
    """Read ``UDISE/class-section/YYYY-MM-DD/file`` from the end of a path; None when it is not laid out so."""
    parts = PurePosixPath(path).parts
    if len(parts) < 4:
        return None
    udise, class_section, day_text, _ = parts[-4:]
    grade = re.fullmatch(r"(\d{1,2})[-_ ]([A-Za-z0-9]{1,8})", class_section)
    if not re.fullmatch(r"[0-9]{11}", udise) or grade is None or not 1 <= int(grade[1]) <= 12:
        return None
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        return None
    return Placed(udise, int(grade[1]), grade[2].upper(), day)


def side_of(file_name: str) -> Side:
    """The side that a file's name says, in English or Hindi."""
    stem = PurePosixPath(file_name).stem.lower()
    return next((side for side in SIDES if any(word in stem for word in _SIDE_WORDS[side])), "unknown")


def open_zip(data: bytes) -> Sorted:
    """Unpack a zip in memory and sort its photos by class day.

    Raises:
        BadFile: It is no zip, holds too much, or a path climbs out of it.
    """
    placed: defaultdict[Placed, list[IncomingPhoto]] = defaultdict(list)
    tray: list[Refusal] = []
    for path, content in _members(data):
        place = place_of(path)
        name = PurePosixPath(path).name
        if place is None:
            tray.append(Refusal(path, Message(LAYOUT)))
        else:
            placed[place].append(IncomingPhoto(name, content, side_of(name)))
    if not placed and not tray:
        raise BadFile(N_("The zip holds no photos. Put the class folders in it."))
    return Sorted(dict(placed), tuple(tray))


def accept_all(district: District, account: Account, found: Sorted, source: str) -> list[Taken]:
    """Accept each class day by itself: one that is refused does not hold up the others."""
    return [_accept_one(district, account, place, photos, source) for place, photos in found.placed.items()]


def _accept_one(district: District, account: Account, place: Placed, photos: list[IncomingPhoto], source: str) -> Taken:
    class_section_id = schools.class_section_named(district.db, account.scope, place.udise, place.grade, place.section)
    if class_section_id is None:
        return Taken(place, None, Message(N_("There is no such school or class among your blocks. Check the folder's name.")))
    try:
        return Taken(place, accept(district, account, photos, [class_section_id], place.day, source))
    except UserError as problem:
        return Taken(place, None, problem.message)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _furniture(entry.filename)]
            _check(entries)
            for entry in entries:
                with archive.open(entry) as file:
                    content = file.read(MOST_BYTES_A_FILE + 1)
                if len(content) > MOST_BYTES_A_FILE:
                    raise _too_much()
                yield entry.filename, content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise BadFile(N_("The zip is damaged or locked with a password. Make it again, without a password.")) from problem


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if any(_climbs(entry.filename) for entry in entries):
        raise BadFile(N_("The zip holds paths that lead outside it. Make a new zip of the class folders."))
    if len(entries) > MOST_FILES:
        raise BadFile(N_("The zip holds more than {most} files. Split it by block or day."), most=MOST_FILES)
    if any(entry.file_size > MOST_BYTES_A_FILE for entry in entries) or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_much()
    if any(entry.file_size > MOST_RATIO * max(entry.compress_size, 1) and entry.file_size > 10**6 for entry in entries):
        raise _too_much()


def _too_much() -> BadFile:
    return BadFile(N_("The zip unpacks to more than class photos would. Put only photos in it, and split it by block."))


def _climbs(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or re.match(r"[A-Za-z]:", path) is not None


def _furniture(path: str) -> bool:
    """What Mac and Windows leave in folders beside the photos."""
    parts = PurePosixPath(path).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")
