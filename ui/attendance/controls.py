"""Choosing the days, the place and the order; each choice goes into the address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from attendance.i18n import _
from attendance.office.access import Page
from attendance.reports import places
from attendance.reports.figures import Place, Span
from attendance.reports.measures import Measure
from attendance.reports.places import Located
from ui import navigation
from ui.attendance.view import View, go
from ui.guard import Visit

_ORDERS = tuple((measure, low_first) for measure in Measure for low_first in (True, False))


def days(view: View, span: Span) -> None:
    """A day, or the first and last day of several."""
    several = _("Several days")
    one = _("One day")
    mode = _keyed("attendance_mode", one if span.is_day else several)

    def change_mode() -> None:
        to_span = st.session_state[mode] == several
        go(
            replace(
                view, span=Span(span.first, date.fromordinal(span.first.toordinal() + 5)) if to_span else Span.of(span.last)
            )
        )

    st.segmented_control(
        _("Days"), [one, several], key=mode, on_change=change_mode, required=True, label_visibility="collapsed", width="content"
    )
    if span.is_day:
        _date_input(_("Day"), "attendance_day", span.first, lambda day: go(replace(view, span=Span.of(day))))
    else:
        _date_input(_("From"), "attendance_from", span.first, lambda day: go(replace(view, span=_ordered(day, span.last))))
        _date_input(_("To"), "attendance_to", span.last, lambda day: go(replace(view, span=_ordered(span.first, day))))


def place(visit: Visit, view: View, located: Located) -> None:
    """The block; within it the school, and within that the class."""
    db, scope, here = visit.district.db, visit.scope, located.place
    _choice(
        _("All units"),
        "attendance_block",
        places.blocks(db, scope),
        here.block_id,
        lambda key: go(view.at(Place(block_id=key))),
    )
    if here.block_id is None:
        return
    above = Place(block_id=here.block_id, cluster_id=here.cluster_id)
    _choice(
        _("All schools"),
        "attendance_school",
        places.schools_of(db, scope, here.block_id, here.cluster_id),
        here.school_id,
        lambda key: go(view.at(replace(above, school_id=key))),
    )
    if here.school_id is None:
        return
    _choice(
        _("All classes"),
        "attendance_class",
        places.classes_of(db, scope, here.school_id),
        here.class_section_id,
        lambda key: go(view.at(replace(above, school_id=here.school_id, class_section_id=key))),
    )


def order(view: View) -> None:
    """The measure and whether low or high comes first."""
    key = _keyed("attendance_order", (view.measure, view.low_first))

    def changed() -> None:
        measure, low_first = st.session_state[key]
        go(replace(view, measure=measure, low_first=low_first))

    st.selectbox(_("Order"), _ORDERS, format_func=_order_words, key=key, on_change=changed, width=340)


def path(located: Located, view: View) -> None:
    """Links to the places above."""
    here = located.place
    above = [
        (None, None),
        (located.block, Place(block_id=here.block_id)),
        (located.cluster, Place(block_id=here.block_id, cluster_id=here.cluster_id)),
        (located.school, Place(here.block_id, here.cluster_id, here.school_id)),
        (located.class_section, here),
    ]
    steps = [(_("All units"), Place()), *((name, target) for name, target in above if name and target)][:-1]
    if not steps:
        return
    with st.container(horizontal=True, gap="small"):
        for name, target in steps:
            page = navigation.pages()[Page.ATTENDANCE]
            st.page_link(page, label=f"{name} ›", query_params=view.at(target).address(), width="content")


def _order_words(order_: tuple[Measure, bool]) -> str:
    measure, low_first = order_
    return (_("{measure}, low first") if low_first else _("{measure}, high first")).format(measure=measure.label)


def _date_input(label: str, name: str, value: date, changed: Callable[[date], None]) -> None:
    key = _keyed(name, value)

    def on_change() -> None:
        if isinstance(chosen := st.session_state[key], date):
            changed(chosen)

    st.date_input(label, key=key, on_change=on_change, format="DD/MM/YYYY", label_visibility="collapsed", width=150)


def _choice(every: str, name: str, options: dict[Any, str], chosen: Any, changed: Callable[[Any], None]) -> None:
    key = _keyed(name, chosen if chosen in options else None)
    st.selectbox(
        every,
        [None, *options],
        format_func=lambda option: every if option is None else options[option],
        key=key,
        on_change=lambda: changed(st.session_state[key]),
        label_visibility="collapsed",
        width=240,
    )


def _keyed(name: str, value: Any) -> str:
    """Put the address's value into the widget before it is shown: the address alone says what is chosen."""
    st.session_state[name] = value
    return name


def _ordered(first: date, last: date) -> Span:
    return Span(min(first, last), max(first, last))
