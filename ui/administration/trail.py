"""The audit trail: who did what, when."""

import html
from datetime import timedelta

import streamlit as st

from attendance.i18n import _, moment_text, number
from attendance.office import audit, blocks
from attendance.office.audit import Entry
from data.clock import today
from ui import widgets
from ui.guard import Visit

_MOST = 200
_DAYS = 7


def show(visit: Visit) -> None:
    """The newest entries of the last days, narrowed by person, action and day."""
    usernames, actions = audit.choices(visit.district, visit.account)
    who, what, when = st.columns(3)
    username = who.selectbox(_("Who"), usernames, index=None, placeholder=_("Everyone"), key="trail_who")
    action = what.selectbox(
        _("What"), actions, index=None, placeholder=_("Everything"), format_func=audit.in_words, key="trail_what"
    )
    span = when.date_input(_("Days"), (today() - timedelta(days=_DAYS - 1), today()), format="DD-MM-YYYY", key="trail_days")
    if len(span) != 2:
        widgets.empty(_("Choose the last day too."))
        return
    found = audit.entries(
        visit.district, visit.account, first=span[0], last=span[1], username=username, action=action, most=_MOST
    )
    if not found:
        widgets.empty(_("Nothing was recorded on these days."))
        return
    names = blocks.names(visit.district)
    st.html(f'<div class="upa-rows">{"".join(_row(entry, names) for entry in found)}</div>')
    if len(found) == _MOST:
        st.caption(_("Only the newest {count} are shown. Narrow the choice to see others.").format(count=number(_MOST)))


def _row(entry: Entry, names: dict[str, str]) -> str:
    block = names.get(entry.block_id or "", "")
    parts = [part for part in (entry.subject, block, entry.detail) if part]
    head = f"<b>{html.escape(entry.username)}</b> {html.escape(entry.action)}"
    return (
        f'<div class="upa-row"><span class="upa-note">{moment_text(entry.happened_at)}</span> '
        f'{head} <span class="upa-note">{html.escape(" · ".join(parts))}</span></div>'
    )
