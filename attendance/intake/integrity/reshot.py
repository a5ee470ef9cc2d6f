"""Photos that look like photos of a screen or a print."""

from collections.abc import Iterator

from attendance.intake.integrity.finding import Finding, Subject

FROM = 0.5
"""Score from which a photo is flagged: none of 96 untouched photos had as much. See `recognition.reshot`."""
CLEAR = 0.8
"""Score from which it is asked about; below, it is a hint."""


def rephotographed(subject: Subject) -> Iterator[Finding]:
    """One finding a photo, all of a school's day with one cause: who photographs one screen photographs four."""
    for photo in subject.photos:
        seen = photo.facts.reshot
        if seen.score >= FROM:
            yield Finding(
                kind="rephotographed",
                severity=2 if seen.score >= CLEAR else 1,
                cause=f"rephotographed:{subject.submission['school_id']}:{subject.submission['day']}",
                evidence={"score": seen.score, "cues": dict(seen.cues)},
                photo_id=photo.photo_id,
            )
