"""Buttons for files that name pupils: what each is for is asked first."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta

import streamlit as st

from attendance.errors import BadEntry
from attendance.i18n import N_, _, language
from attendance.reports import follow_up_rows, places, pupil_files, pupil_marks
from attendance.reports.figures import Span
from attendance.reports.follow_up_cases import Filters
from attendance.reports.handed import File
from attendance.reports.paper import visits
from attendance.reports.pupil_files import PupilRows, Purpose, Why
from data.database import Row
from ui import download
from ui.download import Wanted
from ui.guard import Visit

_WEEK = timedelta(days=6)


def cases(visit: Visit, filters: Filters) -> None:
    """The cases of a list, with names."""

    def make(purpose: Purpose) -> File:
        rows = follow_up_rows.of_list(visit.district, visit.account, filters)
        return pupil_files.hand_out(visit.district, visit.account, rows, purpose)

    offer(visit, [("Excel", make)], "follow_up_cases", filters)


def visit_list(visit: Visit, school: Row, filters: Filters) -> None:
    """The open cases of one school, as a form to be filled in at the visit, and as a sheet."""

    def paper(purpose: Purpose) -> File:
        return visits.of_one_school(visit.district, visit.account, school, filters, purpose)

    def rows(purpose: Purpose) -> File:
        of_school = follow_up_rows.of_list(visit.district, visit.account, filters, school["school_id"])
        return pupil_files.hand_out(visit.district, visit.account, of_school, purpose)

    key = f"visit_list_{school['school_id']}"
    offer(visit, [(_("Visit list as PDF"), paper), ("Excel", rows)], key, (school["school_id"], filters))


def marks(visit: Visit, school_id: int, last: date) -> None:
    """The marks of a school's pupils on some days, by class or all."""
    key = f"pupil_marks_{school_id}"
    days = st.date_input(_("Days"), (last - _WEEK, last), key=f"{key}_days", format="DD/MM/YYYY")
    classes = places.classes_of(visit.district.db, visit.scope, school_id)
    section = st.selectbox(
        _("Class"),
        list(classes),
        index=None,
        format_func=classes.__getitem__,
        key=f"{key}_class",
        placeholder=_("All classes"),
    )

    def rows() -> PupilRows:
        if not isinstance(days, Sequence) or len(days) != 2:
            raise BadEntry(N_("Choose the first and the last day."))
        return pupil_marks.of_school(visit.district, visit.account, school_id, Span(*days), section)

    def make(purpose: Purpose) -> File:
        return pupil_files.hand_out(visit.district, visit.account, rows(), purpose)

    offer(visit, [("Excel", make)], key, (school_id, days, section))


def offer(visit: Visit, files: Sequence[tuple[str, Callable[[Purpose], File]]], key: str, about: Hashable) -> None:
    """What the files are for, and a button for each.

    Args:
        files: What stands on each button, and what makes the file.
        key: Unique on the page.
        about: What the files are of.
    """
    st.caption(
        _("The file names children, and says who took it, when and for what; so does the audit trail. Pass it on to nobody.")
    )
    why, words = f"{key}_why", f"{key}_words"
    st.selectbox(
        _("What is the file for?"),
        list(Why),
        index=None,
        format_func=lambda one: one.label,
        key=why,
        placeholder=_("Choose"),
    )
    st.text_input(_("In your words: who gets it, and why"), key=words, max_chars=pupil_files.MOST_LETTERS)

    def wanted(place: int, label: str, make: Callable[[Purpose], File]) -> Wanted:
        # Read when the button is pressed: what was typed last has then arrived.
        return Wanted(label, lambda: make(Purpose(st.session_state[why], st.session_state[words])), f"{key}_file_{place}")

    download.one_of(visit, [wanted(place, *one) for place, one in enumerate(files)], (key, about, language()))
