"""Children to visit: open cases by school, with whom to call, who visits, and what was found; names one school at a time."""

import html
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from attendance.i18n import _, ngettext, number, pick
from attendance.reports import follow_up_cases, places
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, Counts, Filters, Which
from data.database import Row
from ui import choices, widgets
from ui.exceptions import follow_up_school, listing, pupil_files
from ui.exceptions.case_filters import Chosen
from ui.guard import Visit

AT_FIRST = 15
"""Schools shown before one asks for more."""
_MOST = "follow_up_most"


def show(visit: Visit) -> None:
    """The section, as the address says."""
    st.warning(_(NO_STRIKE_OFF), icon=":material/gavel:")
    chosen = Chosen.read()
    blocks = places.blocks(visit.district.db, visit.scope)
    if chosen.block_id and chosen.block_id not in blocks:
        st.warning(_("The block in this address is not there, or not one of yours. All units are shown."))
        chosen = replace(chosen, block_id=None, cluster_id=None)
    _choose(visit, chosen, blocks)
    counts = follow_up_cases.counts(visit.district, visit.account, chosen.block_id)
    most = st.session_state.setdefault(_MOST, AT_FIRST)
    rows = follow_up_cases.schools(visit.district, visit.account, chosen.filters(), most)
    if rows:
        st.html(_summary(counts))
        _files(visit, chosen.filters())
        _schools(visit, chosen.filters(), rows)
    elif chosen == Chosen(block_id=chosen.block_id) and not counts.closed:
        widgets.empty(_("No child was missing from the photos for so many days. Cases come by themselves after each look."))
    elif chosen == Chosen(block_id=chosen.block_id):
        widgets.well_done(_("Nobody waits for a visit. Well done."))
    else:
        widgets.empty(_("Nothing matches these filters."), ":material/filter_alt_off:")


def _choose(visit: Visit, chosen: Chosen, blocks: dict[str, str]) -> None:
    def change(**values: Any) -> None:
        st.session_state.pop(_MOST, None)
        replace(chosen, **values).go()

    def changer(name: str) -> Callable[[Any], None]:
        return lambda value: change(**{name: value})

    with st.container(horizontal=True, vertical_alignment="center"):
        of_block: Callable[[Any], None] = lambda value: change(block_id=value, cluster_id=None)  # noqa: E731
        choices.one_of(_("All units"), "follow_up_block", blocks, chosen.block_id, of_block)
        if chosen.block_id:
            clusters = places.clusters_of(visit.district.db, visit.scope, chosen.block_id)
            choices.one_of(_("All clusters"), "follow_up_cluster", clusters, chosen.cluster_id, changer("cluster_id"))
        which = {one: one.label for one in Which if one is not Which.OPEN}
        current = None if chosen.which is Which.OPEN else chosen.which
        choices.one_of(
            Which.OPEN.label, "follow_up_which", which, current, lambda one: change(which=one or Which.OPEN), width=240
        )
        visitors = follow_up_cases.visitors(visit.district, visit.account, chosen.block_id)
        if chosen.visitor:
            visitors.setdefault(chosen.visitor, chosen.visitor)
        if visitors:
            choices.one_of(_("Whoever visits"), "follow_up_visitor", visitors, chosen.visitor, changer("visitor"), width=240)


def _summary(counts: Counts) -> str:
    """The open cases of the block, whatever else is chosen."""
    pupils = ngettext("{count} child to ask after", "{count} children to ask after", counts.open).format(
        count=number(counts.open)
    )
    schools = ngettext("in {count} school", "in {count} schools", counts.schools).format(count=number(counts.schools))
    parts = [
        _("nobody visits yet: {count}").format(count=number(counts.nobody)),
        _("somebody visits: {count}").format(count=number(counts.visiting)),
        _("day for the visit past: {count}").format(count=number(counts.overdue)),
        _("closed: {count}").format(count=number(counts.closed)),
    ]
    return (
        f'<div class="upa-school"><strong>{html.escape(f"{pupils} {schools}")}</strong><br>'
        f'<span class="upa-note">{html.escape(" · ".join(parts))}</span></div>'
    )


def _files(visit: Visit, filters: Filters) -> None:
    box = st.expander(_("Save these cases as a file"), icon=":material/download:", key="follow_up_files", on_change="rerun")
    if box.open:
        with box:
            pupil_files.cases(visit, filters)


def _schools(visit: Visit, filters: Filters, rows: list[Row]) -> None:
    for row in rows:
        with st.container(border=True):
            st.html(_school_html(row))
            follow_up_school.show(visit, row, filters)
    left = int(rows[0]["schools"]) - len(rows)
    if left > 0:
        more = min(left, AT_FIRST)
        st.button(
            ngettext("Show {count} more school", "Show {count} more schools", more).format(count=number(more)),
            key="follow_up_more",
            on_click=lambda: st.session_state.update({_MOST: len(rows) + AT_FIRST}),
        )


def _school_html(row: Row) -> str:
    place = " · ".join(html.escape(pick(row[f"{level}_hi"], row[f"{level}_en"])) for level in ("block", "cluster"))
    parts = [
        ngettext("{count} child", "{count} children", row["found"]).format(count=number(row["found"])),
        _("at most {days} school days with photos").format(days=number(row["longest"])),
    ]
    if row["nobody"]:
        parts.append(_("nobody visits yet: {count}").format(count=number(row["nobody"])))
    if row["overdue"]:
        parts.append(_("day for the visit past: {count}").format(count=number(row["overdue"])))
    contacts = listing.contact_html(_("Head teacher"), row["head_name"], row["head_phone"])
    contacts += listing.contact_html(_("CRC"), row["crc_name"], row["crc_phone"])
    return (
        f'<div class="upa-school"><strong>{html.escape(pick(row["school_hi"], row["school_en"]))}</strong> '
        f'<span class="upa-note">UDISE {html.escape(row["udise"])} · {place}</span>'
        f'<div>{html.escape(" · ".join(parts))}</div><div class="upa-contacts">{contacts}</div></div>'
    )
