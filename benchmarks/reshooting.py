"""Photographs a picture again by arithmetic: from a screen, with its grid of coloured pixels, or from paper.

The screen's pixels are drawn three by three (red, green and blue stripes with dark gaps), seen from aside, sampled by a camera
of other pitch behind a lens that blurs a little: what moire there is comes from the sampling, nothing is painted on.
"""

import io
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

How = Literal["screen", "screen close", "paper"]
SCREENS = ((1366, 768), (1600, 900), (1280, 800))
CAMERAS = (1600, 2000, 2400)
"""Widths in pixels of what the camera writes."""

Floats = NDArray[np.float32]


def reshoot(jpeg: bytes, how: How, seed: int) -> bytes:
    """The photo of a photo, as JPEG without EXIF. `screen` and `paper` show the edge, `screen close` does not."""
    chance = np.random.default_rng(seed)
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    shown = _paper(picture, chance) if how == "paper" else _screen(picture, chance, edge=how == "screen")
    taken = _seen(shown, chance, inside=how == "screen close")
    out = io.BytesIO()
    _lit(taken, chance).save(out, "JPEG", quality=int(chance.integers(70, 92)))
    return out.getvalue()


def _screen(picture: Image.Image, chance: np.random.Generator, edge: bool) -> Image.Image:
    """What the screen shows, three by three points a pixel."""
    width, height = SCREENS[int(chance.integers(len(SCREENS)))]
    scale = min(width / picture.width, height / picture.height)
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    points = np.asarray(small, dtype=np.float32).repeat(3, axis=0).repeat(3, axis=1)
    stripes = np.full((3, 3, 3), 0.25, dtype=np.float32)
    for colour in range(3):
        stripes[:2, colour, colour] = 2.2
    tiled = np.tile(stripes, (small.height, small.width, 1))
    lit = Image.fromarray((points * tiled).clip(0, 255).astype(np.uint8))
    if not edge:
        return lit
    rim = int(chance.integers(60, 160))
    bezel = int(chance.integers(10, 45))
    desk = tuple(int(value) for value in chance.integers(70, 190, 3))
    framed = Image.new("RGB", (lit.width + 2 * rim, lit.height + 2 * rim), (bezel, bezel, bezel))
    framed.paste(lit, (rim, rim))
    around = Image.new("RGB", (round(framed.width * 1.12), round(framed.height * 1.15)), desk)
    around.paste(framed, ((around.width - framed.width) // 2, (around.height - framed.height) // 2))
    return around


def _paper(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A print with a white rim on a desk: softer, paler."""
    small = picture.resize((1800, round(1800 * picture.height / picture.width)), Image.Resampling.LANCZOS)
    pale = Image.fromarray((40 + np.asarray(small, dtype=np.float32) * 0.76).astype(np.uint8))
    pale = pale.filter(ImageFilter.GaussianBlur(0.8))
    rim = int(chance.integers(30, 90))
    sheet = Image.new("RGB", (pale.width + 2 * rim, pale.height + 2 * rim), (235, 233, 228))
    sheet.paste(pale, (rim, rim))
    desk = tuple(int(value) for value in chance.integers(40, 150, 3))
    around = Image.new("RGB", (round(sheet.width * 1.15), round(sheet.height * 1.15)), desk)
    around.paste(sheet, ((around.width - sheet.width) // 2, (around.height - sheet.height) // 2))
    return around


def _seen(shown: Image.Image, chance: np.random.Generator, inside: bool) -> Image.Image:
    """From a little aside: four corners of the camera's picture lie somewhere on what is shown."""
    width = CAMERAS[int(chance.integers(len(CAMERAS)))]
    size = width, round(width * 0.66)
    cut = 0.06 if inside else 0.0
    corners = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], dtype=np.float64)
    corners = cut + corners * (1 - 2 * cut) + chance.uniform(-0.03, 0.03, (4, 2))
    corners = corners.clip(0.002 if inside else -0.02, 0.998 if inside else 1.02) * shown.size
    lens = float(chance.uniform(0.25, 0.5)) * shown.width / width
    blurred = shown.filter(ImageFilter.GaussianBlur(lens))
    targets = [(0, 0), (0, size[1]), size, (size[0], 0)]
    return blurred.transform(size, Image.Transform.PERSPECTIVE, _perspective(targets, corners), Image.Resampling.BICUBIC)


def _perspective(targets: list[tuple[int, int]], sources: NDArray[np.float64]) -> list[float]:
    """The eight coefficients with which Pillow looks up a target's source."""
    rows, values = [], []
    for (x, y), (u, v) in zip(targets, sources.tolist(), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values))]


def _lit(taken: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Glare, gamma, a tint and the sensor's noise."""
    pixels: Floats = np.asarray(taken, dtype=np.float32) / 255
    pixels = pixels ** float(chance.uniform(0.8, 1.2)) * chance.uniform(0.92, 1.08, 3).astype(np.float32)
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    at = chance.uniform(0.1, 0.9, 2) * pixels.shape[1::-1]
    far = np.hypot(x - at[0], y - at[1]) / (float(chance.uniform(0.15, 0.4)) * pixels.shape[1])
    pixels += float(chance.uniform(0.0, 0.25)) * np.exp(-(far**2))[..., None]
    pixels += chance.normal(0, 0.012, pixels.shape[:2]).astype(np.float32)[..., None]
    return Image.fromarray((pixels * 255).clip(0, 255).astype(np.uint8))
