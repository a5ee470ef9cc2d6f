"""The training class: nine synthetic adults of the package openpeople, and figures cut out of their pictures.

cast.csv lists the pictures used: the face's box as MTCNN finds it and the part of the sheet around it, both in pixels. P003 is
left out (she resembles a living person). The studio portrait is each one's reference photo, never part of a class photo.
"""

import csv
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

View = Literal["front", "profile", "back"]
Floats = NDArray[np.float32]

_VIEWS: Mapping[str, View] = {"front": "front", "profile": "profile", "back": "back"}

TABLE = Path(__file__).with_name("cast.csv")
CUT_HEIGHT = 160
"""Face height in pixels at which cut-outs are kept: above the largest face of a class photo (120 px)."""
OUTDOORS = ("amateur_selfie", "amateur_posture")


@dataclass(frozen=True)
class CastMember:
    """One synthetic adult: `code` as in openpeople (P001), `reference` the file of the studio portrait."""

    code: str
    reference: Path


@dataclass(frozen=True)
class Picture:
    """A part of one picture of somebody: `face` and `part` are xyxy in pixels of the file. For `back` the face is where it
    would be."""

    code: str
    asset: str
    view: View
    face: tuple[int, int, int, int]
    part: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Cutout:
    """A head free of its background: `rgba` float32 (h, w, 4), 0 to 255 and alpha 0 to 1; `face` xyxy in it."""

    rgba: Floats
    face: tuple[float, float, float, float]


@cache
def cast() -> tuple[CastMember, ...]:
    """The nine, in the order of their codes. Raises FileNotFoundError when the package openpeople is not installed."""
    codes = sorted({picture.code for picture in _table()})
    return tuple(CastMember(code, _file(code, "studio_portrait")) for code in codes)


def pictures(code: str, view: View) -> list[Picture]:
    """The pictures of one of the cast from one side, always in the same order."""
    return [picture for picture in _table() if picture.code == code and picture.view == view]


@lru_cache(maxsize=256)
def cutout(picture: Picture) -> Cutout:
    """The head in `picture`, its face CUT_HEIGHT pixels high."""
    rgb, face = scaled(picture)
    alpha = _oval(rgb, face) if picture.asset in OUTDOORS else _matte(rgb)
    return Cutout(np.dstack([rgb, alpha * _without_shirt(rgb, face)]), face)


@cache
def skin(code: str) -> tuple[int, int, int]:
    """The colour of somebody's cheeks."""
    rgb, (x0, _, x1, y1) = scaled(pictures(code, "front")[0])
    cheeks = rgb[int(y1 - 0.4 * CUT_HEIGHT) : int(y1 - 0.2 * CUT_HEIGHT), int(x0 + 4) : int(x1 - 4)]
    red, green, blue = (int(value) for value in np.median(cheeks, axis=(0, 1)))
    return red, green, blue


def scaled(picture: Picture) -> tuple[Floats, tuple[float, float, float, float]]:
    """The part of the picture, scaled so that the face is CUT_HEIGHT pixels high, and the face's box in it."""
    left, top, right, bottom = picture.part
    scale = CUT_HEIGHT / (picture.face[3] - picture.face[1])
    size = round((right - left) * scale), round((bottom - top) * scale)
    part = _sheet(picture.code, picture.asset).resize(size, Image.Resampling.LANCZOS, picture.part, reducing_gap=3.0)
    x0, y0, x1, y1 = picture.face
    box = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
    return np.asarray(part, dtype=np.float32), box


@cache
def _table() -> tuple[Picture, ...]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return tuple(
            Picture(code, asset, _VIEWS[view], (x0, y0, x1, y1), (left, top, right, bottom))
            for code, asset, view, *numbers in list(csv.reader(file))[1:]
            for x0, y0, x1, y1, left, top, right, bottom in [map(int, numbers)]
        )


def _file(code: str, asset: str) -> Path:
    spec = importlib.util.find_spec("openpeople")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package openpeople is not installed")
    return Path(spec.origin).parent / "data" / "curated" / code / "assets" / f"{asset}.jpg"


@lru_cache(maxsize=4)
def _sheet(code: str, asset: str) -> Image.Image:
    with Image.open(_file(code, asset)) as opened:
        return opened.convert("RGB")


def _matte(rgb: Floats) -> Floats:
    """Alpha (h, w) of a head before an even grey backdrop, faded out at the bottom."""
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    terms = np.dstack([np.ones_like(x), x / width, y / height, (x / width) ** 2, (y / height) ** 2])
    ring = np.zeros((height, width), bool)
    ring[: max(3, height // 40)] = True
    ring[: int(height * 0.7), :6] = ring[: int(height * 0.7), -6:] = True
    # Hair may reach the edge: what differs from the edge's median is no backdrop.
    ring &= np.abs(rgb - np.median(rgb[ring], axis=0)).max(axis=2) < 30
    plane = terms @ np.linalg.lstsq(terms[ring], rgb[ring], rcond=None)[0]
    distance = np.abs(rgb - plane).max(axis=2)
    labels, _ = ndimage.label(distance < 14)
    outside = set(np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])))
    backdrop = np.isin(labels, list(outside - {0}))
    alpha = np.where(backdrop, 0.0, np.clip((distance - 6) / 22, 0, 1))
    solid = ndimage.binary_fill_holes(ndimage.binary_opening(~backdrop, iterations=1))
    alpha = np.where(ndimage.binary_erosion(solid, iterations=3), 1.0, alpha * solid)
    alpha = ndimage.gaussian_filter(alpha, 0.8) * _rounded_top(alpha)
    return _faded(alpha.astype(np.float32))


def _rounded_top(alpha: Floats) -> Floats:
    """Keeps hair that the sheet cuts off from ending in a straight line."""
    cut = np.flatnonzero(alpha[2] > 0.5)
    if not len(cut):
        return np.ones_like(alpha)
    y, x = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]].astype(np.float32)
    middle, half = (cut[0] + cut[-1]) / 2, max(1.0, (cut[-1] - cut[0]) / 2)
    edge = 0.3 * min(half, CUT_HEIGHT * 0.6) * np.clip((x - middle) / half, -1, 1) ** 2
    softened: Floats = np.clip((y - edge) / 6, 0, 1)
    return softened


def _oval(rgb: Floats, face: tuple[float, float, float, float]) -> Floats:
    """Alpha (h, w) of head and hair as a soft oval, for pictures taken outdoors."""
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x0, y0, x1, y1 = face
    radius = np.hypot((x - (x0 + x1) / 2) / (0.72 * (x1 - x0)), (y - (0.56 * y0 + 0.44 * y1)) / (0.78 * (y1 - y0)))
    return _faded(np.clip((1.0 - radius) / 0.16, 0, 1).astype(np.float32))


def _without_shirt(rgb: Floats, face: tuple[float, float, float, float]) -> Floats:
    """Factor (h, w) on alpha that takes white cloth away below the chin: the body is drawn."""
    lowest, highest = rgb.min(axis=2), rgb.max(axis=2)
    cloth = (lowest > 125) & (highest - lowest < 34)
    cloth[: int(face[3] - 0.1 * CUT_HEIGHT)] = False
    cloth = ndimage.binary_dilation(ndimage.binary_opening(cloth), iterations=2)
    softened: Floats = 1 - ndimage.gaussian_filter(cloth.astype(np.float32), 1.0)
    return softened


def _faded(alpha: Floats) -> Floats:
    rows = np.arange(len(alpha), dtype=np.float32)[::-1, None]
    faded: Floats = alpha * np.clip(rows / (0.1 * len(alpha)), 0, 1)
    return faded
