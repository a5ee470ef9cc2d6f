"""Photos too blurred, dark or far to count, or without any face."""

from collections.abc import Iterator
from statistics import median

from attendance.intake.integrity.finding import CheckedPhoto, Finding, Subject
from attendance.register.advice import SHARP
from recognition.quality import CLEAR_LIGHT

FAR_PX = 26.0
"""Faces lower than this many pixels: 6 % of them were recognised, 53 % of those up to 34 (recognition.quality)."""
DARK = 30.0
"""Mean grey level below which a photo without faces is called dark."""
SHOWS_BACKS = "back"
"""A side on which no face need be seen: the class from behind."""


def poor(subject: Subject) -> Iterator[Finding]:
    """What hinders counting, one finding a photo; where no photo shows a face, that is said once, and graver."""
    if not subject.photos:
        return
    found = [(photo, fault) for photo in subject.photos if (fault := _fault(photo))]
    where = f"poor:{subject.submission['school_id']}:{subject.submission['day']}"
    if not any(len(photo.facts) for photo in subject.photos):
        yield Finding(
            kind="poor",
            severity=2,
            cause=f"{where}:no_face",
            evidence={"reason": "no_face", "photos": len(subject.photos)},
            photo_id=subject.photos[0].photo_id,
        )
        found = [(photo, fault) for photo, fault in found if fault[0] != "no_face"]
    for photo, (reason, measured) in found:
        if reason == "no_face" and photo.row["side"] == SHOWS_BACKS:
            continue
        yield Finding(
            kind="poor",
            severity=1,
            cause=f"{where}:{reason}",
            evidence={"reason": reason, **measured},
            photo_id=photo.photo_id,
        )


def _fault(photo: CheckedPhoto) -> tuple[str, dict[str, float]] | None:
    """The gravest fault and what was measured: sharpness as in `recognition.photo`, grey levels, or pixels."""
    facts = photo.facts
    if facts.sharpness < SHARP:
        return "blurred", {"sharpness": round(facts.sharpness, 1)}
    light = median(face.light for face in facts.quality) if len(facts) else facts.light
    if light < (CLEAR_LIGHT[0] if len(facts) else DARK):
        return "dark", {"light": round(light)}
    if not len(facts):
        return "no_face", {}
    height = median(face.size for face in facts.quality)
    return ("far", {"face_px": round(height)}) if height < FAR_PX else None
