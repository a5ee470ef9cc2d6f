"""Finds the faces of a photo with facenet-pytorch's MTCNN."""

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognition.photo import Pixels
from recognition.stock import MTCNN

MIN_CONFIDENCE = 0.95
"""Lowest probability kept. Boxes at .7 and above that were no face, measured on group photos: a hand (.79), a number plate
(.93), an ear (.94); all faces of 32 px and more stay above .95."""


@dataclass(frozen=True, eq=False)
class Detections:
    """The n faces of a photo, largest first; n may be 0.

    `xyxy` float32 (n, 4) in pixels of the upright photo, not clipped to it; `confidence` float32 (n,), MTCNN's probability;
    `landmarks` float32 (n, 5, 2), x and y of both eyes, nose and both corners of the mouth.
    """

    xyxy: NDArray[np.float32]
    confidence: NDArray[np.float32]
    landmarks: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.xyxy)


class Detector:
    """MTCNN with its own weights, which ship with facenet-pytorch.

    `min_face` is the smallest face searched for, in pixels of the photo given; the time grows with its inverse square.
    """

    def __init__(self, min_face: int = 40) -> None:
        self.min_face = min_face
        self._mtcnn = MTCNN(keep_all=True, min_face_size=min_face)
        self._one_at_a_time = Lock()  # the smallest face is a state of the MTCNN

    def detect(self, pixels: Pixels, min_face: int | None = None) -> Detections:
        """The faces in `pixels` uint8 (h, w, 3) RGB with a confidence of at least MIN_CONFIDENCE.

        `min_face` goes before the detector's own for this call."""
        smallest = min_face or self.min_face
        # MTCNN fails on a photo that is smaller than the smallest face.
        if min(pixels.shape[:2]) < smallest:
            return _detections([], [], [])
        with self._one_at_a_time:
            self._mtcnn.min_face_size = smallest
            return self._detect(pixels)

    def _detect(self, pixels: Pixels) -> Detections:
        boxes, confidences, landmarks = self._mtcnn.detect(Image.fromarray(pixels), landmarks=True)
        if boxes is None:
            return _detections([], [], [])
        return _detections(boxes, confidences, landmarks)


def _detections(boxes: object, confidences: object, landmarks: object) -> Detections:
    # MTCNN gives arrays of objects.
    xyxy = np.asarray(boxes, dtype=np.float32).reshape(-1, 4)
    confidence = np.asarray(confidences, dtype=np.float32).reshape(-1)
    points = np.asarray(landmarks, dtype=np.float32).reshape(-1, 5, 2)
    kept = confidence >= MIN_CONFIDENCE
    return Detections(xyxy[kept], confidence[kept], points[kept])
