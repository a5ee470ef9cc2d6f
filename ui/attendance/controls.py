"""Choosing the place and the order; each choice goes into the address."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from attendance.i18n import _
from attendance.reports import places
from attendance.reports.compliance import RATES
from attendance.reports.figures import Place
from attendance.reports.measures import Measure
from attendance.reports.periods import Period
from attendance.reports.places import Located
from attendance.reports.trends import Division
from ui import choices, widgets
from ui.attendance.view import Section, View, go
from ui.guard import Visit

_ORDERS = tuple((measure, low_first) for measure in Measure for low_first in (True, False))


def place(visit: Visit, view: View, located: Located) -> None:
    """The block; within it the school, and within that the class."""
    db, scope, here = visit.district.db, visit.scope, located.place
    choices.one_of(
        _("All units"),
        "attendance_block",
        places.blocks(db, scope),
        here.block_id,
        lambda key: go(view.at(Place(block_id=key))),
    )
    if here.block_id is None:
        return
    above = Place(block_id=here.block_id, cluster_id=here.cluster_id)
    choices.one_of(
        _("All schools"),
        "attendance_school",
        places.schools_of(db, scope, here.block_id, here.cluster_id),
        here.school_id,
        lambda key: go(view.at(replace(above, school_id=key))),
        width=320,
    )
    if here.school_id is None:
        return
    choices.one_of(
        _("All classes"),
        "attendance_class",
        places.classes_of(db, scope, here.school_id),
        here.class_section_id,
        lambda key: go(view.at(replace(above, school_id=here.school_id, class_section_id=key))),
    )


def order(view: View) -> None:
    """The measure and whether low or high comes first."""
    key = choices.keyed("attendance_order", (view.measure, view.low_first))

    def changed(order: tuple[Measure, bool]) -> None:
        measure, low_first = order
        go(replace(view, measure=measure, low_first=low_first))

    words = {order: _order_words(*order) for order in _ORDERS}
    st.selectbox(
        _("Order"),
        _ORDERS,
        format_func=words.__getitem__,
        key=key,
        on_change=widgets.with_value(key, changed),
        label_visibility="collapsed",
        width=340,
    )


def sections(view: View) -> None:
    """The parts of the page."""
    _one_of(
        _("Part of the page"), "attendance_section", list(Section), view.section, lambda chosen: replace(view, section=chosen)
    )


def rate(view: View) -> None:
    """What is held against the target."""
    _one_of(_("Measure"), "attendance_rate", list(RATES), view.rate, lambda chosen: replace(view, rate=chosen))


def per(view: View, shown: Period, options: Sequence[Period]) -> None:
    """Days, weeks or months."""
    chosen = shown if shown in options else options[0]
    _one_of(_("Gathered"), "attendance_per", options, chosen, lambda chosen: replace(view, per=chosen))


def division(view: View, shown: Division, options: Sequence[Division]) -> None:
    """What trends are told apart by."""
    _one_of(_("Told apart"), "attendance_of", options, shown, lambda chosen: replace(view, division=chosen))


def measure(view: View) -> None:
    """The measure alone, where no order is needed."""
    key = choices.keyed("attendance_measure", view.measure)
    words = {option: option.label for option in Measure}
    st.selectbox(
        _("Measure"),
        list(Measure),
        format_func=words.__getitem__,
        key=key,
        on_change=widgets.with_value(key, lambda chosen: go(replace(view, measure=chosen))),
        label_visibility="collapsed",
        width=220,
    )


def clusters_or_schools(view: View) -> None:
    """How a block is shown."""
    key = choices.keyed("attendance_by", view.by_school)
    st.segmented_control(
        _("Show"),
        [True, False],
        label_visibility="collapsed",
        format_func={True: _("Schools"), False: _("Clusters")}.__getitem__,
        key=key,
        on_change=widgets.with_value(key, lambda chosen: go(replace(view, by_school=chosen))),
        required=True,
    )


def _one_of(label: str, name: str, options: Sequence[Any], chosen: Any, changed: Callable[[Any], View]) -> None:
    key = choices.keyed(name, chosen)
    words = {option: widgets.literal(option.label) for option in options}
    st.segmented_control(
        label,
        options,
        format_func=words.__getitem__,
        key=key,
        on_change=widgets.with_value(key, lambda chosen: go(changed(chosen))),
        required=True,
        label_visibility="collapsed",
    )


def path(located: Located, view: View) -> None:
    """The way back to the places above."""
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
        for depth, (name, target) in enumerate(steps):
            # Not a page link: to the page one is on, it leaves the address as it was.
            label = f"{widgets.literal(name)} ›"
            st.button(label, key=f"attendance_up_{depth}", on_click=go, args=(view.at(target),), type="tertiary")


def _order_words(measure: Measure, low_first: bool) -> str:
    return (_("Order: {measure}, low first") if low_first else _("Order: {measure}, high first")).format(measure=measure.label)
