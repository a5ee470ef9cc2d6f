"""Photos whose parts lie: sizes, counts, places and references of JPEG, PNG, WebP and HEIF, and EXIF."""

import io
import random
import struct
import zlib

from PIL import Image

from benchmarks.hostile.whole import VARIANTS, base

SIZES = (0, 1, 2, 159, 160, 4096, 7071, 16384, 32767, 32768, 46340, 65500, 65535)
WIDE_SIZES = (*SIZES, 65536, 2**31 - 1, 2**31, 2**32 - 1)
PNG_START = b"\x89PNG\r\n\x1a\n"


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
    return PNG_START + chunk(b"IHDR", header) + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


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
