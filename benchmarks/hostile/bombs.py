"""Files that are large, or that would be large once they are decoded: up to the pixels that are allowed, and beyond."""

import io
import random
import zlib
from collections.abc import Callable
from functools import lru_cache

from PIL import Image

from benchmarks.hostile.parts import PNG_START, chunk, png, scans, segment, with_segments
from benchmarks.hostile.whole import base


@lru_cache(1)
def _noise() -> bytes:
    return random.Random(5).randbytes(1_000_000)  # noqa: S311


def bomb(rng: random.Random) -> tuple[str, bytes]:
    """A case: how it was made, and the file."""
    side = rng.choice((7071, 7071, 7000, 7072, 20_000))
    way = rng.choice(tuple(_BOMBS))
    return way, _BOMBS[way](rng, side)


def _encoded(form: str, mode: str, side: int, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, form, **options)
    return out.getvalue()


def _png_bomb(rng: random.Random, side: int) -> bytes:
    colour, depth = rng.choice(((0, 8), (2, 8), (3, 8), (4, 8), (6, 8), (0, 1), (6, 16), (2, 16)))
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = 1 + (side * channels * depth + 7) // 8
    pack = zlib.compressobj(1)
    parts = [pack.compress(bytes(line * 100)) for _ in range(side // 100 + 1)]
    before = chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", bytes(256)) if colour == 3 else b""
    return png(side, side, depth, colour, b"".join(parts) + pack.flush(), before, rng.choice((0, 0, 1)))


_BOMBS: dict[str, Callable[[random.Random, int], bytes]] = {
    "png_bomb": _png_bomb,
    "jpeg_full": lambda rng, side: _encoded("JPEG", rng.choice(("L", "RGB")), min(side, 7071), progressive=rng.random() < 0.5),
    "jpeg_turned": lambda rng, side: _turned(min(side, 7071), rng),
    "jpeg_scans_large": lambda rng, side: scans(7000, 7000, rng.choice((20, 400))),
    "webp_full": lambda rng, side: _encoded("WEBP", rng.choice(("RGB", "RGBA")), min(side, 7000), method=0, quality=1),
    "heif_full": lambda rng, side: _encoded("HEIF", rng.choice(("RGB", "RGBA")), min(side, 7000), quality=1),
    "long_zeros": lambda rng, side: base("JPEG") + bytes(200_000_000),
    "long_noise": lambda rng, side: rng.choice((b"", PNG_START, b"\xff\xd8\xff")) + _noise() * 200,
    "long_segments": lambda rng, side: with_segments(base("JPEG"), segment(0xE1, b"Exif\0\0" + bytes(65_000)) * 3000),
    "long_text": lambda rng, side: png(
        176, 168, 8, 2, zlib.compress(bytes(99_000)), chunk(b"tEXt", b"k\0" + bytes(200_000_000))
    ),
    "heif_frames": lambda rng, side: _frames("HEIF", 300),
    "webp_frames": lambda rng, side: _frames("WEBP", 300),
    "mpo_frames": lambda rng, side: _frames("MPO", 300),
    "apng_frames": lambda rng, side: _frames("PNG", 300),
}


def _turned(side: int, rng: random.Random) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = rng.choice((5, 6, 8))
    return _encoded("JPEG", "RGB", side, progressive=True, exif=exif.tobytes())


@lru_cache(8)
def _frames(form: str, count: int) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("RGB", (176, 168), (n % 256, n // 256, 9)) for n in range(count)]
    pictures[0].save(out, form, save_all=True, append_images=pictures[1:])
    return out.getvalue()
