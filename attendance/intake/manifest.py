"""A manifest: a CSV that says of each file where it belongs, for photos that do not lie in folders by class and day."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import Final

from attendance.errors import BadFile, Message
from attendance.i18n import N_
from attendance.intake.layout import Placed, class_of, day_of, side_of, udise_of
from attendance.intake.photos import SIDES, Side

MOST_ROWS = 200_000
MOST_BYTES = 20 * 1024**2
"""Its rows have about 100."""
_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "file": ("file", "file name", "filename", "photo", "path", "फ़ाइल", "फ़ाइल का नाम", "फ़ोटो", "फ़ोटो का नाम"),
    "udise": ("udise", "udise code", "school code", "यूडाइस", "यूडाइस कोड", "यू डाइस कोड", "विद्यालय कोड"),
    "class": ("class", "grade", "std", "class section", "कक्षा", "वर्ग"),
    "section": ("section", "sec", "सेक्शन", "अनुभाग"),
    "day": ("day", "date", "दिन", "दिनांक", "तारीख", "तिथि"),
    "side": ("side", "दिशा", "ओर", "तरफ़"),
}
_NEEDED = ("file", "udise", "class", "day")


@dataclass(frozen=True)
class Said:
    """What a manifest says of a file: its place, or why that cannot be read."""

    file: str
    side: Side
    place: Placed | None
    why: Message | None = None


@dataclass(frozen=True)
class Manifest:
    """A manifest's rows by file.

    Attributes:
        by_path, by_name: The rows by path below the manifest's folder, and by bare file name where that is the only one so.
    """

    by_path: dict[str, Said]
    by_name: dict[str, Said]

    def of(self, path: str) -> Said | None:
        """What is said of a file, by its path below the manifest's folder; None when it is not named."""
        key = _key(path)
        return self.by_path.get(key) or self.by_name.get(key.rsplit("/", 1)[-1])


def read_manifest(content: bytes) -> Manifest:
    """Read a CSV in UTF-8 or UTF-16, with commas, semicolons or tabs, and headings in English or Hindi.

    Raises:
        BadFile: It is no such CSV.
    """
    if len(content) > MOST_BYTES:
        raise _too_long()
    text = _text(content)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    said: list[Said] = []
    try:
        columns = _columns(next(rows, []))
        for number, row in enumerate(rows, start=2):
            if len(said) > MOST_ROWS:
                raise _too_long()
            if any(cell.strip() for cell in row):
                said.append(_said(row, columns, number))
    except csv.Error as problem:
        raise _unusable() from problem
    names: dict[str, list[Said]] = {}
    for one in said:
        names.setdefault(_key(one.file).rsplit("/", 1)[-1], []).append(one)
    return Manifest(
        {_key(one.file): one for one in said},
        {name: found[0] for name, found in names.items() if len(found) == 1 and "/" not in _key(found[0].file)},
    )


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _unusable() from problem


def _columns(headings: list[str]) -> dict[str, int]:
    known = {_heading(word): column for column, words in _HEADINGS.items() for word in words}
    found: dict[str, int] = {}
    for position, heading in enumerate(headings):
        column = known.get(_heading(heading))
        if column:
            found.setdefault(column, position)
    if any(column not in found for column in _NEEDED):
        raise _unusable()
    return found


def _heading(text: str) -> str:
    """Without case, dots, dashes and the dot below a letter, which is typed in two ways."""
    shown = unicodedata.normalize("NFD", text).replace("\u093c", "").casefold()
    return " ".join("".join(" " if one in "_-." else one for one in shown).split())


def _said(row: list[str], columns: dict[str, int], number: int) -> Said:
    def cell(column: str) -> str:
        position = columns.get(column)
        return row[position].strip() if position is not None and position < len(row) else ""

    file = cell("file")
    side = next((side for side in SIDES if side == side_of(cell("side"))), side_of(file.replace("\\", "/")))
    udise, day = udise_of(cell("udise")), day_of(cell("day"))
    class_section = class_of(f"{cell('class')} {cell('section')}".strip())
    if udise is None:
        text = N_("Row {row} of the manifest has no UDISE code of 11 digits. Make the column text, then save it again.")
    elif class_section is None:
        text = N_("Row {row} of the manifest names no class. Write it like 5 and A, then save it again.")
    elif day is None:
        text = N_("Row {row} of the manifest has no day. Write it like 2026-11-23, then save it again.")
    else:
        return Said(file, side, Placed(udise, *class_section, day))
    return Said(file, side, None, Message(text, {"row": number}))


def _key(path: str) -> str:
    shown = unicodedata.normalize("NFC", path).casefold().replace("\\", "/")
    return "/".join(part for part in shown.split("/") if part not in ("", "."))


def _too_long() -> BadFile:
    return BadFile(N_("The manifest has more than {most} rows. Split it by block or day."), most=MOST_ROWS)


def _unusable() -> BadFile:
    return BadFile(
        N_("This CSV cannot be used as a manifest. It needs the columns file, UDISE, class, section, day, saved as CSV UTF-8.")
    )
