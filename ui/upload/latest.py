"""The latest uploads, each with its state and a way back to it."""

import streamlit as st

from attendance.i18n import N_, _, day_text, number, pick
from attendance.intake import queue
from attendance.office.access import Page
from ui import navigation, widgets
from ui.guard import Visit

STATES = {"waiting": N_("waiting"), "running": N_("being read"), "done": N_("read"), "failed": N_("failed")}
_ICONS = {"waiting": "⏳", "running": "⏳", "done": "✓", "failed": "⚠"}
MOST = 10


def show(visit: Visit) -> None:
    """One line an upload."""
    st.subheader(_("Latest uploads"), anchor=False)
    rows = queue.latest(visit.district, visit.account, MOST)
    if not rows:
        widgets.empty(_("Nothing was uploaded yet."))
        return
    for row in rows:
        names = ", ".join(queue.class_names(visit.district, visit.account, row["class_sections"]))
        state = _(STATES[row["state"]])
        label = (
            f"{_ICONS[row['state']]} {state} ({number(row['done'])}/{number(row['total'])}) · "
            f"{pick(row['name_hi'], row['name_en'])} · {names} · {day_text(row['day'], 'medium')}"
        )
        navigation.link(Page.UPLOAD, label, submission=row["submission_id"])
