"""What a received photo is, and what is wrong with it before anything is stored."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from attendance.errors import Message
from attendance.unreadable import unreadable
from recognition import photo
from recognition.errors import UnreadablePhoto

Side = Literal["front", "back", "left", "right", "unknown"]
SIDES: tuple[Side, ...] = ("front", "back", "left", "right")


@dataclass(frozen=True)
class IncomingPhoto:
    """A file as it came, from a page, a zip or a folder."""

    name: str
    content: bytes
    side: Side = "unknown"

    @property
    def sha256(self) -> str:
        """The fingerprint of exactly these bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why."""

    name: str
    why: Message


def refusal_of(given: IncomingPhoto) -> Refusal | None:
    """Why the file cannot be a class photo, by its header alone; None when it may be."""
    try:
        photo.inspect(given.content)
    except UnreadablePhoto as problem:
        return Refusal(given.name, unreadable(problem))
    return None
