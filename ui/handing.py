"""Buttons that hand out rows of schools and classes as files."""

from collections.abc import Callable, Hashable, Sequence

import pandas as pd
import streamlit as st

from attendance.i18n import _, language
from attendance.reports import figure_rows, handing
from attendance.reports.figures import Level, Span
from attendance.reports.handing import Format, Rows
from attendance.reports.places import Located
from ui import download
from ui.download import Wanted
from ui.guard import Visit


def figures_of_place(visit: Visit, located: Located, span: Span, level: Level) -> None:
    """Figures of a place, by the level shown or a deeper one."""
    levels = [one for one in Level if one >= level]
    chosen = st.segmented_control(
        _("Rows of the file"), levels, default=level, required=True, format_func=_title, key=f"rows-{level.name}"
    )

    def rows() -> Rows:
        return figure_rows.of_place(visit.district.db, visit.scope, span, located, chosen)

    offer(visit, rows, "units", (located.place, span, chosen))


def figures_of_days(visit: Visit, located: Located, span: Span) -> None:
    """Figures of a place, a row per day."""

    def rows() -> Rows:
        return figure_rows.of_days(visit.district.db, visit.scope, span, located)

    offer(visit, rows, "days", (located.place, span), (Format.CSV, Format.EXCEL))


def figures_of_table(
    visit: Visit, located: Located, span: Span, table: Callable[[], pd.DataFrame], *, title: str, part: str, note: str
) -> None:
    """A table that a page shows of a place.

    Args:
        table: Makes it, with plain numbers, when a file is asked for.
        part: Names the file; unique on the page.
        note: What its figures are of.
    """

    def rows() -> Rows:
        db, scope = visit.district.db, visit.scope
        return figure_rows.of_table(db, scope, span, located, table(), title=title, part=part, notes=[note])

    offer(visit, rows, part, (located.place, span, title, note), (Format.CSV, Format.EXCEL))


def offer(visit: Visit, rows: Callable[[], Rows], key: str, about: Hashable, forms: Sequence[Format] = tuple(Format)) -> None:
    """A button for each format; rows are put together when one is asked for.

    Args:
        key: Unique on the page.
        about: What the rows are of: the days, the place, the filters.
    """
    wanted = [_wanted(visit, rows, form, f"{key}_{form.value}") for form in forms]
    download.one_of(visit, wanted, (about, language()))


def _wanted(visit: Visit, rows: Callable[[], Rows], form: Format, key: str) -> Wanted:
    return Wanted(form.label, lambda: handing.hand_out(visit.district, visit.account, visit.page, rows(), form), key)


def _title(level: Level) -> str:
    return _(figure_rows.TITLES[level])
