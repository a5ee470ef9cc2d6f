"""The pupils behind an exception of a class: opened one class at a time, never shown by themselves."""

import html
from typing import Any

import streamlit as st

from attendance.i18n import _, day_text, number, percent, pick
from attendance.office.access import Page
from attendance.reports import pupil_leads
from attendance.reports.pupil_leads import Lead
from attendance.reports.pupil_year import Case
from attendance.reports.rules import Rule
from data.clock import today
from ui import failures, widgets
from ui.exceptions.case_filters import Chosen
from ui.guard import Visit
from ui.pupils import year


def show(visit: Visit, rows: list[dict[Any, Any]]) -> None:
    """A closed box for each class with leads, for accounts that may see pupils."""
    if not visit.account.may_open(Page.PUPILS):
        return
    classes = {row["class_section_id"]: row["class_name"] for row in rows if Rule(row["rule"]).of_pupils}
    for class_section_id, name in classes.items():
        key = f"exceptions_pupils_{class_section_id}"
        text = _("The pupils of {name}: leads to visit").format(name=name)
        box = st.expander(widgets.literal(text), icon=":material/person_search:", key=key, on_change="rerun")
        if not box.open:
            st.session_state.pop(f"{key}_found", None)
            continue
        with box, failures.shown():
            # Looked up once each time the box is opened: each look is on the audit trail.
            if f"{key}_found" not in st.session_state:
                st.session_state[f"{key}_found"] = pupil_leads.open_class(visit.district, visit.account, class_section_id)
            _leads(st.session_state[f"{key}_found"])
            st.button(
                _("Who visits them, and what was found"),
                key=f"{key}_cases",
                icon=":material/directions_walk:",
                on_click=Chosen(block_id=rows[0]["block_id"]).go,
                type="tertiary",
            )


def _leads(found: list[Lead]) -> None:
    st.caption(
        _(
            "Not recognised is not absent: a photo may have missed the child, or the reference photo may be poor. "
            "Ask the school or visit the family. This look is on the audit trail."
        )
    )
    if not found:
        st.markdown(_("None of them any more."))
        return
    heads = (_("Pupil"), _("Last recognised"), _("Not recognised since, school days"), _("In the school year"))
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads)
    rows = "".join(f"<tr>{_cells(lead, heads)}</tr>" for lead in found)
    st.html(f'<table class="upa-table upa-pupils"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
    st.caption(_("The school year of one of them, with the evidence of each day:"))
    with st.container(horizontal=True):
        for lead in found:
            year.link(lead.pupil_id, Case.NOT_RECOGNISED, today(), pick(lead.name_hi, lead.name_en))


def _cells(lead: Lead, heads: tuple[str, ...]) -> str:
    roll = f"{number(lead.roll_number)} · " if lead.roll_number is not None else ""
    values = (
        f"{roll}{pick(lead.name_hi, lead.name_en)}",
        day_text(lead.last_seen, "medium") if lead.last_seen else _("not in this school year"),
        number(lead.running),
        _("{missed} of {days} days ({percent})").format(
            missed=number(lead.missed), days=number(lead.days), percent=percent(lead.missed, lead.days)
        ),
    )
    return "".join(
        f'<td data-label="{html.escape(head)}">{html.escape(value)}</td>' for head, value in zip(heads, values, strict=True)
    )
