"""A face cut out of a larger photo, so that it can stand as a reference photo of its own.

What is kept must be found and embedded again by itself: another model makes its templates from the kept photos.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attendance.errors import Message
from attendance.i18n import N_
from attendance.roster.references import FACE_QUALITY, in_words, problems_of
from attendance.roster.storing import Ready
from data.references import Source
from recognition.errors import UnreadablePhoto
from recognition.photo import MIN_SIDE, Pixels, encode_webp
from recognition.pipeline import Pipeline, ReferenceReading
from recognition.quality import FaceQuality, foreground, usable_as_reference

MARGINS = (0.5, 0.35, 0.75, 0.25)
"""Room around the face, in parts of its height, in the order tried. With .5 on each side the face is found again and its
embedding stays within a cosine of .96 (36 faces of composed class photos; the crop that pages show, 112 px with a margin of
.125, came to .80 to .97 and is not enough). A narrower cut leaves out a neighbour, a wider one gives the detector more."""
KEPT_QUALITY = 95
"""WebP: about 15 kB for a face of 100 px."""
SAME_BOX = 0.5
"""Overlap (intersection over union) from which the face found again is the one that was cut out."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """A face cut out, read again from exactly the bytes that would be kept."""

    webp: bytes
    reading: ReferenceReading

    @property
    def problem(self) -> Message | None:
        """Why it may not serve as a reference; None when it may."""
        return next(iter(problems_of(self.reading)), None)

    @property
    def face_px(self) -> int:
        """The face's height in pixels."""
        return round(self.reading.quality.size) if self.reading.quality else 0

    def ready(self, pupil_id: int, source: Source, face_id: int | None = None) -> Ready:
        """As a reference photo of a pupil. Only for a portrait without a problem."""
        reading = self.reading
        if reading.embedding is None or reading.crop is None:
            raise ValueError("a portrait shows one face")
        return Ready(
            pupil_id=pupil_id,
            sha256=hashlib.sha256(self.webp).hexdigest(),
            photo=self.webp,
            face=encode_webp(reading.crop, None, FACE_QUALITY),
            face_px=self.face_px,
            embedding=reading.embedding,
            model=reading.model,
            source=source,
            face_id=face_id,
        )


NOT_ALONE = N_("The face cannot be cut out apart from its neighbours. Take a photo of this pupil alone.")


def problem_of(face: FaceQuality) -> Message | None:
    """Why a face of a photo of many may not serve as a reference, by its quality alone."""
    return next((in_words(why, round(face.size)) for why in usable_as_reference([face])), None)


def cut_out(pipeline: Pipeline, pixels: Pixels, box: NDArray[np.float32]) -> Portrait | None:
    """The face at `box` (4,) xyxy of `pixels` (h, w, 3) with room around it; None where it cannot be found again by itself.

    The first of MARGINS that gives a usable reference, else the first in which the face is found at all.

    Raises:
        WeightsMissing, WeightsChanged: See recognition.pipeline.
    """
    found: list[Portrait] = []
    for margin in MARGINS:
        left, top, right, bottom = _window(pixels, box, margin)
        webp = encode_webp(np.ascontiguousarray(pixels[top:bottom, left:right]), None, KEPT_QUALITY)
        try:
            reading = pipeline.read_reference(webp)
        except UnreadablePhoto:
            continue
        if _overlap(reading, box - np.array([left, top, left, top], np.float32)) < SAME_BOX:
            continue
        found.append(Portrait(webp, reading))
        if reading.usable:
            return found[-1]
    return found[0] if found else None


def _window(pixels: Pixels, box: NDArray[np.float32], margin: float) -> tuple[int, int, int, int]:
    """The square to cut, moved to lie inside the photo and as large as a photo must be."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = (float(value) for value in box)
    side = min(max(MIN_SIDE, round((1 + 2 * margin) * max(y1 - y0, x1 - x0))), height, width)
    left = int(np.clip((x0 + x1 - side) / 2, 0, width - side))
    top = int(np.clip((y0 + y1 - side) / 2, 0, height - side))
    return left, top, left + side, top + side


def _overlap(reading: ReferenceReading, box: NDArray[np.float32]) -> float:
    """Intersection over union of the face that stands out and `box`; 0 without exactly one."""
    near = foreground(reading.photo.quality)
    if len(near) != 1:
        return 0.0
    found = reading.photo.xyxy[near[0]]
    width, height = np.minimum(found[2:], box[2:]) - np.maximum(found[:2], box[:2])
    both = max(0.0, float(width)) * max(0.0, float(height))
    areas = [float((one[2] - one[0]) * (one[3] - one[1])) for one in (found, box)]
    return both / (sum(areas) - both)
