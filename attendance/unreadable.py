"""Why a photo cannot be read, in words."""

from attendance.errors import Message
from attendance.i18n import N_
from recognition.errors import Reason, UnreadablePhoto

_WORDS: dict[Reason, str] = {
    Reason.EMPTY: N_("The file is empty. Send the photo again from the phone or the portal."),
    Reason.BROKEN: N_("The photo is damaged and cannot be opened. Copy it again from where it came from."),
    Reason.UNSUPPORTED_FORMAT: N_("This is not a photo that can be read. Send JPEG, PNG, HEIC or WebP."),
    Reason.TOO_MANY_PIXELS: N_("The photo has more than 50 megapixels. Send it in a smaller size."),
    Reason.TOO_MANY_BYTES: N_("The file is larger than 60 MB. Send the photo as the phone made it."),
    Reason.TOO_MUCH: N_(
        "Opening this file takes more memory or time than a photo does. Save it as an ordinary JPEG, send that."
    ),
    Reason.ANIMATED: N_("This is a moving picture. Send a still photo."),
    Reason.SIXTEEN_BIT: N_("The photo has 16-bit colours. Save it as an ordinary JPEG and send that."),
    Reason.CMYK: N_("The photo is in printing colours (CMYK). Save it as an ordinary JPEG and send that."),
    Reason.TOO_SMALL: N_("The photo is too small to show faces. Send the original, not the preview."),
}


def unreadable(problem: UnreadablePhoto) -> Message:
    """The reason in words, with the next step."""
    return Message(_WORDS[problem.reason])
