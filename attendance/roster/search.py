"""Finding a school or a pupil by a name typed in either script, and not quite as it is written."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd
from indic_transliteration import sanscript
from rapidfuzz import fuzz, process

from attendance.district import District
from attendance.office import audit
from attendance.office.access import Account
from data import pupils, schools
from data.clock import today
from data.database import Row

LEAST_LETTERS = 2
NEAR = 78.0
"""Lowest likeness of 0 to 100 at which a name counts as found: कहलगाँव for "Kahalgaon" reaches 83, Aman for "Anil" 67."""

# Ways to write one sound: of the schemes that people use, and of Devanagari brought to Latin letters.
_SOUNDS = (("sh", "s"), ("ph", "f"), ("chh", "ch"), ("w", "v"), ("ee", "i"), ("oo", "u"), ("q", "k"), ("x", "ks"), ("z", "j"))
_DEVANAGARI = re.compile("[\u0900-\u097f]")


def sound(name: str) -> str:
    """A name as it sounds, the same for both scripts: small Latin letters without the a that Devanagari leaves unwritten."""
    return " ".join(heard for word in name.split() if (heard := _word_sound(word)))


# A district's names are made of far fewer words: 460,000 pupils are heard in a second.
@lru_cache(maxsize=200_000)
def _word_sound(word: str) -> str:
    if _DEVANAGARI.search(word):
        spelt = re.sub("[ंँ](?=[पफबभम])", "म्", word)
        word = sanscript.transliterate(re.sub("[ंँ]", "न्", spelt), sanscript.DEVANAGARI, sanscript.ITRANS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word).casefold() if letter.isascii())
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    plain = re.sub(r"[^a-z0-9]", "", plain)
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return plain[:1] + plain[1:].replace("a", "")


def find_schools(district: District, account: Account, text: str, most: int = 8) -> list[Row]:
    """Schools of the account's blocks whose name sounds like the text, or whose UDISE code it begins; the likeliest first.

    Returns:
        Rows as `data.schools.schools` tells.
    """
    typed = text.strip()
    if len(typed) < LEAST_LETTERS:
        return []
    frame = schools.schools(district.db, account.scope)
    if typed.isdigit():
        return _rows(frame[frame["udise"].str.startswith(typed)].head(most))
    # A school's two names may be different words: प्रशिक्षण विद्यालय is the Training School.
    names = [*frame["name_hi"], *frame["name_en"]]
    positions = list(dict.fromkeys(place % len(frame) for place in _likely(typed, names, most * 5)))
    return _rows(frame.iloc[positions[:most]])


def find_pupils(
    district: District, account: Account, text: str, blocks: Iterable[str] | None = None, most: int = 12
) -> list[Row]:
    """Enrolled pupils of the account's blocks whose name sounds like the text, or whose PEN it begins; the likeliest first.

    Args:
        blocks: Look only in these.

    Returns:
        Rows as `data.pupils.named` tells.
    """
    typed = text.strip()
    if len(typed) < LEAST_LETTERS:
        return []
    scope = account.scope if blocks is None else account.scope.narrowed(blocks)
    # A pupil's two names are one name: the one in the script that was typed is compared.
    hindi = bool(_DEVANAGARI.search(typed))
    if typed.isdigit():
        return pupils.named(district.db, scope, today(), [], hindi=hindi, pen=typed, most=most)
    names = pupils.spoken_names(district.db, scope, today(), hindi=hindi)
    likely = [names[place] for place in _likely(typed, names, most)]
    return pupils.named(district.db, scope, today(), likely, hindi=hindi, most=most)


def found_pupils(district: District, account: Account, rows: Sequence[Row]) -> None:
    """Write on the audit trail whose names a search has shown; what was typed is not kept."""
    blocks = {row["block_id"] for row in rows}
    keys = [f"pupil:{row['pupil_id']}" for row in rows]
    block = blocks.pop() if len(blocks) == 1 else None
    district.db.write(lambda tx: audit.record(tx, account, "pupils.found", None, block, pupils=keys))


def _likely(typed: str, names: Sequence[str], most: int) -> list[int]:
    """Places of the names that sound like what was typed, the likeliest first."""
    wanted = sound(typed)
    heard = [sound(name) for name in names]
    near = process.extract(wanted, heard, scorer=fuzz.partial_ratio, score_cutoff=NEAR, limit=most * 5)
    ranked = sorted(near, key=lambda hit: (-hit[1], -fuzz.ratio(wanted, hit[0]), hit[2]))
    return [place for _, _, place in ranked[:most]]


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
