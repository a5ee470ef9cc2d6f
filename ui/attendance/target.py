"""What the units are held to: seen by all, changed by the DPO."""

import streamlit as st

from attendance.i18n import _, number
from attendance.office import settings
from attendance.office.access import Role
from attendance.office.settings import Settings
from ui import failures, widgets
from ui.guard import Visit


def show(visit: Visit, current: Settings) -> None:
    """The form, for the DPO alone."""
    if visit.account.role is not Role.DPO:
        return
    with st.expander(_("Set the target and the hour"), icon=":material/flag:"):
        low, high = settings.bounds("target_percent")
        usual = Settings.model_fields["target_percent"].default
        with st.form("target", border=False):
            title = _("Target: of 100 classes expected, so many are uploaded")
            target = st.number_input(title, int(low), int(high), current.target_percent, step=1, key="target_percent")
            hour = st.time_input(
                _("An upload to the portal after this hour is late"), current.late_after, step=900, key="target_hour"
            )
            st.caption(
                _("{low} to {high}, usually {default}").format(low=number(low), high=number(high), default=number(usual))
            )
            sent = st.form_submit_button(_("Save"), type="primary")
        if not sent:
            return
        with failures.shown(), st.spinner(_("Working out all figures anew…")):
            settings.save(visit.district, visit.account, target_percent=int(target), late_after=hour)
        if settings.load(visit.district) != current:
            widgets.tell_after_rerun(_("Saved. All figures go by it from now on, those of earlier days too."))
