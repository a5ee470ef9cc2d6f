"""A look at photos before they are sent: what is wrong, and a small picture to mark the side on."""

from dataclasses import dataclass

from attendance.district import District
from attendance.errors import Message
from attendance.i18n import N_
from attendance.intake.photos import IncomingPhoto, refusal_of
from attendance.office.access import Account, Page
from attendance.unreadable import unreadable
from data import submissions
from recognition.errors import UnreadablePhoto
from recognition.photo import decode, encode_webp, sharpness
from recognition.pipeline import Pipeline

THUMB_PX = 320
SMALL_PX = 1000
"""A class needs faces of 40 px (recognition is complete from there on): twenty pupils side by side with room between them."""
BLURRED_BELOW = 25.0
"""Variance of the Laplacian (`recognition.photo.sharpness`): 57 and more on 23 sharp photos, real and composed; at most 12
after a blur of 4 px on a photo 2,400 px wide."""
LOOK_PX = 1280


@dataclass(frozen=True)
class Look:
    """What a look found.

    Attributes:
        thumb: WebP of at most 320 px, None when the file cannot be opened.
        refused: Why it cannot be sent at all.
        warnings: What makes the result poorer; it can be sent all the same.
    """

    name: str
    thumb: bytes | None
    refused: Message | None
    warnings: tuple[Message, ...] = ()


def look(district: District, account: Account, pipeline: Pipeline, given: IncomingPhoto) -> Look:
    """Look at a photo. Whether a face is there is tried on the photo brought to 1,280 px.

    Raises:
        NotAllowed: The role has no upload.
    """
    account.require(Page.UPLOAD)
    if refusal := refusal_of(given):
        return Look(given.name, None, refusal.why)
    try:
        photo = decode(given.content)
    except UnreadablePhoto as problem:
        return Look(given.name, None, unreadable(problem))
    thumb = encode_webp(photo.picture, THUMB_PX, 70)
    if submissions.sent_before(district.db, account.scope, [given.sha256]):
        return Look(given.name, thumb, Message(N_("This photo was sent before. A photo counts once; leave it out.")))
    warnings = []
    if max(photo.picture.size) < SMALL_PX:
        warnings.append(
            Message(
                N_("The photo is only {width} pixels wide. Send the original, not the preview."),
                {"width": photo.picture.width},
            )
        )
    if sharpness(photo.picture) < BLURRED_BELOW:
        warnings.append(Message(N_("The photo is blurred. Hold the phone still and take it again.")))
    if not pipeline.any_face(photo.picture, LOOK_PX):
        warnings.append(Message(N_("No face can be seen. Check that it is the class photo; come closer, faces to the light.")))
    return Look(given.name, thumb, None, tuple(warnings))
