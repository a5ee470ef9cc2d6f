"""The arrangement of faces in a photo: small numbers that stay when the photo is cropped, made smaller, brightened or mirrored.

A face is a point and a size, in parts of the photo's longest side. Two arrangements are alike when one movement (a shift, a
scale, a slight turn, perhaps a mirror) brings the faces of the one onto those of the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FACES = 24
"""Faces kept of a photo, the largest ones; 4 bytes each. A section has 29 pupils on average, and a side hides some."""
LEAST_FACES = 5
"""Fewer faces that fit say nothing: two of them fix the movement, and others fall in place by chance."""
SURE_FACES, SURE_SHARE = 7, 0.85
"""So many faces in their place, with so few beside it, are one photo even among a school's year; so is one face fewer with none
beside. 2,828 photos of made-up classes of 5 to 24 pupils in rows, whole and cut, were each laid on 7,000 others: 329 of them
fitted one by chance with five faces or more of which .7 were in place, 21 with six or more, 2 with seven; none was sure."""
STRICT = 0.12
"""How far a face may lie from its place, in face heights, when both are to be one photo. Re-encoding, cropping and halving
moved faces by at most .08 (median .02)."""

_PLACES = 4095
_STEPS_AN_OCTAVE = 16
_NEIGHBOURS, _OWN_NEIGHBOURS = 4, 2
"""More of the others', because a face between may have been missed in one of the two."""
_LENGTH, _RATIO, _TURN = 0.15, 0.25, 0.12
"""By how much two edges may differ: the logarithms of length in face heights and of the two faces' ratio, and radians."""
_ROUND = np.float32(2 * np.pi)
_VOTES = 2
_SCALE, _SCALES = 0.08, 64
_SIZE = 0.25
_MOST_MOVES = 1500

Packed = NDArray[np.uint32]
Floats = NDArray[np.float32]
Complex = NDArray[np.complex64]


@dataclass(frozen=True)
class Alike:
    """How well an arrangement fits another.

    Attributes:
        other: Which of the others.
        faces: How many faces fit.
        share: They as a part of those that should: 1 when all do.
        scale: How many times larger the other shows the same.
        mirrored: Whether one is the mirror picture of the other.
    """

    other: int
    faces: int
    share: float
    scale: float
    mirrored: bool

    @property
    def sure(self) -> bool:
        """Whether so many fit that no other of thousands of photos would by chance."""
        return (self.faces >= SURE_FACES and self.share >= SURE_SHARE) or (self.faces == SURE_FACES - 1 and self.share == 1)


def pack(xyxy: NDArray[np.float32], width: int, height: int) -> Packed:
    """The boxes (n, 4) of a photo of that size in pixels as FACES numbers, largest face first, 0 where there is none."""
    longest = max(width, height)
    order = np.argsort(-(xyxy[:, 3] - xyxy[:, 1]), kind="stable")[:FACES]
    boxes = xyxy[order].astype(np.float64)
    x, y = (((boxes[:, near] + boxes[:, near + 2]) / 2 / longest).clip(0, 1) * _PLACES for near in (0, 1))
    # 1 is 1/4096 of the longest side; 0 stays free for "no face".
    size = 1 + np.log2(((boxes[:, 3] - boxes[:, 1]) / longest).clip(1 / 4096, 1) * 4096) * _STEPS_AN_OCTAVE
    packed = np.zeros(FACES, dtype=np.uint32)
    words = [part.round().astype(np.uint32) for part in (x, y, size)]
    packed[: len(order)] = words[0] << 20 | words[1] << 8 | words[2]
    return packed


def count(packed: Packed) -> int:
    """How many faces an arrangement holds."""
    return int(np.count_nonzero(packed))


class Arrangements:
    """Arrangements (m, FACES) in which others are looked for. 7,000, a school's year, take .35 s of processor time to prepare
    and .1 to .2 s for each that is looked for."""

    def __init__(self, packed: Sequence[Packed] | Packed) -> None:
        self._edges = _edges(*_unpacked(np.asarray(packed, dtype=np.uint32).reshape(-1, FACES)), _NEIGHBOURS)

    def alike(self, one: Packed, reach: float = STRICT) -> list[Alike]:
        """Which of them the arrangement `one` (FACES,) fits, each by its best movement, in their order.

        LEAST_FACES and more fit in each. `reach` is how far a face may lie from its place, in face heights.
        """
        if count(one) < LEAST_FACES or not len(self._edges.places):
            return []
        places, sizes = _unpacked(one[None])
        best: dict[int, Alike] = {}
        for mirrored in (False, True):
            own = _edges(-places.conj() if mirrored else places, sizes, _OWN_NEIGHBOURS)
            for found in _fitting(own, self._edges, reach, mirrored):
                before = best.get(found.other)
                if before is None or (found.faces, found.share) > (before.faces, before.share):
                    best[found.other] = found
        return [best[other] for other in sorted(best)]


@dataclass(frozen=True, eq=False)
class _Edges:
    """Arrangements (m, FACES) as complex places and sizes (0: no face), and their edges: e pairs of neighbouring faces.

    `photo`, `start`, `end` (e,) say which. `length` in face heights orders them; it, `away` (in parts of the photo) and `ratio`
    of the two faces are logarithms; `turn` in radians.
    """

    places: Complex
    sizes: Floats
    photo: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length: Floats
    away: Floats
    ratio: Floats
    turn: Floats


def _unpacked(packed: Packed) -> tuple[Complex, Floats]:
    size = (packed & 0xFF).astype(np.float32)
    places = ((packed >> 20) / _PLACES + 1j * ((packed >> 8 & 0xFFF) / _PLACES)).astype(np.complex64)
    return places, np.where(size > 0, np.exp2((size - 1) / _STEPS_AN_OCTAVE) / 4096, 0).astype(np.float32)


def _edges(places: Complex, sizes: Floats, neighbours: int) -> _Edges:
    apart = np.abs(places[:, :, None] - places[:, None, :])
    none = sizes == 0
    apart[none[:, :, None] | none[:, None, :]] = np.inf
    apart[:, np.arange(FACES), np.arange(FACES)] = np.inf
    near = np.argpartition(apart, neighbours, axis=2)[:, :, :neighbours]
    photo, start, number = np.nonzero(np.isfinite(np.take_along_axis(apart, near, 2)))
    end = near[photo, start, number]
    way = places[photo, end] - places[photo, start]
    first, second = sizes[photo, start], sizes[photo, end]
    # Two boxes around one face are no edge.
    kept = np.flatnonzero(np.abs(way) > 0.5 * first)
    kept = kept[np.argsort(np.abs(way[kept]) / first[kept], kind="stable")]
    first, away = np.log(first[kept]), np.log(np.abs(way[kept]))
    turn = np.angle(way[kept])
    return _Edges(places, sizes, photo[kept], start[kept], end[kept], away - first, away, np.log(second[kept]) - first, turn)


def _fitting(own: _Edges, others: _Edges, reach: float, mirrored: bool) -> list[Alike]:
    """Movements that bring an edge onto an edge are tried where several of a photo's edges have their like."""
    lows = np.searchsorted(others.length, own.length - _LENGTH)
    highs = np.searchsorted(others.length, own.length + _LENGTH)
    pairs = []
    for edge, (low, high) in enumerate(zip(lows, highs, strict=True)):
        turn = np.abs(others.turn[low:high] - own.turn[edge])
        same = np.flatnonzero((turn < _TURN) | (turn > _ROUND - _TURN)) + low
        same = same[np.abs(others.ratio[same] - own.ratio[edge]) < _RATIO]
        pairs.append(np.stack([np.full(len(same), edge), same]))
    mine, theirs = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0), dtype=np.int64)
    votes = _votes(others.photo[theirs], others.away[theirs] - own.away[mine])
    order = np.flatnonzero(votes >= _VOTES)
    order = order[np.argsort(-votes[order], kind="stable")[:_MOST_MOVES]]
    return _tried(own, others, mine[order], theirs[order], reach, mirrored)


def _votes(photo: NDArray[np.int64], scale: Floats) -> NDArray[np.int64]:
    """For each pair of edges, how many of the same photo agree about the scale (its logarithm); chance pairs scatter."""
    most = np.zeros(len(photo), dtype=np.int64)
    for beside in (0.0, 0.5):
        steps = np.floor(scale / _SCALE + beside).astype(np.int64)
        kind = photo * _SCALES + (steps + _SCALES // 2).clip(0, _SCALES - 1)
        most = np.maximum(most, np.bincount(kind, minlength=1)[kind])
    return most


def _tried(
    own: _Edges, others: _Edges, mine: NDArray[np.int64], theirs: NDArray[np.int64], reach: float, mirrored: bool
) -> list[Alike]:
    faces = np.flatnonzero(own.sizes[0])
    photo = others.photo[theirs]
    start, end = own.places[0, own.start[mine]], own.places[0, own.end[mine]]
    scale = (others.places[photo, others.end[theirs]] - others.places[photo, others.start[theirs]]) / (end - start)
    shift = others.places[photo, others.start[theirs]] - scale * start
    best: dict[int, tuple[int, Alike]] = {}
    for turn in range(2):
        fits, places = _fits(own, others, faces, photo, scale, shift, reach if turn else 2 * reach)
        enough = fits.any(2).sum(1) >= LEAST_FACES
        photo, fits, places = photo[enough], fits[enough], places[enough]
        scale, shift = scale[enough], shift[enough]
        if turn == 0:
            # One edge is short and fixes the far faces badly: all faces that nearly fit do it better.
            scale, shift = _refined(own.places[0, faces], others.places[photo], fits)
    for row, which in enumerate(photo.tolist()):
        # A face counts once on either side.
        fitting = min(int(fits[row].any(1).sum()), int(fits[row].any(0).sum()))
        sizes = others.sizes[which][others.sizes[which] > 0]
        here = places[row]
        seen = (here.real > -0.01) & (here.imag > -0.01) & (here.real < 1.01) & (here.imag < 1.01)
        if len(sizes) == FACES:  # smaller ones were not kept
            seen &= own.sizes[0, faces] * abs(scale[row]) > sizes.min()
        expected = max(1, min(int(seen.sum()), len(sizes)))
        found = Alike(which, fitting, min(1.0, fitting / expected), float(abs(scale[row])), mirrored)
        if fitting >= LEAST_FACES and (which not in best or fitting > best[which][0]):
            best[which] = (fitting, found)
    return [found for _, found in best.values()]


def _fits(
    own: _Edges,
    others: _Edges,
    faces: NDArray[np.int64],
    photo: NDArray[np.int64],
    scale: Complex,
    shift: Complex,
    reach: float,
) -> tuple[NDArray[np.bool_], Complex]:
    """Which faces (moves, n) lie on which of the other photo's (moves, n, FACES) once moved, and where they lie."""
    moved = scale[:, None] * own.places[0, faces] + shift[:, None]
    sizes = others.sizes[photo][:, None, :]
    larger = np.abs(scale)[:, None, None] * own.sizes[0, faces][None, :, None]
    with np.errstate(divide="ignore"):
        near = np.abs(moved[:, :, None] - others.places[photo][:, None, :]) < reach * sizes
        near &= np.abs(np.log(np.maximum(sizes, 1e-9) / larger)) < _SIZE
    return near, moved


def _refined(own: Complex, others: Complex, fits: NDArray[np.bool_]) -> tuple[Complex, Complex]:
    """Scale and shift by least squares over the faces that fit: own (n,), others (moves, FACES)."""
    weight = fits.any(2)
    target = others[np.arange(len(others))[:, None], fits.argmax(2)]
    total = weight.sum(1)
    middle = (weight * own).sum(1) / total
    aim = (weight * target).sum(1) / total
    from_middle = (own[None] - middle[:, None]) * weight
    spread = (np.abs(from_middle) ** 2).sum(1)
    scale = (from_middle.conj() * (target - aim[:, None])).sum(1) / spread
    return scale, aim - scale * middle
