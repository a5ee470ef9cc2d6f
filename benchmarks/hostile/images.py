"""Files that are said to be photos: damaged, lying, bursting, disguised. Each is made from a seed; none is stored."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
Maker = Callable[[random.Random], bytes]
SIZES = (0, 1, 2, 159, 160, 4096, 7071, 16384, 32767, 32768, 46340, 65500, 65535)
WIDE_SIZES = (*SIZES, 65536, 2**31 - 1, 2**31, 2**32 - 1)
_PNG = b"\x89PNG\r\n\x1a\n"


@lru_cache(256)
def base(form: str, variant: str = "plain") -> bytes:
    """A small whole photo, as it is before something is done to it."""
    rows, columns = np.mgrid[0:168, 0:176]
    scene = np.stack([rows + columns, 2 * rows, 255 - columns], axis=-1).astype(np.uint8)
    picture = Image.fromarray(scene)
    if variant in ("L", "LA", "P", "1", "RGBA", "CMYK", "I;16"):
        picture = Image.fromarray(scene[..., 0].astype(np.uint16) * 250) if variant == "I;16" else picture.convert(variant)
    options: dict[str, object] = {}
    if variant == "progressive":
        options["progressive"] = True
    if variant == "palette_clear":
        picture, options["transparency"] = picture.convert("P"), 3
    if variant == "exif":
        exif = Image.Exif()
        exif[0x0112], exif[0x010F], exif[0x0131] = 6, "Maker", "Program"
        exif.get_ifd(0x8769)[0x9003] = "2026:11:20 09:05:07"
        options["exif"] = exif.tobytes()
    if variant == "frames":
        options |= {"save_all": True, "append_images": [picture.rotate(90 * turn).resize(picture.size) for turn in range(1, 4)]}
    if variant == "lossless":
        options["lossless"] = True
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


VARIANTS: dict[str, tuple[str, ...]] = {
    "JPEG": ("plain", "progressive", "exif", "L", "CMYK"),
    "PNG": ("plain", "exif", "L", "LA", "P", "1", "RGBA", "I;16", "palette_clear", "frames"),
    "WEBP": ("plain", "exif", "RGBA", "lossless", "frames"),
    "HEIF": ("plain", "exif", "RGBA", "L", "frames"),
    "MPO": ("plain", "frames"),
}


def any_base(rng: random.Random) -> bytes:
    """A whole photo of any format and variant."""
    form = rng.choice(tuple(VARIANTS))
    return base(form, rng.choice(VARIANTS[form]))


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


def jpeg_sizes(rng: random.Random) -> bytes:
    """A JPEG whose frame header lies about its size, precision, components or sampling."""
    data = bytearray(base("JPEG", rng.choice(("plain", "progressive", "L", "CMYK"))))
    place = next(at for at in (data.find(mark) for mark in (b"\xff\xc0", b"\xff\xc2", b"\xff\xc1")) if at > 0)
    if rng.random() < 0.3:
        data[place + 1] = rng.choice((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD))
    data[place + 4] = rng.choice((8, 8, 8, 0, 1, 12, 16, 255))
    data[place + 5 : place + 9] = struct.pack(">HH", rng.choice(SIZES), rng.choice(SIZES))
    if rng.random() < 0.3:
        data[place + 9] = rng.choice((0, 1, 2, 3, 4, 5, 255))
        data[place + 11] = rng.choice((0, 0x11, 0x44, 0xFF, 0x31))
    return bytes(data)


def chunk(name: bytes, content: bytes, crc: int | None = None) -> bytes:
    """A PNG chunk, with its own checksum unless another is given."""
    check = zlib.crc32(name + content) if crc is None else crc
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png(width: int, height: int, depth: int, colour: int, pixels: bytes, before: bytes = b"", interlaced: int = 0) -> bytes:
    """A PNG of these parts, whether or not they fit each other."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return _PNG + chunk(b"IHDR", header) + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_sizes(rng: random.Random) -> bytes:
    """A PNG whose header lies, with right checksums."""
    pixels = zlib.compress(bytes(rng.choice((0, 10, 100_000))))
    sizes = rng.choice(WIDE_SIZES), rng.choice(WIDE_SIZES)
    return png(
        *sizes,
        rng.choice((1, 2, 4, 8, 16, 0, 3, 255)),
        rng.choice((0, 2, 3, 4, 6, 1, 7, 255)),
        pixels,
        b"",
        rng.choice((0, 1, 2)),
    )


def png_chunks(rng: random.Random) -> bytes:
    """Chunks that unpack to much, come by thousands, or lie about their length."""
    big = zlib.compress(bytes(rng.choice((1_000_000, 60_000_000))), 9)
    before = rng.choice(
        (
            lambda: chunk(b"iCCP", b"x\0\0" + big),
            lambda: chunk(b"zTXt", b"comment\0\0" + big) * rng.choice((1, 20)),
            lambda: chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + big) * rng.choice((1, 20)),
            lambda: chunk(b"tEXt", b"k%d\0v" % rng.randrange(99)) * 20_000,
            lambda: chunk(b"eXIf", exif_bytes(rng)),
            lambda: chunk(b"PLTE", bytes(rng.choice((0, 1, 3, 765, 771)))),
            lambda: chunk(b"tRNS", bytes(rng.choice((0, 1, 2, 6, 300)))),
            lambda: chunk(b"acTL", struct.pack(">II", rng.choice((0, 1, 2**31, 2**32 - 1)), 0)),
            lambda: struct.pack(">I", rng.choice((2**31, 2**32 - 1, 2**24))) + b"tEXt",
            lambda: chunk(b"gAMA", bytes(rng.choice((0, 4)))) + chunk(b"cHRM", bytes(32)) + chunk(b"pHYs", bytes(9)),
            lambda: chunk(b"IHDR", struct.pack(">IIBBBBB", 65535, 65535, 8, 6, 0, 0, 0)),
        )
    )()
    colour = rng.choice((0, 2, 3, 6))
    pixels = zlib.compress(bytes(168 * (1 + 176 * {0: 1, 2: 3, 3: 1, 6: 4}[colour])))
    return png(176, 168, 8, colour, pixels, before)


def webp_sizes(rng: random.Random) -> bytes:
    """A WebP whose RIFF, canvas or frame size lies."""
    data = bytearray(base("WEBP", rng.choice(VARIANTS["WEBP"])))
    way = rng.randrange(4)
    if way == 0:
        data[4:8] = struct.pack("<I", rng.choice((0, 1, 12, 2**31, 2**32 - 1)))
    place = data.find(b"VP8X")
    if way == 1 and place > 0:
        data[place + 12 : place + 18] = rng.choice((b"\xff" * 6, bytes(6), struct.pack("<IH", 16383, 255)))
    place = data.find(b"VP8 ")
    if way == 2 and place > 0:
        data[place + 14 : place + 18] = struct.pack("<HH", rng.choice(SIZES), rng.choice(SIZES))
    if way == 3:
        place = rng.choice(
            [at for at in (data.find(name) for name in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"EXIF", b"ICCP")) if at > 0]
        )
        data[place + 4 : place + 8] = struct.pack("<I", rng.choice((0, 1, 2**31, 2**32 - 1, len(data))))
    return bytes(data)


def heif_boxes(rng: random.Random) -> bytes:
    """An HEIF whose boxes lie: sizes, places, counts, references."""
    data = bytearray(base("HEIF", rng.choice(VARIANTS["HEIF"])))
    names = (
        b"ispe",
        b"iloc",
        b"iinf",
        b"infe",
        b"pitm",
        b"ipma",
        b"ipco",
        b"hvcC",
        b"meta",
        b"iref",
        b"ftyp",
        b"mdat",
        b"colr",
        b"pixi",
    )
    for _ in range(rng.choice((1, 1, 2, 5))):
        place = data.find(rng.choice(names))
        if place < 4:
            continue
        if rng.random() < 0.4:
            data[place - 4 : place] = struct.pack(">I", rng.choice((0, 1, 7, 8, 2**31, 2**32 - 1, len(data))))
        else:
            at = place + 4 + rng.randrange(24)
            data[at : at + 4] = struct.pack(">I", rng.choice((0, 1, 65535, 65536, 2**31 - 1, 2**32 - 1, rng.randrange(2**32))))
    if rng.random() < 0.2:
        data[8:12] = rng.choice((b"avif", b"heic", b"msf1", b"\0\0\0\0", b"mif1", b"jpeg"))
    return bytes(data)


def exif_bytes(rng: random.Random) -> bytes:
    """EXIF that loops, lies about counts and types, or says strange things."""
    order = rng.choice(("<", ">"))
    tags = (0x0112, 0x010F, 0x0110, 0x0131, 0x8769, 0x8825, 0xA005, 0x9003, 0x927C, 0x0201, 0x0202, 0x014A, 1, 2, 3, 4)
    count = rng.choice((0, 1, 5, 40, 4000, 65535))
    entries = b"".join(
        struct.pack(
            f"{order}HHII",
            rng.choice(tags),
            rng.choice((1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 0, 255)),
            rng.choice((0, 1, 2, 3, 6, 20, 65536, 2**31, 2**32 - 1)),
            rng.choice((0, 1, 3, 6, 8, 9, 65535, 0xFFFFFFFF, 8 + rng.randrange(600))),
        )
        for _ in range(min(count, 4000))
    )
    following = struct.pack(f"{order}I", rng.choice((0, 8, 8, 10, 2**32 - 1)))
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", rng.choice((8, 8, 8, 0, 2**32 - 1)))
    return start + struct.pack(f"{order}H", count) + entries + following + bytes(rng.choice((0, 100, 10_000)))


def segment(marker: int, content: bytes) -> bytes:
    """A JPEG segment of at most 65,533 bytes."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def with_segments(data: bytes, segments: bytes) -> bytes:
    """A JPEG with these right after its beginning."""
    return data[:2] + segments + data[2:]


def jpeg_segments(rng: random.Random) -> bytes:
    """A JPEG with hostile EXIF, ICC, XMP, MPF, Adobe or comment segments, by thousands or huge."""
    many = rng.choice((1, 10, 255))
    given = rng.choice(
        (
            lambda: segment(0xE1, (b"Exif\0\0" + exif_bytes(rng))[:65_533]),
            lambda: segment(0xE1, (b"Exif\0\0" + exif_bytes(rng))[:65_533]) * many,
            lambda: b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([n % 256, many]) + bytes(60_000)) for n in range(many)),
            lambda: segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"<x>" * 20_000) * many,
            lambda: segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
            lambda: segment(0xE2, b"MPF\0" + exif_bytes(rng)[:60_000]),
            lambda: segment(0xFE, b"<script>alert(1)</script>") * 20_000,
            lambda: segment(0xEE, b"Adobe" + bytes([0, 100, 0, 0, 0, 0, rng.choice((0, 1, 2, 255))])),
            lambda: segment(0xED, b"Photoshop 3.0\08BIM" + rng.randbytes(200)),
            lambda: segment(0xDB, rng.randbytes(65)) + segment(0xC4, rng.randbytes(30)),
            lambda: segment(0xDD, struct.pack(">H", rng.choice((1, 65535)))),
            lambda: b"\xff" * 100_000,
        )
    )()
    return with_segments(base("JPEG", rng.choice(("plain", "progressive", "CMYK"))), given)


def scans(width: int, height: int, count: int) -> bytes:
    """A progressive JPEG of few bytes whose pixels are gone over `count` times."""
    out = io.BytesIO()
    Image.new("L", (width, height), 128).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    first = data.find(b"\xff\xda")
    second = data.find(b"\xff\xda", first + 2)
    return data[:second] + data[second:-2] * count + b"\xff\xd9"


def jpeg_scans(rng: random.Random) -> bytes:
    """A progressive JPEG of many scans."""
    side = rng.choice((160, 160, 400))
    return scans(side, side, rng.choice((5, 50)))


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
    start = rng.choice((b"", b"", b"\xff\xd8\xff", _PNG, b"RIFF\xff\xff\xff\xffWEBP", b"\0\0\0\x18ftypheic"))
    return start + out.getvalue()


def polyglots(rng: random.Random) -> bytes:
    """A photo that is something else besides."""
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w") as packed:
        packed.writestr("../../x.html", "<script>alert(1)</script>")
    extra = rng.choice((tail.getvalue(), b"<html><script>alert(1)</script>", b"%PDF-1.4", bytes(100_000), any_base(rng)))
    return any_base(rng) + extra if rng.random() < 0.8 else extra + any_base(rng)


def short(rng: random.Random) -> bytes:
    """Nothing, nearly nothing, or a beginning with noise behind it."""
    start = rng.choice(
        (b"", b"\0", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", _PNG, b"RIFF", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic")
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


@lru_cache(1)
def _noise() -> bytes:
    return random.Random(5).randbytes(1_000_000)  # noqa: S311


def bomb(rng: random.Random) -> tuple[str, bytes]:
    """A file that is large, or that would be large once it is decoded: up to the pixels that are allowed, and beyond."""
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
    "long_noise": lambda rng, side: rng.choice((b"", _PNG, b"\xff\xd8\xff")) + _noise() * 200,
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
