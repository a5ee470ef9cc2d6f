"""Which column of a file is which: by its heading in Hindi or English, or as somebody said by hand."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from attendance.errors import BadFile
from attendance.i18n import N_, _
from attendance.roster.imports.spec import Column, Kind

LINE = Column("line", "पंक्ति", "Line", "")
REASON = Column("reason", "कारण", "Reason", "")
"""What a file of refused rows has beside the template's columns; in a file that comes back they are passed over."""


class ColumnsUnknown(BadFile):
    """The headings are not the template's: somebody must say which column is which.

    Attributes:
        headings: The file's, in order.
        known: Those that were recognised, with the key of their column.
    """

    def __init__(self, text: str, headings: list[str], known: dict[str, str], **values: object) -> None:
        super().__init__(text, **values)
        self.headings = headings
        self.known = known


def keyed(kind: Kind, table: pd.DataFrame, by_hand: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The table with the columns' keys for headings; columns that may be left out are there, empty.

    Args:
        by_hand: Key by heading, as somebody said; columns that are not in it are left aside.

    Raises:
        ColumnsUnknown: A needed column is missing, or one is not of the template.
    """
    table = table.loc[:, headings(table)]
    known = recognised(kind, table.columns) if by_hand is None else _said(by_hand, table.columns)
    _refuse_unclear(kind, list(table.columns), known, by_hand is not None)
    named = table[[heading for heading in table.columns if heading in known]].rename(columns=known)
    return named.reindex(columns=[column.key for column in kind.columns], fill_value="")


def headings(table: pd.DataFrame) -> list[str]:
    """A table's own headings, without those that a file of refused rows has beside them."""
    added = {_folded(text) for column in (LINE, REASON) for text in (column.hindi, column.english)}
    return [heading for heading in table.columns if _folded(heading) not in added]


def recognised(kind: Kind, given: Iterable[str]) -> dict[str, str]:
    """The key of each heading that is known."""
    by_heading = {
        _folded(text): column.key
        for column in kind.columns
        for text in (column.key, column.hindi, column.english, *column.other)
    }
    return {heading: by_heading[_folded(heading)] for heading in given if _folded(heading) in by_heading}


def digest(given: Iterable[str]) -> str:
    """By what a file's headings are found again, in whatever order they come."""
    text = json.dumps(sorted(_folded(heading) for heading in given), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(by_hand: Mapping[str, str], given: Iterable[str]) -> dict[str, str]:
    said = {_folded(heading): key for heading, key in by_hand.items()}
    return {heading: said[_folded(heading)] for heading in given if _folded(heading) in said}


def _refuse_unclear(kind: Kind, given: list[str], known: dict[str, str], by_hand: bool) -> None:
    missing = [column.heading for column in kind.columns if column.required and column.key not in known.values()]
    if missing:
        raise ColumnsUnknown(
            N_("The column “{columns}” is missing. Use the headings of the template for {kind}."),
            given,
            known,
            columns="”, “".join(missing),
            kind=_(kind.title),
        )
    strange = [] if by_hand else [heading or "—" for heading in given if heading not in known]
    if strange:
        raise ColumnsUnknown(
            N_("The column “{columns}” is not in the template for {kind}. Remove it, or give it the template's heading."),
            given,
            known,
            columns="”, “".join(strange),
            kind=_(kind.title),
        )
    if len(set(known.values())) < len(known):
        raise ColumnsUnknown(N_("The same column is there in Hindi and in English. Remove one of the two."), given, known)


def _folded(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "_-.*()")
