"""The exception list itself: counts, files, and a card per school with reasons, contacts and a message to copy."""

import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from attendance.i18n import _, ngettext, number
from attendance.office.access import Page
from attendance.reports import exceptions, exports
from attendance.reports.figures import Span
from attendance.reports.rules import Rule, Severity
from ui import download, navigation
from ui.attendance import cards
from ui.attendance.cards import Card
from ui.attendance.view import span_address

_AT_FIRST = 15
"""Schools shown before one asks for more."""
_MARKS = {Severity.SERIOUS: "▲", Severity.IMPORTANT: "◆", Severity.ORDINARY: "○"}


def counts(by_rule: Mapping[Rule, int]) -> None:
    """How many classes each rule lists."""
    cards.show([Card(rule.label, number(count), (rule.sentence,)) for rule, count in by_rule.items()])


def files(found: pd.DataFrame, title: str, span: Span) -> None:
    """The list as CSV and Excel: classes only, never pupils."""
    box = st.expander(_("Save the list as a file"), icon=":material/download:", key="exceptions_files", on_change="rerun")
    if not box.open:
        return
    table = _for_file(found)
    stem = f"upasthiti-exceptions-{span.first.isoformat()}" + ("" if span.is_day else f"-{span.last.isoformat()}")
    with box, st.container(horizontal=True):
        download.offer("CSV", f"{stem}.csv", exports.to_csv(table), exports.CSV_MIME, "exceptions_csv")
        excel = exports.to_excel(table, "exceptions", (_("Exceptions"), title))
        download.offer("Excel", f"{stem}.xlsx", excel, exports.EXCEL_MIME, "exceptions_excel")


def schools(found: pd.DataFrame, span: Span) -> None:
    """A card per school, those with the gravest reasons first."""
    order = list(dict.fromkeys(found["school_id"]))
    text = ngettext("{count} school", "{count} schools", len(order)).format(count=number(len(order)))
    st.subheader(text, anchor=False)
    most = st.session_state.setdefault("exceptions_most", _AT_FIRST)
    by_school = dict(list(found.groupby("school_id", sort=False)))
    for school_id in order[:most]:
        _school(by_school[school_id], span)
    if len(order) > most:
        left = len(order) - most
        st.button(
            ngettext("Show {count} more school", "Show {count} more schools", min(left, _AT_FIRST)).format(
                count=number(min(left, _AT_FIRST))
            ),
            on_click=lambda: st.session_state.update(exceptions_most=most + _AT_FIRST),
        )


def _school(rows: pd.DataFrame, span: Span) -> None:
    first = rows.iloc[0]
    with st.container(border=True):
        st.html(_school_html(rows.to_dict("records")))
        message = exceptions.message(rows)
        with st.container(horizontal=True):
            navigation.link(Page.ATTENDANCE, _("See the school"), school=str(first["school_id"]), **span_address(span))
            for row in rows[rows["rule"] == Rule.UNCERTAIN].to_dict("records"):
                where = {"class": str(row["class_section_id"]), "day": row["day"].isoformat()}
                navigation.link(Page.REVIEW, _("Review {name}").format(name=row["class_name"]), **where)
        if message:
            with st.expander(_("Message to copy"), icon=":material/content_copy:"):
                st.code(message, language=None, wrap_lines=True)


def _school_html(rows: list[dict[Any, Any]]) -> str:
    first = rows[0]
    place = " · ".join(html.escape(str(first[name])) for name in ("block", "cluster") if first[name])
    reasons = "".join(f"<li>{_reason_html(row)}</li>" for row in rows)
    contacts = "".join(
        _contact_html(title, first[f"{who}_name"], first[f"{who}_phone"])
        for title, who in ((_("Head teacher"), "head"), (_("CRC"), "crc"), (_("BEO"), "beo"))
    )
    return (
        f'<div class="upa-school"><strong>{html.escape(first["school"])}</strong> '
        f'<span class="upa-note">UDISE {html.escape(first["udise"])} · {place}</span>'
        f'<ul>{reasons}</ul><div class="upa-contacts">{contacts}</div></div>'
    )


def _reason_html(row: Mapping[Any, Any]) -> str:
    severity = Severity(row["severity"])
    return (
        f'<span class="upa-severity upa-severity-{int(severity)}">{_MARKS[severity]} {html.escape(severity.label)}</span> '
        f"<b>{html.escape(row['class_name'])}</b>: {html.escape(row['reason'])}"
    )


def _contact_html(title: str, name: str | None, phone: str | None) -> str:
    who = f"{html.escape(title)}: {html.escape(name or _('not known yet'))}"
    if not phone:
        return f"<span>{who}</span>"
    dialled = re.sub(r"[^0-9+]", "", phone)
    return f'<span>{who} · <a href="tel:{dialled}">☎ {html.escape(phone)}</a></span>'


def _for_file(found: pd.DataFrame) -> pd.DataFrame:
    named = {
        "rule": _("Reason"),
        "severity": _("Severity"),
        "block": _("Block"),
        "cluster": _("Cluster"),
        "school": _("School"),
        "udise": "UDISE",
        "class_name": _("Class"),
        "day": _("Day"),
        "days": _("Days"),
        "reason": _("In words"),
        "head_name": _("Head teacher"),
        "head_phone": _("Head teacher's phone"),
        "crc_name": _("CRC"),
        "crc_phone": _("CRC's phone"),
        "beo_name": _("BEO"),
        "beo_phone": _("BEO's phone"),
    }
    worded = found.assign(
        rule=[Rule(rule).label for rule in found["rule"]],
        severity=[Severity(severity).label for severity in found["severity"]],
    )
    return worded[list(named)].rename(columns=named)
