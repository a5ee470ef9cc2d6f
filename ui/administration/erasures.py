"""Pupils who were erased, or are being erased, each with its certificate; never a name."""

import streamlit as st

from attendance.i18n import _, moment_text, number
from attendance.office.privacy import certificate
from attendance.reports.handed import File
from data.database import Row
from ui import download, widgets
from ui.guard import Visit


def show(visit: Visit) -> None:
    """The newest first; nothing where there is none."""
    rows = certificate.every(visit.district, visit.account)
    if not rows:
        return
    st.subheader(_("Erased pupils"), anchor=False)
    st.caption(_("A certificate says what was destroyed, when and by whom, and not whose it was. Keep it with the request."))
    for row in rows:
        _one(visit, row)


def _one(visit: Visit, row: Row) -> None:
    name = _("Erasure {number}").format(number=number(row["erasure_id"]))
    if row["state"] != "done":
        asked = _("asked for by {who}, {moment}: under way, in the background").format(
            who=widgets.literal(row["asked_by"]), moment=moment_text(row["asked_at"])
        )
        st.markdown(f"⏳ **{name}** · {asked}")
        return
    st.markdown(f"✓ **{name}** · {_('done {moment}').format(moment=moment_text(row['finished_at']))}")
    key = row["erasure_id"]

    def make() -> File:
        text = certificate.save(visit.district, visit.account, key)
        return File(f"erasure-{key}.json", text.encode(), "application/json")

    download.on_demand(visit, _("Save the certificate"), make, key=f"erasure_{key}", about=("erasure", key))
