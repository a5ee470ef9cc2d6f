"""A stranger for composed class photos: nobody of the cast, made of two of them.

The stranger has P008's head and P010's face, laid over each other expression by expression, mirrored and bent (eyes closer,
longer nose, other jaw). Measured against the nine reference photos the result is at most .2 similar to anybody, and .9 to
itself, so it is a person of its own to FaceNet. It is made up: how real strangers do must be measured on real photos.
"""

from functools import lru_cache

import numpy as np
from scipy import ndimage

from attendance.roster.cast import Cutout, Floats, cutout, pictures, scaled

HEAD, FACE = "P008", "P010"
EXPRESSIONS = (0, 1, 2, 3, 8, 11, 15)
"""Cells of the expression sheets in which both look straight ahead with nothing before the face."""

_BENDS: tuple[tuple[float, float, float, float, float], ...] = (
    (0.31, 0.40, 0.22, -0.051, 0.044),
    (0.69, 0.40, 0.22, 0.051, 0.044),
    (0.50, 0.60, 0.20, 0.0, -0.042),
    (0.34, 0.79, 0.20, 0.014, 0.055),
    (0.66, 0.79, 0.20, -0.014, 0.055),
    (0.50, 0.98, 0.20, 0.0, -0.050),
    (0.05, 0.75, 0.25, 0.048, -0.012),
    (0.95, 0.75, 0.25, -0.048, -0.012),
    (0.50, 0.10, 0.30, 0.0, 0.110),
)
"""Where the face is bent, in parts of its box: x, y, reach, and from how far right and below the pixels come."""


@lru_cache(maxsize=len(EXPRESSIONS))
def stranger(expression: int) -> Cutout:
    """The stranger with one of EXPRESSIONS."""
    head = cutout(pictures(HEAD, "front")[expression])
    inner, box = scaled(pictures(FACE, "front")[expression])
    rgba = np.array(head.rgba)
    rgba[..., :3] = _blended(rgba[..., :3], head.face, inner, box)
    bent = _bent(rgba, head.face)[:, ::-1]
    x0, y0, x1, y1 = head.face
    width = bent.shape[1]
    return Cutout(np.ascontiguousarray(bent), (width - x1, y0, width - x0, y1))


def _blended(head: Floats, face: tuple[float, ...], inner: Floats, box: tuple[float, ...]) -> Floats:
    """The inner face at `box` of `inner`, in the head's colours, laid over the face at `face` of `head`."""
    x, y = _grid(head)
    u, v = (x - face[0]) / (face[2] - face[0]), (y - face[1]) / (face[3] - face[1])
    moved = _sampled(inner, box[0] + u * (box[2] - box[0]), box[1] + v * (box[3] - box[1]))
    radius = np.hypot((u - 0.5) / 0.44, (v - 0.6) / 0.4)
    core = radius < 0.9
    toned = (moved - moved[core].mean(0)) / (moved[core].std(0) + 1e-3) * head[core].std(0) + head[core].mean(0)
    over = 0.65 * np.clip((1.15 - radius) / 0.4, 0, 1)[..., None]
    blended: Floats = (head * (1 - over) + toned * over).clip(0, 255).astype(np.float32)
    return blended


def _bent(rgba: Floats, face: tuple[float, ...]) -> Floats:
    x, y = _grid(rgba)
    width, height = face[2] - face[0], face[3] - face[1]
    from_x, from_y = np.array(x), np.array(y)
    for px, py, reach, dx, dy in _BENDS:
        squared = ((x - face[0]) / width - px) ** 2 + (((y - face[1]) / height - py) * height / width) ** 2
        weight = np.exp(-squared / (2 * reach**2))
        from_x += dx * weight * width
        from_y += dy * weight * height
    return _sampled(rgba, from_x, from_y)


def _grid(pixels: Floats) -> tuple[Floats, Floats]:
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    return x, y


def _sampled(pixels: Floats, x: Floats, y: Floats) -> Floats:
    bands = [ndimage.map_coordinates(pixels[..., band], [y, x], order=1, mode="nearest") for band in range(pixels.shape[2])]
    sampled: Floats = np.stack(bands, axis=-1).astype(np.float32)
    return sampled
