"""How cells are understood: days, lists of grades, Kruti Dev, spaces."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.roster import names
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import parse_grades
from attendance.roster.imports.legacy_font import in_legacy_font
from attendance.roster.imports.tables import digits, plain

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
HINDI_MONTHS = ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितम्बर", "अक्टूबर", "नवंबर", "दिसंबर"]
WAYS = {
    "year first": lambda day: f"{day:%Y-%m-%d}",
    "slashes": lambda day: f"{day:%d/%m/%Y}",
    "short": lambda day: f"{day.day}-{day.month}-{day:%y}",
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "English": lambda day: f"{day.day} {day:%b} {day.year}",
    "English in full": lambda day: f"{day:%d-%B-%Y}",
    "Hindi": lambda day: f"{day.day} {HINDI_MONTHS[day.month - 1]} {day.year}",
    "Excel's moment": lambda day: f"{day.isoformat()} 00:00:00",
}


@pytest.mark.parametrize("way", WAYS)
@given(day=DAYS)
def test_a_day_is_understood_however_it_is_written(way: str, day: date) -> None:
    assert parse_day(WAYS[way](day)) == day


@given(number=st.integers(36526, 73050))
def test_excels_number_of_a_day_is_that_day(number: int) -> None:
    assert parse_day(str(number)) == date(1899, 12, 30) + timedelta(days=number)


@given(text=st.text(max_size=24) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,4}[-/. ][0-9]{1,4}", fullmatch=True))
def test_whatever_a_day_is_taken_from_is_within_a_century(text: str) -> None:
    found = parse_day(digits(text))
    assert found is None or 2000 <= found.year <= 2099


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "31/02/2026", "04/15/2026", "1926-04-01", "2026", "1 Foo 2026", "२०२६"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(digits(text)) is None


@given(grades=st.sets(st.integers(1, 12), min_size=1), separator=st.sampled_from([",", ", ", ";", " and ", " और "]))
def test_a_list_of_grades_is_those_grades(grades: set[int], separator: str) -> None:
    assert parse_grades(separator.join(map(str, grades))) == tuple(sorted(grades))


@given(first=st.integers(1, 12), last=st.integers(1, 12))
def test_a_span_of_grades_is_all_of_them(first: int, last: int) -> None:
    expected = tuple(range(first, last + 1)) or None
    assert parse_grades(f"{first}-{last}") == expected
    assert parse_grades(f"{first} से {last}") == expected


@given(text=st.text(max_size=20))
def test_whatever_a_list_of_grades_is_taken_from_names_grades(text: str) -> None:
    found = parse_grades(text)
    assert found is None or (found and set(found) <= set(range(1, 13)))


@given(text=st.text(max_size=40))
def test_tidying_a_cell_twice_changes_nothing(text: str) -> None:
    once = plain(text)
    assert plain(once) == once or once.startswith("'")


@pytest.mark.parametrize(
    "text", ["jke dqekj", "lquhrk nsoh", "vfer ;kno", "izkFkfed fo|ky;", "e/; fo|ky; lckSj", "mRØfer e/; fo|ky;", "eks0 vkfny"]
)
def test_kruti_dev_is_known_as_such(text: str) -> None:
    assert in_legacy_font(text)


def test_no_name_in_latin_letters_or_in_unicode_is_taken_for_kruti_dev() -> None:
    listed = [names._HINDU_BOYS, names._HINDU_GIRLS, names._MUSLIM_BOYS, names._MUSLIM_GIRLS, names._HINDU_SURNAMES]
    pairs = [pair for one in listed for pair in names._pairs(one)]
    spelled = [text for hindi, english in pairs for text in (hindi, english, english.lower(), english.upper())]
    others = ["St. Mary's School", "dr. b.r. ambedkar", "NA", "high school +2", "md. sajjad", "P.S. Kasba/Tola", "govt"]
    assert [text for text in (*spelled, *others) if in_legacy_font(text)] == []
