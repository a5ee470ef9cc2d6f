"""What somebody does about a school's exceptions: follow them, write a note, close them with a reason."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from attendance.i18n import _, moment_text
from attendance.reports import following
from attendance.reports.rules import Rule, State
from ui import failures, widgets
from ui.guard import Visit

_OTHER = "other"


def show(visit: Visit, school_id: int, rows: list[dict[Any, Any]]) -> None:
    """A closed box below a school."""
    key = f"exceptions_follow_{school_id}"
    box = st.expander(_("Follow up"), icon=":material/task_alt:", key=key, on_change="rerun")
    if box.open:
        with box:
            _opened(visit, school_id, rows)


def _opened(visit: Visit, school_id: int, rows: list[dict[Any, Any]]) -> None:
    for one in following.notes(visit.district, visit.account, school_id):
        said_by, text = widgets.literal(one.said_by), widgets.literal(one.text)
        st.markdown(f"**{said_by}**, {moment_text(one.said_at)}: {text}")
    lasting = {row["exception_id"]: row for row in rows if row["ended_on"] is None}
    if not lasting:
        st.caption(_("All of this has ended by itself; nothing is left to do."))
        return
    keys = st.multiselect(
        _("About"),
        list(lasting),
        default=list(lasting),
        format_func=lambda key: _name(lasting[key]),
        key=f"exceptions_about_{school_id}",
        placeholder=_("Choose"),
    )
    if not keys:
        return
    closed = [key for key in keys if lasting[key]["state"] == State.CLOSED]
    still_open = [key for key in keys if key not in closed]
    if still_open:
        _follow(visit, school_id, still_open, rows[0]["block_id"])
    _note(visit, school_id, keys)
    if still_open:
        _close(visit, school_id, still_open)
    if closed:
        _reopen(visit, school_id, closed)


def _follow(visit: Visit, school_id: int, keys: list[int], block_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(_("I follow it"), type="primary", key=f"exceptions_mine_{school_id}"):
            _done(
                lambda: following.follow(visit.district, visit.account, keys, visit.account.username), _("You follow it now.")
            )
        if st.button(_("Seen"), key=f"exceptions_seen_{school_id}"):
            _done(lambda: following.see(visit.district, visit.account, keys), _("Marked as seen."))
        names = following.owners(visit.house.accounts, visit.account, block_id)
        owner = st.selectbox(
            _("Somebody else follows it"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=f"exceptions_owner_{school_id}",
            placeholder=_("Choose"),
            width=240,
        )
        if st.button(_("Hand over"), key=f"exceptions_hand_{school_id}", disabled=owner is None):
            text = _("{name} follows it now.").format(name=widgets.literal(names[owner or visit.account.username]))
            _done(lambda: following.follow(visit.district, visit.account, keys, owner), text)


def _note(visit: Visit, school_id: int, keys: list[int]) -> None:
    with st.form(f"exceptions_note_form_{school_id}", border=False, clear_on_submit=True):
        text = st.text_input(_("Note: what was said on the telephone, and until when"), key=f"exceptions_note_{school_id}")
        if st.form_submit_button(_("Keep the note")):
            _done(lambda: following.note(visit.district, visit.account, keys, text), _("The note is kept."))


def _close(visit: Visit, school_id: int, keys: list[int]) -> None:
    with st.popover(_("Close with a reason"), icon=":material/check:"):
        chosen = st.selectbox(
            _("Why is it closed?"),
            [*following.REASONS, _OTHER],
            index=None,
            format_func=lambda reason: _("Another reason") if reason == _OTHER else _(reason),
            key=f"exceptions_why_{school_id}",
            placeholder=_("Choose"),
        )
        written = st.text_input(_("The reason"), key=f"exceptions_why_text_{school_id}") if chosen == _OTHER else ""
        st.caption(_("It stays closed while it lasts. When it ends and comes again, it is listed anew."))
        if st.button(_("Close"), type="primary", key=f"exceptions_close_{school_id}", disabled=chosen is None):
            reason = written if chosen == _OTHER else chosen or ""
            _done(lambda: following.close(visit.district, visit.account, keys, reason), _("It is closed."))


def _reopen(visit: Visit, school_id: int, keys: list[int]) -> None:
    with st.popover(_("Open again"), icon=":material/undo:"):
        reason = st.text_input(_("Why is it opened again?"), key=f"exceptions_reopen_text_{school_id}")
        if st.button(_("Open again"), key=f"exceptions_reopen_{school_id}"):
            _done(lambda: following.reopen(visit.district, visit.account, keys, reason), _("It is open again."))


def _done(work: Callable[[], None], told: str) -> None:
    with failures.shown():
        work()
        widgets.tell_after_rerun(told)


def _name(row: dict[Any, Any]) -> str:
    return f"{row['class_name'] or _('The whole school')}: {Rule(row['rule']).label}"
