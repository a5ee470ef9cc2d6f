"""Many reference photos at once: a zip whose files are named by PEN, PEN.jpg or PEN_2.jpg."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from attendance import zips
from attendance.district import District
from attendance.errors import BadFile, Message, Unavailable, UserError
from attendance.i18n import N_, _
from attendance.office.access import Account, Page
from attendance.roster import references
from attendance.roster.imports.files import as_csv
from data import pupils
from data import references as stored
from recognition.pipeline import Pipeline

MOST_FILES = 20_000
MOST_BYTES = 40_000_000
"""Of one photo: a 50-megapixel JPEG of a phone has about 20 MB."""
MOST_UNPACKED = 4_000_000_000
"""Of all together: 20,000 portraits of 200 kB."""

_NAME = re.compile(r"([0-9]{6,14})(?:_[0-9]{1,2})?\.(?:jpe?g|png|hei[cf]|webp)", re.IGNORECASE)
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.(?!\.?/)|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True)
class RefusedPhoto:
    """A file of the zip that was not taken, and why."""

    name: str
    why: Message


@dataclass(frozen=True)
class ZipImport:
    """What became of a zip: photos added, photos that were there already, and those refused."""

    added: int
    unchanged: int
    refused: tuple[RefusedPhoto, ...]


def import_zip(
    district: District,
    account: Account,
    pipeline: Pipeline,
    packed: BinaryIO,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ZipImport:
    """Add each photo of a zip as a reference photo of the pupil whose PEN names it; each by itself, so that one refused photo
    stops no other. Nothing is unpacked to the disk.

    Args:
        packed: The zip, open; its photos are read one after the other, so that a large zip needs no more memory than a small.
        progress: Called with the photos behind and all of them.

    Raises:
        NotAllowed: The role has no Pupils page.
        BadFile: It is no zip, or it unpacks to more than is taken; nothing was added then.
        Unavailable: The model is missing, or the disk is full; what was added before stays.
    """
    account.require(Page.PUPILS)
    try:
        with zips.opened(packed) as opened:
            return _add_all(district, account, pipeline, opened, _entries(opened), progress)
    except zips.TooManyFiles as problem:
        raise _too_much() from problem
    except zips.DAMAGE as problem:
        raise BadFile(N_("This is not a zip that can be opened. Pack the photos again and choose the new zip.")) from problem


def refused_csv(done: ZipImport) -> bytes:
    """The files that were not taken, each with the reason in the reader's language."""
    return as_csv([[_("File"), _("Reason")], *([refusal.name, str(refusal.why)] for refusal in done.refused)])


def _entries(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in packed.infolist() if not entry.is_dir() and not _LITTER.search(entry.filename)]
    if not entries:
        raise BadFile(N_("The zip is empty. Pack the photos, each named by its pupil's PEN."))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or unpacked > MOST_UNPACKED or zips.overlaps(entries):
        raise _too_much()
    return entries


def _too_much() -> BadFile:
    return BadFile(N_("The zip holds too much. Send at most {most} photos at once."), most=MOST_FILES)


def _add_all(
    district: District,
    account: Account,
    pipeline: Pipeline,
    packed: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    progress: Callable[[int, int], None],
) -> ZipImport:
    pens = {entry.filename: pen for entry in entries if (pen := _pen(entry))}
    known = {row["pen"]: row["pupil_id"] for row in pupils.places(district.db, account.scope, pens=pens.values())}
    before = set(stored.of_pupils(district.db, account.scope, known.values())["reference_photo_id"])
    refused: list[RefusedPhoto] = []
    keys: list[int] = []
    for done, entry in enumerate(entries, start=1):
        try:
            pupil_id = _pupil(known, pens.get(entry.filename))
            keys.append(references.add(district, account, pipeline, pupil_id, _unpacked(packed, entry)))
        except Unavailable:
            raise
        except UserError as problem:
            refused.append(RefusedPhoto(entry.filename, problem.message))
        progress(done, len(entries))
    added = len(set(keys) - before)
    return ZipImport(added, len(keys) - added, tuple(refused))


def _pen(entry: zipfile.ZipInfo) -> str | None:
    named = _NAME.fullmatch(PurePosixPath(entry.filename).name)
    return named.group(1) if named else None


def _pupil(known: dict[str, int], pen: str | None) -> int:
    if pen is None:
        raise BadFile(N_("The file's name is no PEN. Name it as 12345678901.jpg, a second photo as 12345678901_2.jpg."))
    if pen not in known:
        raise BadFile(N_("No pupil with the PEN {pen} is on your rolls. Import the pupils first, or mend the name."), pen=pen)
    return known[pen]


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry, never more than MOST_BYTES."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise BadFile(N_("The file's path leads out of the zip. Pack the photos again, without it."))
    if entry.compress_type not in zips.KINDS:
        raise BadFile(N_("The file is damaged in the zip. Pack it again."))
    if entry.flag_bits & 1:
        raise BadFile(N_("The file is locked with a password. Pack the photos without one."))
    try:
        with packed.open(entry) as file:
            content = file.read(MOST_BYTES + 1)
    except zips.DAMAGE as problem:
        raise BadFile(N_("The file is damaged in the zip. Pack it again.")) from problem
    if len(content) > MOST_BYTES:
        raise BadFile(N_("The file is larger than 40 MB. Make the photo smaller."))
    return content
