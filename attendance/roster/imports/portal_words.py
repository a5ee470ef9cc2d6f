"""How the portal's reports say yes and no, present and absent, and when; and of which day a report is."""

import re
from datetime import date, datetime, time, timedelta

import pandas as pd

from attendance.errors import BadFile
from attendance.i18n import N_, day_text
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import Check, Format, each
from attendance.roster.imports.tables import digits

NO_YES = N_("“{value}” is neither yes nor no. Write हाँ or नहीं.")
NO_MARK = N_("“{value}” is neither present nor absent. Write उपस्थित or अनुपस्थित.")
NO_TIME = N_("“{value}” is no time: write it as 09:45.")
CHOOSE_DAY = N_("The file does not say of which one day it is. Choose the day of the report.")
OTHER_DAY = N_(
    "This is the portal's report of {found}, and you chose {day}. Nothing was imported: choose the right file or day."
)
TO_COME = N_("{day} is yet to come. Choose the day of the report.")

YES, NO, PRESENT, ABSENT = "yes", "no", "present", "absent"
_YES = (
    "yes y true 1 uploaded done completed complete submitted synced हाँ हां हा ✓ ✔ पूर्ण अपलोड|अपलोड हुआ|अपलोड हुई|अपलोड किया|"
    "अपलोड किया गया|जी हाँ|हो गया"
)
_NO = (
    "no n false 0 pending incomplete नहीं नही ना न ✗ ✘ x लंबित अपूर्ण|not uploaded|not done|not submitted|not completed|"
    "अपलोड नहीं|अपलोड नहीं हुआ|अपलोड नहीं हुई|नहीं हुआ|बाकी"
)
_PRESENT = "present p yes y true 1 उपस्थित उ हाँ हां"
_ABSENT = "absent a ab no n false 0 अनुपस्थित अनु नहीं नही"
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s*([ap]\.?m\.?|पूर्वाह्न|अपराह्न)?", re.IGNORECASE)
_FRACTION = re.compile(r"0?\.[0-9]+")
_YEAR_FIRST = re.compile(r"(?<![0-9])(20[0-9]{2})[-_. ]?([01][0-9])[-_. ]?([0-3][0-9])(?![0-9])")
_YEAR_LAST = re.compile(r"(?<![0-9])([0-3]?[0-9])[-_. ]?([01][0-9])[-_. ]?(20[0-9]{2})(?![0-9])")


def _words(text: str, meaning: str) -> dict[str, str]:
    single, *longer = text.split("|")
    return dict.fromkeys((*single.split(), *longer), meaning)


_UPLOADED = _words(_YES, YES) | _words(_NO, NO)
_MARKS = _words(_PRESENT, PRESENT) | _words(_ABSENT, ABSENT)


def moment(text: str, day: date) -> datetime | None:
    """When something was uploaded: a time of the day, or a day with a time; None when it is neither.

    09:45, 9:45 AM, 09:45:12, 2026-04-06 09:45, 06/04/2026 9:45 am, and Excel's part of a day, 0.40625.
    """
    shown = text.strip()
    if _FRACTION.fullmatch(shown):
        return datetime.combine(day, time()) + timedelta(seconds=round(float(shown) * 86_400))
    found = _TIME.search(shown)
    if found is None or shown[found.end() :].strip():
        return None
    before = shown[: found.start()].strip().rstrip(",T")
    on = parse_day(before.strip()) if before else day
    at = _clock(int(found[1]), int(found[2]), int(found[3] or 0), (found[4] or "").casefold())
    return datetime.combine(on, at) if on and at else None


def of_day(rows: pd.DataFrame, day: date | None, name: str, today: date) -> pd.DataFrame:
    """The rows of a report with the day it is of in each; a cell that is no day is left for the checks of the rows.

    Args:
        rows: With the column ``day``, empty where the file has none.
        day: As somebody chose; None: as the file says.
        name: The file's name, which may hold a day.

    Raises:
        BadFile: The report is of another day than the one chosen, of no single day, or of one to come.
    """
    said = each(rows["day"].map(digits), parse_day)
    named = sorted(set(said.dropna()))
    if day is None:
        if len(named) != 1:
            raise BadFile(CHOOSE_DAY)
        day = named[0]
    in_name = days_in(name)
    others = [one for one in named if one != day] or (in_name if day not in in_name else [])
    if others:
        raise BadFile(OTHER_DAY, found=day_text(others[0]), day=day_text(day))
    if day > today:
        raise BadFile(TO_COME, day=day_text(day))
    return rows.assign(day=rows["day"].where((rows["day"] != "") & said.isna(), day.isoformat()))


def days_in(name: str) -> list[date]:
    """The days that a file's name holds: 2026-04-06, 20260406, 06-04-2026, 06042026."""
    text = digits(name)
    first = (parse_day("-".join(parts)) for parts in _YEAR_FIRST.findall(text))
    last = (parse_day("-".join(reversed(parts))) for parts in _YEAR_LAST.findall(text))
    return [found for found in (*first, *last) if found]


def _clock(hour: int, minute: int, second: int, half: str) -> time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") or half == "अपराह्न" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _of(words: dict[str, str], error: str) -> Format:
    meanings = set(words.values())
    return Format((Check(meanings.__contains__, error),), lambda text: words.get(digits(text).casefold().strip(" .।"), text))


UPLOADED = _of(_UPLOADED, NO_YES)
MARK = _of(_MARKS, NO_MARK)
TIME = Format((Check(lambda text: moment(text, date(2000, 1, 1)) is not None, NO_TIME),), digits)
