"""How many rows the second page holds, before it is laid out."""

import unicodedata
from itertools import accumulate

from attendance.reports.calls import Call
from attendance.reports.measures import names
from attendance.reports.week import Week

ROOM = 208.0
"""Millimetres for the rows of both tables, as the style sheet sets the page."""
LINE, BETWEEN = 4.2, 1.6
LETTERS = 38
"""Letters on a line of the column for schools or reasons; vowel signs stand on a letter and take no room."""
CLUSTERS = 12
"""Clusters that have room before further schools; a block of Bhagalpur has about as many."""


def rows(week: Week) -> tuple[int, int]:
    """Schools to call and clusters that fit; laid out, they may still be a row too many."""
    calls = [_height(_lines_of(call)) for call in week.calls]
    clusters = [_height(_lines(name, most=2)) for name in names(week.clusters)]
    most_calls = _count(calls, ROOM - sum(clusters[:CLUSTERS]))
    most_clusters = _count(clusters, ROOM - sum(calls[:most_calls]))
    return most_calls, most_clusters


def fewer(calls: int, clusters: int) -> tuple[int, int]:
    """One row less, of the longer table."""
    return (calls - 1, clusters) if calls >= clusters else (calls, clusters - 1)


def _count(heights: list[float], room: float) -> int:
    return sum(total <= room for total in accumulate(heights))


def _height(lines: int) -> float:
    return LINE * lines + BETWEEN


def _lines_of(call: Call) -> int:
    reasons = min(3, sum(_lines(reason, most=3) for reason in call.reasons))
    contacts = max(_lines(one.name or "", most=2, letters=LETTERS * 2 // 3) for one in (call.head, call.crc))
    school = _lines(call.school, most=2) + _lines(f"{call.udise} · {call.cluster}", most=2)
    return max(reasons, contacts + 1, school)


def _lines(text: str, *, most: int, letters: int = LETTERS) -> int:
    wide = sum(unicodedata.category(letter)[0] != "M" for letter in text)
    return min(most, 1 + wide // letters)
