"""Composes the class photos of a training day from pictures of synthetic adults, with the truth known.

Heads are cut out of openpeople's pictures (never the studio portraits, which are the reference photos) and seated in a drawn
classroom: four photos, one from each side of the room, with the same people on the same seats. Nearer rows are larger (faces
about 60 to 120 px at 2,400 px width); pictures, tilt, light, blur and JPEG quality vary; somebody may turn away or show a
profile.
"""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

import numpy as np
from PIL import ExifTags, Image

from attendance.roster import classroom
from attendance.roster.cast import CUT_HEIGHT, Cutout, Picture, cast, cutout, pictures, skin
from attendance.roster.stranger import EXPRESSIONS, HEAD, stranger

Side = Literal["front", "back", "left", "right"]
SIDES: tuple[Side, ...] = get_args(Side)

STRANGER = "stranger"
"""Stands among the people of a photo for the one who is not of the class (see attendance.roster.stranger)."""
ROWS, COLUMNS = 3, 4
"""Seats seen from the front; from left and right the four columns are the rows."""
FACES_AT_LEAST = 2
"""In how many of the four photos everybody present looks at the camera."""

_MANY_AWAY = ((0, 0.15), (1, 0.3), (2, 0.3), (3, 0.25))
_STRANGER_COMES = 0.3
_FACES: Mapping[Side, float] = {"front": 0.92, "back": 0.55, "left": 0.75, "right": 0.75}
_PROFILES: Mapping[Side, float] = {"front": 0.0, "back": 0.1, "left": 0.3, "right": 0.3}
_FACE_HEIGHTS = (114.0, 66.0)
_BEHIND_FACE = 0.4


@dataclass(frozen=True, eq=False)
class ComposedPhoto:
    """One JPEG photo. `visible` are the codes of those of the class whose face it shows, from the front or in profile."""

    side: Side
    jpeg: bytes
    visible: frozenset[str]


@dataclass(frozen=True, eq=False)
class ComposedDay:
    """Four photos and the truth: who of the class is present, who absent, and whether a stranger sits among them."""

    photos: tuple[ComposedPhoto, ...]
    present: frozenset[str]
    absent: frozenset[str]
    stranger: bool


@dataclass(frozen=True, eq=False)
class _Seated:
    """Somebody on a seat (row from the front wall, column) in one photo: what is seen of them, and how."""

    code: str
    head: Cutout
    shows_face: bool
    row: float
    column: float


def compose_class_day(
    seed: int,
    members: Sequence[str] | None = None,
    absent: Collection[str] | None = None,
    with_stranger: bool | None = None,
    width: int = 2400,
    taken_at: datetime | None = None,
) -> ComposedDay:
    """The day of `seed`: the same arguments give the same bytes (with the same Pillow and numpy).

    `members` are codes of the cast (all nine by default, twelve seats at most); `absent` those who are away, by default up to
    three by chance; `with_stranger` by default by chance. `width` in pixels, the height is 5/8 of it. `taken_at` goes into
    the photos' EXIF, a minute apart. Raises ValueError for codes that are not of the cast.
    """
    codes = [member.code for member in cast()] if members is None else list(members)
    unknown = (set(codes) | set(absent or ())) - {member.code for member in cast()}
    if unknown:
        raise ValueError(f"not of the cast: {', '.join(sorted(unknown))}")
    chance = np.random.default_rng(seed)
    away = _away(codes, chance) if absent is None else frozenset(absent) & frozenset(codes)
    comes = bool(chance.random() < _STRANGER_COMES) if with_stranger is None else with_stranger
    present = [code for code in codes if code not in away]
    people = present + [STRANGER] * comes
    views = {code: _views(chance) for code in people}
    heads = {code: _heads(code, views[code], chance) for code in people}
    seats = _seats(people, chance)
    looks = classroom.look(chance)
    cloths = {code: classroom.shirt(chance) for code in people}
    photos = []
    for minute, side in enumerate(SIDES):
        seated = [_seat(code, heads[code][side], views[code][side] != "back", seats[code], side, chance) for code in people]
        canvas = _draw(seated, side, looks, cloths, width, chance)
        moment = None if taken_at is None else taken_at + timedelta(minutes=minute)
        visible = frozenset(one.code for one in seated if one.shows_face and one.code != STRANGER)
        photos.append(ComposedPhoto(side, _jpeg(classroom.camera(canvas, chance), moment, chance), visible))
    return ComposedDay(tuple(photos), frozenset(present), away, comes)


def _away(codes: list[str], chance: np.random.Generator) -> frozenset[str]:
    counts, weights = zip(*_MANY_AWAY, strict=True)
    count = int(chance.choice(counts, p=weights))
    return frozenset(str(code) for code in chance.choice(codes, min(count, len(codes)), replace=False))


def _views(chance: np.random.Generator) -> dict[Side, str]:
    """What each photo shows of somebody; at least FACES_AT_LEAST times the face from the front."""
    views = {}
    for side in SIDES:
        view = "front" if chance.random() < _FACES[side] else "back"
        views[side] = "profile" if view == "front" and chance.random() < _PROFILES[side] else view
    while list(views.values()).count("front") < FACES_AT_LEAST:
        views[SIDES[int(chance.integers(len(SIDES)))]] = "front"
    return views


def _heads(code: str, views: Mapping[Side, str], chance: np.random.Generator) -> dict[Side, Cutout]:
    """A different picture for each photo."""
    if code == STRANGER:
        # Nobody has pictures of the stranger from elsewhere than the front.
        expressions = chance.choice(EXPRESSIONS, len(SIDES), replace=False)
        return {side: stranger(int(expression)) for side, expression in zip(SIDES, expressions, strict=True)}
    heads = {}
    left: dict[str, list[Picture]] = {view: pictures(code, view) for view in ("front", "profile", "back")}
    for side in SIDES:
        choices = left[views[side]]
        index = int(chance.integers(len(choices)))
        heads[side] = cutout(choices.pop(index) if len(choices) > 1 else choices[index])
    return heads


def _seats(people: Sequence[str], chance: np.random.Generator) -> dict[str, tuple[int, int]]:
    if len(people) > ROWS * COLUMNS:
        raise ValueError(f"{len(people)} people do not fit on {ROWS * COLUMNS} seats")
    order = chance.permutation(ROWS * COLUMNS)
    return {code: divmod(int(seat), COLUMNS) for code, seat in zip(people, order, strict=False)}


def _seat(code: str, head: Cutout, face: bool, place: tuple[int, int], side: Side, chance: np.random.Generator) -> _Seated:
    """The seat as that side sees it: row 0 (near) to 1 (far), column 0 (left) to 1 (right), a little out of line."""
    row, column = place[0] / (ROWS - 1), place[1] / (COLUMNS - 1)
    turned = {"front": (row, column), "back": (1 - row, 1 - column), "left": (column, 1 - row), "right": (1 - column, row)}
    depth, across = turned[side]
    return _Seated(code, head, face, depth, across + float(chance.uniform(-0.035, 0.035)))


def _draw(
    seated: Sequence[_Seated],
    side: Side,
    looks: classroom.Look,
    cloths: Mapping[str, classroom.Colour],
    width: int,
    chance: np.random.Generator,
) -> Image.Image:
    canvas = classroom.room((width, width * 5 // 8), side, looks, chance)
    for depth in sorted({one.row for one in seated}, reverse=True):
        face = width / 2400 * (_FACE_HEIGHTS[0] + depth * (_FACE_HEIGHTS[1] - _FACE_HEIGHTS[0]))
        # Near faces lie low in the photo, far ones high; every other row is shifted, so that nobody hides anybody.
        y = canvas.height * (0.64 - 0.36 * depth)
        margin = width * (0.1 + 0.09 * depth) + (width * 0.05 if round(depth * 6) % 4 else 0)
        for one in (other for other in seated if other.row == depth):
            x = margin + one.column * (width - 2 * margin)
            size = face * float(chance.uniform(0.94, 1.06))
            _place(canvas, one, (x, y + float(chance.uniform(-0.2, 0.2)) * face), size, cloths[one.code], chance)
        classroom.bench(canvas, y + 1.75 * face, face, looks)
    return canvas


def _place(
    canvas: Image.Image,
    one: _Seated,
    middle: tuple[float, float],
    size: float,
    cloth: classroom.Colour,
    chance: np.random.Generator,
) -> None:
    """Draws a person whose face, `size` pixels high, is at `middle`."""
    x0, y0, x1, y1 = one.head.face
    shoulders = middle[0] + _BEHIND_FACE * _facing(one.head) * size, middle[1] + size / 2
    classroom.body(canvas, shoulders, size, cloth, skin(HEAD if one.code == STRANGER else one.code))
    light = float(chance.uniform(0.85, 1.1))
    rgb = (one.head.rgba[..., :3] * light).clip(0, 255)
    rgba = np.dstack([rgb, one.head.rgba[..., 3] * 255]).astype(np.uint8)
    scale = size / CUT_HEIGHT
    squeeze = float(chance.uniform(0.92, 1.0))
    shape = max(1, round(rgba.shape[1] * scale * squeeze)), max(1, round(rgba.shape[0] * scale))
    head = Image.fromarray(rgba).resize(shape, Image.Resampling.LANCZOS, reducing_gap=3.0)
    at = (x0 + x1) / 2 * scale * squeeze, (y0 + y1) / 2 * scale
    tilt = float(chance.uniform(-8, 8))
    head = head.rotate(tilt, Image.Resampling.BICUBIC, center=at)
    classroom.paste(canvas, head, middle[0] - at[0], middle[1] - at[1])


def _facing(head: Cutout) -> float:
    """How far the head's middle is from the face's: 0 from the front, about 1 to either side for a profile."""
    x0, y0, x1, y1 = head.face
    columns = head.rgba[max(0, int(y0)) : int(y1), :, 3].sum(axis=0)
    middle = float((columns * np.arange(len(columns))).sum() / columns.sum())
    return float(np.clip((middle - (x0 + x1) / 2) / (0.35 * CUT_HEIGHT), -1, 1))


def _jpeg(photo: Image.Image, taken_at: datetime | None, chance: np.random.Generator) -> bytes:
    exif = Image.Exif()
    if taken_at is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=int(chance.integers(72, 92)), exif=exif)
    return out.getvalue()
