"""Draws what a class photo shows beside the faces: room, benches, bodies, and what light and camera do to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]

WALLS: Sequence[Colour] = ((214, 205, 178), (188, 207, 205), (222, 214, 200), (196, 206, 184))
DADOS: Sequence[Colour] = ((120, 140, 128), (143, 112, 92), (96, 124, 140), (150, 128, 100))
SHIRTS: Sequence[Colour] = ((232, 234, 236), (224, 230, 238), (236, 232, 224))
WOOD: Sequence[Colour] = ((128, 88, 54), (112, 80, 56), (142, 104, 68))


@dataclass(frozen=True)
class Look:
    """What a day's photos of one class have in common."""

    wall: Colour
    dado: Colour
    wood: Colour


def look(chance: np.random.Generator) -> Look:
    return Look(_pick(chance, WALLS), _pick(chance, DADOS), _pick(chance, WOOD))


def shirt(chance: np.random.Generator) -> Colour:
    return _pick(chance, SHIRTS)


def room(size: tuple[int, int], side: str, looks: Look, chance: np.random.Generator) -> Image.Image:
    """The empty room as (width, height) pixels: each side has its own wall."""
    width, height = size
    canvas = Image.new("RGB", size, looks.wall)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, height * 0.24, width, height), fill=looks.dado)
    draw.rectangle((0, height * 0.4, width, height), fill=_shade(looks.wall, 0.62))
    shift = int(chance.integers(-width // 12, width // 12))
    if side == "back":
        board = (width * 0.28 + shift, height * 0.05, width * 0.72 + shift, height * 0.23)
        draw.rectangle(board, fill=(44, 62, 54), outline=looks.wood, width=width // 200)
    elif side == "front":
        for number in range(4):
            left = width * (0.1 + 0.21 * number) + shift
            paper = (left, height * 0.06, left + width * 0.1, height * 0.2)
            draw.rectangle(paper, fill=_shade((235, 228, 205), 0.85 + 0.04 * number))
    else:
        for number in range(3):
            left = width * (0.08 + 0.32 * number) + shift
            frame = (left, height * 0.02, left + width * 0.17, height * 0.23)
            draw.rectangle(frame, fill=(226, 236, 240), outline=looks.wood, width=width // 160)
            middle = left + width * 0.085
            draw.line((middle, height * 0.02, middle, height * 0.23), fill=looks.wood, width=width // 240)
    return canvas.filter(ImageFilter.GaussianBlur(width / 800))


def body(canvas: Image.Image, chin: tuple[float, float], face: float, cloth: Colour, skin: Colour) -> None:
    """Draws neck, shoulders and arms below a chin at `chin` (x, y); `face` is the face's height in pixels."""
    x, y = chin
    draw = ImageDraw.Draw(canvas)
    neck = 0.27 * face
    draw.rectangle((x - neck, y - 0.2 * face, x + neck, y + 0.4 * face), fill=_shade(skin, 0.86))
    outline = [(-1.2, 1.7), (-1.12, 0.85), (-0.95, 0.52), (-0.6, 0.34), (-0.3, 0.2), (-0.22, 0.3), (0.0, 0.42)]
    points = outline + [(-px, py) for px, py in reversed(outline[:-1])]
    draw.polygon([(x + px * face, y + py * face) for px, py in points], fill=cloth)
    for sign in (-1, 1):
        fold = [(x + sign * 0.78 * face, y + 1.0 * face), (x + sign * 0.86 * face, y + 1.7 * face)]
        draw.line(fold, fill=_shade(cloth, 0.8), width=max(2, int(face / 22)))
    draw.line([(x, y + 0.42 * face), (x, y + 1.7 * face)], fill=_shade(cloth, 0.86), width=max(1, int(face / 30)))


def bench(canvas: Image.Image, top: float, face: float, looks: Look) -> None:
    """A bench over the whole width, its top edge at `top`; `face` is the height of the faces behind it."""
    draw = ImageDraw.Draw(canvas)
    edge = top + 0.22 * face
    draw.rectangle((0, top, canvas.width, edge), fill=looks.wood)
    draw.rectangle((0, edge, canvas.width, top + 1.1 * face), fill=_shade(looks.wood, 0.66))


def paste(canvas: Image.Image, head: Image.Image, left: float, top: float) -> None:
    """Lays an RGBA head over the canvas."""
    canvas.paste(head, (round(left), round(top)), head)


def camera(canvas: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Light from one side, warmth, exposure, a little blur and noise."""
    width, height = canvas.size
    blurred = canvas.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.3, 1.1))))
    small = np.mgrid[0:24, 0:32].astype(np.float32)
    angle = chance.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * (small[1] / 31 - 0.5) + np.sin(angle) * (small[0] / 23 - 0.5)
    light = chance.uniform(0.86, 1.08) + chance.uniform(0.05, 0.3) * slope
    warmth = 1 + chance.uniform(-0.06, 0.06) * np.array([1.0, 0.0, -1.0])
    gain = np.clip(light[..., None] * warmth * 170, 0, 255).astype(np.uint8)
    lit = ImageChops.multiply(blurred, Image.fromarray(gain).resize(canvas.size, Image.Resampling.BICUBIC))
    # A gain of 1 is stored as 170 of 255, so that light may also brighten.
    bright = lit.point([min(255, round(value * 1.5)) for value in range(256)] * 3)
    noise = chance.normal(128, chance.uniform(2, 6), (height // 2, width // 2)).clip(0, 255).astype(np.uint8)
    grain = Image.fromarray(noise).resize(canvas.size, Image.Resampling.BILINEAR).convert("RGB")
    return ImageChops.add(bright, grain, scale=1.0, offset=-128)


def _pick(chance: np.random.Generator, colours: Sequence[Colour]) -> Colour:
    return colours[int(chance.integers(len(colours)))]


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(value * factor)) for value in colour)
    return red, green, blue
