"""Taking the photos of one class day out of a zip or the inbox: accepted, or put on the tray, each with its outcome."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from attendance.district import District
from attendance.errors import Message, Unavailable, UserError
from attendance.i18n import N_
from attendance.intake import receipts, tray
from attendance.intake.accept import MOST_PHOTOS, accept
from attendance.intake.layout import Placed
from attendance.intake.photos import IncomingPhoto, Refusal, refusal_of
from attendance.office.access import Account, Page
from data import schools
from data import tray as stored_tray
from data.receipts import CameBy, Outcome

T = TypeVar("T")
MOST_BYTES_AT_ONCE = 200 * 1024**2
NO_CLASS = N_("There is no such school or class among your blocks. Check the folder's name.")


@dataclass(frozen=True)
class Became:
    """What became of a file.

    Attributes:
        outcome: As on its receipt; "tray" where it waits for a person.
        why: None when it was taken.
    """

    path: str
    outcome: Outcome | Literal["tray"]
    why: Message | None = None


def take(
    district: District,
    account: Account,
    place: Placed,
    photos: Sequence[IncomingPhoto],
    came_by: Literal["zip", "inbox"],
    source: str,
) -> list[Became]:
    """Accept photos for the class day that their path names; where that is refused they go to the tray.

    When this returns, each of them is sealed on the disk or was there before, except those refused as no photo, of which
    nothing is noted.

    Raises:
        NotAllowed: The role has no upload.
        Unavailable: The disk is full.
    """
    account.require(Page.UPLOAD)
    section = section_of(district, account, place)
    if section is None:
        return to_tray(district, account, photos, Message(NO_CLASS), came_by, source, place)
    try:
        done = accept(district, account, photos, [section], place.day, source, came_by)
    except Unavailable:
        raise
    except UserError as problem:
        return to_tray(district, account, photos, problem.message, came_by, source, place)
    became = list(_each(photos, done.refused))
    _note(district, account, photos, became, came_by, section, place)
    return became


def to_tray(
    district: District,
    account: Account,
    photos: Sequence[IncomingPhoto],
    why: Message,
    came_by: Literal["zip", "inbox"],
    source: str,
    place: Placed | None = None,
) -> list[Became]:
    """Put photos on the tray for one reason; what is no photo is refused, without a receipt.

    Raises:
        NotAllowed: The role has no upload.
        Unavailable: The disk is full.
    """
    account.require(Page.UPLOAD)
    became = []
    for photo in photos:
        if refusal := refusal_of(photo):
            became.append(Became(photo.path, "refused", refusal.why))
        elif tray.keep(district, account, photo, why, came_by, source, place):
            became.append(Became(photo.path, "tray", why))
        else:
            became.append(Became(photo.path, "again", Message(N_("This photo is here already; it counts once."))))
    return became


def section_of(district: District, account: Account, place: Placed) -> int | None:
    """The class section of a place within the account's blocks; without a section, the only one of its grade."""
    if place.section:
        return schools.class_section_named(district.db, account.scope, place.udise, place.grade, place.section)
    school = stored_tray.school_named(district.db, account.scope, place.udise)
    if school is None:
        return None
    frame = schools.class_sections(district.db, account.scope, school["school_id"])
    found = frame[frame["grade"] == place.grade]["class_section_id"]
    return int(found.iloc[0]) if len(found) == 1 else None


def portions(files: Iterable[T], size_of: Callable[[T], int]) -> Iterator[list[T]]:
    """Files in portions that fit a submission and the memory; `size_of` gives a file's bytes."""
    portion: list[T] = []
    held = 0
    for file in files:
        if portion and (len(portion) == MOST_PHOTOS or held + size_of(file) > MOST_BYTES_AT_ONCE):
            yield portion
            portion, held = [], 0
        portion.append(file)
        held += size_of(file)
    if portion:
        yield portion


def _each(photos: Sequence[IncomingPhoto], refused: Sequence[Refusal]) -> Iterator[Became]:
    """Each photo's own outcome; of two with the same content the latter is the one refused."""
    left: defaultdict[str, list[Refusal]] = defaultdict(list)
    for refusal in refused:
        left[refusal.sha256].append(refusal)
    for photo in reversed(photos):
        others = left[photo.sha256]
        if others:
            refused_now = others.pop()
            yield Became(photo.path, refused_now.outcome, refused_now.why)
        else:
            yield Became(photo.path, "taken")


def _note(
    district: District,
    account: Account,
    photos: Sequence[IncomingPhoto],
    became: Sequence[Became],
    came_by: CameBy,
    section: int,
    place: Placed,
) -> None:
    if all(one.outcome in ("taken", "refused") for one in became):
        return
    by_path = {photo.path: photo for photo in photos}
    row = schools.class_section(district.db, account.scope, section)
    outcomes: tuple[Outcome, ...] = ("again", "elsewhere")
    for outcome in outcomes:
        noted = [(by_path[one.path], one.why) for one in became if one.outcome == outcome and one.why]
        if noted:
            receipts.note(district, account, noted, came_by, outcome, row, place.day)
