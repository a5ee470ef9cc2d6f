"""Backups of a district: made while the app works, compared with what they were made of, kept for weeks, brought back."""

from attendance.office.backups.erasing import drop_damaged, forget_files, rewrite_all
from attendance.office.backups.expected import absent, require_there
from attendance.office.backups.keeping import due, kept
from attendance.office.backups.making import make
from attendance.office.backups.manifest import Manifest
from attendance.office.backups.shelf import Shelf, last_good

__all__ = [
    "Manifest",
    "Shelf",
    "absent",
    "drop_damaged",
    "due",
    "forget_files",
    "kept",
    "last_good",
    "make",
    "require_there",
    "rewrite_all",
]
