"""Backups: the last good one, those that are kept, the button for one more, and how one is brought back."""

import html

import streamlit as st

from attendance.i18n import _, brief_day, moment_text, number
from attendance.office.access import Role
from attendance.office.backups import Manifest, Shelf, last_good
from attendance.office.backups.keeping import DAYS, OLD_AFTER, WEEKS
from attendance.office.backups.making import can_link
from data.clock import in_india, utc_now
from ui import failures, guard, widgets
from ui.guard import Visit

LOOK_EVERY_S = 2.0
RED = "#b00020"


def card(visit: Visit) -> None:
    """When the last good backup was made, in red where that is too long ago."""
    label = _("Last good backup")
    made = last_good(visit.district)
    day, hour = (brief_day(in_india(made).date()), f"{in_india(made):%H:%M}") if made else (_("none"), None)
    if visit.is_sandbox:
        widgets.figure_card(label, day, hour, _("training data: only when asked for"))
    elif made is None:
        widgets.figure_card(label, day, _("Make one now, under Backups."), colour=RED)
    elif utc_now() - made > OLD_AFTER:
        widgets.figure_card(label, day, hour, _("too old: make one now, under Backups"), colour=RED)
    else:
        widgets.figure_card(label, day, hour, _("compared, and the same"))


def show(visit: Visit) -> None:
    """Where they lie, the button, what is under way, the list, and how one comes back."""
    shelf = Shelf.of(visit.district)
    _place(visit, shelf)
    _make(visit)
    manifests = shelf.manifests()
    if manifests:
        st.html(f'<div class="upa-rows">{"".join(_row(one) for one in manifests)}</div>')
    else:
        widgets.empty(_("There is no backup yet."))
    unreadable = len(shelf.stamps()) - len(manifests)
    if unreadable:
        text = _("{count} backups are damaged: their manifest cannot be read. Look at the disk.")
        st.error(text.format(count=number(unreadable)), icon=":material/error:")
    _how_back()


def _place(visit: Visit, shelf: Shelf) -> None:
    text = _("They lie in {folder}. The last {days} days and the last {weeks} weeks are kept.")
    st.caption(text.format(folder=widgets.literal(str(shelf.folder)), days=number(DAYS), weeks=number(WEEKS)))
    if can_link(visit.district.folder, shelf.folder) and not visit.is_sandbox:
        st.warning(
            _(
                "The backups lie on the same disk as the data: if it breaks or is stolen, both are gone. "
                "Let UPASTHITI_BACKUPS name a folder on another disk, or copy the backups to one every week."
            ),
            icon=":material/hard_drive:",
        )


def _make(visit: Visit) -> None:
    nightly = visit.house.backups
    standing = nightly.standing(visit.district)
    if standing.under_way:
        _progress(visit)
        return
    if standing.problem:
        st.error(widgets.literal(str(standing.problem)), icon=":material/error:")
    if visit.account.role is Role.MIS and st.button(_("Make a backup now"), icon=":material/backup:", type="primary"):
        with failures.shown():
            nightly.ask(visit.district, visit.account)
            st.rerun()


def _progress(visit: Visit) -> None:
    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def poll() -> None:
        if not visit.house.backups.standing(visit.district).under_way:
            st.rerun(scope="app")
        st.info(
            _("A backup is being made and compared; a whole district takes some minutes. You may go on working."),
            icon=":material/hourglass_top:",
        )

    poll()


def _row(made: Manifest) -> str:
    told = _("{rows} rows, {files} sealed files, key {key}").format(
        rows=number(made.rows), files=number(made.sealed_files), key=made.key_id
    )
    lines = [f"<b>✓ {html.escape(moment_text(made.moment))}</b> <code>{html.escape(made.stamp)}</code>", html.escape(told)]
    if made.damaged:
        text = _("{count} sealed files of the app do not open and are not in it.").format(count=number(len(made.damaged)))
        lines.append(f'<span style="color:{RED}">{html.escape(text)}</span>')
    return f'<div class="upa-row">{"<br>".join(lines)}</div>'


def _how_back() -> None:
    with st.expander(_("How a backup is brought back")):
        st.markdown(_("On the computer of the app, after the app was stopped:"))
        st.code("python -m attendance restore", language=None)
        st.markdown(
            _(
                "The backup is checked first. The data as they are now are put aside, not deleted. The command says what was "
                "done since; photos sent since are read again. The key is not in a backup: it must be in its place."
            )
        )
