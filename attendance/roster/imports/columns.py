"""What can be imported, with the headings of the templates in both languages."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from attendance.errors import BadFile
from attendance.i18n import N_, _, pick


class ImportKind(StrEnum):
    """What the rows of a file are, in the order in which a new district is filled."""

    SCHOOLS = "schools"
    CLASS_SECTIONS = "class_sections"
    PUPILS = "pupils"
    CONTACTS = "contacts"


TITLES: dict[ImportKind, str] = {
    ImportKind.SCHOOLS: N_("Schools"),
    ImportKind.CLASS_SECTIONS: N_("Class sections"),
    ImportKind.PUPILS: N_("Pupils"),
    ImportKind.CONTACTS: N_("Contacts"),
}


@dataclass(frozen=True)
class Column:
    """A column of a template.

    Attributes:
        note: How to fill it in, marked for translation.
        required: Whether each row needs it.
    """

    key: str
    hindi: str
    english: str
    note: str
    required: bool = False

    @property
    def heading(self) -> str:
        """In the reader's language."""
        return pick(self.hindi, self.english)


_UDISE = Column("udise", "यूडाइस कोड", "UDISE code", N_("11 digits, kept as text."), required=True)
_GRADE = Column("grade", "वर्ग", "Class", N_("A number from 1 to 12."), required=True)
_SECTION = Column("section", "सेक्शन", "Section", N_("A letter or a short name; A where there is only one."), required=True)
_EITHER = N_("In at least one of the two languages.")
_FROM_DAY = N_("A day as 2026-04-01; 1 April of this school year where it stays empty.")

COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.SCHOOLS: (
        _UDISE,
        Column("name_hi", "विद्यालय (हिंदी)", "School (Hindi)", _EITHER),
        Column("name_en", "विद्यालय (अंग्रेज़ी)", "School (English)", _EITHER),
        Column("block", "प्रखंड", "Block", N_("One of the district's units, in Hindi or English."), required=True),
        Column("cluster_hi", "संकुल (हिंदी)", "Cluster (Hindi)", _EITHER),
        Column("cluster_en", "संकुल (अंग्रेज़ी)", "Cluster (English)", _EITHER),
        Column("management", "प्रबंधन", "Management", N_("May stay empty.")),
        Column("weekly_off", "साप्ताहिक अवकाश", "Weekly day off", N_("Sunday where it stays empty; Friday for an Urdu school.")),
    ),
    ImportKind.CLASS_SECTIONS: (_UDISE, _GRADE, _SECTION),
    ImportKind.PUPILS: (
        Column("pen", "पेन (PEN)", "PEN", N_("6 to 14 digits, kept as text."), required=True),
        Column("name_hi", "नाम (हिंदी)", "Name (Hindi)", _EITHER),
        Column("name_en", "नाम (अंग्रेज़ी)", "Name (English)", _EITHER),
        _UDISE,
        _GRADE,
        _SECTION,
        Column("roll_number", "क्रमांक", "Roll number", N_("May stay empty.")),
        Column("from_day", "नामांकन की तिथि", "Enrolled from", _FROM_DAY),
    ),
    ImportKind.CONTACTS: (
        Column("post", "पद", "Post", N_("Head teacher, CRC or BEO."), required=True),
        Column("udise", "यूडाइस कोड", "UDISE code", N_("For a head teacher.")),
        Column("block", "प्रखंड", "Block", N_("For a CRC and a BEO.")),
        Column("cluster", "संकुल", "Cluster", N_("For a CRC, in Hindi or English.")),
        Column("name", "नाम", "Name", N_("The person's name."), required=True),
        Column("phone", "फ़ोन", "Phone", N_("Digits; may stay empty.")),
    ),
}  # fmt: skip


LINE = Column("line", "पंक्ति", "Line", "")
REASON = Column("reason", "कारण", "Reason", "")
"""What a file of refused rows has beside the template's columns; in a file that comes back they are passed over."""


def keyed(kind: ImportKind, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns' keys for headings; columns that may be left out are there, empty.

    Raises:
        BadFile: A needed column is missing, or one is not of the template.
    """
    added = {_folded(text) for column in (LINE, REASON) for text in (column.hindi, column.english)}
    table = table.loc[:, [heading for heading in table.columns if _folded(heading) not in added]]
    by_heading = {_folded(text): column.key for column in COLUMNS[kind] for text in (column.key, column.hindi, column.english)}
    known = {heading: by_heading[_folded(heading)] for heading in table.columns if _folded(heading) in by_heading}
    missing = [column.heading for column in COLUMNS[kind] if column.required and column.key not in known.values()]
    if missing:
        raise BadFile(
            N_("The column “{columns}” is missing. Use the headings of the template for {kind}."),
            columns="”, “".join(missing),
            kind=_(TITLES[kind]),
        )
    strange = [heading or "—" for heading in table.columns if heading not in known]
    if strange:
        raise BadFile(
            N_("The column “{columns}” is not in the template for {kind}. Remove it, or give it the template's heading."),
            columns="”, “".join(strange),
            kind=_(TITLES[kind]),
        )
    if len(set(known.values())) < len(known):
        raise BadFile(N_("The same column is there in Hindi and in English. Remove one of the two."))
    named = table.rename(columns=known)
    return named.reindex(columns=[column.key for column in COLUMNS[kind]], fill_value="")


def _folded(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "_-.*()")
