"""One child under two pupils: asking for the search, allowing it, following it."""

import html

import streamlit as st

from attendance.i18n import _, moment_text, ngettext, number, percent
from attendance.office.access import Role
from attendance.roster import leads
from data.database import Row
from ui import failures, guard, widgets
from ui.administration import leads_found
from ui.guard import Visit

LOOK_EVERY_S = 2.0
_CSS = "<style>.upa-purpose { border-left: .25rem solid #0072B2; padding: .25rem .75rem; overflow-wrap: anywhere; }</style>"


def title(visit: Visit) -> str:
    """What stands on the switch; it says so where the visitor's answer is awaited."""
    waits = visit.account.role is Role.DPO and any(run["state"] == "asked" for run in _runs(visit))
    return _("One child, two names") + (f" ({number(1)})" if waits else "")


def show(visit: Visit) -> None:
    """What it is, what stands now, what was found."""
    _explain()
    runs = _runs(visit)
    current = next((run for run in runs if run["state"] in ("asked", "allowed")), None)
    ran = [run for run in runs if run["allowed_by"] and run is not current]
    if current is None:
        _nothing_open(visit, runs, ran)
    elif current["state"] == "asked":
        _asked(visit, current)
    else:
        _running(visit, current)
    if ran:
        leads_found.show(visit, ran)
    if current is None and ran and visit.account.role is Role.MIS:
        with st.expander(_("Ask for another search")):
            _ask(visit)
    _never_ran([run for run in runs if run is not current and not run["allowed_by"]])


def _runs(visit: Visit) -> list[Row]:
    return leads.searches(visit.district, visit.account)


def _explain() -> None:
    st.markdown(
        _(
            "After a transfer one child may stand in the lists twice, under two names or PENs. This search compares the "
            "reference photos of all pupils with each other and shows pairs that look alike."
        )
    )
    st.info(
        _(
            "What it finds are leads, never proof: brothers, sisters and twins look alike too. Look at both photos and ask the "
            "schools. No pupil is removed or changed by it."
        ),
        icon=":material/info:",
    )
    st.caption(
        _(
            "It is off. It runs only when the MIS in-charge says what it is for and the District Programme Officer allows it; "
            "each step is on the audit trail. A single face cannot be searched for."
        )
    )


def _nothing_open(visit: Visit, runs: list[Row], ran: list[Row]) -> None:
    if visit.account.role is Role.DPO:
        if runs:
            widgets.well_done(_("No search waits for your decision."))
        else:
            widgets.empty(_("No search was ever asked for. The MIS in-charge asks, you decide."))
    elif not ran:
        with st.container(border=True):
            st.markdown(f"**{_('Ask for a search')}**")
            _ask(visit)


def _ask(visit: Visit) -> None:
    with st.form("leads_ask", border=False):
        purpose = st.text_area(
            _("What is it for?"),
            key="leads_purpose",
            max_chars=500,
            placeholder=_("For example: pupils who changed schools this year and were entered again"),
        )
        similar = st.number_input(
            _("Similarity from which two photos are shown, in percent"),
            min_value=round(100 * leads.LOWEST),
            max_value=round(100 * leads.HIGHEST),
            value=round(100 * leads.USUAL),
            key="leads_threshold",
            help=_("Lower finds more pairs, most of them different children."),
        )
        sent = st.form_submit_button(_("Ask the District Programme Officer"), type="primary", icon=":material/send:")
    if sent:
        with failures.shown():
            leads.ask(visit.district, visit.account, purpose, similar / 100)
            widgets.tell_after_rerun(_("Asked. The search runs when the District Programme Officer allows it."))


def _asked(visit: Visit, run: Row) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('A search is asked for')}**")
        _purpose(run)
        if visit.account.role is Role.DPO:
            _answer(visit, run)
        else:
            st.markdown(_("It waits for the District Programme Officer."))
            _stop(visit, run, _("Take it back"), _("Taken back. Nothing was searched."))


def _purpose(run: Row) -> None:
    st.html(f'{_CSS}<div class="upa-purpose">{html.escape(run["purpose"])}</div>')
    asked = _("{who}, {moment} · similarity from {percent}")
    similar = percent(run["threshold"], 1)
    st.caption(asked.format(who=widgets.literal(run["asked_by"]), moment=moment_text(run["asked_at"]), percent=similar))


def _answer(visit: Visit, run: Row) -> None:
    left, right = st.columns(2)
    if left.button(_("Allow the search"), type="primary", icon=":material/check:", key="leads_allow", width="stretch"):
        with failures.shown():
            leads.allow(visit.district, visit.account, run["run_id"])
            visit.house.worker.wake()
            widgets.tell_after_rerun(_("Allowed. The search has begun; photos that are sent meanwhile go first."))
    with right.popover(_("Refuse"), icon=":material/block:", width="stretch"):
        reason = st.text_input(_("Why?"), key="leads_refuse_why", max_chars=300)
        if st.button(_("Refuse the search"), key="leads_refuse"):
            with failures.shown():
                leads.refuse(visit.district, visit.account, run["run_id"], reason)
                widgets.tell_after_rerun(_("Refused. The MIS in-charge sees your reason."))


def _running(visit: Visit, run: Row) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('The search is running')}**")
        _purpose(run)

        @guard.fragment(visit, run_every=LOOK_EVERY_S)
        def poll() -> None:
            far = leads.progress(visit.district, visit.account, run["run_id"])
            if far is None or far.state == "done":
                st.rerun(scope="app")
            if far.state == "failed":
                _failed(visit, far)
                return
            counted = ngettext("{count} reference photo", "{count} reference photos", run["templates"])
            text = _("{photos} compared with each other: {share} done").format(
                photos=counted.format(count=number(run["templates"])), share=percent(far.share, 1.0)
            )
            st.progress(min(far.share, 1.0), text)
            st.caption(_("You may leave this page; the work goes on, also after a restart. Photos that are sent go first."))

        poll()
        _stop(visit, run, _("Stop the search"), _("Stopped. What was found until then is kept."))


def _failed(visit: Visit, far: leads.Progress) -> None:
    st.error(_("The search stopped on an error. It goes on where it was."), icon=":material/error:")
    if far.error:
        st.caption(widgets.literal(str(far.error)))
    if visit.account.role is Role.MIS and st.button(_("Try again"), icon=":material/refresh:", key="leads_again"):
        leads.try_again(visit.district, visit.account, far.job_id)
        visit.house.worker.wake()
        st.rerun(scope="app")


def _stop(visit: Visit, run: Row, label: str, done: str) -> None:
    if st.button(label, icon=":material/stop_circle:", key="leads_stop"):
        with failures.shown():
            leads.stop(visit.district, visit.account, run["run_id"])
            widgets.tell_after_rerun(done)


def _never_ran(runs: list[Row]) -> None:
    """Searches that never ran, and why."""
    if not runs:
        return
    with st.expander(_("Searches that did not run ({count})").format(count=number(len(runs)))):
        for run in runs:
            why = _("refused by {who}: {why}") if run["state"] == "refused" else _("taken back by {who}")
            told = why.format(who=run["ended_by"], why=run["ended_why"])
            st.html(
                f'<div class="upa-row">{html.escape(run["purpose"])} '
                f'<span class="upa-note">{html.escape(told)}, {moment_text(run["ended_at"])}</span></div>'
            )
