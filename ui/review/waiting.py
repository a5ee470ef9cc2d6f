"""The class days that need a person, most doubtful first."""

import streamlit as st

from attendance.i18n import _, day_text, ngettext, number, pick
from attendance.office.access import Page
from attendance.register import review
from ui import navigation, widgets
from ui.guard import Visit


def show(visit: Visit) -> None:
    """How many are left, then one card a class day."""
    frame = review.queue(visit.district, visit.account)
    if frame.empty:
        widgets.well_done(_("Nothing waits for a decision. Well done."))
        navigation.link(Page.UPLOAD)
        return
    pupils = int(frame["uncertain"].sum())
    text = ngettext("{count} class waits", "{count} classes wait", len(frame)).format(count=number(len(frame)))
    more = ngettext("{count} child to be confirmed", "{count} children to be confirmed", pupils).format(count=number(pupils))
    st.markdown(f"### {text} · {more}")
    for row in frame.to_dict("records"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{pick(row['school_hi'], row['school_en'])}** · {_('Class')} {row['grade']} {row['section']}  \n"
                f"{pick(row['block_hi'], row['block_en'])} · {day_text(row['day'].date())}",
                width="stretch",
            )
            count = ngettext("{count} child", "{count} children", row["uncertain"]).format(count=number(row["uncertain"]))
            navigation.link(
                Page.REVIEW,
                _("Decide: {count}").format(count=count),
                **{"class": str(row["class_section_id"]), "day": row["day"].date().isoformat()},
            )
