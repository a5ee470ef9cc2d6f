"""The pupils whom the portal wrongs, before all else, with the list that asks for correction; the reverse only as a count."""

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from attendance.i18n import _, brief_day, language, ngettext, number
from attendance.reports import portal_pupils
from attendance.reports.figures import Place, Span
from attendance.reports.handing import Format
from attendance.reports.portal import Comparison
from attendance.reports.pupil_year import Case
from ui import download, widgets
from ui.attendance.view import Section, View, go
from ui.guard import Visit
from ui.pupils import year

_PUPILS = 10
"""Shown before one asks for more."""
_LOOKED = "portal_pupils_looked"


def show(visit: Visit, view: View, found: Comparison, place: Place) -> None:
    """Who is absent at the portal and was recognised here, each with the evidence; the look goes on the audit trail.

    Args:
        view: What the address says; a class day that is opened goes on from it.
    """
    st.subheader(_("Absent at the portal, recognised here"), anchor=False)
    if found.harmed is None:
        st.caption(_("The portal's report of these days marks no pupils of classes with photos: only counts can be compared."))
        return
    visits = len(portal_pupils.found_by_visits(visit.district, visit.account, found.span, place))
    if not found.harmed:
        widgets.well_done(_("No pupil who was recognised here is absent at the portal."))
    else:
        text = ngettext(
            "{count} pupil was recognised here and is absent at the portal. Ask the school today.",
            "{count} pupils were recognised here and are absent at the portal. Ask the schools today.",
            found.harmed,
        )
        st.error(text.format(count=number(found.harmed)), icon=":material/priority_high:")
        _list(visit, view, found, place)
    if found.harmed or visits:
        _correction_list(visit, found, place, visits)
    _reverse(found)


def _list(visit: Visit, view: View, found: Comparison, place: Place) -> None:
    most = st.session_state.get("portal_pupils_most", _PUPILS)
    rows = portal_pupils.harmed(visit.district, visit.account, found.span, place, most)
    _note_look(visit, found, place)
    for row in rows.to_dict("records"):
        day = row["day"].date()
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.html(_pupil_html(row, None if found.span.is_day else day))
            year.link(row["pupil_id"], Case.PORTAL, day)
            # Not a page link: to the page one is on, it leaves the address as it was.
            st.button(
                _("The class of the day"),
                key=f"portal_class_{row['pupil_id']}_{day}",
                icon=":material/bar_chart:",
                on_click=go,
                args=(class_day(view, row),),
                type="tertiary",
            )
    if (found.harmed or 0) > most:
        st.button(
            _("Show more pupils"),
            on_click=lambda: st.session_state.update(portal_pupils_most=most + 2 * _PUPILS),
            key="portal_more_pupils",
        )


def class_day(view: View, row: Mapping[Any, Any]) -> View:
    """Where a row's class day is shown."""
    place = Place(str(row["block_id"]), None, int(row["school_id"]), int(row["class_section_id"]))
    return replace(view.at(place), span=Span.of(row["day"].date()), section=Section.OVERVIEW)


def _pupil_html(row: Mapping[Any, Any], day: date | None) -> str:
    where = " · ".join(str(part) for part in (row["class_name"], row["school"], row["block"]))
    when = f"{brief_day(day)} · " if day else ""
    evidence = _("Recognised here by {who}").format(who=row["said_by"])
    return (
        f"<div><strong>{html.escape(str(row['name']))}</strong> "
        f'<span class="upa-note">{html.escape(when + where)}</span><br>'
        f"{html.escape(evidence)}<br><span>{html.escape(str(row['reason']))}</span></div>"
    )


def _note_look(visit: Visit, found: Comparison, place: Place) -> None:
    """Once for each place and span in a browser session, not for each run of the page."""
    looked: set[tuple[object, ...]] = st.session_state.setdefault(_LOOKED, set())
    this = (visit.district.kind, place, found.span)
    if this not in looked:
        portal_pupils.looked(visit.district, visit.account, found.span, place, found.harmed or 0)
        looked.add(this)


def _correction_list(visit: Visit, found: Comparison, place: Place, visits: int) -> None:
    """The file, made when it is asked for: that it was goes on the audit trail."""
    st.markdown(f"**{_('Correction list')}**")
    st.caption(
        _("The list names pupils: give it only to those who correct the portal. That it was made is on the audit trail.")
    )
    if visits:
        text = ngettext(
            "With {count} child of whom a visit found that the portal has it otherwise.",
            "With {count} children of whom visits found that the portal has it otherwise.",
            visits,
        )
        st.caption(text.format(count=number(visits)))
    with st.container(horizontal=True):
        for form in (Format.CSV, Format.EXCEL):
            download.on_demand(
                visit,
                form.label,
                partial(portal_pupils.correction_list, visit.district, visit.account, found.span, place, form),
                key=f"portal_list_{form.value}",
                about=(place, found.span, language()),
            )


def _reverse(found: Comparison) -> None:
    text = _("Present at the portal, not recognised here: {count}. A face may have been missed: look at the class.")
    lines = [text.format(count=number(found.not_recognised or 0))]
    if found.said_absent:
        text = _("Present at the portal, absent as a person said here: {count}.")
        lines.append(text.format(count=number(found.said_absent)))
    st.caption("  \n".join(lines))
