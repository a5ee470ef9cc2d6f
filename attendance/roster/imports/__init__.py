"""Filling a district from files: schools, class sections, pupils, contacts."""

from attendance.roster.imports.columns import COLUMNS, TITLES, ImportKind
from attendance.roster.imports.files import refused_csv, refused_table, template_csv, template_xlsx
from attendance.roster.imports.plans import Imported, ImportPlan, apply, plan
from attendance.roster.imports.tables import read_table

__all__ = [
    "COLUMNS",
    "TITLES",
    "ImportKind",
    "ImportPlan",
    "Imported",
    "apply",
    "plan",
    "read_table",
    "refused_csv",
    "refused_table",
    "template_csv",
    "template_xlsx",
]
