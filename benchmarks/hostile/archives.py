"""Zips that climb, swell, overlap, lie and crowd."""

import io
import random
import struct
import warnings
import zipfile
import zlib

from benchmarks.hostile import images, texts
from benchmarks.hostile.whole import base

PLACE = "99000000001/3-A/2026-11-23"


def archive(rng: random.Random) -> tuple[str, bytes]:
    """A case: how it was made, and the zip."""
    way = rng.choices(tuple(_WAYS), [_WEIGHTS.get(name, 10) for name in _WAYS])[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return way, _WAYS[way](rng)


def packed(files: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip as a program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            if isinstance(name, zipfile.ZipInfo):
                made.writestr(name, content)
            else:
                info = zipfile.ZipInfo("x")
                info.filename = name.encode("utf-8", "replace").decode() or "x"
                info.compress_type = method
                made.writestr(info, content)
    return out.getvalue()


def _paths(rng: random.Random) -> bytes:
    return packed([(texts.path(rng), images.image(rng)[1][:4000]) for _ in range(rng.choice((1, 3, 12)))])


def _photos(rng: random.Random) -> bytes:
    return packed([(f"{PLACE}/{n}.jpg", images.image(rng)[1][:20_000]) for n in range(rng.choice((1, 4)))])


def _flipped(rng: random.Random) -> bytes:
    data = bytearray(_photos(rng))
    reach = rng.choice((len(data), 200))
    for _ in range(rng.choice((1, 4, 32))):
        data[-1 - rng.randrange(min(reach, len(data)))] = rng.randrange(256)
    return bytes(data[: rng.choice((len(data), len(data), rng.randrange(1, len(data))))])


def _flat_bomb(rng: random.Random) -> bytes:
    return packed([(f"{PLACE}/{n}.jpg", bytes(rng.choice((2_000_000, 20_000_000)))) for n in range(rng.choice((1, 3)))])


def _nested(rng: random.Random) -> bytes:
    inner = packed([("a.jpg", bytes(1_000_000))])
    for level in range(rng.choice((1, 5))):
        inner = packed([(f"{PLACE}/{level}.zip", inner), (f"{PLACE}/x{level}.jpg", inner)])
    return inner


def overlapping(count: int, content: bytes) -> bytes:
    """A zip whose directory names the same bytes again and again."""
    whole = packed([(f"{PLACE}/0000.jpg", content)])
    end = whole.rfind(b"PK\x05\x06")
    size, start = struct.unpack_from("<II", whole, end + 12)
    entry = whole[start : start + size]
    entries = b"".join(entry.replace(b"0000.jpg", b"%04d.jpg" % (number % 10_000)) for number in range(count))
    return (
        whole[:start]
        + entries
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, min(count, 65535), min(count, 65535), len(entries), start, 0)
    )


def _lies(rng: random.Random) -> bytes:
    """The directory and the local headers say different things; sizes, checksums, methods, places and flags are wrong."""
    data = bytearray(_photos(rng))
    place = data.rfind(b"PK\x01\x02") if rng.random() < 0.7 else data.find(b"PK\x03\x04")
    at = place + rng.choice((6, 8, 10, 14, 16, 20, 24, 28, 30, 32, 34, 42))
    struct.pack_into("<I", data, at, rng.choice((0, 1, 9, 12, 14, 99, 2**31, 2**32 - 1, rng.randrange(2**32))))
    return bytes(data)


def _large(rng: random.Random) -> bytes:
    """Zip64 records that lie."""
    whole = _photos(rng)
    end = whole.rfind(b"PK\x05\x06")
    sizes = [rng.choice((0, 1, 2**40, 2**63, 2**64 - 1, len(whole))) for _ in range(4)]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, *sizes)
    return whole[:end] + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, rng.choice((end, 0, 2**63)), 1) + whole[end:]


def _links(rng: random.Random) -> bytes:
    info = zipfile.ZipInfo(f"{PLACE}/front.jpg")
    info.external_attr = 0o120777 << 16
    return packed([(info, b"/etc/passwd"), (f"{PLACE}/FRONT.JPG", base("JPEG")), (f"{PLACE}/front.jpg", base("JPEG"))])


def _crowd(rng: random.Random) -> bytes:
    return packed([(f"{PLACE}/{n}.jpg", b"x%d" % n) for n in range(rng.choice((300, 10_000)))], zipfile.ZIP_STORED)


def _entries(rng: random.Random) -> bytes:
    return overlapping(rng.choice((100_000, 300_000)), b"x")


def _methods(rng: random.Random) -> bytes:
    return packed([(f"{PLACE}/a.jpg", base("JPEG"))], rng.choice((zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)))


def _manifests(rng: random.Random) -> bytes:
    return packed([(f"{rng.choice(('', 'a/', PLACE + '/'))}{n}.csv", manifest(rng)[1]) for n in range(rng.choice((1, 2, 30)))])


def manifest(rng: random.Random) -> tuple[str, bytes]:
    """A manifest with rows that say anything."""
    head = rng.choice(
        (
            "file,udise,class,section,day,side",
            "file;udise;class;day",
            "फ़ाइल\tयूडाइस\tकक्षा\tदिन",
            texts.text(rng),
            "file,file,udise,class,day",
        )
    )
    rows = [
        rng.choice((",", ",", ";", "\t")).join(
            rng.choice((texts.text(rng), texts.path(rng), "99000000001", "3", "A", "2026-11-23", '"', '"a""b"'))
            for _ in range(rng.choice((4, 5, 6, 40)))
        )
        for _ in range(rng.choice((0, 1, 5, 50)))
    ]
    text = rng.choice(("\n", "\r\n", "\r")).join([head, *rows])
    encoding = rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"))
    data = text.encode(encoding, "replace")
    if rng.random() < 0.1:
        data += rng.choice((b"\0", b"\xff\xfe", b'"' + b"x" * 200_000, b"," * 300_000, b"\n" * 300_000, b"x\n" * 250_000))
    return "manifest", data


_WAYS = {
    maker.__name__.strip("_"): maker
    for maker in (_paths, _photos, _flipped, _flat_bomb, _nested, _lies, _large, _links, _crowd, _entries, _methods, _manifests)
}
_WAYS["overlapping"] = lambda rng: overlapping(rng.choice((2, 500, 5000)), zlib.compress(rng.randbytes(9000)))
_WEIGHTS = {"flipped": 40, "lies": 40, "paths": 40, "large": 20, "flat_bomb": 2, "crowd": 1, "entries": 1, "nested": 5}
