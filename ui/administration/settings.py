"""The settings, each with its range and where its default comes from."""

from typing import Any

import streamlit as st

from attendance.i18n import _, number
from attendance.office import acceptance, models, settings
from attendance.office.settings import Settings
from ui import failures, widgets
from ui.guard import Visit

FEW, MANY = 10, 60
"""The class sizes for which the similarity is told."""


def show(visit: Visit) -> None:
    """One form for all."""
    current = settings.load(visit.district)
    measured = models.thresholds_measured_for(visit.district.db)
    st.caption(_("The similarities were chosen for the model {model}.").format(model=measured))
    with st.form("settings", border=False):
        values = {name: _entered(name, current) for name in Settings.model_fields if name not in settings.DPO_SETS}
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with failures.shown():
            settings.save(visit.district, visit.account, **values)
            widgets.tell_after_rerun(_("Saved. It holds for what is read from now on."))


def _entered(name: str, current: Settings) -> Any:
    return _acceptance(current) if name == "accept_at" else _field(name, getattr(current, name))


def _acceptance(current: Settings) -> float:
    """From which evidence a face is accepted, chosen as how often an unknown person is; a rate left alone changes nothing."""
    shown = acceptance.of_hundred(current.accept_at)
    title = _("Of 100 unknown persons in the photos, so many may be taken for a pupil")
    entered = st.number_input(title, acceptance.LOWEST, acceptance.HIGHEST, shown, step=0.5, key="setting_accept_at")
    comes_to = _(
        "Now: evidence {evidence}, that is a similarity of about {small} in a class of {few} and {large} in a class of {many}."
    ).format(
        evidence=number(round(current.accept_at, 2)),
        small=number(round(acceptance.similarity(current, FEW), 2)),
        few=number(FEW),
        large=number(round(acceptance.similarity(current, MANY), 2)),
        many=number(MANY),
    )
    st.caption(f"{comes_to} · {_(Settings.model_fields['accept_at'].description or '')}")
    return current.accept_at if entered == shown else acceptance.accept_at(entered)


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
