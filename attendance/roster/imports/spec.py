"""What one kind of file is: its columns, what a row must look like, where it belongs, and how it is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from attendance.errors import Message
from attendance.i18n import pick
from attendance.roster.imports.formats import TEXT, Format
from data.database import Statements, Transaction


class ImportKind(StrEnum):
    """What the rows of a file are, in the order in which a new district is filled."""

    SCHOOLS = "schools"
    CLASS_SECTIONS = "class_sections"
    PUPILS = "pupils"
    MOVES = "moves"
    CALENDAR = "calendar"
    HEADCOUNTS = "headcounts"
    PORTAL_CLASS_SECTIONS = "portal_class_sections"
    PORTAL_SCHOOLS = "portal_schools"
    PORTAL_PUPILS = "portal_pupils"
    CONTACTS = "contacts"
    CONSENTS = "consents"


@dataclass(frozen=True)
class Column:
    """A column of a template.

    Attributes:
        note: How to fill it in, marked for translation.
        required: Whether each row needs it.
        format: What a cell must look like where it is filled.
        other: Further headings that are recognised.
    """

    key: str
    hindi: str
    english: str
    note: str
    required: bool = False
    format: Format = TEXT
    other: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """In the reader's language."""
        return pick(self.hindi, self.english)


@dataclass(frozen=True)
class RowCheck:
    """What the cells of a row must be together.

    Attributes:
        holds: For a table of tidied text, which rows are right: boolean, by line.
        error: What is said of the others, marked for translation.
    """

    holds: Callable[[pd.DataFrame], pd.Series]
    error: str


@dataclass(frozen=True)
class Placed:
    """Rows with the district's keys, sorted; each frame's index is the line in the file.

    Attributes:
        refused: Why rows cannot be taken, by line.
    """

    new: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    refused: dict[int, Message] = field(default_factory=dict)


def _nothing_to_say(_db: Statements, _placed: Placed) -> list[Message]:
    return []


@dataclass(frozen=True)
class Kind:
    """How files of a kind are read, checked and stored.

    Attributes:
        title: Marked for translation.
        unique: Keys of the columns that no two rows may have in common; empty where rows may repeat.
        place: Sorts checked rows (text, one column a key) by what they would do; only looks.
        write: Stores what `place` found, in the transaction, and brings the roll-ups in step. Returns whose being on a roll it
            changed, as `data.pupils.enrol` does; None for nobody's.
        row_checks: What the cells of a row must be together.
        warn: What the reader should know before importing, though nothing is refused.
        example: Rows that the template has already, by column key.
        of_a_day: Whether a file is of one day, which the reader chooses or its column ``day`` says.
    """

    name: ImportKind
    title: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    place: Callable[[Statements, pd.DataFrame], Placed]
    write: Callable[[Transaction, Placed], pd.DataFrame | None]
    row_checks: tuple[RowCheck, ...] = ()
    warn: Callable[[Statements, Placed], list[Message]] = _nothing_to_say
    example: Callable[[], list[dict[str, str]]] = list
    of_a_day: bool = False


def one_of(first: str, second: str, error: str) -> RowCheck:
    """At least one of two columns is filled."""
    return RowCheck(lambda table: (table[first] != "") | (table[second] != ""), error)
