"""What a received photo is, and what is wrong with it before anything is stored."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from attendance.errors import Message
from attendance.i18n import N_
from recognition import photo
from recognition.errors import Reason, UnreadablePhoto

Side = Literal["front", "back", "left", "right", "unknown"]
SIDES: tuple[Side, ...] = ("front", "back", "left", "right")

UNREADABLE: dict[Reason, str] = {
    Reason.EMPTY: N_("The file is empty. Send the photo again from the phone or the portal."),
    Reason.BROKEN: N_("The photo is damaged and cannot be opened. Copy it again from where it came from."),
    Reason.UNSUPPORTED_FORMAT: N_("This is not a photo that can be read. Send JPEG, PNG, HEIC or WebP."),
    Reason.TOO_MANY_PIXELS: N_("The photo has more than 50 megapixels. Send it in a smaller size."),
    Reason.ANIMATED: N_("This is a moving picture. Send a still photo."),
    Reason.SIXTEEN_BIT: N_("The photo has 16-bit colours. Save it as an ordinary JPEG and send that."),
    Reason.CMYK: N_("The photo is in printing colours (CMYK). Save it as an ordinary JPEG and send that."),
    Reason.TOO_SMALL: N_("The photo is too small to show faces. Send the original, not the preview."),
}


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


def unreadable(problem: UnreadablePhoto) -> Message:
    """The reason in words, with the next step."""
    return Message(UNREADABLE[problem.reason])


def refusal_of(given: IncomingPhoto) -> Refusal | None:
    """Why the file cannot be a class photo, by its header alone; None when it may be."""
    try:
        photo.inspect(given.content)
    except UnreadablePhoto as problem:
        return Refusal(given.name, unreadable(problem))
    return None
