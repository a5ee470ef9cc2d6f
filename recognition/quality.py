"""How good a face is for recognition, and whether a photo may serve as a reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from recognition.detection import Detections

MIN_REFERENCE_SIZE = 80
"""Lowest face height in pixels of a reference photo: recognition is complete from 40 px on (measured), and a reference
stands for a whole year, so twice that."""
MIN_REFERENCE_BLUR = 40.0
"""Lowest `blur` of a reference photo. Nine portraits, blurred step by step, against another photo of the same person: sharp
ones measure above 450 (mean similarity .83); at about 40 similarity has fallen by .05, at 20 by .07, at 6 by .34."""
BACKGROUND = 1 / 3
"""A face lower than this part of the tallest one is background (a passer-by, or no face at all): nobody takes it for the
pupil. A rule of thumb, not measured."""
BLUR_SIDE = 112


Floats = NDArray[np.float32]


class Unusable(StrEnum):
    """Why a photo may not serve as a reference. The values are stable: callers turn them into messages."""

    NO_FACE = "no_face"
    MANY_FACES = "many_faces"
    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    CUT = "cut"


@dataclass(frozen=True)
class FaceQuality:
    """`size` is the face's height in pixels; `blur` the variance of the Laplacian, in squared grey levels, of the face
    brought to at most 112 px (low: blurred); `confidence` the detector's; `cut` says that the box meets the photo's edge.

    `light` is the mean and `contrast` the standard deviation of the face's grey levels, 0 to 255. From the five landmarks:
    `roll` is how far the eyes' line is from level, in degrees; `yaw` how far the nose is from the middle between the eyes, in
    distances between the eyes (0 from the front, about .5 when it stands before an eye); `pitch` how far down from eyes to
    mouth the nose is (about .6 from the front; less when the face looks up, more when down).
    """

    size: float
    blur: float
    confidence: float
    cut: bool
    light: float = 128.0
    contrast: float = 50.0
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.6


def assess(picture: Image.Image, detections: Detections) -> list[FaceQuality]:
    """The quality of each face found in an RGB picture, in the order of `detections`."""
    return [
        _of_face(picture, box, float(confidence), points)
        for box, confidence, points in zip(detections.xyxy, detections.confidence, detections.landmarks, strict=True)
    ]


def usable_as_reference(
    faces: Sequence[FaceQuality], min_size: float = MIN_REFERENCE_SIZE, min_blur: float = MIN_REFERENCE_BLUR
) -> list[Unusable]:
    """Why a photo with these faces may not serve as a reference; empty when it may.

    Several faces are one reason, whatever else is wrong with them: nobody can say whose reference it would be. Faces in the
    background do not count.
    """
    near = foreground(faces)
    if not near:
        return [Unusable.NO_FACE]
    if len(near) > 1:
        return [Unusable.MANY_FACES]
    face = faces[near[0]]
    found = {
        Unusable.TOO_SMALL: face.size < min_size,
        Unusable.BLURRED: face.blur < min_blur,
        Unusable.CUT: face.cut,
    }
    return [reason for reason, wrong in found.items() if wrong]


def foreground(faces: Sequence[FaceQuality]) -> list[int]:
    """The numbers of the faces that are not background."""
    tallest = max((face.size for face in faces), default=0.0)
    return [number for number, face in enumerate(faces) if face.size >= BACKGROUND * tallest]


def _of_face(picture: Image.Image, box: Floats, confidence: float, points: Floats) -> FaceQuality:
    grey = _grey(picture, box)
    roll, yaw, pitch = _pose(points)
    return FaceQuality(
        size=float(box[3] - box[1]),
        blur=float(ndimage.laplace(grey).var()),
        confidence=confidence,
        cut=_meets_edge(picture, box),
        light=float(grey.mean()),
        contrast=float(grey.std()),
        roll=roll,
        yaw=yaw,
        pitch=pitch,
    )


def _grey(picture: Image.Image, box: Floats) -> Floats:
    width, height = picture.size
    left, top = int(np.clip(box[0], 0, width - 1)), int(np.clip(box[1], 0, height - 1))
    right, bottom = int(np.clip(box[2], left + 1, width)), int(np.clip(box[3], top + 1, height))
    grey = picture.crop((left, top, right, bottom)).convert("L")
    grey.thumbnail((BLUR_SIDE, BLUR_SIDE), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float32)


def _pose(points: Floats) -> tuple[float, float, float]:
    """Roll in degrees, yaw and pitch of landmarks (5, 2); from the front where they lie too close together to say."""
    left, right, nose, *mouth = points.astype(np.float64)
    across, middle = right - left, (left + right) / 2
    apart = float(np.hypot(*across))
    if apart < 1:
        return 0.0, 0.0, 0.6
    along = across / apart
    down = np.array([-along[1], along[0]])
    to_mouth = float(((mouth[0] + mouth[1]) / 2 - middle) @ down)
    pitch = float((nose - middle) @ down) / to_mouth if to_mouth >= 1 else 0.6
    return float(np.degrees(np.arctan2(across[1], across[0]))), float((nose - middle) @ along) / apart, pitch


def _meets_edge(picture: Image.Image, box: Floats) -> bool:
    width, height = picture.size
    return bool(box[0] <= 0 or box[1] <= 0 or box[2] >= width - 1 or box[3] >= height - 1)
