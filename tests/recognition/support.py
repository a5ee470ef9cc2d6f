"""Photos made by code."""

import importlib.util
import io
from pathlib import Path

import numpy as np
from PIL import Image

from recognition.photo import Pixels


def scene(width: int = 320, height: int = 240, seed: int = 0) -> Pixels:
    """Smooth coloured shapes, as a photo has them: uint8 (height, width, 3)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def encoded(pixels: Pixels, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form, **options)
    return out.getvalue()


def saved(photo: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    photo.save(out, form, **options)
    return out.getvalue()


def openpeople(code: str, asset: str) -> bytes:
    """A picture of one of the synthetic adults."""
    spec = importlib.util.find_spec("openpeople")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "data" / "curated" / code / "assets" / f"{asset}.jpg").read_bytes()
