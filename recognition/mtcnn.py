"""MTCNN's cascade on one shared pyramid of the photo.

The steps and their constants are facenet-pytorch's but for one threshold, so that the boxes are; what differs is where pixels
come from: every picture is cut from the level of a chain of halvings that is nearest above its size, instead of from the photo.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recognition.engine import Engine, Floats, Mtcnn
from recognition.pyramid import Pyramid

WINDOW = 12
"""Side in pixels of P-Net's window."""
STRIDE = 2
FACTOR = 0.709
"""From one scale to the next: half the area."""
THRESHOLDS = 0.8, 0.7, 0.7
"""Lowest probability that passes P-Net, R-Net and O-Net. facenet-pytorch has .6 for P-Net: .8 spares half of its windows, and
of 646 faces that the stock is sure of (p >= .97), small, blurred, dark and tilted ones among them, not one was lost."""
BATCH = 128


@dataclass(frozen=True, eq=False)
class Found:
    """Boxes on their way through the cascade: `xyxy` (n, 4) in pixels of the photo, `scores` (n,), and what the network that
    gave the scores would move each side by, `shifts` (n, 4), in parts of the box."""

    xyxy: Floats
    scores: Floats
    shifts: Floats

    def take(self, chosen: NDArray[np.intp]) -> "Found":
        return Found(self.xyxy[chosen], self.scores[chosen], self.shifts[chosen])

    @cached_property
    def sides(self) -> Floats:
        """Width and height, twice: (n, 4)."""
        return np.tile(self.xyxy[:, 2:] - self.xyxy[:, :2], 2)


def detect(pyramid: Pyramid, networks: Mtcnn, engine: Engine, min_face: int) -> tuple[Floats, Floats, Floats]:
    """The faces of a photo from `min_face` pixels on, most probable first.

    Gives boxes (n, 4) xyxy in pixels, not clipped to the photo, probabilities (n,), landmarks (n, 5, 2).
    """
    found = _proposed(pyramid, networks, engine, min_face)
    found = _refined(pyramid, networks, engine, _squared(found.xyxy + found.shifts * found.sides))
    return _output(pyramid, networks, _squared(_moved(found)))


def _scales(size: tuple[int, int], min_face: int) -> list[float]:
    scales, scale = [], WINDOW / min_face
    shortest = min(size) * scale
    while shortest >= WINDOW:
        scales.append(scale)
        scale *= FACTOR
        shortest *= FACTOR
    return scales


def _proposed(pyramid: Pyramid, networks: Mtcnn, engine: Engine, min_face: int) -> Found:
    found = [_windows(pyramid, networks, engine, scale) for scale in _scales(pyramid.size, min_face)]
    together = Found(
        np.concatenate([np.empty((0, 4), np.float32), *(one.xyxy for one in found)]),
        np.concatenate([np.empty(0, np.float32), *(one.scores for one in found)]),
        np.concatenate([np.empty((0, 4), np.float32), *(one.shifts for one in found)]),
    )
    return together.take(engine.suppress(together.xyxy, together.scores, 0.7))


def _windows(pyramid: Pyramid, networks: Mtcnn, engine: Engine, scale: float) -> Found:
    probability, shifts = networks.propose(pyramid.whole(scale))
    rows, columns = np.nonzero(probability[0, 1] >= THRESHOLDS[0])
    corner = (STRIDE * np.stack([columns, rows], 1)).astype(np.float32)
    xyxy = np.floor(np.concatenate([corner + 1, corner + WINDOW], 1) / np.float32(scale))
    found = Found(xyxy, probability[0, 1][rows, columns], shifts[0][:, rows, columns].T)
    return found.take(engine.suppress(found.xyxy, found.scores, 0.5))


def _refined(pyramid: Pyramid, networks: Mtcnn, engine: Engine, xyxy: Floats) -> Found:
    inside = _inside(xyxy, pyramid.size)
    answers = [networks.refine(pyramid.parts(inside[start : start + BATCH], 24)) for start in range(0, len(inside), BATCH)]
    found = _passed(xyxy, answers, THRESHOLDS[1])[0]
    return found.take(engine.suppress(found.xyxy, found.scores, 0.7))


def _output(pyramid: Pyramid, networks: Mtcnn, xyxy: Floats) -> tuple[Floats, Floats, Floats]:
    inside = _inside(xyxy, pyramid.size)
    answers = [networks.output(pyramid.parts(inside[start : start + BATCH], 48)) for start in range(0, len(inside), BATCH)]
    found, passed = _passed(xyxy, answers, THRESHOLDS[2])
    parts = np.concatenate([np.empty((0, 10), np.float32), *(answer[2] for answer in answers)])[passed]
    corner, side = found.xyxy[:, None, :2], found.sides[:, None, :2] + 1
    landmarks = corner + parts.reshape(-1, 2, 5).transpose(0, 2, 1) * side - 1
    moved = _moved(found)
    kept = _not_inside_a_better_one(moved, found.scores, 0.7)
    return moved[kept], found.scores[kept], landmarks[kept].astype(np.float32)


def _passed(xyxy: Floats, answers: list[tuple[Floats, ...]], threshold: float) -> tuple[Found, NDArray[np.bool_]]:
    scores = np.concatenate([np.empty(0, np.float32), *(answer[0][:, 1] for answer in answers)])
    shifts = np.concatenate([np.empty((0, 4), np.float32), *(answer[1] for answer in answers)])
    passed = scores > threshold
    return Found(xyxy[passed], scores[passed], shifts[passed]), passed


def _moved(found: Found) -> Floats:
    return found.xyxy + found.shifts * (found.sides + 1)


def _squared(xyxy: Floats) -> Floats:
    """Each box made as wide as it is high around its middle."""
    sides = xyxy[:, 2:] - xyxy[:, :2]
    longest = sides.max(axis=1, keepdims=True, initial=0)
    corner = xyxy[:, :2] + sides * 0.5 - longest * 0.5
    return np.concatenate([corner, corner + longest], 1).astype(np.float32)


def _inside(xyxy: Floats, size: tuple[int, int]) -> NDArray[np.int64]:
    """What of each box is within the photo, from the pixel before its corner on."""
    width, height = size
    corner = np.maximum(np.trunc(xyxy[:, :2]), 1) - 1
    end = np.minimum(np.trunc(xyxy[:, 2:]), (width, height))
    # A box wholly outside the photo keeps a pixel of its edge: a network must get something, and will not take it for a face.
    corner = np.minimum(corner, (width - 1, height - 1))
    return np.concatenate([corner, np.maximum(end, corner + 1)], 1).astype(np.int64)


def _not_inside_a_better_one(xyxy: Floats, scores: Floats, overlap: float) -> NDArray[np.intp]:
    """Which boxes stay, best first, when none may share more than `overlap` of the smaller one's area with a better one."""
    area = np.prod(xyxy[:, 2:] - xyxy[:, :2] + 1, axis=1)
    order = np.argsort(-scores, kind="stable")
    kept = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        shared = np.minimum(xyxy[best, 2:], xyxy[order, 2:]) - np.maximum(xyxy[best, :2], xyxy[order, :2]) + 1
        part = np.prod(np.maximum(shared, 0), axis=1) / np.minimum(area[best], area[order])
        order = order[part <= overlap]
    return np.array(kept, dtype=np.intp)
