"""Filling a district from files.

One kind of file is one `Kind` (spec.py): its columns with their formats, checks of whole rows, the unique key, ``place`` (which
rows are new, changed, unchanged or refused) and ``write`` (stores them in a transaction, brings the roll-ups in step). To add a
kind: a member of `ImportKind`, a module in kinds/ with its ``KIND``, its place in the tuple of kinds/__init__.py, a member of
`What` in attendance/roster/cli.py, and the word of ``import.<kind>`` in attendance/office/audit.py. Page, command line,
templates, mapping by hand and refused rows follow from that.
"""

from attendance.roster.imports.columns import ColumnsUnknown, headings
from attendance.roster.imports.files import preview_table, refused_csv, refused_table, template_csv, template_xlsx
from attendance.roster.imports.kinds import KINDS
from attendance.roster.imports.plans import Imported, ImportPlan, apply, plan, remember_columns
from attendance.roster.imports.spec import ImportKind
from attendance.roster.imports.tables import MOST_BYTES, read_file, read_table, refuse_large

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "ColumnsUnknown",
    "ImportKind",
    "ImportPlan",
    "Imported",
    "apply",
    "headings",
    "plan",
    "preview_table",
    "read_file",
    "read_table",
    "refuse_large",
    "refused_csv",
    "refused_table",
    "remember_columns",
    "template_csv",
    "template_xlsx",
]
