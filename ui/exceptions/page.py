"""The Exceptions page: whom to call, about what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from attendance.errors import Message
from attendance.i18n import _, day_text, moment_text
from attendance.office import settings
from attendance.office.access import Page
from attendance.reports import evaluating, exceptions, places
from attendance.reports.rules import Limits, Rule, Severity, State
from ui import choices, failures, guard, navigation, widgets
from ui.attendance import style
from ui.exceptions import case_filters, follow_up_cases, listing, overview
from ui.exceptions import style as own_style
from ui.exceptions.filters import Chosen
from ui.guard import Visit

LOOK_EVERY_S = 3.0


def show(visit: Visit) -> None:
    """All of it, as the address says."""
    style.apply()
    own_style.apply()
    widgets.page_title(navigation.title(Page.EXCEPTIONS), _("Whom do I call, about what?"))
    titles = {"list": _("Exceptions"), case_filters.CASES: _("Children to visit")}
    if widgets.sections(titles) == case_filters.CASES:
        if _looked(visit):
            follow_up_cases.show(visit)
        return
    chosen = Chosen.read()
    blocks = places.blocks(visit.district.db, visit.scope)
    if chosen.block_id and chosen.block_id not in blocks:
        st.warning(_("The block in this address is not there, or not one of yours. All units are shown."))
        chosen = replace(chosen, block_id=None)
    if not _looked(visit):
        return
    limits = Limits.of(settings.load(visit.district))
    counts = exceptions.counts(visit.district.db, visit.scope, chosen.block_id)
    _choose(chosen, blocks, overview.names_with_counts(limits, counts))
    overview.show(visit, chosen, counts)
    _list(visit, chosen, counts)


def _looked(visit: Visit) -> bool:
    """For which day the rules were evaluated, and evaluating them again; False before the first time."""
    look = exceptions.last_look(visit.district.db)
    if look is None:
        evaluating.each_hour(visit.district)
    job = evaluating.under_way(visit.district)
    with st.container(horizontal=True, vertical_alignment="center"):
        if look:
            text = _("For {day}, looked at {moment}.")
            st.markdown(text.format(day=day_text(look.day, "full"), moment=moment_text(look.looked_at)))
        idle = job is None or job["state"] == "failed"
        if idle and st.button(_("Look again now"), icon=":material/refresh:", key="exceptions_again"):
            with failures.shown():
                evaluating.look_again(visit.district, visit.account)
                visit.house.worker.wake()
                st.rerun()
    if job and job["state"] == "failed":
        st.error(widgets.literal(str(Message.from_json(job["error"]))), icon=":material/error:")
    elif job:
        _wait(visit)
    elif look is None:
        widgets.empty(_("There are no class days yet that the rules could look at: photos and the portal's report come first."))
    return look is not None


def _wait(visit: Visit) -> None:
    st.info(_("The rules are being looked at now; the list follows by itself."), icon=":material/hourglass_top:")

    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def until_done() -> None:
        if evaluating.under_way(visit.district) is None:
            st.rerun(scope="app")

    until_done()


def _list(visit: Visit, chosen: Chosen, counts: pd.DataFrame) -> None:
    db = visit.district.db
    most = st.session_state.setdefault(listing.MOST, listing.AT_FIRST)
    filters = chosen.of(visit.account.username)
    kept = exceptions.schools(db, visit.scope, filters, most)
    if kept.keys:
        found = exceptions.listed(db, visit.scope, filters, school_ids=kept.keys)
        listing.files(visit, filters)
        listing.schools(visit, found, kept)
    elif counts.empty and not (chosen.state or chosen.mine):
        widgets.well_done(_("Nothing to do. Well done."))
    elif not (chosen.rule or chosen.severity or chosen.state or chosen.mine):
        widgets.well_done(_("Nothing serious or important is open. What is ordinary stands under “However serious”."))
    else:
        widgets.empty(_("Nothing matches these filters."), ":material/filter_alt_off:")


def _choose(chosen: Chosen, blocks: dict[str, str], names: dict[tuple[Rule, int], str]) -> None:
    def change(name: str) -> Callable[[Any], None]:
        return lambda value: replace(chosen, **{name: value}).go()

    def change_rule(key: tuple[Rule, int] | None) -> None:
        rule, step = key or (None, 0)
        replace(chosen, rule=rule, step=step).go()

    with st.container(horizontal=True, vertical_alignment="center"):
        choices.one_of(_("All units"), "exceptions_block", blocks, chosen.block_id, change("block_id"))
        key = (chosen.rule, chosen.step) if chosen.rule else None
        choices.one_of(_("All reasons"), "exceptions_rule", names, key, change_rule, width=360)
        severities = {
            Severity.SERIOUS: _("Only serious"),
            Severity.IMPORTANT: _("Important and serious"),
            Severity.ORDINARY: _("However serious"),
        }
        usual = severities.pop(replace(chosen, severity=None).least)
        choices.one_of(usual, "exceptions_severity", severities, chosen.severity, change("severity"), width=200)
        states = {state: state.label for state in State}
        choices.one_of(_("All that are open"), "exceptions_state", states, chosen.state, change("state"))
        mine = choices.keyed("exceptions_mine", chosen.mine)
        st.toggle(_("Only mine"), key=mine, on_change=widgets.with_value(mine, lambda only: replace(chosen, mine=only).go()))
