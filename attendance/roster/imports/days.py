"""Days as people and spreadsheets write them."""

import re
import unicodedata
from datetime import date, timedelta

_MONTHS = (
    ("jan", "january", "जनवरी", "जन"), ("feb", "february", "फरवरी", "फर"), ("mar", "march", "मार्च"),
    ("apr", "april", "अप्रैल", "अप्रेल"), ("may", "मई"), ("jun", "june", "जून"), ("jul", "july", "जुलाई", "जुला"),
    ("aug", "august", "अगस्त", "अग"), ("sep", "sept", "september", "सितंबर", "सित"),
    ("oct", "october", "अक्टूबर", "अक्तूबर", "अक्टू"), ("nov", "november", "नवंबर", "नव"), ("dec", "december", "दिसंबर", "दिस"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")
_IN_WORDS = re.compile(r"([0-9]{1,2})[-/. ]*([^-0-9/.,॰ ]+)[-/.,॰ ]*([0-9]{4}|[0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")
_SERIALS_BEGIN = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 2000, 2099


def parse_day(text: str) -> date | None:
    """A day in one of the usual ways to write it (in India, the day comes before the month), None when it is none.

    2026-04-01, 01/04/2026, 1-4-26, 01.04.2026, 1 Apr 2026, 1 अप्रैल 2026, and Excel's number of the day, 46113. Digits are Latin.
    """
    found = _read(text.strip())
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _read(text: str) -> date | None:
    if _SERIAL.fullmatch(text):
        return _SERIALS_BEGIN + timedelta(days=int(text))
    if parts := _YEAR_FIRST.fullmatch(text):
        return _date(parts[1], int(parts[2]), parts[3])
    if parts := _DAY_FIRST.fullmatch(text):
        return _date(parts[3], int(parts[2]), parts[1])
    if parts := _IN_WORDS.fullmatch(text):
        return _date(parts[3], _month(parts[2]), parts[1])
    return None


def _month(name: str) -> int:
    # The nukta is often left out, and म् stands for the anusvara before ब.
    plain = unicodedata.normalize("NFD", name).replace("़", "").replace("म्ब", "ंब").casefold()
    return _MONTH.get(unicodedata.normalize("NFC", plain), 0)


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, int(day))
    except ValueError:
        return None
