"""Decoding, as it is done inside the decoder's process: Pillow and its libraries alone, no networks, no numbers."""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from PIL import Image, UnidentifiedImageError

from recognition import exif
from recognition.errors import Reason, UnreadablePhoto

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP")
MAX_PIXELS = 50_000_000
"""Most pixels a photo may have by its header: four times a 12-megapixel phone photo."""
MOST_PIXELS = 16_000_000
"""A larger photo comes out with so many: several are held at a time, 64 MB each, and phones themselves join the pixels of
larger sensors to 12 megapixels."""
MIN_SIDE = 160
"""Shortest side in pixels: below it even one face filling the photo is under FaceNet's own 160 px input."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PNG_BIT_DEPTH = 24
_KNOWN_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Header:
    """What a photo's header says, without its pixels being decoded.

    `width` and `height` are pixels as stored, before EXIF turns the photo upright.
    """

    format: str
    width: int
    height: int


def header_of(data: bytes) -> Header:
    """See recognition.photo.inspect."""
    with _opened(data) as opened:
        return _header(opened, data)


def decoded(data: bytes) -> tuple[Image.Image, Header, exif.Exif]:
    """The upright RGB picture of at most MOST_PIXELS, and what the file says of it; see recognition.photo.decode."""
    with _opened(data) as opened:
        header = _header(opened, data)
        if opened.format in ("JPEG", "MPO") and header.width * header.height >= 2 * MOST_PIXELS:
            opened.draft(None, (header.width // 2, header.height // 2))
        opened.load()
        said = exif.read(opened)
        upright = _rgb(_fitting(opened))
        if said.orientation in _UPRIGHT:
            upright = upright.transpose(_UPRIGHT[said.orientation])
        return upright, header, said


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        # Pillow warns of what it skips in damaged EXIF, once a tag; what matters of it is an error all the same.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                yield opened
    except (UnreadablePhoto, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadablePhoto(Reason.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        known = data.startswith(_KNOWN_STARTS)
        raise UnreadablePhoto(Reason.BROKEN if known else Reason.UNSUPPORTED_FORMAT) from error
    # Pillow raises whatever its plugins do (OSError, SyntaxError, ValueError, struct.error, ...) on damaged bytes.
    except Exception as error:
        raise UnreadablePhoto(Reason.BROKEN) from error


def _header(opened: Image.Image, data: bytes) -> Header:
    # A JPEG with a second picture inside (MPO, some phones) is read as its first picture.
    name = "JPEG" if opened.format == "MPO" else str(opened.format)
    if opened.width * opened.height > MAX_PIXELS:
        raise UnreadablePhoto(Reason.TOO_MANY_PIXELS)
    if name in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
        raise UnreadablePhoto(Reason.ANIMATED)
    if _sixteen_bit(opened, data):
        raise UnreadablePhoto(Reason.SIXTEEN_BIT)
    if opened.mode in ("CMYK", "YCCK"):
        raise UnreadablePhoto(Reason.CMYK)
    if min(opened.size) < MIN_SIDE:
        raise UnreadablePhoto(Reason.TOO_SMALL)
    return Header(name, opened.width, opened.height)


def _sixteen_bit(opened: Image.Image, data: bytes) -> bool:
    if opened.mode.startswith(("I", "F")):
        return True
    # Pillow opens a 16-bit colour PNG as 8-bit RGB; only the bit depth in its first chunk tells.
    return opened.format == "PNG" and data[_PNG_BIT_DEPTH : _PNG_BIT_DEPTH + 1] == b"\x10"


def _fitting(picture: Image.Image) -> Image.Image:
    """The picture with at most MOST_PIXELS; itself when it has no more."""
    pixels = picture.width * picture.height
    if pixels <= MOST_PIXELS:
        return picture
    if picture.mode in ("1", "P"):
        clear = picture.has_transparency_data
        picture = picture.convert("RGBA" if clear else "RGB")
    scale = math.sqrt(MOST_PIXELS / pixels)
    size = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    return picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _rgb(opened: Image.Image) -> Image.Image:
    if not opened.has_transparency_data:
        # Its pixels outlive the closed file; a copy of 12 megapixels would take a third of the time of decoding them.
        return opened if opened.mode == "RGB" else opened.convert("RGB")
    over = opened.convert("RGBA")
    white = Image.new("RGBA", over.size, "white")
    return Image.alpha_composite(white, over).convert("RGB")
