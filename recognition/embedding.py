"""Cuts faces out of a photo and turns them into FaceNet embeddings."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognition.engine import Engine, State
from recognition.photo import Pixels

SIZE = 160
"""Side in pixels of the square that FaceNet was trained on."""
MARGIN = 32
"""Pixels of the 160 left around the box. Measured on adults: rank 1 for 33 of 39 faces of 20 px height against 25 with
facenet-pytorch's 20; equal from 32 px on."""
DIMENSIONS = 512
BATCH = 16
"""Faces embedded at once: from 8 on a face takes no less time (measured up to 32), and memory grows."""


def cut(picture: Image.Image, box: NDArray[np.float32], margin: int = MARGIN, size: int = SIZE) -> Pixels:
    """The part of an RGB picture inside `box` (4,) xyxy and a margin around it, as a square uint8 (size, size, 3).

    `margin` is the number of the result's pixels that both sides of the margin take together. At the photo's edge the
    margin is cut, and what is left is stretched, as in FaceNet's training.
    """
    width, height = picture.size
    x0, y0, x1, y1 = (float(value) for value in box)
    around = margin / (size - margin) / 2
    dx, dy = (x1 - x0) * around, (y1 - y0) * around
    left, top = int(np.clip(x0 - dx, 0, width - 1)), int(np.clip(y0 - dy, 0, height - 1))
    right, bottom = int(np.clip(x1 + dx, left + 1, width)), int(np.clip(y1 + dy, top + 1, height))
    part = picture.crop((left, top, right, bottom))
    return np.asarray(part.resize((size, size), Image.Resampling.BILINEAR), dtype=np.uint8)


def crops(picture: Image.Image, xyxy: NDArray[np.float32]) -> Pixels:
    """The faces at the boxes `xyxy` (n, 4), ready for `Embedder.embed`: uint8 (n, 160, 160, 3)."""
    if not len(xyxy):
        return np.empty((0, SIZE, SIZE, 3), dtype=np.uint8)
    return np.stack([cut(picture, box) for box in xyxy])


class Embedder:
    """FaceNet with the weights `state`.

    `model` names the weights; embeddings of different models must never be compared. Threads may use it at once.
    """

    def __init__(self, engine: Engine, state: State, model: str) -> None:
        self._network = engine.facenet(state)
        self.model = model

    def embed(self, faces: Pixels) -> NDArray[np.float32]:
        """Embeddings float32 (n, 512), each of length 1, of `faces` uint8 (n, 160, 160, 3)."""
        rows = [np.empty((0, DIMENSIONS), dtype=np.float32)]
        rows += [self._network(faces[start : start + BATCH])[0] for start in range(0, len(faces), BATCH)]
        return np.concatenate(rows)
