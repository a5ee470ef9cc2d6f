"""Portraits and a class photo of the training class, and what the vault keeps of them."""

import io
from functools import cache
from pathlib import Path

from PIL import Image

from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from tests.support import Small

FOUR = ("P002", "P004", "P006", "P008")


def portrait(number: int) -> bytes:
    """A studio portrait of one of the training class, small enough to be read quickly."""
    return saved(opened(number))


def opened(number: int) -> Image.Image:
    with Image.open(cast()[number].reference) as photo:
        photo.thumbnail((700, 700))
        return photo.convert("RGB")


def saved(photo: Image.Image) -> bytes:
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=92)
    return out.getvalue()


@cache
def photo(width: int = 3200) -> bytes:
    """A composed class photo of FOUR from the front."""
    return compose_class_day(8, members=FOUR, absent=[], with_stranger=False, width=width).photos[0].jpeg


def sealed_files(small: Small) -> set[Path]:
    """All but the vault's own secret."""
    folder = small.district.vault.folder
    return {path for path in folder.rglob("*") if path.is_file() and folder / "secret" not in path.parents}
