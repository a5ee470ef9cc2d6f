"""Photos that were used before, and sides that are one view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from attendance.intake.integrity.finding import CheckedPhoto, Finding, Subject
from data import fingerprints, flags, submissions
from data.scope import Scope
from recognition import layout
from recognition.photo import hamming

NEAR_DUPLICATE_BITS = 16
"""Of 256: re-encoding moved a hash by at most 6 bits, composed photos of other days differ by 26 and more. Enough by itself."""
MIRRORED_BITS = 24
"""The same for a mirror picture, whose hash is only worked out (up to 20 bits off)."""
DOUBTFUL_BITS = 48
"""Up to here a photo is the same one if its faces say so too: brightening until white burns out moved a hash by 28 to 52."""
SHARE = 0.7
"""Of the faces that should be in a source for which the hash speaks too, how many must be in their place. Of 328 re-encoded,
cropped, turned and mirrored photos all had 1.0; no other photo of 48 had five in place (days 60000 to 60011 of
attendance.roster.compose). Where the faces alone speak, the fit must be sure: by this share more than one photo in ten would be
told as a part of another of its school's year."""
VIEW_REACH = 0.35
"""How far a face may have moved, in face heights, between two photos from one place moments apart."""
VIEW_SCALE = (0.8, 1.25)
SIDES = 4

EVERYTHING = Scope.everything()
"""What was used anywhere in the district counts; only keys reach a flag."""


@dataclass(frozen=True)
class _Source:
    """An earlier photo that this one seems to be."""

    photo_id: int
    submission_id: str
    bits: int | None = None
    faces_alike: int | None = None
    mirrored: bool = False

    @property
    def how(self) -> str:
        return "crop" if self.bits is None else "whole"

    @property
    def severity(self) -> int:
        sure = self.faces_alike is not None or (self.bits or 0) <= NEAR_DUPLICATE_BITS
        return 3 if sure else 2

    def evidence(self) -> dict[str, object]:
        said: dict[str, object] = {
            "photo_id": self.photo_id,
            "bits": self.bits,
            "faces_alike": self.faces_alike,
            "how": self.how,
        }
        said["mirrored"] = self.mirrored or None
        return {name: value for name, value in said.items() if value is not None}


def reused(subject: Subject) -> Iterator[Finding]:
    """Photos that are one of another class day, anywhere in the district: whole, or a part of one of their own school.

    Re-encoding, brightness, a mirror and small cuts are seen through by the hash or the faces. The same photo sent twice for
    one class day is not odd. Of several sources the first is named, so that all reuses of one submission have one cause.
    """
    school = _School(subject)
    for photo in subject.photos:
        sources = [source for source in _sources(subject, photo, school) if _another_class_day(subject, source)]
        dismissed = flags.dismissed_pairs(subject.district.db, EVERYTHING, [photo.photo_id]) if sources else set()
        open_ones = [one for one in sources if _pair(one.photo_id, photo.photo_id) not in dismissed]
        if open_ones:
            source = min(open_ones, key=lambda one: one.photo_id)
            yield Finding(
                kind="near_duplicate",
                severity=source.severity,
                cause=f"near_duplicate:{source.submission_id}",
                evidence=source.evidence(),
                photo_id=photo.photo_id,
            )


def one_view(subject: Subject) -> Iterator[Finding]:
    """Photos of one submission that should show different sides and show one."""
    groups = _views(subject.photos)
    for group in groups:
        sides = {str(photo.row["side"]) for photo in group} - {"unknown"}
        all_of_it = len(group) == len(subject.photos) and len(group) >= SIDES - 1
        # Where nobody said which side is which, a spare of the same view is odd only when it takes a side's place.
        short = not sides and len(subject.photos) == SIDES and len(group) > 1
        if len(sides) > 1 or all_of_it or short:
            yield Finding(
                kind="one_view",
                severity=2 if all_of_it else 1,
                cause=f"one_view:{subject.submission['school_id']}:{subject.submission['day']}",
                evidence={"photo_ids": [photo.photo_id for photo in group]},
                photo_id=group[0].photo_id,
            )


class _School:
    """The arrangements of faces of a school's photos, fetched when they are first asked for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def photos(self) -> tuple[NDArray[np.int64], layout.Arrangements]:
        db, school_id = self._subject.district.db, self._subject.submission["school_id"]
        photo_ids, packed = fingerprints.of_school(db, EVERYTHING, school_id)
        return photo_ids, layout.Arrangements(packed)


def _sources(subject: Subject, photo: CheckedPhoto, school: _School) -> list[_Source]:
    db = subject.district.db
    faces = _packed(photo)
    found: dict[int, _Source] = {}
    for near in subject.district.fingerprints.near(db, EVERYTHING, photo.facts.fingerprint, DOUBTFUL_BITS).found:
        fits = [fit for fit in layout.Arrangements(near.faces).alike(faces) if fit.share >= SHARE]
        if fits or near.bits <= (MIRRORED_BITS if near.mirrored else NEAR_DUPLICATE_BITS):
            alike = fits[0].faces if fits else None
            found[near.photo_id] = _Source(near.photo_id, near.submission_id, near.bits, alike, near.mirrored)
    if layout.count(faces) >= layout.LEAST_FACES:
        photo_ids, arrangements = school.photos
        for fit in arrangements.alike(faces):
            photo_id = int(photo_ids[fit.other])
            if fit.sure and photo_id not in found and (held := submissions.of_photo(db, EVERYTHING, photo_id)):
                source = _Source(photo_id, held["submission_id"], None, fit.faces, fit.mirrored)
                found[photo_id] = source
    return list(found.values())


def _another_class_day(subject: Subject, source: _Source) -> bool:
    own = subject.submission
    other = submissions.get(subject.district.db, EVERYTHING, source.submission_id)
    if other is None or other["submission_id"] == own["submission_id"]:
        return False
    return bool(other["day"] != own["day"] or not set(other["class_sections"]) & set(own["class_sections"]))


def _views(photos: Sequence[CheckedPhoto]) -> list[list[CheckedPhoto]]:
    """The photos by view."""
    packed = np.stack([_packed(photo) for photo in photos]) if photos else np.zeros((0, layout.FACES), np.uint32)
    group = list(range(len(photos)))
    for number, photo in enumerate(photos):
        before = photos[:number]
        same = {
            other
            for other, earlier in enumerate(before)
            if hamming(photo.facts.fingerprint, earlier.facts.fingerprint) <= NEAR_DUPLICATE_BITS
        }
        same |= {
            fit.other
            for fit in layout.Arrangements(packed[:number]).alike(packed[number], VIEW_REACH)
            if fit.share >= SHARE and VIEW_SCALE[0] <= fit.scale <= VIEW_SCALE[1] and not fit.mirrored
        }
        joined = {group[other] for other in same}
        group = [number if one in joined else one for one in group]
    return [[photos[index] for index, one in enumerate(group) if one == number] for number in sorted(set(group))]


def _packed(photo: CheckedPhoto) -> NDArray[np.uint32]:
    return layout.pack(photo.facts.xyxy, photo.facts.width, photo.facts.height)


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
