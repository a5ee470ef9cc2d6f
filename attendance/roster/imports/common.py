"""Columns that several kinds have."""

from attendance.i18n import N_
from attendance.roster.imports import formats
from attendance.roster.imports.spec import Column

EITHER = N_("In at least one of the two languages.")
NO_NAME = N_("The name is missing. Give it in Hindi or in English.")

UDISE = Column("udise", "यूडाइस कोड", "UDISE code", N_("11 digits, kept as text."), required=True, format=formats.UDISE)
GRADE = Column("grade", "वर्ग", "Class", N_("A number from 1 to 12."), required=True, format=formats.GRADE)
SECTION = Column(
    "section", "सेक्शन", "Section", N_("A letter or a short name; A where there is only one."), required=True,
    format=formats.SECTION,
)  # fmt: skip
PEN = Column("pen", "पेन (PEN)", "PEN", N_("6 to 14 digits, kept as text."), required=True, format=formats.PEN)
ROLL_NUMBER = Column("roll_number", "क्रमांक", "Roll number", N_("May stay empty."), format=formats.ROLL_NUMBER)
