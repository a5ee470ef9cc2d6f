"""One flag of the desk: what is odd, both photos side by side, what was done so far, and the next step."""

from collections.abc import Callable

import streamlit as st

from attendance import i18n
from attendance.i18n import N_, _, day_text, moment_text, ngettext, number, pick
from attendance.office import settings
from attendance.office.access import Account
from attendance.register import flag_words, flagged, side_by_side
from attendance.register.flag_groups import CauseKey, Group, Step
from data.database import Row
from ui import failures, widgets
from ui.guard import Visit
from ui.review import photos_beside, triangulation

_SEEN = "_flag_seen"
_OPENED = "_flags_opened"
_STEPS = {
    "asked": N_("Explanation asked"),
    "answered": N_("The school explained"),
    "confirmed": N_("Confirmed"),
    "dismissed": N_("Dismissed"),
    "undo": N_("Took the last decision back"),
}


def show(visit: Visit, account: Account, cause: str) -> None:
    """All of it; the class days of one cause are decided together.

    Args:
        account: Who decides: the visitor, or their stand-in in the sandbox.

    Raises:
        NotAllowed: None of its flags is within the account's blocks.
    """
    group = flagged.of_cause(visit.district, account, cause)
    # A click is answered by a new run, which reads the flag again: the decision was taken on what stood there before.
    before: CauseKey | None = st.session_state.get(_SEEN)
    seen = before if before and before.cause == cause else group.key
    st.session_state[_SEEN] = group.key
    if seen.step != group.key.step:
        # Where the button that was pressed is gone, nothing else would say why nothing happened.
        st.warning(widgets.literal(str(flagged.changed(group))), icon=":material/sync_problem:")
    _heading(group)
    flag = _chosen(group)
    known = side_by_side.sources(visit.district, account, [flag])
    source = known.get(side_by_side.source_of(flag) or 0)
    st.markdown(f"**{widgets.literal(flag_words.sentence(flag, source))}**")
    _beside(visit, account, group, flag)
    triangulation.show(visit, flag["class_section_id"], flag["day"])
    _steps(group)
    _next(visit, account, group, seen, flag, source)


def _heading(group: Group) -> None:
    st.subheader(flag_words.kind_name(group.kind), anchor=False)
    parts = [flag_words.severity_name(group.kind, group.severity), flag_words.state_name(group.state)]
    if group.flags > 1:
        text = ngettext("{flags} flags of {schools} school", "{flags} flags of {schools} schools", group.schools)
        days = ngettext("{count} class day", "{count} class days", group.class_days).format(count=number(group.class_days))
        parts += [text.format(flags=number(group.flags), schools=number(group.schools)), days]
    st.markdown(":material/flag: " + " · ".join(parts))
    if group.flags > 1:
        st.caption(_("They have one cause: one decision settles all of them."))


def _chosen(group: Group) -> Row:
    """The flag whose evidence is shown; of a group one of the first."""
    by_id = {flag["flag_id"]: flag for flag in group.first}
    if len(by_id) == 1:
        block = pick(group.first[0]["block_hi"], group.first[0]["block_en"])
        st.markdown(widgets.literal(f"{_place(group.first[0])} · {block}"))
        return group.first[0]
    chosen = st.pills(
        _("Look at"),
        list(by_id),
        default=group.first[0]["flag_id"],
        format_func=lambda flag_id: widgets.literal(f"{number(1 + list(by_id).index(flag_id))}. {_place(by_id[flag_id])}"),
        key=f"flag_of_{group.key.cause}",
        required=True,
    )
    left = group.flags - len(by_id)
    if left > 0:
        st.caption(ngettext("and {count} more like these", "and {count} more like these", left).format(count=number(left)))
    return by_id.get(chosen, group.first[0])


def _place(row: Row) -> str:
    return f"{flag_words.place_name(row)} · {day_text(row['day'], 'medium')}"


def _beside(visit: Visit, account: Account, group: Group, flag: Row) -> None:
    found = side_by_side.of_flag(visit.district, account, flag)
    if not found.sides:
        return
    photos_beside.show(found, flag)
    opened: set[tuple[str, frozenset[str]]] = st.session_state.setdefault(_OPENED, set())
    if found.blocks and (group.key.cause, found.blocks) not in opened:
        flagged.looked(visit.district, account, group, found.blocks)
        opened.add((group.key.cause, found.blocks))


def _steps(group: Group) -> None:
    if not group.steps:
        return
    st.markdown(f"**{_('So far')}**")
    for step in group.steps:
        st.markdown(f"- {widgets.literal(_told(step, group))}")


def _told(step: Step, group: Group) -> str:
    name = _(_STEPS[step.kind])
    words = f"{name} · {step.who} · {moment_text(step.said_at)}"
    if step.flags != group.flags:
        words += " · " + ngettext("{count} flag", "{count} flags", step.flags).format(count=number(step.flags))
    if step.undone:
        words += f" · {_('taken back')}"
    return f"{words}: {step.text}" if step.text else words


def _next(visit: Visit, account: Account, group: Group, seen: CauseKey, flag: Row, source: Row | None) -> None:
    if "asked" in group.may and group.is_suspicion:
        _ask(visit, account, seen, flag, source)
    if "answered" in group.may:
        _answer(visit, account, group, seen)
    if group.may & {"confirmed", "dismissed"}:
        _settle(visit, account, group, seen)
    elif group.state in ("open", "asked", "answered"):
        st.info(_("The district office confirms or dismisses it, with what you ask and note here."), icon=":material/info:")
    if "undo" in group.may and st.button(_("Take the last decision back"), icon=":material/undo:", key="flag_undo"):
        _decide(lambda: flagged.undo(visit.district, account, seen), _("Taken back."))


def _ask(visit: Visit, account: Account, seen: CauseKey, flag: Row, source: Row | None) -> None:
    """The text goes to the school by whatever way the office writes to schools; here it is kept that it was sent."""
    with i18n.reading_in("hi"):
        proposed = flag_words.question(flag, settings.load(visit.district).answer_days, source)
    with st.container(border=True):
        st.markdown(f"**{_('Ask the school first')}**")
        text = st.text_area(
            _("Text for the school (you may change it)"), proposed, height=230, max_chars=2000, key=f"flag_ask_{seen.step}"
        )
        with st.expander(_("Message to copy"), icon=":material/content_copy:"):
            st.code(text, language=None, wrap_lines=True)
        contact = " · ".join(part for part in (flag["head_name"], flag["head_phone"]) if part)
        if contact:
            st.caption(widgets.literal(_("Head teacher: {contact}").format(contact=contact)))
        if st.button(_("It was sent: explanation asked"), icon=":material/send:", type="primary", key="flag_ask"):
            _decide(lambda: flagged.ask(visit.district, account, seen, text), _("Noted: the school was asked."))


def _answer(visit: Visit, account: Account, group: Group, seen: CauseKey) -> None:
    with st.form("flag_answer", border=True):
        st.markdown(f"**{_('What did the school say?')}**")
        text = st.text_area(_("The explanation, and who gave it"), max_chars=2000, key=f"flag_answer_{seen.step}")
        if group.days_left:
            left = ngettext(
                "Without an answer it may be confirmed after {count} more school day.",
                "Without an answer it may be confirmed after {count} more school days.",
                group.days_left,
            )
            st.caption(left.format(count=number(group.days_left)))
        if st.form_submit_button(_("Note the explanation"), icon=":material/edit_note:", type="primary"):
            _decide(lambda: flagged.answer(visit.district, account, seen, text), _("The explanation is noted."))


def _settle(visit: Visit, account: Account, group: Group, seen: CauseKey) -> None:
    with st.form("flag_settle", border=True):
        st.markdown(f"**{_('Decide') if group.is_suspicion else _('Note what you see')}**")
        if group.sets_aside and "confirmed" in group.may:
            text = ngettext(
                "Confirming sets {count} class day aside: it counts nowhere as read, and the block is told.",
                "Confirming sets {count} class days aside: they count nowhere as read, and the block is told.",
                group.class_days,
            )
            st.caption(text.format(count=number(group.class_days)))
        reason = st.text_input(_("Why"), max_chars=500, key=f"flag_why_{seen.step}")
        with st.container(horizontal=True):
            confirmed = "confirmed" in group.may and st.form_submit_button(
                _("It is so: confirm") if group.is_suspicion else _("It is so: note it"), icon=":material/gavel:"
            )
            dismissed = st.form_submit_button(_("It is not so: dismiss"), icon=":material/thumb_up:")
    if confirmed:
        _decide(lambda: flagged.confirm(visit.district, account, seen, reason), _("Confirmed."))
    elif dismissed:
        _decide(lambda: flagged.dismiss(visit.district, account, seen, reason), _("Dismissed."))


def _decide(work: Callable[[], None], done: str) -> None:
    with failures.shown():
        work()
        st.session_state.pop(_SEEN, None)
        widgets.tell_after_rerun(done)
