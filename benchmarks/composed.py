"""Class days for measuring: faces of a given height, harmed in a given way, every one of them known.

Like attendance.roster.compose, but small on purpose: twelve seats, all faces about equally high. The nine of openpeople have
many pictures and stand for pupils; portraits of other people, one picture each, stand for strangers.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from PIL import Image, ImageFilter

from attendance.roster import classroom
from attendance.roster.cast import CUT_HEIGHT, Cutout, cast, cutout, pictures, skin

Harm = Literal["none", "blur", "dark", "bright", "tilt", "hidden", "jpeg"]
HARMS: tuple[Harm, ...] = get_args(Harm)

SIDES = ("front", "back", "left", "right")
FACES = (0.92, 0.55, 0.75, 0.75)
PROFILES = (0.0, 0.1, 0.3, 0.3)
FACES_AT_LEAST = 2
ROWS, COLUMNS = 3, 4
SMALLEST_WIDTH = 480
"""In pixels: photos of very small faces show more of the room instead."""
BROWN = (150, 110, 85)


@dataclass(frozen=True)
class Shown:
    """Somebody in a photo: `code`, the middle of the face in pixels, and whether it looks at the camera."""

    code: str
    x: float
    y: float
    front: bool


@dataclass(frozen=True, eq=False)
class Photo:
    """A JPEG photo and all faces drawn in it, profiles too; who turns their back is not among them."""

    jpeg: bytes
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Plan:
    """What a day is made from: who sits there and how they are photographed. `face` is the faces' height in pixels."""

    seed: int
    face: int
    harm: Harm
    people: tuple[str, ...]


def compose(plan: Plan, strangers: Mapping[str, Cutout]) -> list[Photo]:
    """The four photos of `plan`; `strangers` are the heads of those of its people who are not of the cast.

    The same plan gives the same bytes. The cast look at the camera in two of the photos at least, with another picture in
    each; a stranger does in all, always with the same one, mirrored or not.
    """
    chance = np.random.default_rng(plan.seed)
    known = {member.code for member in cast()}
    views = {code: _views(chance) if code in known else ["front"] * len(SIDES) for code in plan.people}
    left = {
        (code, view): pictures(code, view) for code in plan.people if code in known for view in ("front", "profile", "back")
    }
    seats = dict(zip(plan.people, chance.permutation(ROWS * COLUMNS), strict=False))
    looks, cloths = classroom.look(chance), {code: classroom.shirt(chance) for code in plan.people}
    photos = []
    for number, side in enumerate(SIDES):
        heads = {}
        for code in plan.people:
            view = views[code][number]
            if code not in known:
                heads[code] = _mirrored(strangers[code]) if chance.random() < 0.5 else strangers[code]
                continue
            choices = left[code, view]
            index = int(chance.integers(len(choices)))
            heads[code] = cutout(choices.pop(index) if len(choices) > 1 else choices[index])
        photos.append(_photo(plan, side, number, views, heads, seats, looks, cloths, chance))
    return photos


def head_of(pixels: np.ndarray, box: Sequence[float]) -> Cutout:
    """The head of a portrait `pixels` (h, w, 3) whose face is at `box` xyxy, as a soft oval."""
    x0, y0, x1, y1 = box
    scale = CUT_HEIGHT / (y1 - y0)
    picture = Image.fromarray(pixels)
    rgb = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    face = (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
    part = (face[0] - 0.55 * CUT_HEIGHT, face[1] - 0.45 * CUT_HEIGHT, face[2] + 0.55 * CUT_HEIGHT, face[3] + 0.4 * CUT_HEIGHT)
    left, top, right, bottom = (
        max(0, int(part[0])),
        max(0, int(part[1])),
        min(rgb.width, int(part[2])),
        min(rgb.height, int(part[3])),
    )
    inner = np.asarray(rgb.crop((left, top, right, bottom)), dtype=np.float32)
    face = (face[0] - left, face[1] - top, face[2] - left, face[3] - top)
    y, x = np.mgrid[0 : inner.shape[0], 0 : inner.shape[1]].astype(np.float32)
    middle = (face[0] + face[2]) / 2, 0.56 * face[1] + 0.44 * face[3]
    radius = np.hypot((x - middle[0]) / (0.78 * (face[2] - face[0])), (y - middle[1]) / (0.8 * CUT_HEIGHT))
    return Cutout(np.dstack([inner, np.clip((1.0 - radius) / 0.16, 0, 1)]).astype(np.float32), face)


def _views(chance: np.random.Generator) -> list[str]:
    views: list[str] = []
    for faces, profiles in zip(FACES, PROFILES, strict=True):
        view = "front" if chance.random() < faces else "back"
        views.append("profile" if view == "front" and chance.random() < profiles else view)
    while views.count("front") < FACES_AT_LEAST:
        views[int(chance.integers(len(views)))] = "front"
    return views


def _mirrored(head: Cutout) -> Cutout:
    x0, y0, x1, y1 = head.face
    width = head.rgba.shape[1]
    return Cutout(np.ascontiguousarray(head.rgba[:, ::-1]), (width - x1, y0, width - x0, y1))


def _photo(
    plan: Plan,
    side: str,
    number: int,
    views: Mapping[str, Sequence[str]],
    heads: Mapping[str, Cutout],
    seats: Mapping[str, int],
    looks: classroom.Look,
    cloths: Mapping[str, classroom.Colour],
    chance: np.random.Generator,
) -> Photo:
    face = float(plan.face)
    width = max(SMALLEST_WIDTH, round(19 * face))
    canvas = classroom.room((width, width * 5 // 8), side, looks, chance)
    shown = []
    for row in range(ROWS):
        top = canvas.height * (0.2 + 0.27 * row)
        for code, seat in seats.items():
            if seat // COLUMNS != row:
                continue
            column = seat % COLUMNS + 0.5 + 0.25 * (row % 2 - 0.5) + float(chance.uniform(-0.06, 0.06))
            x, y = (
                width / 2 + (column - COLUMNS / 2) * min(width / COLUMNS, 5 * face),
                top + float(chance.uniform(-0.1, 0.1)) * face,
            )
            _place(canvas, heads[code], code, (x, y), face * float(chance.uniform(0.95, 1.05)), plan.harm, cloths[code], chance)
            if views[code][number] != "back":
                shown.append(Shown(code, x, y, views[code][number] == "front"))
    taken = classroom.camera(canvas, chance)
    return Photo(_jpeg(_harmed(taken, plan, chance), plan.harm, chance), tuple(shown))


def _place(
    canvas: Image.Image,
    head: Cutout,
    code: str,
    middle: tuple[float, float],
    size: float,
    harm: Harm,
    cloth: classroom.Colour,
    chance: np.random.Generator,
) -> None:
    x0, y0, x1, y1 = head.face
    known = any(member.code == code for member in cast())
    classroom.body(canvas, (middle[0], middle[1] + size / 2), size, cloth, skin(code) if known else BROWN)
    light = float(chance.uniform(0.85, 1.1))
    rgba = np.dstack([(head.rgba[..., :3] * light).clip(0, 255), head.rgba[..., 3] * 255]).astype(np.uint8)
    scale, squeeze = size / CUT_HEIGHT, float(chance.uniform(0.92, 1.0))
    shape = max(1, round(rgba.shape[1] * scale * squeeze)), max(1, round(rgba.shape[0] * scale))
    at = (x0 + x1) / 2 * scale * squeeze, (y0 + y1) / 2 * scale
    tilt = float(chance.choice([-1, 1]) * chance.uniform(18, 30)) if harm == "tilt" else float(chance.uniform(-8, 8))
    drawn = Image.fromarray(rgba).resize(shape, Image.Resampling.LANCZOS, reducing_gap=3.0)
    drawn = drawn.rotate(tilt, Image.Resampling.BICUBIC, center=at)
    classroom.paste(canvas, drawn, middle[0] - at[0], middle[1] - at[1])
    if harm == "hidden":
        # A hand, a slate or the head in front hides the lower third.
        hider = Image.new("RGB", (round(1.1 * size), round(0.6 * size)), cloth)
        canvas.paste(hider, (round(middle[0] - 0.55 * size + chance.uniform(-0.2, 0.2) * size), round(middle[1] + 0.17 * size)))


def _harmed(photo: Image.Image, plan: Plan, chance: np.random.Generator) -> Image.Image:
    if plan.harm == "blur":
        return photo.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.03, 0.05)) * plan.face))
    if plan.harm == "dark":
        return photo.point([round(value * 0.25) for value in range(256)] * 3)
    if plan.harm == "bright":
        return photo.point([min(255, round(value * 1.9 + 20)) for value in range(256)] * 3)
    return photo


def _jpeg(photo: Image.Image, harm: Harm, chance: np.random.Generator) -> bytes:
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=20 if harm == "jpeg" else int(chance.integers(72, 92)))
    return out.getvalue()
