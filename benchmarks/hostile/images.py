"""Files that are said to be photos: damaged, lying, disguised. Each is made from a seed; none is stored."""

import io
import random
import zipfile
from collections.abc import Callable

from PIL import Image

from benchmarks.hostile.parts import (
    PNG_START,
    heif_boxes,
    jpeg_scans,
    jpeg_segments,
    jpeg_sizes,
    png_chunks,
    png_sizes,
    webp_sizes,
)
from benchmarks.hostile.whole import FORMATS, any_base, base

Maker = Callable[[random.Random], bytes]


def flipped(rng: random.Random) -> bytes:
    """Some bytes changed, more often near the beginning."""
    data = bytearray(any_base(rng))
    reach = rng.choice((64, 256, 1024, len(data)))
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        place = rng.randrange(min(reach, len(data)))
        data[place] = rng.choice((0, 255, 0x7F, 0x80, rng.randrange(256), data[place] ^ (1 << rng.randrange(8))))
    return bytes(data)


def cut(rng: random.Random) -> bytes:
    """Ends too early."""
    data = any_base(rng)
    return data[: rng.randrange(len(data))]


def spliced(rng: random.Random) -> bytes:
    """Pieces of two photos, perhaps of two formats, in each other."""
    one, other = any_base(rng), any_base(rng)
    here, there = rng.randrange(len(one)), rng.randrange(len(other))
    length = rng.choice((1, 4, 64, 1024, len(other)))
    piece = other[there : there + length] * rng.choice((1, 1, 1, 50))
    return one[:here] + piece + one[here + rng.choice((0, length)) :]


def tags(rng: random.Random) -> bytes:
    """A whole photo turned by a wrong orientation tag, or with a strange one."""
    exif = Image.Exif()
    exif[0x0112] = rng.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 65535))
    exif[0x010F] = rng.choice(("\0" * 500, "<img src=x onerror=alert(1)>", "\u202e=cmd|' /C calc'!A0", "x" * 60_000))
    out = io.BytesIO()
    form = rng.choice(FORMATS)
    Image.new("RGB", (rng.choice((160, 161, 300)), 160), "grey").save(out, form, exif=exif.tobytes())
    return out.getvalue()


def modes(rng: random.Random) -> bytes:
    """A whole photo that is unusual: grey, palette, transparent, CMYK, 16 bits, of frames."""
    return any_base(rng)


def disguised(rng: random.Random) -> bytes:
    """Another kind of file, perhaps with the first bytes of a photo."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(base("PNG"))).convert("RGB")
    form = rng.choice(
        (
            "GIF",
            "TIFF",
            "BMP",
            "ICO",
            "PPM",
            "TGA",
            "SGI",
            "PCX",
            "DDS",
            "JPEG2000",
            "svg",
            "pdf",
            "eps",
            "zip",
            "html",
            "exe",
            "text",
        )
    )
    if form.islower():
        out.write(
            {
                "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><image href='http://127.0.0.1:9/x'/></svg>",
                "pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
                "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\nshowpage\n",
                "zip": b"PK\x03\x04" + rng.randbytes(60),
                "html": b"<html><script>alert(1)</script></html>",
                "exe": b"MZ" + rng.randbytes(400),
                "text": b" \n\t" * rng.randrange(1, 50),
            }[form]
        )
    else:
        picture.save(out, form)
    start = rng.choice((b"", b"", b"\xff\xd8\xff", PNG_START, b"RIFF\xff\xff\xff\xffWEBP", b"\0\0\0\x18ftypheic"))
    return start + out.getvalue()


def polyglots(rng: random.Random) -> bytes:
    """A photo that is something else besides."""
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w") as packed:
        packed.writestr(zipfile.ZipInfo("../../x.html"), "<script>alert(1)</script>")  # without the time of day
    extra = rng.choice((tail.getvalue(), b"<html><script>alert(1)</script>", b"%PDF-1.4", bytes(100_000), any_base(rng)))
    return any_base(rng) + extra if rng.random() < 0.8 else extra + any_base(rng)


def short(rng: random.Random) -> bytes:
    """Nothing, nearly nothing, or a beginning with noise behind it."""
    start = rng.choice(
        (b"", b"\0", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", PNG_START, b"RIFF", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic")
    )
    return start + rng.randbytes(rng.choice((0, 1, 16, 64, 2000)))


SMALL: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        *(flipped,),
        cut,
        spliced,
        jpeg_sizes,
        png_sizes,
        png_chunks,
        webp_sizes,
        heif_boxes,
        jpeg_segments,
        jpeg_scans,
        tags,
        modes,
        disguised,
        polyglots,
        short,
    )
}
_WEIGHTS = {"flipped": 30, "cut": 8, "spliced": 12, "heif_boxes": 12, "png_chunks": 2, "jpeg_scans": 2, "jpeg_segments": 8}


def image(rng: random.Random) -> tuple[str, bytes]:
    """A case: how it was made, and the file."""
    way = rng.choices(tuple(SMALL), [_WEIGHTS.get(name, 4) for name in SMALL])[0]
    return way, SMALL[way](rng)
