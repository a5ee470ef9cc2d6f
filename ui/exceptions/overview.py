"""How many each rule lists now, and of a chosen one what it looks for and how many there were on the last days."""

import html

import pandas as pd
import streamlit as st

from attendance.i18n import _, brief_day, number
from attendance.reports import exceptions, rules
from attendance.reports.rules import OPEN, Limits, Rule
from ui import widgets
from ui.exceptions.filters import Chosen
from ui.guard import Visit


def names_with_counts(limits: Limits, counts: pd.DataFrame) -> dict[tuple[Rule, int], str]:
    """Each rule, and each of its longer limits, by name and by how many are open now."""
    still_open = _open(counts)
    named = {}
    for (rule, step), name in rules.names(limits).items():
        count = still_open.loc[(still_open["rule"] == rule.value) & (still_open["step"] >= step), "found"].sum()
        named[rule, step] = f"{name} ({number(int(count))})"
    return named


def show(visit: Visit, chosen: Chosen, counts: pd.DataFrame) -> None:
    """The counts of all rules; of a chosen one its sentence and its days."""
    if chosen.rule is None:
        _counts(_open(counts))
        return
    st.markdown(widgets.literal(chosen.rule.sentence))
    days = exceptions.history(visit.district.db, visit.scope, chosen.rule, step=chosen.step, block_id=chosen.block_id)
    if len(days) > 1:
        st.html(_days_html(days))


def _open(counts: pd.DataFrame) -> pd.DataFrame:
    return counts[counts["state"].isin([state.value for state in OPEN])]


def _counts(still_open: pd.DataFrame) -> None:
    by_rule = still_open.groupby("rule")["found"].sum()
    cells = "".join(
        f'<div title="{html.escape(rule.sentence)}"><span>{html.escape(rule.label)}</span>'
        f"<b>{number(int(by_rule[rule.value]))}</b></div>"
        for rule in Rule
        if rule.value in by_rule
    )
    if cells:
        with st.expander(_("How many of each reason"), icon=":material/format_list_numbered:"):
            st.html(f'<div class="upa-rules">{cells}</div>')


def _days_html(days: pd.DataFrame) -> str:
    """Bars, one a day that was looked at, with the first and last day and the highest count in words."""
    most = max(int(days["found"].max()), 1)
    told = [(pd.Timestamp(day).date(), int(found)) for day, found in zip(days["day"], days["found"], strict=True)]
    bars = "".join(
        f'<i style="height:{max(100 * found // most, 2 if found else 0)}%" '
        f'title="{html.escape(brief_day(day))}: {number(found)}"></i>'
        for day, found in told
    )
    (first, _first_count), (last, last_count) = told[0], told[-1]
    words = _("How many there were on each day that was looked at; at most {most}, last {count}.").format(
        most=number(most if days["found"].max() else 0), count=number(last_count)
    )
    ends = f"<span>{html.escape(brief_day(first))}</span><span>{html.escape(brief_day(last))}</span>"
    return (
        f'<div style="width:min(100%,{max(10, len(told))}rem)">'
        f'<div class="upa-days" role="img" aria-label="{html.escape(words)}">{bars}</div>'
        f'<div class="upa-days-ends">{ends}</div></div><div class="upa-note">{html.escape(words)}</div>'
    )
