"""What waits on the desk, the worthiest first."""

import streamlit as st

from attendance.i18n import _, day_text, ngettext, number, pick
from attendance.office.access import Page
from attendance.register import desk, flag_words
from attendance.register.desk import Item
from ui import navigation, widgets
from ui.guard import Visit
from ui.review.desk import item

_SHOWN = 30


def show(visit: Visit) -> None:
    """How many are left, a button that opens the worthiest, then one card an item."""
    item.leave(visit)
    items = desk.queue(visit.district, visit.account)
    if not items:
        widgets.well_done(_("Nothing waits for a decision. Well done."))
        navigation.link(Page.UPLOAD)
        return
    st.markdown(f"### {_left(items)}")
    free = [one for one in items if one.claimed_by is None]
    if not free:
        widgets.empty(_("Others have all of it open now. What they leave comes back here."), icon=":material/group:")
    elif st.button(_("Begin"), type="primary", icon=":material/play_arrow:", key="desk_begin"):
        item.open_item(free[0].key)
    for one in items[:_SHOWN]:
        _card(one)
    if len(items) > _SHOWN:
        st.caption(_("{count} more wait below these.").format(count=number(len(items) - _SHOWN)))


def _left(items: list[Item]) -> str:
    flags = sum(one.kind == "flag" for one in items)
    classes = len(items) - flags
    parts = []
    if flags:
        parts.append(ngettext("{count} flag waits", "{count} flags wait", flags).format(count=number(flags)))
    if classes:
        parts.append(ngettext("{count} class waits", "{count} classes wait", classes).format(count=number(classes)))
    return " · ".join(parts)


def _card(one: Item) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        school, section = widgets.literal(pick(one.school_hi, one.school_en)), widgets.literal(one.section)
        block = widgets.literal(pick(one.block_hi, one.block_en))
        st.markdown(
            f"{_what(one)}  \n**{school}** · {_('Class')} {number(one.grade)} {section}  \n{block} · {day_text(one.day)}"
            + _waits(one),
            width="stretch",
        )
        navigation.link(Page.REVIEW, _("Open"), item=one.key)


def _what(one: Item) -> str:
    count = ngettext("{count} child", "{count} children", one.pupils).format(count=number(one.pupils))
    if one.kind == "faces":
        return f":material/face: {_('Faces to be confirmed')}: {count}"
    flagged = ngettext("{count} flagged photo", "{count} flagged photos", one.flags).format(count=number(one.flags))
    kind = flag_words.kind_name(one.key.split(":")[1])
    return f":material/flag: {kind} · {flagged} · {count}"


def _waits(one: Item) -> str:
    if one.claimed_by:
        return f"  \n:material/group: {_('{who} has this open').format(who=widgets.literal(one.claimed_by))}"
    if one.age_days:
        return " · " + ngettext("waits for {count} day", "waits for {count} days", one.age_days).format(
            count=number(one.age_days)
        )
    return ""
