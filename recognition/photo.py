"""From a photo's bytes to upright RGB pixels, and what can be said of a photo without looking for faces."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import imagehash
import numpy as np
import pillow_heif
import scipy
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from recognition import exif
from recognition.errors import Reason, UnreadablePhoto

Pixels = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP")
MAX_PIXELS = 50_000_000
"""Most pixels a photo may have by its header: four times a 12-megapixel phone photo, 150 MB as RGB."""
MIN_SIDE = 160
"""Shortest side in pixels: below it even one face filling the photo is under FaceNet's own 160 px input."""
WEBP_METHOD = 2
"""Of 0 to 6. A 2,560 px photo takes .12 s and 305 kB; Pillow's usual 4 takes .30 s and 292 kB."""
FINGERPRINT_SIDE = 256
SHARPNESS_SIDE = 1024
"""Longest side in pixels at which sharpness is measured, so that photos of different size compare."""

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


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photo: `picture` RGB, EXIF-upright; `taken_at`, `camera`, `software`, `latitude` and `longitude` as in
    recognition.exif."""

    picture: Image.Image
    taken_at: datetime | None
    format: str
    camera: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @cached_property
    def pixels(self) -> Pixels:
        """The picture as an array, uint8 (h, w, 3): a copy, made when it is first asked for."""
        return np.asarray(self.picture, dtype=np.uint8)


def inspect(data: bytes) -> Header:
    """Reads the header only.

    Raises UnreadablePhoto for everything a header can give away: no bytes, another format, too many or too few pixels,
    animation, 16 bits a channel, CMYK.
    """
    with _opened(data) as opened:
        return _header(opened, data)


def decode(data: bytes) -> Photo:
    """Decodes a JPEG, PNG, HEIC/HEIF or WebP photo to upright RGB; transparent places become white.

    Raises UnreadablePhoto, whatever Pillow stumbles over.
    """
    with _opened(data) as opened:
        header = _header(opened, data)
        opened.load()
        said = exif.read(opened)
        upright = _rgb(opened)
        if said.orientation in _UPRIGHT:
            upright = upright.transpose(_UPRIGHT[said.orientation])
        return Photo(upright, said.taken_at, header.format, said.camera, said.software, said.latitude, said.longitude)


def encode_webp(given: Image.Image | Pixels, longest: int | None, quality: int) -> bytes:
    """Encodes an RGB picture, or pixels (h, w, 3), as WebP without any metadata, made smaller when its longest side exceeds
    `longest` pixels."""
    picture = smaller(_picture(given), longest) if longest else _picture(given)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=WEBP_METHOD, exif=b"", xmp=b"", icc_profile=None)
    return out.getvalue()


def smaller(picture: Image.Image, longest: int) -> Image.Image:
    """The picture with at most `longest` pixels on its longest side; itself when it has no more."""
    if max(picture.size) <= longest:
        return picture
    scale = longest / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def fingerprint(picture: Image.Image) -> int:
    """A 256-bit perceptual hash of an RGB picture: near-equal photos differ in few bits (see `hamming`).

    It may be asked of a level of a photo's pyramid of 256 px and more: a level of 1,000 px differs from 4,000 px in 2 bits."""
    bits = imagehash.phash(picture, hash_size=16).hash
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def hamming(a: int, b: int) -> int:
    """Number of differing bits of two fingerprints, 0 to 256.

    Measured on 48 photos: at most 6 after JPEG quality 30 or WebP at 640 px, 92 and more between different real photos (52
    between composed class photos of one drawn room).
    """
    return (a ^ b).bit_count()


def sharpness(picture: Image.Image) -> float:
    """Variance of the Laplacian, in squared grey levels (0-255), of the photo brought to at most 1,024 px on its longest side.

    A blurred or empty photo has a low value. Photos are never enlarged.
    """
    grey = picture.convert("L")
    grey.thumbnail((SHARPNESS_SIDE, SHARPNESS_SIDE), Image.Resampling.BOX)
    return float(scipy.ndimage.laplace(np.asarray(grey, dtype=np.float32)).var())


def light(picture: Image.Image) -> float:
    """The mean of an RGB picture's grey levels, 0 to 255."""
    return float(np.asarray(picture.convert("L"), dtype=np.float32).mean())


def _picture(given: Image.Image | Pixels) -> Image.Image:
    return given if isinstance(given, Image.Image) else Image.fromarray(given)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    if not data:
        raise UnreadablePhoto(Reason.EMPTY)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            yield opened
    except UnreadablePhoto:
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


def _rgb(opened: Image.Image) -> Image.Image:
    if not opened.has_transparency_data:
        # Its pixels outlive the closed file; a copy of 12 megapixels would take a third of the time of decoding them.
        return opened if opened.mode == "RGB" else opened.convert("RGB")
    over = opened.convert("RGBA")
    white = Image.new("RGBA", over.size, "white")
    return Image.alpha_composite(white, over).convert("RGB")
