"""The recognition models: which is in use, what another one would change, and the switch."""

import html

import pandas as pd
import streamlit as st

from attendance.errors import Message
from attendance.i18n import _, day_text, ngettext, number, percent, pick
from attendance.intake import comparing
from attendance.intake.comparing import Side
from attendance.office import models, switching
from attendance.office.models import Installed
from attendance.office.switching import COMPARE_MODELS, SWITCH_MODEL
from data.database import Row
from ui import failures, guard, widgets
from ui.guard import Visit

LOOK_EVERY_S = 2.0
CLASS_DAYS = (5, 10, 20)
_SHOWN = 50


def show(visit: Visit) -> None:
    """The model in use, then what is under way, then the choice of another one, then the last comparison."""
    used = models.in_use(visit.district.db)
    everyone = models.installed(visit.house.models.folder)
    _in_use(visit, used, everyone)
    st.subheader(_("Another model"), anchor=False)
    switch = switching.latest(visit.district, visit.account, SWITCH_MODEL)
    comparison = switching.latest(visit.district, visit.account, COMPARE_MODELS)
    busy = [job for job in (comparison, switch) if job and job["state"] in ("waiting", "running")]
    for job in busy:
        _progress(visit, job)
    for failed in (comparison, switch):
        if failed and failed["state"] == "failed":
            _failed(visit, failed)
    if not busy:
        _choose(visit, [one for one in everyone if one.name != used])
    if comparison:
        _compared(visit, comparison, used)


def _in_use(visit: Visit, used: str, everyone: list[Installed]) -> None:
    state = switching.state(visit.district, visit.account, used)
    left, right = st.columns(2)
    with left:
        widgets.figure_card(_("Model in use"), used, _("Photos are read with it; each match names it."))
    with right:
        ready = _("{ready} of {all} reference photos").format(ready=number(state.ready), all=number(state.references))
        rest = _("The others cannot be recognised by it.") if state.ready < state.references else None
        widgets.figure_card(_("It knows"), ready, rest)
    if used not in [one.name for one in everyone]:
        text = _("The weights file of this model is gone. Add it again: python -m attendance models add FILE --sha256 HEX")
        st.error(text, icon=":material/error:")
    measured = models.thresholds_measured_for(visit.district.db)
    if measured != used:
        text = _("The thresholds were chosen for {model}. They must be measured anew for the model in use: see Calibration.")
        st.warning(widgets.literal(text.format(model=measured)), icon=":material/warning:")
    _taken_again(visit, used)
    with st.expander(_("All models that are installed")):
        for one in everyone:
            st.markdown(f"**{widgets.literal(one.name)}**  \nSHA-256 {widgets.literal(one.sha256)}")
        st.caption(_("Add one on the computer of the app: python -m attendance models add FILE --sha256 HEX"))


def _taken_again(visit: Visit, used: str) -> None:
    rows = switching.unread_references(visit.district, visit.account, used)
    if not rows:
        return
    count = ngettext(
        "{count} reference photo must be taken again: this model could not read the stored one.",
        "{count} reference photos must be taken again: this model could not read the stored ones.",
        len(rows),
    )
    st.warning(count.format(count=number(len(rows))), icon=":material/photo_camera:")
    with st.expander(_("Whose")):
        st.html(f'<div class="upa-rows">{"".join(_whose(row) for row in rows[:_SHOWN])}</div>')
        if len(rows) > _SHOWN:
            st.caption(_("… and {count} more.").format(count=number(len(rows) - _SHOWN)))


def _whose(row: Row) -> str:
    place = _place(row) if row["grade"] is not None else ""
    name = html.escape(pick(row["name_hi"], row["name_en"]))
    return f'<div class="upa-row"><b>{name}</b> {place} <span class="upa-note">{html.escape(str(row["why"]))}</span></div>'


def _place(row: Row) -> str:
    return html.escape(f"{pick(row['school_hi'], row['school_en'])} · {_('Class')} {row['grade']} {row['section']}")


def _progress(visit: Visit, job: Row) -> None:
    kind = job["kind"]

    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def poll() -> None:
        found = switching.latest(visit.district, visit.account, kind)
        if found is None or found["state"] not in ("waiting", "running"):
            st.rerun(scope="app")
        text = (
            _("Switching to {model}: reference photo {done} of {total}")
            if kind == SWITCH_MODEL
            else _("Comparing with {model}: class day {done} of {total}")
        )
        model = found["detail"]["model"] if kind == SWITCH_MODEL else found["detail"]["models"][1]
        share = min(found["done"] / max(found["total"], 1), 1.0)
        text = text.format(model=widgets.literal(model), done=number(found["done"]), total=number(found["total"]))
        st.progress(share, text)
        st.caption(_("Until it is done, photos are read with the model in use, and before this work. You may leave this page."))
        if st.button(_("Stop"), icon=":material/stop_circle:", key=f"stop_{kind}"):
            switching.stop(visit.district, visit.account, found["job_id"])
            st.rerun(scope="app")

    poll()


def _failed(visit: Visit, job: Row) -> None:
    st.error(widgets.literal(str(Message.from_json(job["error"]))), icon=":material/error:")
    if st.button(_("Try again"), icon=":material/refresh:", key=f"again_{job['kind']}"):
        with failures.shown():
            switching.try_again(visit.district, visit.account, job["job_id"])
            visit.house.worker.wake()
            st.rerun()


def _choose(visit: Visit, others: list[Installed]) -> None:
    if not others:
        widgets.empty(
            _("No other model is installed.")
            + " "
            + _("Add one on the computer of the app: python -m attendance models add FILE --sha256 HEX"),
            icon=":material/model_training:",
        )
        return
    chosen = st.selectbox(_("Model"), [one.name for one in others], key="model_choice")
    state = switching.state(visit.district, visit.account, chosen)
    text = _("It has templates of {ready} of {all} reference photos; the others are made from the stored photos.")
    st.caption(text.format(ready=number(state.ready), all=number(state.references)))
    days = st.segmented_control(
        _("Class days to compare on, the latest first"), CLASS_DAYS, default=CLASS_DAYS[1], format_func=number, key="model_days"
    )
    left, right = st.columns(2)
    if left.button(_("Compare first"), icon=":material/compare_arrows:", key="model_compare", width="stretch"):
        with failures.shown():
            comparing.request(visit.district, visit.account, visit.house.models, chosen, days or CLASS_DAYS[1])
            _started(visit, _("The comparison has begun. No mark changes by it."))
    if right.button(
        _("Switch to this model"), icon=":material/swap_horiz:", key="model_switch", type="primary", width="stretch"
    ):
        with failures.shown():
            switching.request(visit.district, visit.account, visit.house.models, chosen)
            _started(visit, _("The switch has begun. The model in use stays until all reference photos are done."))
    st.caption(
        _("Names, marks and decisions stay, and so do the templates of the model in use: going back later is quick.")
        + " "
        + _("Thresholds belong to a model: after the switch they must be measured anew.")
    )


def _started(visit: Visit, text: str) -> None:
    visit.house.worker.wake()
    widgets.tell_after_rerun(text)


def _compared(visit: Visit, job: Row, used: str) -> None:
    found = comparing.results(visit.district, visit.account, job["job_id"])
    if found.empty:
        if job["state"] == "done":
            widgets.empty(_("The photos of the class days to compare on were deleted meanwhile. Compare again."))
        return
    st.subheader(_("Before and after, on the last class days"), anchor=False)
    st.caption(_("Both models read the same stored photos. No mark was changed."))
    for column, model in zip(st.columns(2), job["detail"]["models"], strict=True):
        with column:
            _side(comparing.in_sum(found, model), model, in_use=model == used)
    with st.expander(_("Class day by class day")):
        st.html(f'<div class="upa-rows">{"".join(_rows(found, job["detail"]["models"]))}</div>')


def _side(side: Side, model: str, in_use: bool) -> None:
    label = f"{model} · {_('in use') if in_use else _('not in use')}"
    of = _("{count} of {all} pupils recognised").format(count=number(side.recognised), all=number(side.enrolled))
    rest = _("{uncertain} to be confirmed, {rest} not recognised").format(
        uncertain=number(side.uncertain), rest=number(side.not_recognised)
    )
    widgets.figure_card(label, percent(side.recognised, side.enrolled), of, rest)
    if side.judged:
        text = _("Of {judged} pupils whom a person marked, it says the same of {agreed}.")
        st.caption(text.format(judged=number(side.judged), agreed=number(side.agreed)))
    else:
        st.caption(_("No person marked a pupil on these days: whether it names the right ones is not known yet."))


def _rows(found: pd.DataFrame, models_compared: list[str]) -> list[str]:
    """A line per class day: both models' numbers beside each other, the second after an arrow."""
    lines = []
    for _key, both in found.groupby(["day", "class_section_id"], sort=False):
        by_model = {str(row["model"]): {str(name): value for name, value in row.items()} for row in both.to_dict("records")}
        if set(by_model) != set(models_compared):
            continue
        before, after = (by_model[model] for model in models_compared)
        numbers = _("recognised {a} → {b}, to be confirmed {c} → {d} of {all}").format(
            a=number(before["recognised"]),
            b=number(after["recognised"]),
            c=number(before["uncertain"]),
            d=number(after["uncertain"]),
            all=number(before["enrolled"]),
        )
        head = f"{html.escape(day_text(before['day'], 'medium'))} · {_place(before)}"
        lines.append(f'<div class="upa-row"><b>{head}</b><br>{html.escape(numbers)}</div>')
    return lines
