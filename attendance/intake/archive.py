"""Many classes at once: a zip laid out in folders or with a manifest, with a tray for what cannot be placed."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from attendance import zips
from attendance.district import District
from attendance.errors import BadFile, Message
from attendance.i18n import N_
from attendance.intake import bulk, receipts
from attendance.intake.bulk import Became
from attendance.intake.layout import LAYOUT, Placed, furniture, place_of, side_of
from attendance.intake.manifest import Manifest, read_manifest
from attendance.intake.photos import IncomingPhoto, Refusal, Side
from attendance.office.access import Account, Page

MOST_FILES = 70_000
"""The whole district's photos of a day, and some."""
MOST_BYTES = 300 * 1024**3
MOST_BYTES_A_FILE = 60 * 1024**2
MOST_BYTES_OF_MANIFESTS = 20 * 1024**2
"""Of all manifests in a zip: 200,000 rows."""
MOST_RATIO = 50
"""Photos hardly shrink in a zip; what unpacks to fifty times its size is no photo."""


@dataclass(frozen=True)
class Member:
    """A photo in a zip: its path there, its side, and its unpacked bytes.

    Attributes:
        entry: Itself, since a path may stand in a zip twice.
    """

    path: str
    side: Side
    size: int
    entry: zipfile.ZipInfo = field(compare=False, repr=False)


@dataclass(frozen=True)
class Sorted:
    """A zip's photos, not unpacked yet.

    Attributes:
        source: The zip, as bytes or on the disk.
        name: What it is called.
        placed: By class day those that can be placed.
        tray: The others, each with its reason.
    """

    source: bytes | Path
    name: str
    placed: dict[Placed, list[Member]]
    tray: tuple[Refusal, ...]
    unplaced: tuple[Member, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of the photos of a class day, or (place None) of those that had no place."""

    place: Placed | None
    became: tuple[Became, ...]

    def count(self, outcome: str) -> int:
        """How many of them came out so."""
        return sum(one.outcome == outcome for one in self.became)


def open_zip(source: bytes | Path, name: str = "zip") -> Sorted:
    """Look through a zip, each of its files once, and sort its photos by class day.

    Raises:
        BadFile: It is no zip, is damaged, holds too much, or a path climbs out of it.
    """
    placed: defaultdict[Placed, list[Member]] = defaultdict(list)
    refused: list[Refusal] = []
    unplaced: list[Member] = []
    with _reading(), _opened(source) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not furniture(entry.filename)]
        _check(entries)
        if archive.testzip() is not None:
            raise _damaged()
        manifests, bad = _manifests(archive, entries)
        refused.extend(bad)
        for entry in entries:
            path = entry.filename
            if _is_manifest(entry):
                continue
            side, place, why = said_of(manifests, _slashes(path))
            member = Member(path, side, entry.file_size, entry)
            if place is None:
                unplaced.append(member)
                refused.append(Refusal(path, why))
            else:
                placed[place].append(member)
    if not placed and not refused:
        raise BadFile(N_("The zip holds no photos. Put the class folders in it."))
    return Sorted(source, name, dict(placed), tuple(refused), tuple(unplaced))


def said_of(manifests: Mapping[str, Manifest], path: str) -> tuple[Side, Placed | None, Message]:
    """A file's side and place by the nearest manifest above it, else by its folders; and the reason where there is no place."""
    for folder in above(path):
        manifest = manifests.get(folder)
        said = manifest.of(path[len(folder) :]) if manifest else None
        if said:
            return said.side, said.place, said.why or Message(LAYOUT)
    return side_of(path), place_of(path), Message(LAYOUT)


def above(path: str) -> Iterator[str]:
    """The folders that hold a path, each with its slash, the nearest first, the outermost as an empty text."""
    end = path.rfind("/")
    while end >= 0:
        yield path[: end + 1]
        end = path.rfind("/", 0, end)
    yield ""


def accept_all(
    district: District,
    account: Account,
    found: Sorted,
    source: str,
    came_by: Literal["zip", "inbox"] = "zip",
    stop: Callable[[], bool] = lambda: False,
) -> list[Taken]:
    """Accept each class day by itself: one that is refused does not hold up the others, it goes to the tray.

    Args:
        stop: Asked between class days; when it says so, the rest is left.

    Raises:
        NotAllowed: The role has no upload.
        Unavailable: The disk is full; what came before is stored, and sending the zip again goes on from there.
    """
    account.require(Page.UPLOAD)
    taken: list[Taken] = []
    with _opened(found.source) as archive:
        for place, members in found.placed.items():
            if stop():
                return taken
            became: list[Became] = []
            for portion in bulk.portions(members, lambda one: one.size):
                photos = _photos(archive, found, portion)
                became += _noted(
                    district, account, photos, came_by, bulk.take(district, account, place, photos, came_by, source)
                )
            taken.append(Taken(place, tuple(became)))
        rest: list[Became] = []
        why = {refusal.name: refusal.why for refusal in found.tray}
        for member in found.unplaced:
            if stop():
                return taken
            photos = _photos(archive, found, [member])
            became = bulk.to_tray(district, account, photos, why[member.path], came_by, source)
            rest += _noted(district, account, photos, came_by, became)
        if rest:
            taken.append(Taken(None, tuple(rest)))
    return taken


def _photos(archive: zipfile.ZipFile, found: Sorted, members: Sequence[Member]) -> list[IncomingPhoto]:
    with _reading():
        return [
            IncomingPhoto(PurePosixPath(one.path).name, archive.read(one.entry), one.side, f"{found.name}/{one.path}")
            for one in members
        ]


def _noted(
    district: District,
    account: Account,
    photos: Sequence[IncomingPhoto],
    came_by: Literal["zip", "inbox"],
    became: Sequence[Became],
) -> Sequence[Became]:
    by_path = {photo.path: photo for photo in photos}
    refused = [(by_path[one.path], one.why) for one in became if one.outcome == "refused" and one.why]
    receipts.note(district, account, refused, came_by, "refused")
    return became


def _manifests(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> tuple[dict[str, Manifest], list[Refusal]]:
    """The manifests by folder (with its slash), and those that cannot be read."""
    found: dict[str, Manifest] = {}
    refused = []
    listed = [entry for entry in entries if _is_manifest(entry)]
    if sum(entry.file_size for entry in listed) > MOST_BYTES_OF_MANIFESTS:
        raise _too_much()
    for entry in listed:
        try:
            found[next(above(_slashes(entry.filename)))] = read_manifest(archive.read(entry))
        except BadFile as problem:
            refused.append(Refusal(entry.filename, problem.message))
    return found, refused


def _is_manifest(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith(".csv")


@contextmanager
def _reading() -> Iterator[None]:
    """Around what reads a zip: whatever is wrong with it is told as one damaged or locked."""
    try:
        yield
    except zips.DAMAGE as problem:
        raise _damaged() from problem


def _opened(source: bytes | Path) -> zipfile.ZipFile:
    with _reading():
        try:
            return zips.opened(source)
        except zips.TooManyFiles as problem:
            raise _too_many() from problem


def _damaged() -> BadFile:
    return BadFile(N_("The zip is damaged or locked with a password. Make it again, without a password."))


def _check(entries: Sequence[zipfile.ZipInfo]) -> None:
    if any(_climbs(entry.filename) for entry in entries):
        raise BadFile(N_("The zip holds paths that lead outside it. Make a new zip of the class folders."))
    if len(entries) > MOST_FILES:
        raise _too_many()
    if any(entry.compress_type not in zips.KINDS for entry in entries):
        raise _damaged()
    if zips.overlaps(entries):
        raise _too_much()
    if any(entry.file_size > MOST_BYTES_A_FILE for entry in entries) or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_much()
    if any(entry.file_size > MOST_RATIO * max(entry.compress_size, 1) and entry.file_size > 10**6 for entry in entries):
        raise _too_much()


def _too_many() -> BadFile:
    return BadFile(N_("The zip holds more than {most} files. Split it by block or day."), most=MOST_FILES)


def _too_much() -> BadFile:
    return BadFile(N_("The zip unpacks to more than class photos would. Put only photos in it, and split it by block."))


def _slashes(path: str) -> str:
    """Some programs write a zip's paths with backslashes."""
    return path.replace("\\", "/")


def _climbs(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or re.match(r"[A-Za-z]:", path) is not None
