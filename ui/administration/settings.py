"""The settings, each with its range and where its default comes from."""

from typing import Any

import streamlit as st

from attendance.i18n import N_, _, number
from attendance.office import acceptance, models, settings
from attendance.office.settings import Settings
from ui import failures, widgets
from ui.guard import Visit

FEW, MANY = 10, 60
"""The class sizes for which the similarity is told."""
_BEGINS = {
    "accept_at": N_("Recognition of faces"),
    "low_recognised_percent": N_("Which classes and schools are listed"),
    "few_seen_percent": N_("Checks of photos"),
    "unrecognised_days": N_("Pupils who are not recognised"),
    "sample_minutes": N_("Audit sample"),
    "answer_days": N_("Answers of the schools"),
    "keep_school_days": N_("How long photos stay"),
    "session_hours": N_("Sign-in"),
}
"""What the fields from this one on are about."""


def show(visit: Visit) -> None:
    """One form for all, folded up by what they are about."""
    current = settings.load(visit.district)
    measured = models.thresholds_measured_for(visit.district.db)
    st.caption(widgets.literal(_("The similarities were chosen for the model {model}.").format(model=measured)))
    with st.form("settings", border=False):
        values = {}
        for title, names in _groups():
            with st.expander(title):
                values.update({name: _entered(name, current) for name in names})
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with failures.shown():
            settings.save(visit.district, visit.account, **values)
            widgets.tell_after_rerun(_("Saved. It holds for what is read from now on."))


def _groups() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for name in Settings.model_fields:
        if name in _BEGINS:
            found.append((_(_BEGINS[name]), []))
        if name not in settings.DPO_SETS:
            found[-1][1].append(name)
    return found


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
