"""How far the queue is, when it will be done, and letting the photos in bulk wait."""

import streamlit as st

from attendance.i18n import _, moment_text, ngettext, number
from attendance.intake import backlog
from attendance.intake.backlog import Backlog
from ui import guard, widgets
from ui.guard import Visit

LOOK_EVERY_S = 5.0


def show(visit: Visit) -> None:
    """A bar with the day's photos, followed as they are read; nothing where nothing came."""

    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def follow() -> None:
        found = backlog.backlog(visit.district, visit.account)
        if found.total:
            _bar(found)
            _buttons(visit, found)

    follow()


def _bar(found: Backlog) -> None:
    text = _("{done} of {total} photos read").format(done=number(found.done + found.failed), total=number(found.total))
    st.progress((found.done + found.failed) / found.total, f"{text} · {_forecast(found)}")
    if found.failed:
        failed = ngettext(
            "Reading {count} photo failed; try it again in the list below.",
            "Reading {count} photos failed; try them again in the list below.",
            found.failed,
        )
        st.caption(failed.format(count=number(found.failed)))


def _forecast(found: Backlog) -> str:
    if not found.waiting:
        return _("all are read")
    if found.ready_at and found.a_minute:
        return _("done at about {time}, at {rate} photos a minute").format(
            time=backlog.clock_text(found.ready_at), rate=number(round(found.a_minute))
        )
    if found.paused:
        return _("the rest waits")
    return _("when it is done can be told after a few photos")


def _buttons(visit: Visit, found: Backlog) -> None:
    if found.paused and found.paused_at:
        st.info(
            _("Photos from zips and the inbox wait since {time} ({who}). A class sent by itself is read all the same.").format(
                time=moment_text(found.paused_at), who=widgets.literal(found.paused_by or "")
            ),
            icon=":material/pause:",
        )
        if st.button(_("Go on reading"), icon=":material/play_arrow:", key="upload_resume"):
            backlog.resume(visit.district, visit.account)
            visit.house.worker.wake()
            st.rerun()
    elif found.waiting and st.button(
        _("Pause"),
        icon=":material/pause:",
        key="upload_pause",
        help=_("Photos from zips and the inbox of your blocks wait until you go on; they stay stored."),
    ):
        backlog.pause(visit.district, visit.account)
        st.rerun()
