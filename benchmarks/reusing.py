"""What is done to a photo that is used again: made smaller, brighter, mirrored, cropped, or taken moments apart."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image


def encoded(picture: Image.Image, quality: int = 80) -> bytes:
    """As JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    """In RGB."""
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def _smaller(jpeg: bytes, _chance: np.random.Generator) -> bytes:
    return encoded(opened(jpeg).resize((1280, 800)), 50)


def _forwarded(jpeg: bytes, _chance: np.random.Generator) -> bytes:
    return encoded(opened(jpeg).resize((1120, 700)), 60)


def _brighter(jpeg: bytes, chance: np.random.Generator) -> bytes:
    gain = float(chance.uniform(1.2, 1.5))
    return encoded(opened(jpeg).point([min(255, round(value * gain + 8)) for value in range(256)] * 3))


def _mirrored(jpeg: bytes, _chance: np.random.Generator) -> bytes:
    return encoded(opened(jpeg).transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def _cropped(jpeg: bytes, chance: np.random.Generator) -> bytes:
    picture = opened(jpeg)
    width, height = (round(side * float(chance.uniform(0.75, 0.9))) for side in picture.size)
    left = int(chance.integers(picture.width - width))
    # Faces are in the upper two thirds: whoever cuts a photo keeps them.
    top = int(chance.integers((picture.height - height) // 2 + 1))
    return encoded(picture.crop((left, top, left + width, top + height)))


def moments_apart(jpeg: bytes, chance: np.random.Generator) -> bytes:
    """From the same place again: the hand moved a little."""
    picture = opened(jpeg).rotate(float(chance.uniform(-1.5, 1.5)), Image.Resampling.BICUBIC)
    left, top, right, bottom = (float(chance.uniform(0.02, 0.05)) for _ in range(4))
    width, height = picture.size
    return encoded(
        picture.crop((round(left * width), round(top * height), round(width * (1 - right)), round(height * (1 - bottom))))
    )


REUSES: dict[str, Callable[[bytes, np.random.Generator], bytes]] = {
    "re-encoded": _smaller,
    "burnt out": _brighter,
    "mirrored": _mirrored,
    "cropped": _cropped,
    "other school": _forwarded,
}
