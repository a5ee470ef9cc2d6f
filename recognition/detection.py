"""Finds the faces of a photo."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition import mtcnn
from recognition.engine import Engine, State
from recognition.pyramid import Pyramid

MIN_CONFIDENCE = 0.95
"""Lowest probability kept. Boxes at .7 and above that were no face, measured on group photos: a hand (.79), a number plate
(.93), an ear (.94); all faces of 32 px and more stay above .95."""


ROOM = 8
"""A class spread evenly over a photo leaves each face a square; the height of the smallest face in a row at the back is seldom
less than this part of the square's side. A rule of thumb: on composed class days it is a sixth to a half of it."""


def smallest_face(size: tuple[int, int], *, faces: int, least: int, most: int) -> int:
    """The smallest face to look for in a photo, in pixels: what `faces` people leave each other on a photo of `size` (width,
    height), between `least` and `most`.

    From `most` on faces are always looked for, below `least` never: what is found there cannot be told apart.
    """
    side = (size[0] * size[1] / max(1, faces)) ** 0.5
    return int(min(most, max(least, side / ROOM)))


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
    """MTCNN with the weights that ship with facenet-pytorch, `states` by network. Threads may use it at once."""

    def __init__(self, engine: Engine, states: dict[str, State]) -> None:
        self._engine = engine
        self._networks = engine.mtcnn(states)

    def detect(self, pyramid: Pyramid, min_face: int) -> Detections:
        """The faces of a photo from `min_face` pixels on, with a confidence of at least MIN_CONFIDENCE.

        The time grows with the inverse square of `min_face`.
        """
        xyxy, confidence, landmarks = mtcnn.detect(pyramid, self._networks, self._engine, min_face)
        sure = np.flatnonzero(confidence >= MIN_CONFIDENCE)
        area = np.prod(xyxy[sure, 2:] - xyxy[sure, :2], axis=1)
        order = sure[np.argsort(-area, kind="stable")]
        return Detections(xyxy[order], confidence[order], landmarks[order])
