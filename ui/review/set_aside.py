"""Class days that the office set aside: the block's people see which, why, since when and by whom, and can tell the BEO."""

from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from attendance import i18n
from attendance.i18n import _, day_text, moment_text, ngettext, number, pick
from attendance.office.access import Page
from attendance.register import flag_words, flagged, side_by_side
from data.clock import today
from data.database import Row
from ui import navigation, widgets
from ui.guard import Visit

LOOK_BACK = timedelta(days=45)
"""A month's statement is made in the month after; later nobody asks any more."""
_SHOWN = 20


def show(visit: Visit) -> None:
    """Those of the visitor's blocks, those decided last first; nothing where there are none."""
    found = flagged.set_aside_days(visit.district, visit.account, today() - LOOK_BACK, today())
    if not found:
        return
    text = ngettext("{count} class day is set aside", "{count} class days are set aside", len(found))
    st.subheader(text.format(count=number(len(found))), anchor=False)
    st.caption(_("Their photos were confirmed as fakes: they count nowhere as read."))
    for row in found[:_SHOWN]:
        with st.container(border=True):
            place, block = widgets.literal(flag_words.place_name(row)), widgets.literal(pick(row["block_hi"], row["block_en"]))
            why = widgets.literal(_why(visit, row))
            st.markdown(f":material/flag: **{place}** · {block} · {day_text(row['day'])}  \n{why}")
            navigation.link(Page.REVIEW, _("Open the flag"), item=f"flag:{row['cause']}")
    by_block = sorted(found, key=lambda row: (row["block_id"], row["day"], row["class_section_id"]))
    for _block_id, rows in groupby(by_block, key=lambda row: row["block_id"]):
        _message(list(rows))


def say_why(visit: Visit, class_section_id: int, day: date) -> None:
    """On the class day itself: that it counts nowhere, and why."""
    for row in flagged.set_aside_days(visit.district, visit.account, day, day, class_section_id):
        text = _("This class day is set aside: it counts nowhere as read.")
        st.warning(widgets.literal(f"{text} {_why(visit, row)}"), icon=":material/flag:")


def _why(visit: Visit, row: Row) -> str:
    sources = side_by_side.sources(visit.district, visit.account, [row])
    sentence = flag_words.sentence(row, sources.get(side_by_side.source_of(row) or 0))
    by = _("Confirmed by {who} on {moment}: {text}").format(
        who=row["decided_by"], moment=moment_text(row["decided_at"]), text=row["text"] or ""
    )
    return f"{sentence} {by}"


def _message(rows: list[Row]) -> None:
    block = pick(rows[0]["block_hi"], rows[0]["block_en"])
    with st.expander(_("Message to copy: {block}").format(block=widgets.literal(block)), icon=":material/content_copy:"):
        with i18n.reading_in("hi"):
            text = flag_words.notice(rows)
        st.code(text, language=None, wrap_lines=True)
        contact = " · ".join(part for part in (rows[0]["beo_name"], rows[0]["beo_phone"]) if part)
        if contact:
            st.caption(widgets.literal(_("BEO: {contact}").format(contact=contact)))
