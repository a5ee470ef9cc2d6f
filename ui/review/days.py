"""The blocks' days: what is reviewed, signed off and locked, what came too late, and the month on paper."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from attendance.i18n import N_, _, moment_text, month_text, ngettext, number, percent, pick, weekday_text
from attendance.office.access import Page, Role
from attendance.register import signing
from attendance.register.signing import BlockDay, State
from attendance.reports.paper import statement
from data.clock import today
from ui import download, navigation, widgets
from ui.guard import Visit

_STATES: dict[State, tuple[str, str]] = {
    State.OPEN: (N_("Still open"), ":material/radio_button_unchecked:"),
    State.REVIEWED: (N_("Reviewed"), ":material/done:"),
    State.SIGNED: (N_("Signed off"), ":material/done_all:"),
    State.LOCKED: (N_("Locked"), ":material/lock:"),
}
_NEXT: dict[State, str] = {
    State.OPEN: N_("Go through what waits first, then say that the day is reviewed."),
    State.REVIEWED: N_("The District Programme Officer signs off next."),
    State.SIGNED: N_("The figures stay as they are. Tonight the day is locked; until then the signature can be taken back."),
    State.LOCKED: N_("The figures stay as they are. Opening the day again needs a reason."),
}
_FIGURES = {
    "expected": N_("classes expected"),
    "read": N_("classes read here"),
    "with_photos": N_("classes with photos"),
    "uploaded": N_("classes uploaded to the portal"),
    "set_aside": N_("classes set aside"),
    "enrolled": N_("pupils enrolled"),
    "recognised": N_("recognised"),
    "seen_not_named": N_("seen, not named"),
    "not_seen": N_("not seen"),
    "absent": N_("absent by a person"),
    "uncertain": N_("to be confirmed"),
}


def show(visit: Visit) -> None:
    """The day that is chosen, block by block, and the month's statement."""
    last = today()
    found = signing.of_days(visit.district, visit.account, last - signing.LOOK_BACK, last)
    if not found:
        widgets.empty(_("No class was expected and none was read in the last weeks. There is nothing to sign off."))
        return
    day = _choose(found)
    blocks = [one for one in found if one.day == day]
    _all_reviewed(visit, blocks)
    for one in sorted(blocks, key=lambda one: (list(State).index(one.state), pick(one.block_hi, one.block_en))):
        _card(visit, one)
    _statement(visit, found)


def _choose(found: Sequence[BlockDay]) -> date:
    """The day to look at, each with how far it has come; at first the latest read that is not signed off everywhere."""
    by_day: dict[date, list[BlockDay]] = {}
    for one in reversed(found):
        by_day.setdefault(one.day, []).append(one)
    waiting = [day for day, blocks in by_day.items() if any(_is_open(one) for one in blocks)]
    text = ngettext("{count} day is not signed off yet", "{count} days are not signed off yet", len(waiting))
    if waiting:
        st.markdown(f"#### {text.format(count=number(len(waiting)))}")
    else:
        widgets.well_done(_("All days are signed off. Well done."))
    asked = st.query_params.get("signday", "")
    days = list(by_day)
    read = [day for day in waiting if any(one.figures["with_photos"] for one in by_day[day])]
    start = next((day for day in days if day.isoformat() == asked), (read or waiting or days)[0])
    chosen: date = st.selectbox(
        _("Day"),
        days,
        index=days.index(start),
        format_func=lambda day: _("{day}: {signed} of {blocks} signed off").format(
            day=weekday_text(day),
            signed=number(sum(not _is_open(one) for one in by_day[day])),
            blocks=number(len(by_day[day])),
        ),
        key="signing_day",
    )
    st.query_params["signday"] = chosen.isoformat()
    return chosen


def _is_open(one: BlockDay) -> bool:
    return one.state in (State.OPEN, State.REVIEWED)


def _all_reviewed(visit: Visit, blocks: Sequence[BlockDay]) -> None:
    counts = Counter(one.state for one in blocks)
    st.markdown(" · ".join(f"{_STATES[state][1]} {_(_STATES[state][0])}: {number(counts[state])}" for state in State))
    ready = [one for one in blocks if one.state is State.REVIEWED]
    if visit.account.role is not Role.DPO or len(ready) < 2:
        return
    label = _("Sign off all {count} reviewed blocks").format(count=number(len(ready)))
    if st.button(label, type="primary", icon=":material/done_all:", key="sign_all"):
        for one in ready:
            signing.sign(visit.district, visit.account, one.day, one.block_id)
        widgets.tell_after_rerun(_("Signed off. The signatures can be taken back until tonight."))


def _card(visit: Visit, one: BlockDay) -> None:
    name, icon = _STATES[one.state]
    with st.container(border=True, key=f"block_day_{one.block_id}"):
        st.markdown(f"**{widgets.literal(pick(one.block_hi, one.block_en))}** · {icon} **{_(name)}**{_who(one)}")
        st.markdown(_summary(one))
        if one.reason and one.step == "reopened":
            st.caption(_("Opened again: {reason}").format(reason=widgets.literal(one.reason)))
        _late(one)
        _differs(one)
        st.caption(_(_NEXT[one.state]))
        _buttons(visit, one)


def _who(one: BlockDay) -> str:
    who, when = (one.signed_by, one.signed_at) if one.signed_by else (one.said_by, one.said_at)
    return f" · {widgets.literal(who)}, {moment_text(when)}" if who and when and one.state is not State.OPEN else ""


def _summary(one: BlockDay) -> str:
    """What is signed, in one line; afterwards what was signed."""
    now = one.signed or one.figures
    read = _("Classes read {read} of {expected}").format(read=number(now["read"]), expected=number(now["expected"]))
    if not now["with_photos"]:
        return read
    parts = [
        read,
        _("recognised {percent} of {enrolled} pupils").format(
            percent=percent(now["recognised"], now["enrolled"]), enrolled=number(now["enrolled"])
        ),
        _("faces seen {percent}").format(percent=percent(now["recognised"] + now["seen_not_named"], now["enrolled"])),
        _("to be confirmed {count}").format(count=number(now["uncertain"])),
        _("flags open {count}").format(count=number(now["flags_open"])),
        _("set aside {count}").format(count=number(now["set_aside"])),
        _("sample judged {judged} of {sampled}").format(judged=number(now["judged"]), sampled=number(now["sampled"])),
    ]
    return " · ".join(parts)


def _late(one: BlockDay) -> None:
    if not one.late:
        return
    text = ngettext(
        "Photos or a changed roll of {count} class came after the signature; they count once the day is opened again:",
        "Photos or changed rolls of {count} classes came after the signature; they count once the day is opened again:",
        len(one.late),
    ).format(count=number(len(one.late)))
    classes = (f"{pick(late.school_hi, late.school_en)}, {_('Class')} {late.grade} {late.section}" for late in one.late)
    st.warning(widgets.literal(f"{text} {'; '.join(classes)}"), icon=":material/schedule:")


def _differs(one: BlockDay) -> None:
    if not one.differs:
        return
    changes = "; ".join(
        _("{figure}: signed {signed}, now {now}").format(figure=_(_FIGURES[name]), signed=number(signed), now=number(now))
        for name, (signed, now) in one.differs.items()
    )
    st.warning(
        _("An import changed what was signed. The statement keeps the signed figures. {changes}").format(changes=changes),
        icon=":material/difference:",
    )


def _buttons(visit: Visit, one: BlockDay) -> None:
    district, account = visit.district, visit.account
    place = f"{one.block_id}_{one.day}_{one.state.value}"  # a click meant for another state meets no button
    is_dpo = account.role is Role.DPO
    with st.container(horizontal=True):
        match one.state:
            case State.OPEN:
                if one.figures["uncertain"] or one.figures["flags_open"]:
                    navigation.link(Page.REVIEW, _("What waits"))
                _button(
                    _("The day is reviewed"),
                    f"reviewed_{place}",
                    ":material/done:",
                    lambda: signing.reviewed(district, account, one.day, one.block_id),
                )
            case State.REVIEWED:
                if is_dpo:
                    _button(
                        _("Sign off"),
                        f"sign_{place}",
                        ":material/done_all:",
                        lambda: signing.sign(district, account, one.day, one.block_id),
                        primary=True,
                    )
                _take_back(visit, one, place, _("Not reviewed after all"))
            case State.SIGNED if is_dpo:
                _take_back(visit, one, place, _("Take the signature back"))
            case State.LOCKED if is_dpo:
                _reopen(visit, one, place)


def _take_back(visit: Visit, one: BlockDay, place: str, label: str) -> None:
    _button(
        label,
        f"back_{place}",
        ":material/undo:",
        lambda: signing.take_back(visit.district, visit.account, one.day, one.block_id, one.state),
    )


def _reopen(visit: Visit, one: BlockDay, place: str) -> None:
    with st.popover(_("Open the day again"), icon=":material/lock_open:"), st.form(f"reopen_{place}", border=False):
        reason = st.text_input(_("Why? It stands in the month's statement."), max_chars=300, key=f"why_{place}")
        if st.form_submit_button(_("Open again")):
            signing.reopen(visit.district, visit.account, one.day, one.block_id, reason)
            st.rerun()


def _button(label: str, key: str, icon: str, work: Callable[[], None], *, primary: bool = False) -> None:
    if st.button(label, key=key, icon=icon, type="primary" if primary else "secondary"):
        work()
        st.rerun()


def _statement(visit: Visit, found: Sequence[BlockDay]) -> None:
    """The month's statement of a block, or of all blocks that one sees."""
    with st.expander(_("The month's statement (PDF)"), icon=":material/picture_as_pdf:"):
        st.caption(_("Figures with their intervals, flags, sizes of the samples, and who signed each day."))
        months = sorted({one.day.replace(day=1) for one in found}, reverse=True)
        names = {one.block_id: pick(one.block_hi, one.block_en) for one in found}
        with st.container(horizontal=True):
            month = st.selectbox(_("Month"), months, format_func=month_text, key="statement_month", width=200)
            options = [*sorted(names, key=names.__getitem__), *([""] if len(names) > 1 else [])]
            block = st.selectbox(
                _("Block"),
                options,
                format_func=lambda one: names.get(one) or _("All units, one line each"),
                key="statement_block",
                width=260,
            )
        download.on_demand(
            visit,
            _("Make the statement"),
            lambda: statement.of_month(visit.district, visit.account, month, block or None),
            key="statement",
            about=(month, block),
            icon=":material/picture_as_pdf:",
        )
