"""Tables that are none, or too much: CSV and Excel."""

import io
import random
import zipfile
from functools import lru_cache

import xlsxwriter

from benchmarks.hostile import texts
from benchmarks.hostile.archives import packed

HEADINGS = (
    "UDISE code",
    "School name (Hindi)",
    "School name (English)",
    "Block",
    "Cluster",
    "Class",
    "Section",
    "PEN",
    "Name",
    "Day",
    "यूडाइस कोड",
    "नाम",
)


def table(rng: random.Random) -> tuple[str, bytes]:
    """A case: how it was made, and the file."""
    way = rng.choices(tuple(_WAYS), [_WEIGHTS.get(name, 10) for name in _WAYS])[0]
    return way, _WAYS[way](rng)


def _cell(rng: random.Random) -> str:
    return rng.choice(
        (texts.text(rng), "99000000001", "3", "2026-02-30", "31/31/2026", "9" * 400, "1e308", "Øa", "fo|ky;", "", "sabour")
    )


def _csv(rng: random.Random) -> bytes:
    mark = rng.choice((",", ";", "\t", "|"))
    rows = [[rng.choice(HEADINGS) for _ in range(rng.choice((1, 4, 12)))]]
    rows += [[_cell(rng) for _ in range(rng.choice((1, 4, 12, 13)))] for _ in range(rng.choice((0, 1, 6, 60)))]
    ends = rng.choice((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r")))
    text = "".join(mark.join(f'"{cell}"' if rng.random() < 0.5 else cell for cell in row) + rng.choice(ends) for row in rows)
    data = text.encode(rng.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "utf-7")), "replace")
    return data + rng.choice((b"", b"", b"", b"\0", b"\xff", b'"', b"x" * 200_000, b"," * 100_000))


def _long(rng: random.Random) -> bytes:
    return rng.choice(
        (
            lambda: ",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n1,2\n",
            lambda: b"a,b\n" + b"1,2\n" * 300_000,
            lambda: b"a,b\n" + b"x" * 5_000_000 + b",1\n",
            lambda: b"a,b\n" + b'"' + b"x\n" * 1_000_000,
            lambda: b"\n" * 1_000_000,
            lambda: b"a,b\n" + b"," * 3_000_000,
        )
    )()


@lru_cache(8)
def _workbook(variant: int) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, list(HEADINGS[:5]))
        for row in range(1, 4):
            for column in range(5):
                sheet.write_string(
                    row, column, texts.MARKUP[(variant + row * column) % len(texts.MARKUP)].replace("\ud800", "x")[:3000]
                )
        sheet.write_formula(4, 0, "=1+1")
        sheet.merge_range(5, 0, 6, 1, "merged")
        sheet.write_url(7, 0, "http://127.0.0.1:9/")
    return out.getvalue()


def _excel(rng: random.Random) -> bytes:  # noqa: C901 - one arm a lie
    with zipfile.ZipFile(io.BytesIO(_workbook(rng.randrange(8)))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    entity = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 50 if n == 0 else b"&a%d;" % (n - 1) * 50) for n in range(8))
        + b"]>"
    )
    match rng.randrange(10):
        case 0:
            parts[sheet] = parts[sheet].replace(
                b'r="B2"', rng.choice((b'r="XFD1048576"', b'r="ZZZZZZ99999999999"', b'r="B0"', b'r=""', b'r="A1048576"'))
            )
        case 1:
            parts[strings] = parts[strings].replace(b"<sst", entity + b"<sst", 1).replace(b"</t>", b"&a7;</t>", 3)
        case 2:
            parts[strings] = parts[strings].replace(b"<si>", b"<si><t>" + b"x" * 30_000 + b"</t></si><si>", 1)
        case 3:
            parts[f"xl/../../../{rng.choice('ab')}.xml"] = b"x"
        case 4:
            parts["xl/externalLinks/externalLink1.xml"] = (
                b'<externalLink><externalBook r:id="http://127.0.0.1:9/"/></externalLink>'
            )
        case 5:
            parts[sheet] = parts[sheet].replace(
                b'<mergeCell ref="',
                b'<mergeCell ref="'
                + rng.choice((b"A1:XFD1048576", b"A9:A1", b"X", b"A1:A4294967296"))
                + b'"/><mergeCell ref="',
            )
        case 6:
            parts.pop(rng.choice(tuple(parts)))
        case 7:
            parts[sheet] = parts[sheet].replace(
                b"<v>0</v>", rng.choice((b"<v>999999999</v>", b"<v>-1</v>", b"<v>x</v>", b"<v>1e999</v>"))
            )
        case 8:
            parts[sheet] = bytes(rng.choice((1_000_000, 50_000_000)))
        case _:
            name = rng.choice(tuple(parts))
            data = bytearray(parts[name])
            for _ in range(rng.choice((1, 20))):
                data[rng.randrange(len(data))] = rng.randrange(256)
            parts[name] = bytes(data)
    return packed(list(parts.items()))


def _flipped(rng: random.Random) -> bytes:
    data = bytearray(_workbook(rng.randrange(8)))
    for _ in range(rng.choice((1, 8))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _old(rng: random.Random) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(rng.choice((0, 504, 5000)))


_WAYS = {"csv": _csv, "long": _long, "excel": _excel, "flipped": _flipped, "old": _old}
_WEIGHTS = {"csv": 400, "long": 1, "excel": 12, "flipped": 8, "old": 4}
