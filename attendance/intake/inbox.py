"""The inbox: a folder into which photos are copied in bulk, looked at again and again, and emptied as they are accepted.

A file is taken when two looks saw it unchanged and its content ends as its format ends. It is deleted only after the photo is
sealed in the vault, its receipt is on the disk and its row in the database: a stop at any moment before leads to the same bytes
being met again, which count once.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from attendance.district import District
from attendance.errors import BadFile, Message
from attendance.i18n import N_
from attendance.intake import archive, bulk, inbox_files
from attendance.intake.accept import SOURCES
from attendance.intake.inbox_files import Found, NotNow
from attendance.intake.layout import Placed, partly_placed
from attendance.intake.listed import Manifests
from attendance.intake.photos import IncomingPhoto, Side
from attendance.intake.whole import ends_whole
from attendance.office.access import SYSTEM
from data import tray
from data.clock import utc_now
from data.scope import Scope
from data.tray import NewEntry
from recognition.errors import UnreadablePhoto
from recognition.photo import decode

EVERYTHING = Scope.everything()
PATIENCE_S = 600.0
"""A file that has not changed for so long is not being copied any more, whatever its end says."""

LINK = N_("This is a link, not a photo. Copy the photo itself into the inbox.")
TOO_LARGE = N_("The file is larger than 60 MB. Send the photo as the phone made it.")
CUT_OFF = N_("The file ends in the middle: it was not copied to its end. Copy it again.")
CLOSED = N_("The file cannot be opened. Close the program that uses it, or give the app the right to read it.")
LEFT = N_("The photo was taken, but the file cannot be deleted here. Delete it yourself.")
NOT_ALL_CAME = N_("Files that this manifest names have not come: {count}. Copy them into the inbox, or discard the manifest.")


@dataclass(frozen=True)
class Standing:
    """How an inbox stands.

    Attributes:
        at: When the last look ended, UTC; None before the first.
        waiting: Files that are still copied, or that are not taken yet.
        taken: Files taken out of it since the app was started, whatever became of them.
    """

    at: datetime | None
    waiting: int
    taken: int


@dataclass
class _Group:
    """Files of one folder that go the same way: to a class day, or to the tray with the reason."""

    place: Placed | None
    why: Message
    files: list[Found] = field(default_factory=list)
    manifests: set[Found] = field(default_factory=set)


class Inbox:
    """One district's inbox as it was last seen.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, district: District, clock: Callable[[], float] = time.monotonic) -> None:
        self._district = district
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}
        self._now: dict[str, tuple[int, float]] = {}
        self._aside: dict[str, tuple[int, int, int]] = {}
        self._met: set[int] = set()
        self._sides: dict[str, Side] = {}
        self._manifests = Manifests()
        self._at: datetime | None = None
        self._left = self._waiting = self._taken = self._taken_before = 0

    @property
    def standing(self) -> Standing:
        """As of now, also while a look is under way."""
        return Standing(self._at, max(0, self._left - (self._taken - self._taken_before)), self._taken)

    def look(self, stop: Callable[[], bool] = lambda: False) -> Standing:
        """Look once, and take what has been lying still since the last look.

        Args:
            stop: Asked between class days; when it says so, the rest waits for the next look.

        Raises:
            Unavailable: The disk is full; what came before is stored.
        """
        root = self._district.inbox
        root.mkdir(parents=True, exist_ok=True)
        rows = tray.in_inbox(self._district.db, EVERYTHING)
        self._aside = {row["file"]: (row["size"], row["modified"], row["entry_id"]) for row in rows}
        self._met, self._now, self._waiting, self._taken_before = set(), {}, 0, self._taken
        self._manifests.begin()
        for folder, files in inbox_files.folders(root):
            self._folder(f"{folder}/" if folder else "", files, stop)
            if stop():
                return self.standing
        self._finish_manifests()
        self._seen = self._now
        self._close_gone()
        inbox_files.remove_empty_folders(root)
        self._at, self._left, self._taken_before = utc_now(), self._waiting, self._taken
        return self.standing

    def _folder(self, folder: str, files: Sequence[Found], stop: Callable[[], bool]) -> None:
        groups: dict[tuple[Placed | None, str], _Group] = {}
        for found in [one for one in files if _suffix(one) == ".csv" and one.ordinary]:
            self._read_manifest(folder, found, aside=self._is_aside(found))
        for found in files:
            suffix = _suffix(found)
            if self._is_aside(found) or (suffix == ".csv" and found.ordinary) or stop():
                continue
            self._waiting += 1
            if not found.ordinary:
                self._put_aside(found, Message(LINK))
            elif suffix == ".zip":
                self._zip(found, stop)
            elif found.size > archive.MOST_BYTES_A_FILE:
                self._put_aside(found, Message(TOO_LARGE))
            else:
                self._sort(found, groups)
        for group in groups.values():
            if not stop():
                self._group(folder, group)

    def _sort(self, found: Found, groups: dict[tuple[Placed | None, str], _Group]) -> None:
        self._sides[found.path], place, why = archive.said_of(self._manifests.by_folder, found.path)
        group = groups.setdefault((place, "" if place else why.as_json()), _Group(place, why))
        group.files.append(found)
        group.manifests.update(self._manifests.over(found.path))

    def _lain(self, key: str, files: Sequence[Found]) -> float | None:
        """For how many seconds the files have been seen unchanged; None at the first look at them as they are."""
        looks = hash(tuple((found.path, found.size, found.modified) for found in files))
        before = self._seen.get(key)
        same = before is not None and before[0] == looks
        since = before[1] if before and same else self._clock()
        self._now[key] = (looks, since)
        return self._clock() - since if same else None

    def _group(self, folder: str, group: _Group) -> None:
        lain = self._lain(f"{folder}|{group.place}|{group.why.as_json()}", [*group.files, *group.manifests])
        if lain is None:
            return
        for portion in bulk.portions(group.files, lambda found: found.size):
            photos = self._photos(portion, lain)
            if photos is None:
                return
            self._take(group, photos)

    def _photos(self, portion: Sequence[Found], lain: float) -> list[tuple[Found, IncomingPhoto]] | None:
        """The files' contents; None while one of them is still being copied. What stays unreadable is put aside."""
        photos = []
        for found in portion:
            content, problem = _content(found, lain)
            if problem and lain < PATIENCE_S:
                return None
            if problem or content is None:
                self._put_aside(found, Message(problem or CLOSED))
            else:
                name = PurePosixPath(found.path).name
                photos.append((found, IncomingPhoto(name, content, self._sides.pop(found.path, "unknown"), found.path)))
        return photos

    def _take(self, group: _Group, photos: Sequence[tuple[Found, IncomingPhoto]]) -> None:
        if not photos:
            return
        given = [photo for _, photo in photos]
        source = _source_of(given[0].path)
        if group.place:
            became = bulk.take(self._district, SYSTEM, group.place, given, "inbox", source)
        else:
            became = bulk.to_tray(self._district, SYSTEM, given, group.why, "inbox", source)
        by_path = {found.path: found for found, _ in photos}
        for one in became:
            if one.outcome == "refused" and one.why:
                self._put_aside(by_path[one.path], one.why)
            else:
                self._remove(by_path[one.path])

    def _zip(self, found: Found, stop: Callable[[], bool]) -> None:
        lain = self._lain(found.path, [found])
        if lain is None:
            return
        try:
            opened = archive.open_zip(found.place, found.path)
            archive.accept_all(self._district, SYSTEM, opened, _source_of(found.path), "inbox", stop)
        except BadFile as problem:
            if lain >= PATIENCE_S:
                self._put_aside(found, problem.message)
            return
        if not stop():
            self._remove(found)

    def _read_manifest(self, folder: str, found: Found, aside: bool) -> None:
        lain = self._lain(found.path, [found])
        try:
            self._manifests.read(folder, found, aside)
        except NotNow:
            if lain is not None and lain >= PATIENCE_S and not aside:
                self._put_aside(found, Message(CLOSED))
        except BadFile as problem:
            if lain is not None and not aside:
                self._put_aside(found, problem.message)

    def _finish_manifests(self) -> None:
        """Delete a manifest of which each file came; after some patience, say how many did not."""
        for listed in self._manifests.idle(self._district):
            lain = self._lain(listed.found.path, [listed.found])
            if lain is None:
                continue
            if not listed.missing:
                self._remove(listed.found)
            elif lain >= PATIENCE_S and not listed.aside:
                self._put_aside(listed.found, Message(NOT_ALL_CAME, {"count": listed.missing}))

    def _is_aside(self, found: Found) -> bool:
        known = self._aside.get(found.path)
        if known is None or known[:2] != (found.size, found.modified):
            return False
        self._met.add(known[2])
        return True

    def _put_aside(self, found: Found, why: Message) -> None:
        self._waiting -= 1
        put_aside(self._district, found, why)

    def _remove(self, found: Found) -> None:
        self._taken += 1
        try:
            removed = inbox_files.remove(found)
        except NotNow:
            return
        self._waiting -= 1
        if not removed:
            put_aside(self._district, found, Message(LEFT))

    def _close_gone(self) -> None:
        gone = [entry_id for _, _, entry_id in self._aside.values() if entry_id not in self._met]
        if gone:
            self._district.db.write(lambda tx: tray.gone(tx, EVERYTHING, gone))


def put_aside(district: District, found: Found, why: Message) -> None:
    """Leave a file where it lies and name it on the tray."""
    udise, day = partly_placed(found.path)
    school = tray.school_named(district.db, EVERYTHING, udise) if udise else None
    entry = NewEntry(
        file=found.path,
        folder=str(PurePosixPath(found.path).parent),
        sha256=None,
        came_by="inbox",
        reason=why.as_json(),
        arrived_by=SYSTEM.username,
        block_id=school["block_id"] if school else None,
        school_id=school["school_id"] if school else None,
        day=day,
        size=found.size,
        modified=found.modified,
    )
    district.db.write(lambda tx: tray.add(tx, EVERYTHING, entry))


def _content(found: Found, lain: float) -> tuple[bytes | None, str | None]:
    """A file's content, and what is wrong with it."""
    try:
        content = inbox_files.read(found)
    except NotNow:
        return None, CLOSED
    return content, None if ends_whole(content) or _decodes(content, lain) else CUT_OFF


def _suffix(found: Found) -> str:
    return "." + found.path.rpartition(".")[2].lower()


def _decodes(content: bytes, lain: float) -> bool:
    """Whether a photo that does not seem to end can be opened all the same; asked only when nothing changes any more."""
    if lain < PATIENCE_S:
        return False
    try:
        decode(content)
    except UnreadablePhoto:
        return False
    return True


def _source_of(path: str) -> str:
    """Where photos come from by the first folder's name, else the portal."""
    first = path.split("/", 1)[0].lower()
    return first if first in SOURCES else SOURCES[0]
