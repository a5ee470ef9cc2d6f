"""The exception list itself: files, and a card per school with reasons, contacts, a message to copy and what is done."""

import html
import re
from typing import Any

import pandas as pd
import streamlit as st

from attendance.i18n import _, ngettext, number
from attendance.office.access import Page
from attendance.reports import exception_rows, exceptions
from attendance.reports.exceptions import Filters, Schools
from attendance.reports.figures import Span
from attendance.reports.rules import Rule, Severity, State
from ui import handing, navigation
from ui.attendance.view import span_address
from ui.exceptions import followup, pupils
from ui.guard import Visit

AT_FIRST = 15
"""Schools shown before one asks for more."""
MOST = "exceptions_most"
_MARKS = {Severity.SERIOUS: "▲", Severity.IMPORTANT: "◆", Severity.ORDINARY: "○"}


def files(visit: Visit, filters: Filters) -> None:
    """The list as files: schools and classes only, never pupils."""
    box = st.expander(_("Save the list as a file"), icon=":material/download:", key="exceptions_files", on_change="rerun")
    if box.open:
        with box:
            handing.offer(visit, lambda: exception_rows.of_list(visit.district.db, visit.scope, filters), "exceptions", filters)


def schools(visit: Visit, found: pd.DataFrame, kept: Schools) -> None:
    """A card per school, those with the gravest reasons first."""
    text = _("{schools} · {reasons}").format(
        schools=ngettext("{count} school", "{count} schools", kept.schools).format(count=number(kept.schools)),
        reasons=ngettext("{count} reason", "{count} reasons", kept.found).format(count=number(kept.found)),
    )
    st.subheader(text, anchor=False)
    for school_id, rows in found.groupby("school_id", sort=False):
        _school(visit, int(str(school_id)), rows)
    left = kept.schools - len(kept.keys)
    if left > 0:
        more = min(left, AT_FIRST)
        st.button(
            ngettext("Show {count} more school", "Show {count} more schools", more).format(count=number(more)),
            on_click=lambda: st.session_state.update({MOST: len(kept.keys) + AT_FIRST}),
        )


def _school(visit: Visit, school_id: int, rows: pd.DataFrame) -> None:
    records = rows.to_dict("records")
    last = max(row["day"] for row in records)
    with st.container(border=True):
        st.html(_school_html(records))
        with st.container(horizontal=True):
            navigation.link(Page.ATTENDANCE, _("See the school"), school=str(school_id), **span_address(Span.of(last)))
            for row in records:
                if row["rule"] == Rule.UNCERTAIN:
                    where = {"class": str(row["class_section_id"]), "day": row["day"].isoformat()}
                    navigation.link(Page.REVIEW, _("Review {name}").format(name=row["class_name"]), **where)
        message = exceptions.message(rows)
        if message:
            with st.expander(_("Message to copy"), icon=":material/content_copy:"):
                st.code(message, language=None, wrap_lines=True)
        pupils.show(visit, records)
        followup.show(visit, school_id, records)


def _school_html(rows: list[dict[Any, Any]]) -> str:
    first = rows[0]
    place = " · ".join(html.escape(str(first[name])) for name in ("block", "cluster") if first[name])
    reasons = "".join(f"<li>{line}</li>" for line in _reasons_html(rows))
    contacts = "".join(
        contact_html(title, first[f"{who}_name"], first[f"{who}_phone"])
        for title, who in ((_("Head teacher"), "head"), (_("CRC"), "crc"), (_("BEO"), "beo"))
    )
    return (
        f'<div class="upa-school"><strong>{html.escape(first["school"])}</strong> '
        f'<span class="upa-note">UDISE {html.escape(first["udise"])} · {place}</span>'
        f'<ul>{reasons}</ul><div class="upa-contacts">{contacts}</div></div>'
    )


def _reasons_html(rows: list[dict[Any, Any]]) -> list[str]:
    """One line for all classes with the same reason and state."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        key = (row["severity"], row["reason"], row["state"], row["standing"], row["owner"])
        alike.setdefault(key, []).append(row["class_name"] or _("The whole school"))
    return [_reason_html(key, names) for key, names in alike.items()]


def _reason_html(alike: tuple[Any, ...], names: list[str]) -> str:
    severity, reason, state, standing, owner = alike
    grave = Severity(severity)
    said = [standing] if state != State.NEW else []
    if owner:
        said.append(_("followed by {name}").format(name=owner))
    tail = f' <span class="upa-state">· {html.escape(" · ".join(said))}</span>' if said else ""
    return (
        f'<span class="upa-severity upa-severity-{severity:d}">{_MARKS[grave]} {html.escape(grave.label)}</span> '
        f"<b>{html.escape(', '.join(names))}</b>: {html.escape(reason)}{tail}"
    )


def contact_html(title: str, name: str | None, phone: str | None) -> str:
    """Who it is and the number, to be dialled with one touch."""
    who = f"{html.escape(title)}: {html.escape(name or _('not known yet'))}"
    if not phone:
        return f"<span>{who}</span>"
    dialled = html.escape(re.sub(r"[^0-9+]", "", phone))
    return f'<span>{who} · <a href="tel:{dialled}">☎ {html.escape(phone)}</a></span>'
