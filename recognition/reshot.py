"""Whether a photo looks like a photo of a screen or of a print: a score with its cues. A hint, never a proof.

Three cues, each 0 to 1: `moire`, lines in the spectrum that repeat over the whole picture, as a screen's pixels leave when a
camera samples them; `frame`, straight edges near the picture's own edges, as the rim of a screen or a print; `edited`, an EXIF
that names a program for editing or a screenshot. How even the focus is tells nothing: phones are sharp from near to far. That
EXIF lacks says nothing either: messengers drop it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MOIRE = (3.0, 5.0)
FRAME = (0.6, 0.9)
"""Where a cue begins and where it is full. Set on 24 photos shot again by code and 8 as composed (days 70000 to 70003 of
attendance.roster.compose), 40 real ones, and all of them once more at 1,280 px and JPEG quality 45, as a messenger sends them.
`periodic` was at most 1.9 on those composed and 3.6 on real ones (3.7 and 4.0 as sent), from 3.2 (median 5.5) on screens whose
rim was not seen (2.7, median 3.7, as sent); `framed` at most .30 and .65, and .86 to .98 where a rim was seen. By a score of .5
none of 96 untouched photos was flagged, each of 32 with a rim, and without one 7 of 8 (as sent 3 of 8)."""
EDITORS = re.compile("photoshop|lightroom|snapseed|picsart|canva|gimp|screenshot|screen shot|inshot|pixlr", re.IGNORECASE)
EDITED_WEIGHT = 0.4
"""Alone it is not enough for a hint: a picture made brighter is no fake. A rule of thumb, as is the list."""
TILE = 256
TILES = 3
"""Along each side of the picture; the spectrum is taken at the photo's own size: made smaller, a photo loses what a screen's
pixels left in it."""
LOW = 0.08
"""Cycles a pixel below which the spectrum is that of what is shown."""
FRAME_SIDE = 192
OUTER = 0.22
"""How far from the picture's edge, as a part of its side, a rim is looked for."""
EDGE = 12.0
"""Grey levels by which a rim's edge is brighter or darker on one side."""
SLOPE = 15
"""By how many of FRAME_SIDE pixels an edge may rise from one end to the other: 4 degrees."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Reshot:
    """`score`, and the cues by name, all 0 to 1."""

    score: float = 0.0
    cues: Mapping[str, float] = field(default_factory=dict)


def judge(picture: Image.Image, software: str | None = None) -> Reshot:
    """How much an RGB picture looks shot again. One cue of the picture is enough for a high score, two make it higher.

    `software` is the program that EXIF names.
    """
    found = {"moire": _share(periodic(picture), MOIRE), "frame": _share(framed(picture), FRAME), "edited": _edited(software)}
    score = 1 - (1 - found["moire"]) * (1 - found["frame"]) * (1 - EDITED_WEIGHT * found["edited"])
    return Reshot(round(score, 3), {name: round(value, 3) for name, value in found.items()})


def periodic(picture: Image.Image) -> float:
    """How far the strongest line of the spectrum stands out of its ring, in natural logarithms of power.

    Of several tiles the mean of the logarithms counts, so that a pattern on one shirt is little and one over the whole picture
    much. Left out are low frequencies, the axes, where the edges of what is shown lie, and what the blocks of JPEG leave.
    """
    side = min(TILE, *picture.size) // 2 * 2
    window = np.hanning(side)[:, None] * np.hanning(side)[None]
    places = 0.06 + 0.88 * np.arange(TILES) / (TILES - 1)
    total = np.zeros((side, side // 2 + 1))
    for left in ((picture.width - side) * places).round().astype(int).tolist():
        for top in ((picture.height - side) * places).round().astype(int).tolist():
            tile = np.asarray(picture.crop((left, top, left + side, top + side)).convert("L"), dtype=np.float32)
            total += np.log(np.abs(np.fft.rfft2((tile - tile.mean()) * window)) ** 2 + side)
    spectrum = np.fft.fftshift(total, axes=0) / TILES**2
    down, across = np.mgrid[-side // 2 : side // 2, 0 : side // 2 + 1]
    radius = np.hypot(down, across)
    block = [np.abs((one + side / 16) % (side / 8) - side / 16) < 1.5 for one in (down, across)]
    kept = (radius > LOW * side) & (np.abs(down) > 1) & (across > 1) & ~(block[0] & block[1])
    ring = (radius / 4).astype(int)
    strongest = 0.0
    for number in range(int(LOW * side / 4), side // 8):
        inside = spectrum[kept & (ring == number)]
        if len(inside):
            strongest = max(strongest, float(inside.max() - np.median(inside)))
    return strongest


def framed(picture: Image.Image) -> float:
    """How much of a rim is seen: of the four sides' edges the third longest, as a part of the side (0 to 1).

    Two edges are often there (a wall's foot, a ceiling); three around a photo are a rim.
    """
    small = picture.convert("L").resize((FRAME_SIDE, FRAME_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    grey = np.asarray(small, dtype=np.float32)
    return sorted(_edge(side) for side in (grey, grey[::-1], grey.T, grey.T[::-1]))[1]


def _edge(grey: Floats) -> float:
    """The longest nearly level edge in the upper part: the share of columns in which grey turns the same way by EDGE and more
    along one straight line."""
    deep = round(OUTER * FRAME_SIDE)
    turn = grey[3 : deep + 3] - grey[:deep]
    columns = np.arange(FRAME_SIDE)
    best = 0.0
    for turning in (turn > EDGE, turn < -EDGE):
        # A line may pass a row beside the edge.
        near = turning.copy()
        near[1:] |= turning[:-1]
        for slope in range(-SLOPE, SLOPE + 1, 3):
            rows = np.arange(deep)[:, None] + (columns * slope // FRAME_SIDE)[None]
            along = near[rows.clip(0, deep - 1), columns] & (rows >= 0) & (rows < deep)
            best = max(best, float(along.mean(axis=1).max()))
    return best


def _edited(software: str | None) -> float:
    return float(bool(software and EDITORS.search(software)))


def _share(value: float, span: tuple[float, float]) -> float:
    return float(np.clip((value - span[0]) / (span[1] - span[0]), 0, 1))
