"""The settings, each with its range and where its default comes from."""

from typing import Any

import streamlit as st

from attendance.i18n import _, number
from attendance.office import models, settings
from attendance.office.settings import Settings
from ui import failures, widgets
from ui.guard import Visit


def show(visit: Visit) -> None:
    """One form for all."""
    current = settings.load(visit.district)
    measured = models.thresholds_measured_for(visit.district.db)
    st.caption(_("The similarities were chosen for the model {model}.").format(model=measured))
    with st.form("settings", border=False):
        values = {name: _field(name, getattr(current, name)) for name in Settings.model_fields}
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with failures.shown():
            settings.save(visit.district, visit.account, **values)
            widgets.tell_after_rerun(_("Saved. It holds for what is read from now on."))


def _field(name: str, value: Any) -> Any:
    field = Settings.model_fields[name]
    low, high = settings.bounds(name)
    whole = isinstance(value, int)
    kind = int if whole else float
    entered = st.number_input(
        _(field.title or name), kind(low), kind(high), kind(value), step=1 if whole else 0.01, key=f"setting_{name}"
    )
    usual = _("{low} to {high}, usually {default}").format(low=number(low), high=number(high), default=number(field.default))
    st.caption(f"{usual} · {_(field.description or '')}")
    return entered
