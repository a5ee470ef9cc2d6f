"""What a received photo is, and what is wrong with it before anything is stored."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from attendance.errors import Message
from attendance.unreadable import unreadable
from data.receipts import Outcome
from recognition import photo
from recognition.errors import UnreadablePhoto

Side = Literal["front", "back", "left", "right", "unknown"]
SIDES: tuple[Side, ...] = ("front", "back", "left", "right")


@dataclass(frozen=True)
class IncomingPhoto:
    """A file as it came, from a page, a zip or a folder.

    Attributes:
        path: The path below the inbox or in the zip, which ends with the name; empty from a page.
    """

    name: str
    content: bytes
    side: Side = "unknown"
    path: str = ""

    def __post_init__(self) -> None:
        # Some zips and disks give names that are no text; stored they would fail, after the photo was sealed.
        object.__setattr__(self, "name", storable(self.name))
        object.__setattr__(self, "path", storable(self.path))

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of exactly these bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why.

    Attributes:
        outcome: Of what kind the reason is (see `data.receipts.Outcome`).
        sha256: Of the file, where it was read.
    """

    name: str
    why: Message
    outcome: Outcome = "refused"
    sha256: str = ""


def storable(name: str) -> str:
    """A file's name in letters that can be stored: what is none as backslash codes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def refusal_of(given: IncomingPhoto) -> Refusal | None:
    """Why the file cannot be a class photo, by its header alone; None when it may be."""
    try:
        photo.inspect(given.content)
    except UnreadablePhoto as problem:
        return Refusal(given.name, unreadable(problem), "refused", given.sha256)
    return None
