"""The point from which a face is accepted: in use, measured on people's verdicts, and proposed."""

import streamlit as st

from attendance.i18n import _, number
from attendance.office import models
from attendance.register import calibrating
from attendance.register.calibrating import LEAST, RATES, TO_SHOW_A_RATE, Accepted, Measured, Proposal
from attendance.reports import verdict_charts
from data.clock import today
from ui import charts, failures, widgets
from ui.guard import Visit


def show(visit: Visit) -> None:
    """How much was decided, what it shows, what follows."""
    measured = calibrating.look(visit.district, visit.account)
    _figures(measured)
    _before_any_verdict(measured)
    accepted = calibrating.accepted(visit.district, visit.account, today())
    _by_sample(accepted)
    used_for = models.thresholds_measured_for(visit.district.db)
    if used_for != measured.model:
        text = _("The point in use was chosen for another model, {model}.")
        st.warning(widgets.literal(text.format(model=used_for)), icon=":material/warning:")
    if not measured.enough:
        _too_few(measured)
    proposal = _chosen(measured) if measured.enough else None
    if len(measured.sample):
        curve = measured.probability if measured.calibration else None
        proposed = proposal.accept_at if proposal else None
        chart = verdict_charts.proposals(measured.sample, curve, measured.accept_at, proposed)
        alt = _("How many of the machine's proposals were right and wrong, by evidence; {right} right, {wrong} wrong.")
        st.caption(_("Persons decided (left scale) by evidence, from little to much."))
        charts.still(chart, "calibration_chart", alt.format(right=number(measured.same), wrong=number(measured.different)))
    if proposal:
        _offer(visit, measured, proposal)
        if accepted.wrong and accepted.wrong.low > proposal.rate:
            text = _("The audit sample shows more wrong ones among all accepted faces than this rate. Do not trust the curve.")
            st.warning(text, icon=":material/warning:")
    _what_it_says()


def _figures(measured: Measured) -> None:
    cards = [
        (_("Point in use"), number(round(measured.accept_at, 2)), _("evidence from which a face is accepted")),
        (_("Right proposals"), number(measured.same), _("persons of whom people said so")),
        (_("Wrong proposals"), number(measured.different), _("persons of whom people said so")),
        (_("Left out"), number(measured.left_out), _("decisions that say nothing of this point")),
    ]
    for column, (label, value, of) in zip(st.columns(len(cards)), cards, strict=True):
        with column:
            widgets.figure_card(label, value, of)


def _before_any_verdict(measured: Measured) -> None:
    passing = measured.strangers_passing(measured.accept_at)
    if passing is None:
        st.caption(_("For this model nothing was measured before the verdicts of this district."))
    else:
        text = _(
            "Measured with adults when the app was made: at this point 1 in {count} persons unknown to a class is taken for "
            "one of its pupils. Children are more alike than adults."
        )
        st.caption(text.format(count=number(round(1 / passing))))


def _by_sample(accepted: Accepted) -> None:
    if accepted.wrong is None:
        text = _("How many faces accepted without asking are wrong is not known yet: {count} were judged in the audit sample.")
        st.caption(text.format(count=number(accepted.items)))
        return
    text = _(
        "Of faces accepted without asking, {low} to {high} % were not that child: {count} were judged blind in the audit "
        "sample of the last four weeks."
    )
    low, high = (number(round(100 * end, 1)) for end in (accepted.wrong.low, accepted.wrong.high))
    st.markdown(text.format(low=low, high=high, count=number(accepted.items)))


def _too_few(measured: Measured) -> None:
    text = _(
        "Too few decisions: {right} right and {wrong} wrong proposals, and {least} of each kind are needed. Until then nothing "
        "is proposed: even if none of {least} is wrong, up to 6 in 100 may be."
    )
    said = text.format(right=number(measured.same), wrong=number(measured.different), least=number(LEAST))
    st.info(said, icon=":material/hourglass_empty:")


def _chosen(measured: Measured) -> Proposal | None:
    """The proposal for the rate that is chosen, or why there is none."""
    if measured.calibration is None:
        text = _("People's answers do not become more often “right” with more evidence. Nothing can be proposed from them.")
        st.warning(text, icon=":material/warning:")
        return None
    rate = st.segmented_control(
        _("Of faces accepted just at the point, at most so many may be wrong"),
        RATES,
        default=RATES[0],
        required=True,
        format_func=lambda one: _("1 in {count}").format(count=number(round(1 / one))),
        key="calibration_rate",
    )
    proposal = calibrating.propose(measured, rate)
    if proposal is None:
        needed = round(TO_SHOW_A_RATE / rate)
        if len(measured.sample) < needed:
            text = _("For 1 in {count}, {needed} decisions are needed, and there are {there}.")
            counts = {"count": round(1 / rate), "needed": needed, "there": len(measured.sample)}
            said = text.format(**{name: number(value) for name, value in counts.items()})
            st.info(said, icon=":material/hourglass_empty:")
        else:
            st.warning(_("People's answers do not show such a point."), icon=":material/warning:")
    return proposal


def _offer(visit: Visit, measured: Measured, proposal: Proposal) -> None:
    text = _("Proposed: {point}. The estimate's 95 % interval is {low} to {high}; its safe end is taken.")
    values = {name: number(round(getattr(proposal, name), 2)) for name in ("low", "high")}
    st.markdown(f"**{text.format(point=number(proposal.accept_at), **values)}**")
    if proposal.beyond:
        said = _("It lies above all evidence that people were asked about: there the curve is only carried on.")
        st.warning(said, icon=":material/warning:")
    if proposal.accept_at < measured.accept_at:
        st.caption(_("It is lower than the point in use: more faces are accepted, and fewer are asked about."))
    elif proposal.accept_at > measured.accept_at:
        st.caption(_("It is higher than the point in use: fewer faces are accepted, and more are asked about."))
    if passing := measured.strangers_passing(proposal.accept_at):
        text = _("By the measurement with adults, 1 in {count} persons unknown to a class would then be taken for a pupil.")
        st.caption(text.format(count=number(round(1 / passing))))
    if st.button(_("Use the proposed point"), type="primary", icon=":material/check:", key="calibration_apply"):
        with failures.shown():
            calibrating.apply(visit.district, visit.account, proposal)
            widgets.tell_after_rerun(_("Saved. It holds for what is read from now on."))


def _what_it_says() -> None:
    with st.expander(_("What this measures, and what it does not")):
        st.markdown(
            "\n".join(
                f"- {line}"
                for line in (
                    _("People are asked only about faces of which the machine is unsure. Only those are measured here."),
                    _("The curve says nothing of faces that were accepted without asking; the audit sample does, above."),
                    _("Decisions on accepted faces are left out: people make them only where they noticed a mistake."),
                    _("Faces that looked like two pupils are left out: another point would not have accepted them."),
                    _("The faces of one person seen count once, for one click decided them all."),
                    _("“Nobody can be named” counts as wrong, also where the face was unclear: that errs on the safe side."),
                )
            )
        )
