"""What the faces of a class day say about how to take the next photos."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from attendance.errors import Message
from attendance.i18n import N_
from data.database import Row
from recognition.quality import CLEAR_SIZE, FaceQuality, Fault, faults

MANY = 0.25
AT_LEAST = 2
"""A fault is told when a quarter of the faces have it, and two at least: a rule of thumb, so that one child who looks aside
gives no advice."""
FEW_SEEN = 0.5
"""The share of those enrolled below which it is told how few are seen: a rule of thumb."""
COPY_PX = 1600
"""Messengers shrink photos to 1,600 px."""
SHARP = 15.0
"""Lowest `sharpness` of a photo (recognition.photo). Composed photos of 2,400 px measure 64 to 160, blurred by 2 px 17 to 27,
by 3 px 9 to 14; from 4 px on (5 to 9) faces are no longer found. Fifteen real photos measured 100 to 1,300."""

WORDS: Mapping[Fault, str] = {
    Fault.SMALL: N_("Come closer: faces are {found} px high, {needed} are needed ({count} of {total} faces)."),
    Fault.BLURRED: N_("Hold the tablet still: {count} of {total} faces are blurred."),
    Fault.DARK: N_("Make it lighter: {count} of {total} faces are too dark. Let the light fall on the faces, not on the wall."),
    Fault.BRIGHT: N_("Go out of the sun: {count} of {total} faces are too bright."),
    Fault.TILTED: N_("Hold the tablet level: {count} of {total} faces are tilted."),
    Fault.TURNED: N_("Ask everybody to look at the tablet: {count} of {total} faces look aside."),
    Fault.CUT: N_("Step back: {count} of {total} faces are cut off by the edge of the photo."),
}


def advise(faces: Sequence[Row], photos: Sequence[Row], figures: Row) -> tuple[Message, ...]:
    """The advice, the most frequent fault first.

    Args:
        faces: Rows of `data.faces.of_class_day`, one a face.
        photos: Rows of `data.faces.photos_of_class_day`.
        figures: The row of ``class_day``.
    """
    seen = [_quality(row) for row in faces]
    found = Counter(fault for face in seen for fault in faults(face))
    told = [fault for fault, count in found.most_common() if count >= max(AT_LEAST, MANY * len(seen))]
    advice = [_message(fault, found[fault], seen) for fault in told]
    blurred = sum(row["sharpness"] is not None and row["sharpness"] < SHARP for row in photos)
    if blurred and Fault.BLURRED not in told:
        advice.append(
            Message(
                N_("Hold the tablet still: {count} of {total} photos are blurred."), {"count": blurred, "total": len(photos)}
            )
        )
    longest = max((max(row["width"], row["height"]) for row in photos if row["width"]), default=0)
    if Fault.SMALL in told and longest <= COPY_PX:
        advice.append(
            Message(
                N_("Send the photos as they were taken: these are {width} px wide, as messengers make them."),
                {"width": longest},
            )
        )
    if figures["photos"] and figures["faces"] < FEW_SEEN * figures["enrolled"]:
        values = {"seen": figures["faces"], "enrolled": figures["enrolled"]}
        advice.append(Message(N_("Take every side of the class: of {enrolled} enrolled, {seen} were seen."), values))
    return tuple(advice)


def _quality(row: Row) -> FaceQuality:
    """A face read before light and pose were stored has nothing wrong with them."""
    known = {name: float(row[name]) for name in ("light", "roll", "yaw") if row[name] is not None}
    return FaceQuality(float(row["y2"] - row["y1"]), float(row["blur"]), float(row["confidence"]), bool(row["cut"]), **known)


def _message(fault: Fault, count: int, seen: Sequence[FaceQuality]) -> Message:
    values: dict[str, int] = {"count": count, "total": len(seen)}
    if fault is Fault.SMALL:
        values |= {"found": round(median(face.size for face in seen if face.size < CLEAR_SIZE)), "needed": round(CLEAR_SIZE)}
    return Message(WORDS[fault], values)
