"""The two languages: texts through gettext, numbers and dates through Babel.

The language is whatever the provider set by `use_language_of` says, so that pages ask their session while jobs, which write no
text, need none. Messages kept in the database are kept untranslated, with their values (see `attendance.errors`).
"""

import gettext
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.clock import in_india

Language = Literal["hi", "en"]
LANGUAGES: tuple[Language, ...] = ("hi", "en")
LOCALE = Path(__file__).parent / "locale"
_LOCALES = {"hi": Locale("hi", "IN"), "en": Locale("en", "IN")}


def _hindi_first() -> Language:
    return "hi"


_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_provider: Callable[[], Language] = _hindi_first
_reading_in: ContextVar[Language | None] = ContextVar("_reading_in", default=None)


def use_language_of(provider: Callable[[], Language]) -> None:
    """Ask ``provider`` for the language from now on."""
    global _provider
    _provider = provider


def language() -> Language:
    """The language of whoever reads the page now."""
    return _reading_in.get() or _provider()


@contextmanager
def reading_in(code: Language) -> Iterator[None]:
    """Around a run of a page, which asks for the language thousands of times: the provider is not asked inside."""
    before = _reading_in.set(code)
    try:
        yield
    finally:
        _reading_in.reset(before)


@cache
def _catalogue(code: Language) -> gettext.NullTranslations:
    chain: gettext.NullTranslations | None = None
    for path in sorted((LOCALE / code / "LC_MESSAGES").glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=code))
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        if chain is None:
            chain = found
        else:
            chain.add_fallback(found)
    return chain or gettext.NullTranslations()


def _(message: str) -> str:
    """The message in the reader's language."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the reader's language, in the form that goes with the count."""
    return _catalogue(language()).ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def pick(hindi: str, english: str) -> str:
    """Of a name stored in both scripts, the one for the reader's language."""
    return hindi if language() == "hi" else english


def upright(text: str) -> str:
    """Without the invisible letters that turn the direction of what stands beside it: a name may not turn a 28 into an 82."""
    return _TURNING.sub("", text)


def number(value: float) -> str:
    """A number in Indian grouping: 12,34,567."""
    return numbers.format_decimal(value, locale=_LOCALES[language()])


def percent(part: float, whole: float) -> str:
    """``part`` of ``whole`` as "77 %"; "not known yet" when the whole is zero. Never rounds up to 100 %, nor down to 0 %."""
    return f"{number(whole_percent(part, whole))} %" if whole else _("not known yet")


def whole_percent(part: float, whole: float) -> int:
    """``part`` of ``whole``, which is not zero, as `percent` rounds it."""
    share = 100 * part / whole
    return min(99, max(1, round(share))) if 0 < share < 100 else round(share)


def day_text(day: date, style: Literal["short", "medium", "long", "full"] = "long") -> str:
    """A day: सोमवार, 23 नवंबर 2026 in full."""
    return dates.format_date(day, format=style, locale=_LOCALES[language()])


def brief_day(day: date) -> str:
    """A day of this year: 23 नव॰."""
    return dates.format_date(day, "d MMM", locale=_LOCALES[language()])


def weekday_text(day: date) -> str:
    """A day of this year with its weekday: सोम, 23 नव॰."""
    return dates.format_date(day, "EEE, d MMM", locale=_LOCALES[language()])


def month_text(day: date) -> str:
    """A month: नवंबर 2026."""
    return dates.format_date(day, "MMMM y", locale=_LOCALES[language()])


def brief_month(day: date) -> str:
    """A month of this year: नव॰."""
    return dates.format_date(day, "MMM", locale=_LOCALES[language()])


def weekday_name(day: date) -> str:
    """The day's weekday: सोमवार."""
    return dates.format_date(day, "EEEE", locale=_LOCALES[language()])


def moment_text(moment: datetime) -> str:
    """A stored UTC moment as day and time in India."""
    local = in_india(moment)
    return f"{dates.format_date(local, 'd MMM', locale=_LOCALES[language()])}, {local:%H:%M}"
