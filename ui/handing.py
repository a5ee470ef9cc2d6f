"""Buttons that hand out rows of schools and classes as files."""

from collections.abc import Callable, Hashable

import streamlit as st

from attendance.i18n import language
from attendance.reports import handing
from attendance.reports.handing import Format, Rows
from ui import download
from ui.guard import Visit


def offer(visit: Visit, rows: Callable[[], Rows], key: str, about: Hashable) -> None:
    """A button each for CSV, Excel and a zip of one file a block; rows are put together when one is asked for.

    Args:
        key: Unique on the page.
        about: What the rows are of: the days, the place, the filters.
    """
    with st.container(horizontal=True):
        for form in Format:
            _button(visit, rows, form, f"{key}_{form.value}", (about, language()))


def _button(visit: Visit, rows: Callable[[], Rows], form: Format, key: str, about: Hashable) -> None:
    download.on_demand(
        visit,
        form.label,
        lambda: handing.hand_out(visit.district, visit.account, visit.page, rows(), form),
        key=key,
        about=about,
    )
