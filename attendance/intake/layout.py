"""Where a path says that a photo belongs: ``UDISE/class-section/YYYY-MM-DD/photo``, as people write it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from attendance.i18n import N_
from attendance.intake.photos import SIDES, Side

LAYOUT = N_("Lay the folders out as UDISE/class-section/YYYY-MM-DD/photo, for example 99000000001/3-A/2026-11-23/front.jpg.")
_SIDE_WORDS: dict[Side, tuple[str, ...]] = {
    "front": ("front", "सामने"),
    "back": ("back", "पीछे"),
    "left": ("left", "बाएँ", "बाएं"),
    "right": ("right", "दाएँ", "दाएं"),
}
KEPT = 4096
"""A day's photos are of so many schools and classes at most; their names come again and again."""
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = {roman: grade for grade, roman in enumerate(_NUMERALS, start=1)}
_CLASS_WORD = r"(?:class|std|grade|कक्षा|वर्ग)?[-_ .]*"
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp")


@dataclass(frozen=True)
class Placed:
    """Where a path says that a photo belongs; an empty section is the only one of its grade."""

    udise: str
    grade: int
    section: str
    day: date


def plain(text: str) -> str:
    """With digits of any script as 0 to 9, compatibility forms undone, and no space around."""
    shown = unicodedata.normalize("NFKC", text).strip()
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in shown)


@lru_cache(KEPT)
def udise_of(text: str) -> str | None:
    """A UDISE code of 11 digits."""
    code = plain(text)
    return code if re.fullmatch(r"[0-9]{11}", code) else None


@lru_cache(KEPT)
def class_of(text: str) -> tuple[int, str] | None:
    """Grade and section (in capitals, perhaps empty) of ``5A``, ``5-A``, ``5_A``, ``5 A``, ``५-A``, ``V-A`` or ``कक्षा 5 A``."""
    found = re.fullmatch(_CLASS_WORD + r"(\d{1,2})(?:[-_ .]*([^\W\d_]\w{0,7}|[-_ ][\w]{1,8}))?", plain(text), re.IGNORECASE)
    if found:
        grade, section = int(found[1]), (found[2] or "").strip("-_ ")
    else:
        roman = re.fullmatch(_CLASS_WORD + r"([IVX]{1,4})(?:[-_ .]+(\w{1,8}))?", plain(text), re.IGNORECASE)
        if roman is None or roman[1].upper() not in _ROMAN:
            return None
        grade, section = _ROMAN[roman[1].upper()], roman[2] or ""
    return (grade, section.upper()) if 1 <= grade <= 12 and len(section) <= 8 else None


@lru_cache(KEPT)
def day_of(text: str) -> date | None:
    """A day as 2026-11-23, 20261123, 23-11-2026, 23/11/2026 or 23.11.2026."""
    written = plain(text)
    parts = re.fullmatch(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", written)
    turned = re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", written)
    try:
        if parts and (parts[2] or len(written) == 8):
            return date(int(parts[1]), int(parts[3]), int(parts[4]))
        return date(int(turned[4]), int(turned[3]), int(turned[1])) if turned else None
    except ValueError:
        return None


def place_of(path: str) -> Placed | None:
    """Read ``UDISE/class-section/YYYY-MM-DD/file`` from the end of a path; None when it is not laid out so."""
    parts = path.split("/")
    if len(parts) < 4:
        return None
    udise, class_section, day = udise_of(parts[-4]), class_of(parts[-3]), day_of(parts[-2])
    if udise is None or class_section is None or day is None:
        return None
    return Placed(udise, *class_section, day)


def partly_placed(path: str) -> tuple[str | None, date | None]:
    """The first UDISE code and day among a path's folders, for what is not laid out quite so."""
    parts = path.split("/")[:-1]
    return (
        next((code for part in parts if (code := udise_of(part))), None),
        next((day for part in parts if (day := day_of(part))), None),
    )


def side_of(file_name: str) -> Side:
    """The side that a file's name says, in English or Hindi."""
    stem = file_name.rpartition("/")[2].rpartition(".")[0].lower() or file_name.lower()
    return next((side for side in SIDES if any(word in stem for word in _SIDE_WORDS[side])), "unknown")


def furniture(path: str) -> bool:
    """What Mac and Windows leave in folders beside the photos, and what programs call a file that they still write."""
    parts = path.replace("\\", "/").split("/")
    name = parts[-1].lower()
    return (
        "__MACOSX" in parts
        or name.startswith((".", "~$"))
        or name in ("thumbs.db", "desktop.ini")
        or name.endswith(_UNFINISHED)
    )
