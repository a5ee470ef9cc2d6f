"""One school's children to visit: opened by hand, each look on the audit trail; who visits, and what was found."""

import html
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from attendance.i18n import _, day_text, moment_text, ngettext, number
from attendance.office.access import Page
from attendance.reports import follow_up, follow_up_cases, follow_up_message
from attendance.reports.follow_up_cases import OF_PEOPLE, Case, Filters, Outcome
from attendance.reports.pupil_year import Case as Reason
from data.clock import today
from data.database import Row
from ui import failures, navigation, widgets
from ui.exceptions import pupil_files
from ui.guard import Visit
from ui.pupils import choose, year


def show(visit: Visit, school: Row, filters: Filters) -> None:
    """A closed box with the names."""
    key = f"follow_up_school_{school['school_id']}"
    text = _("The children by name; opening it goes on the audit trail")
    box = st.expander(text, icon=":material/person_search:", key=key, on_change="rerun")
    if not box.open:
        st.session_state.pop(f"{key}_looked", None)
        return
    with box, failures.shown():
        cases = follow_up_cases.of_school(visit.district, visit.account, school["school_id"], filters)
        if not st.session_state.get(f"{key}_looked"):  # once each time the box is opened
            follow_up_cases.looked(visit.district, visit.account, school["school_id"], school["block_id"], cases)
            st.session_state[f"{key}_looked"] = True
        _opened(visit, school, cases, filters)


def _opened(visit: Visit, school: Row, cases: Sequence[Case], filters: Filters) -> None:
    st.html(_table(cases))
    still_open = [case for case in cases if case.is_open]
    if still_open:
        _hand_over(visit, school, still_open)
        _messages(school, still_open)
    _one(visit, school, cases)
    last = max((case.last_day for case in cases), default=today())
    with _box(_("Visit list of this school as a file"), f"follow_up_list_{school['school_id']}") as box:
        if box.open:
            pupil_files.visit_list(visit, school, filters)
    with _box(_("Marks of this school's pupils as a file"), f"follow_up_marks_{school['school_id']}") as box:
        if box.open:
            pupil_files.marks(visit, school["school_id"], last)


def _box(label: str, key: str) -> Any:
    """A closed box, filled only once it is opened."""
    return st.expander(label, icon=":material/download:", key=key, on_change="rerun")


def _table(cases: Sequence[Case]) -> str:
    heads = (_("Pupil"), _("Class"), _("Not recognised since"), _("School days with photos"), _("State"))
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads)
    rows = "".join(f"<tr>{_cells(case, heads)}</tr>" for case in cases)
    return f'<table class="upa-table upa-pupils"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _cells(case: Case, heads: tuple[str, ...]) -> str:
    roll = f"{number(case.roll_number)} · " if case.roll_number is not None else ""
    values = (f"{roll}{case.name}", case.class_name, day_text(case.first_day, "medium"), number(case.days), _state(case))
    return "".join(
        f'<td data-label="{html.escape(head)}">{html.escape(value)}</td>' for head, value in zip(heads, values, strict=True)
    )


def _state(case: Case) -> str:
    parts = [case.standing]
    if case.is_open and case.visit_by and case.visit_by < today():
        parts.append(_("the day is past"))
    if case.is_open and case.recognised_on:
        parts.append(_("recognised again on {day}").format(day=day_text(case.recognised_on, "medium")))
    if not case.on_roll:
        parts.append(_("no longer on this class's roll"))
    return "; ".join(parts)


def _hand_over(visit: Visit, school: Row, cases: Sequence[Case]) -> None:
    """Several pupils to one visitor in one go; those whom nobody visits yet are chosen at first."""
    key = f"follow_up_hand_{school['school_id']}"
    classes = list(dict.fromkeys(case.class_name for case in cases))
    if len(classes) > 1:
        only = st.selectbox(_("Class"), classes, index=None, key=f"{key}_class", placeholder=_("All classes"))
        cases = [case for case in cases if only in (None, case.class_name)]
    names = {case.case_id: f"{case.class_name}: {case.name}" for case in cases}
    with st.form(key, border=True):
        st.markdown(f"**{_('Who visits?')}**")
        chosen = st.multiselect(
            _("Children"),
            list(names),
            default=[case.case_id for case in cases if case.visitor is None],
            format_func=lambda one: names.get(one, ""),
            key=f"{key}_cases",
            placeholder=_("Choose"),
        )
        visitor = st.text_input(
            _("Name of whoever visits, as the CRC or a teacher"), value=school["crc_name"] or "", key=f"{key}_visitor"
        )
        by = st.date_input(_("By which day"), value=None, min_value=today(), key=f"{key}_by", format="DD/MM/YYYY")
        if st.form_submit_button(_("Hand over"), type="primary", key=f"{key}_go"):
            with failures.shown():
                count = follow_up.hand_over(visit.district, visit.account, chosen, visitor, by)
                told = ngettext("{name} asks after {count} child.", "{name} asks after {count} children.", count)
                widgets.tell_after_rerun(told.format(name=widgets.literal(visitor), count=number(count)))


def _messages(school: Row, cases: Sequence[Case]) -> None:
    """A message for each visitor, of their own children alone."""
    by_visitor: dict[str, list[Case]] = {}
    for case in cases:
        by_visitor.setdefault(case.visitor or school["crc_name"] or school["head_name"] or _("head teacher"), []).append(case)
    with st.expander(_("Message to copy"), icon=":material/content_copy:"):
        st.caption(_("It names children: send it to nobody but whoever visits them."))
        for visitor, own in by_visitor.items():
            st.code(follow_up_message.message(own, school, visitor), language=None, wrap_lines=True)


def _one(visit: Visit, school: Row, cases: Sequence[Case]) -> None:
    by_key = {case.case_id: case for case in cases}
    chosen = st.selectbox(
        _("What was found? Choose the child"),
        list(by_key),
        index=0 if len(by_key) == 1 else None,
        format_func=lambda key: f"{by_key[key].class_name}: {by_key[key].name}" if key in by_key else "",
        key=f"follow_up_one_{school['school_id']}",
        placeholder=_("Choose"),
    )
    case = by_key.get(chosen) if chosen else None
    if case is None:
        return
    st.html(_history(case))
    with st.container(horizontal=True):
        navigation.link(Page.PUPILS, _("Reference photos of the child"), **choose.address(case.class_section_id, case.pupil_id))
        if case.is_open:
            year.link(case.pupil_id, Reason.NOT_RECOGNISED, today())
    if not case.is_open:
        _reopen(visit, case)
        return
    _close(visit, case)
    _note(visit, case)


def _history(case: Case) -> str:
    lines = [f"{moment_text(step.said_at)} · {step.said_by}: {step.text}" for step in case.steps]
    return f'<ul class="upa-steps">{"".join(f"<li>{html.escape(line)}</li>" for line in lines)}</ul>'


def _close(visit: Visit, case: Case) -> None:
    key = f"follow_up_close_{case.case_id}"
    outcome: Outcome | None = st.selectbox(
        _("What the visit found"),
        OF_PEOPLE,
        index=None,
        format_func=lambda one: one.label,
        key=f"{key}_outcome",
        placeholder=_("Choose"),
    )
    text = st.text_input(_("In a few words, if need be"), key=f"{key}_text")
    if outcome is Outcome.PRESENT:
        st.info(
            _("The photos will recognise the child only after a better reference photo. Take one at the visit and add it:"),
            icon=":material/add_a_photo:",
        )
        navigation.link(Page.PUPILS, _("Add a reference photo"), **choose.address(case.class_section_id, case.pupil_id))
    if st.button(_("Close the case"), type="primary", key=f"{key}_go", disabled=outcome is None):
        _done(lambda: follow_up.close(visit.district, visit.account, case.case_id, outcome, text), _("The case is closed."))


def _note(visit: Visit, case: Case) -> None:
    key = f"follow_up_note_{case.case_id}"
    with st.form(f"{key}_form", border=False, clear_on_submit=True):
        text = st.text_input(_("Note: what was said, and what comes next"), key=key)
        if st.form_submit_button(_("Keep the note"), key=f"{key}_go"):
            _done(lambda: follow_up.note(visit.district, visit.account, case.case_id, text), _("The note is kept."))


def _reopen(visit: Visit, case: Case) -> None:
    key = f"follow_up_reopen_{case.case_id}"
    with st.popover(_("Open again"), icon=":material/undo:"):
        reason = st.text_input(_("Why is it opened again?"), key=key)
        if st.button(_("Open again"), key=f"{key}_go"):
            _done(lambda: follow_up.reopen(visit.district, visit.account, case.case_id, reason), _("It is open again."))


def _done(work: Callable[[], Any], told: str) -> None:
    with failures.shown():
        work()
        widgets.tell_after_rerun(told)
