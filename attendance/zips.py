"""Opening zips that somebody sent: their directory is looked at before it is read, and what lies about itself is told."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

MOST_DIRECTORY = 16 * 1024**2
"""Bytes of a zip's directory: 70,000 photos with long paths in Devanagari. Held in memory it is up to twelve times as large."""
KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others may ask for gigabytes of memory to unpack a few bytes, and no program that the office has writes them."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    struct.error,
)
"""What zipfile raises on zips that lie, whichever of their numbers it stumbles over."""

_END, _END_SIZE = b"PK\x05\x06", 22
_LONGEST_COMMENT = 65_535
_LOCATOR, _LARGE_END = struct.Struct("<4sIQI"), struct.Struct("<4sQHHIIQQQQ")


class TooManyFiles(zipfile.BadZipFile):
    """The directory is larger than any that is taken."""


def opened(source: bytes | Path | BinaryIO) -> zipfile.ZipFile:
    """A zip, by its bytes, on the disk, or open already.

    Raises:
        TooManyFiles: Before any of its directory is held in memory.
        zipfile.BadZipFile, OSError: It cannot be read.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            _refuse_large(file)
        return zipfile.ZipFile(source)
    given = io.BytesIO(source) if isinstance(source, bytes) else source
    _refuse_large(given)
    return zipfile.ZipFile(given)


def _refuse_large(file: BinaryIO) -> None:
    if directory_bytes(file) > MOST_DIRECTORY:
        raise TooManyFiles


def directory_bytes(file: BinaryIO) -> int:
    """How large a zip says that its directory is; 0 where no end of one is found."""
    whole = file.seek(0, os.SEEK_END)
    file.seek(max(0, whole - _LONGEST_COMMENT - _END_SIZE - _LOCATOR.size))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        return 0
    (size,) = struct.unpack_from("<I", tail, place + 12)
    if place < _LOCATOR.size or tail[place - _LOCATOR.size : place - _LOCATOR.size + 4] != b"PK\x06\x07":
        return int(size)
    # zipfile takes the larger record from right before its locator, whatever the locator says.
    file.seek(max(0, whole - len(tail) + place - _LOCATOR.size - _LARGE_END.size))
    record = file.read(_LARGE_END.size)
    return int(max(size if size < 2**32 - 1 else 0, _LARGE_END.unpack(record)[8] if len(record) == _LARGE_END.size else 0))


def overlaps(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether files share bytes of the zip, as where a few kB are to unpack to gigabytes."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    ends = [offset + 30 + size for offset, size in places]
    return any(end > following for end, (following, _) in zip(ends, places[1:], strict=False))
