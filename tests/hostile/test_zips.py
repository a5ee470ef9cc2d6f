"""Zips that lie: sized, overlapping, doubled, in methods that take memory, with endless manifests."""

import io
import struct
import zipfile
import zlib

import pytest

from attendance import zips
from attendance.errors import BadFile
from attendance.intake import archive, manifest
from attendance.intake.archive import open_zip
from tests.support import Small

PLACE = "99000000001/3-A/2026-11-23/"


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip as programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def overlapping(count: int, content: bytes) -> bytes:
    """A zip whose directory names the same bytes again and again."""
    whole = packed((f"{PLACE}0.jpg", content))
    end = whole.rfind(b"PK\x05\x06")
    (size, start) = struct.unpack_from("<II", whole, end + 12)
    entry = whole[start : start + size]
    entries = b"".join(entry.replace(b"0.jpg", b"%d.jpg" % (number % 10)) for number in range(count))
    return whole[:start] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as raised:
        open_zip(data)
    return raised.value.message.text


def test_files_that_share_their_bytes_are_refused() -> None:
    assert "unpacks to more" in refused(overlapping(2000, zlib.compress(bytes(range(256)) * 100)))


def test_a_directory_of_millions_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_DIRECTORY", 10_000)
    given = overlapping(2000, b"x")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "more than {most} files" in refused(given)


def test_methods_that_no_office_uses_are_not_unpacked() -> None:
    assert "damaged or locked" in refused(packed((f"{PLACE}a.jpg", b"x" * 100), method=zipfile.ZIP_LZMA))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_path_are_both_met(small: Small) -> None:
    found = open_zip(packed((f"{PLACE}a.jpg", b"one"), (f"{PLACE}a.jpg", b"other")))
    (members,) = found.placed.values()
    with zipfile.ZipFile(io.BytesIO(found.source if isinstance(found.source, bytes) else b"")) as opened:
        assert [photo.content for photo in archive._photos(opened, found, members)] == [b"one", b"other"]


def test_a_manifest_is_refused_at_its_first_row_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "MOST_ROWS", 100)
    head = b"file,udise,class,section,day\n"
    for rows in (b"x\n" * 110, b"x" * 30_000_000):
        with pytest.raises(BadFile) as raised:
            manifest.read_manifest(head + rows)
        assert "more than {most} rows" in raised.value.message.text


def test_manifests_in_a_zip_are_few() -> None:
    lines = b"".join(b"a%d.jpg,99000000001,3,A,2026-11-23\n" % number for number in range(300_000))
    assert "unpacks to more" in refused(
        packed(*((f"{number}/m.csv", b"file,udise,class,section,day\n" + lines) for number in (1, 2)))
    )
