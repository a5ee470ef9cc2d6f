"""What is in order and what is not, first on the page."""

import streamlit as st

from attendance.i18n import _, moment_text, number
from attendance.office import health
from data.database import Row
from ui import widgets
from ui.administration import backups, checkup
from ui.guard import Visit

_STATES = {"waiting": "⏳", "running": "▶", "done": "✓", "failed": "✗"}


def show(visit: Visit) -> None:
    """Figures about the app itself, and a warning for what needs a person."""
    found = health.look(visit.house.config, visit.district, visit.house.accounts)
    gigabytes = number(round(found.disk_free_bytes / 1e9, 1))
    if found.disk_is_full:
        full = _("The disk has {free} GB free; nothing can be taken in.").format(free=gigabytes)
        st.error(f"{full} {_('Make room on the disk now: old files, or a larger disk.')}", icon=":material/hard_drive:")
    elif found.disk_is_low:
        st.warning(_("The disk is nearly full. Make room before the next upload."), icon=":material/hard_drive:")
    columns = st.container(key="health").columns(6)
    with columns[0]:
        backups.card(visit)
    with columns[1]:
        widgets.figure_card(_("Last job"), *_job(found.last_job, found.jobs))
    with columns[2]:
        widgets.figure_card(_("Disk"), _("{size} GB").format(size=gigabytes), _("of the disk's room is free"))
    with columns[3]:
        held = _("held by this app, process {pid}").format(pid=found.holder)
        widgets.figure_card(_("Database"), _("{size} MB").format(size=number(round(found.database_bytes / 1e6))), held)
    with columns[4]:
        if found.weights:
            widgets.figure_card(_("Recognition model"), _("ready"), _("runs on {engine}").format(engine=found.engine))
        else:
            widgets.figure_card(_("Recognition model"), _("not yet"), _("made ready at the first photo"))
    with columns[5]:
        widgets.figure_card(_("Accounts"), number(found.active_accounts), _("may sign in"))
    checkup.show(visit)


def _job(job: Row | None, jobs: dict[str, int]) -> tuple[str, str | None, str | None]:
    if job is None:
        return _("none yet"), None, None
    words = {"waiting": _("waiting"), "running": _("running"), "done": _("done"), "failed": _("failed")}
    state = f"{_STATES[job['state']]} {words[job['state']]}"
    counts = _("{done} done, {failed} failed, {waiting} waiting").format(
        done=number(jobs.get("done", 0)),
        failed=number(jobs.get("failed", 0)),
        waiting=number(jobs.get("waiting", 0) + jobs.get("running", 0)),
    )
    return state, moment_text(job["finished_at"] or job["started_at"] or job["created_at"]), counts
