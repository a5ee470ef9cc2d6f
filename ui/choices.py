"""Choices that live in a page's address: the address says what is chosen, a choice changes the address."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from attendance.i18n import _
from attendance.reports.figures import Span
from ui import widgets

_SEVERAL = timedelta(days=5)
"""A choice of several days begins with a school week."""


def days(span: Span, changed: Callable[[Span], None], name: str) -> None:
    """A day, or the first and last day of several.

    Args:
        changed: Called before the next run.
        name: Unique on the page.
    """
    key = keyed(f"{name}_mode", span.is_day)

    def change_mode(is_day: bool) -> None:
        changed(Span.of(span.last) if is_day else Span(span.last - _SEVERAL, span.last))

    st.segmented_control(
        _("Days"),
        [True, False],
        format_func={True: _("One day"), False: _("Several days")}.__getitem__,
        key=key,
        on_change=widgets.with_value(key, change_mode),
        required=True,
        label_visibility="collapsed",
        width="content",
    )
    if span.is_day:
        _date(_("Day"), f"{name}_day", span.first, lambda day: changed(Span.of(day)))
    else:
        _date(_("From"), f"{name}_from", span.first, lambda day: changed(_ordered(day, span.last)))
        _date(_("To"), f"{name}_to", span.last, lambda day: changed(_ordered(span.first, day)))


def one_of(
    every: str, name: str, options: Mapping[Any, str], chosen: Any, changed: Callable[[Any], None], width: int = 172
) -> None:
    """One of several by name, or all of them.

    Args:
        every: What no choice is called.
        options: Key and name of each.
        chosen: The key chosen now, None for all.
        changed: Called before the next run with the key, or None.
        width: In pixels; two of the usual width stand side by side on a phone.
    """
    everything = ""  # not None, which Streamlit shows as its own English "Choose an option"
    key = keyed(name, chosen if chosen in options else everything)
    st.selectbox(
        widgets.literal(every),
        [everything, *options],
        format_func=lambda option: options.get(option, every),
        key=key,
        on_change=widgets.with_value(key, lambda option: changed(option or None)),
        label_visibility="collapsed",
        width=width,
    )


def keyed(name: str, value: Any) -> str:
    """Put the address's value into a widget before it is shown, and return its key."""
    st.session_state[name] = value
    return name


def _date(label: str, name: str, value: date, changed: Callable[[date], None]) -> None:
    key = keyed(name, value)

    def change_date(chosen: date | None) -> None:
        if isinstance(chosen, date):
            changed(chosen)

    st.date_input(
        label,
        key=key,
        on_change=widgets.with_value(key, change_date),
        format="DD/MM/YYYY",
        label_visibility="collapsed",
        width=150,
    )


def _ordered(first: date, last: date) -> Span:
    return Span(min(first, last), max(first, last))
