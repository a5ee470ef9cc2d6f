"""Finding a school or a pupil by a name typed in either script, and not quite as it is written."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from indic_transliteration import sanscript
from rapidfuzz import fuzz, process

from attendance.district import District
from attendance.office.access import Account
from data import pupils, schools
from data.clock import today

LEAST_LETTERS = 2
NEAR = 78.0
"""Lowest likeness of 0 to 100 at which a name counts as found: कहलगाँव for "Kahalgaon" reaches 83, Aman for "Anil" 67."""

# Ways to write one sound: of the schemes that people use, and of Devanagari brought to Latin letters.
_SOUNDS = (("sh", "s"), ("ph", "f"), ("chh", "ch"), ("w", "v"), ("ee", "i"), ("oo", "u"), ("q", "k"), ("x", "ks"), ("z", "j"))
_DEVANAGARI = re.compile("[\u0900-\u097f]")


def sound(name: str) -> str:
    """A name as it sounds, the same for both scripts: small Latin letters without the a that Devanagari leaves unwritten."""
    if _DEVANAGARI.search(name):
        spelt = re.sub("[ंँ](?=[पफबभम])", "म्", name)
        name = sanscript.transliterate(re.sub("[ंँ]", "न्", spelt), sanscript.DEVANAGARI, sanscript.ITRANS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name).casefold() if letter.isascii())
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    plain = re.sub(r"[^a-z0-9 ]", "", plain)
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return " ".join(word[:1] + word[1:].replace("a", "") for word in plain.split())


def find_schools(district: District, account: Account, text: str, most: int = 8) -> list[dict[str, Any]]:
    """Schools of the account's blocks whose name sounds like the text, or whose UDISE code it begins; the likeliest first.

    Returns:
        Rows as `data.schools.schools` tells.
    """
    # A school's two names may be different words: प्रशिक्षण विद्यालय is the Training School.
    return _found(schools.schools(district.db, account.scope), "udise", ("name_hi", "name_en"), text, most)


def find_pupils(
    district: District, account: Account, text: str, blocks: Iterable[str] | None = None, most: int = 12
) -> list[dict[str, Any]]:
    """Enrolled pupils of the account's blocks whose name sounds like the text, or whose PEN it begins; the likeliest first.

    Args:
        blocks: Look only in these.

    Returns:
        Rows as `data.pupils.names` tells.
    """
    scope = account.scope if blocks is None else account.scope.narrowed(blocks)
    # A pupil's two names are one name: the one in the script that was typed is compared.
    names = ("name_hi",) if _DEVANAGARI.search(text) else ("name_en",)
    return _found(pupils.names(district.db, scope, today()), "pen", names, text, most)


def _found(frame: pd.DataFrame, code: str, names: Sequence[str], text: str, most: int) -> list[dict[str, Any]]:
    typed = text.strip()
    if len(typed) < LEAST_LETTERS or frame.empty:
        return []
    if typed.isdigit():
        return _rows(frame[frame[code].str.startswith(typed)].head(most))
    wanted = sound(typed)
    near: list[tuple[str, float, int]] = []
    for column in names:
        sounds = {name: sound(name) for name in frame[column].unique()}
        heard = frame[column].map(sounds).tolist()
        near += process.extract(wanted, heard, scorer=fuzz.partial_ratio, score_cutoff=NEAR, limit=most * 5)
    ranked = sorted(near, key=lambda hit: (-hit[1], -fuzz.ratio(wanted, hit[0]), hit[2]))
    positions = list(dict.fromkeys(position for _, _, position in ranked))
    return _rows(frame.iloc[positions[:most]])


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
