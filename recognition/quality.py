"""How good a face is for recognition, and whether a photo may serve as a reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import NDArray
from PIL import Image

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

CLEAR_SIZE = 40.0
CLEAR_BLUR = 100.0
CLEAR_LIGHT = (50.0, 220.0)
CLEAR_ROLL = 20.0
CLEAR_YAW = 0.2
"""What a face of a class photo should have: beyond these it is often not recognised. Measured on 2,600 faces of the composed
class days of benchmarks.accuracy, each photo alone, those of at least 40 px but for the first: recognised are 81 to 91 % of the
faces from 44 px up, 74 % at 34 to 44, 53 % at 26 to 34, 6 % below; 69 % from a blur of 100 up, 29 % below; 66 % in a light of
50 to 220, 34 % where it is darker and 29 % brighter; 83 % with the eyes within 20 degrees of level, 51 % beyond; 88 % within a
yaw of .2, 54 % beyond. Contrast and pitch told nothing beside these. None of them tells who is taken for somebody else, so they
are advice, not reasons to accept or refuse."""

Floats = NDArray[np.float32]


class Unusable(StrEnum):
    """Why a photo may not serve as a reference. The values are stable: callers turn them into messages."""

    NO_FACE = "no_face"
    MANY_FACES = "many_faces"
    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    CUT = "cut"


class Fault(StrEnum):
    """Why a face of a class photo may not be recognised. The values are stable: callers turn them into messages."""

    SMALL = "small"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    TILTED = "tilted"
    TURNED = "turned"
    CUT = "cut"


@dataclass(frozen=True)
class FaceQuality:
    """`size` is the face's height in pixels; `blur` the variance of the Laplacian, in squared grey levels, of the face
    brought to at most 112 px (low: blurred); `confidence` the detector's; `cut` says that the box meets the photo's edge.

    `light` is the mean of the face's grey levels, 0 to 255. From the five landmarks: `roll` is how far the eyes' line is from
    level, in degrees; `yaw` how far the nose is from the middle between the eyes, in distances between the eyes (0 from the
    front, about .5 when it stands before an eye).
    """

    size: float
    blur: float
    confidence: float
    cut: bool
    light: float = 128.0
    roll: float = 0.0
    yaw: float = 0.0


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


def faults(face: FaceQuality) -> list[Fault]:
    """What is wrong with a face of a class photo; empty when nothing is."""
    found = {
        Fault.SMALL: face.size < CLEAR_SIZE,
        Fault.BLURRED: face.blur < CLEAR_BLUR,
        Fault.DARK: face.light < CLEAR_LIGHT[0],
        Fault.BRIGHT: face.light > CLEAR_LIGHT[1],
        Fault.TILTED: abs(face.roll) > CLEAR_ROLL,
        Fault.TURNED: abs(face.yaw) > CLEAR_YAW,
        Fault.CUT: face.cut,
    }
    return [fault for fault, wrong in found.items() if wrong]


def foreground(faces: Sequence[FaceQuality]) -> list[int]:
    """The numbers of the faces that are not background."""
    tallest = max((face.size for face in faces), default=0.0)
    return [number for number, face in enumerate(faces) if face.size >= BACKGROUND * tallest]


def _of_face(picture: Image.Image, box: Floats, confidence: float, points: Floats) -> FaceQuality:
    grey = _grey(picture, box)
    roll, yaw = _pose(points)
    return FaceQuality(
        size=float(box[3] - box[1]),
        blur=float(scipy.ndimage.laplace(grey).var()),
        confidence=confidence,
        cut=_meets_edge(picture, box),
        light=float(grey.mean()),
        roll=roll,
        yaw=yaw,
    )


def _grey(picture: Image.Image, box: Floats) -> Floats:
    width, height = picture.size
    left, top = int(np.clip(box[0], 0, width - 1)), int(np.clip(box[1], 0, height - 1))
    right, bottom = int(np.clip(box[2], left + 1, width)), int(np.clip(box[3], top + 1, height))
    grey = picture.crop((left, top, right, bottom)).convert("L")
    grey.thumbnail((BLUR_SIDE, BLUR_SIDE), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float32)


def _pose(points: Floats) -> tuple[float, float]:
    """Roll in degrees and yaw of landmarks (5, 2); from the front where the eyes lie too close together to say."""
    left, right, nose = points[:3].astype(np.float64)
    across = right - left
    apart = float(np.hypot(*across))
    if apart < 1:
        return 0.0, 0.0
    aside = float((nose - (left + right) / 2) @ across) / apart**2
    return float(np.degrees(np.arctan2(across[1], across[0]))), aside


def _meets_edge(picture: Image.Image, box: Floats) -> bool:
    width, height = picture.size
    return bool(box[0] <= 0 or box[1] <= 0 or box[2] >= width - 1 or box[3] >= height - 1)
