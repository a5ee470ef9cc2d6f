"""What a camera wrote into a photo's EXIF. Damaged values say nothing; they never make a photo unreadable."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

LONGEST = 80
"""Characters of a camera's or a program's name that are kept."""

_Tags = dict[int, Any]


@dataclass(frozen=True)
class Exif:
    """What EXIF says; None where it says nothing sensible.

    Attributes:
        orientation: 1 to 8, 1 when unknown.
        taken_at: The camera's own local time, without zone.
        camera: Maker and model.
        software: The program that wrote the file.
        latitude, longitude: Degrees, north and east positive; both or neither.
    """

    orientation: int = 1
    taken_at: datetime | None = None
    camera: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def read(opened: Image.Image) -> Exif:
    """The EXIF of an opened picture."""
    tags = _tags(opened)
    latitude, longitude = _place(_tags(opened, ExifTags.IFD.GPSInfo))
    return Exif(
        orientation=_orientation(tags.get(ExifTags.Base.Orientation)),
        taken_at=_moment(_tags(opened, ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)),
        camera=_camera(tags),
        software=_text(tags.get(ExifTags.Base.Software)),
        latitude=latitude,
        longitude=longitude,
    )


def _tags(opened: Image.Image, part: ExifTags.IFD | None = None) -> _Tags:
    try:
        exif = opened.getexif()
        return dict(exif.items() if part is None else exif.get_ifd(part).items())
    # Pillow raises whatever it stumbles over in damaged bytes (TypeError, struct.error, SyntaxError, ...).
    except Exception:  # noqa: BLE001
        return {}


def _orientation(given: Any) -> int:
    return given if isinstance(given, int) and 1 <= given <= 8 else 1


def _moment(given: Any) -> datetime | None:
    try:
        return datetime.strptime(str(given).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _text(given: Any) -> str | None:
    if not isinstance(given, str):
        return None
    words = "".join(letter if letter.isprintable() else " " for letter in given).split()
    return " ".join(words)[:LONGEST].strip() or None


def _camera(tags: _Tags) -> str | None:
    """Maker and model; many models begin with the maker's name already."""
    maker, model = _text(tags.get(ExifTags.Base.Make)), _text(tags.get(ExifTags.Base.Model))
    if maker and model and model.casefold().startswith(maker.casefold()):
        return model
    return " ".join(part for part in (maker, model) if part)[:LONGEST] or None


def _place(tags: _Tags) -> tuple[float, float] | tuple[None, None]:
    latitude = _degrees(tags.get(ExifTags.GPS.GPSLatitude), tags.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(tags.get(ExifTags.GPS.GPSLongitude), tags.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    # A receiver that has found no satellite writes zeros.
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(given: Any, side: Any, sides: str, most: int) -> float | None:
    letter = str(side).strip("\0 ").upper() if isinstance(side, str) else ""
    try:
        parts = [float(part) for part in given]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if len(parts) != 3 or not letter or letter not in sides or not all(map(math.isfinite, parts)) or min(parts) < 0:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    return -degrees if letter == sides[1] else degrees
