"""Photos that were used before."""

from collections.abc import Iterator

from attendance.intake.integrity.finding import Finding, Subject
from data import submissions
from data.scope import Scope

NEAR_DUPLICATE_BITS = 16
"""Of 256: re-encoding moved a hash by at most 6 bits, other photos differ by 52 and more (`recognition.photo.hamming`)."""


def reused(subject: Subject) -> Iterator[Finding]:
    """Photos nearly equal to one of another submission, anywhere in the district."""
    submission_id = subject.submission["submission_id"]
    for photo in subject.photos:
        same = submissions.near_duplicates(
            subject.district.db, Scope.everything(), submission_id, photo.facts.fingerprint, NEAR_DUPLICATE_BITS
        )
        if same:
            nearest = same[0]
            yield Finding(
                kind="near_duplicate",
                severity=3,
                cause=f"near_duplicate:{nearest['photo_id']}",
                evidence={"photo_id": nearest["photo_id"], "bits": nearest["distance"]},
                photo_id=photo.photo_id,
            )
