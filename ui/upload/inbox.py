"""The inbox: where to put photos in bulk, how far it is, and the receipts."""

import streamlit as st

from attendance.i18n import _, moment_text, ngettext, number
from attendance.intake.layout import LAYOUT
from attendance.intake.receipt_list import receipt_file
from data.clock import today
from ui import download, guard, widgets
from ui.guard import Visit
from ui.upload import standing, trays

LOOK_EVERY_S = 5.0


def show(visit: Visit) -> None:
    """The inbox's state, then the queue, the tray, and the receipts."""
    trays.begin()
    _state(visit)
    standing.show(visit)
    with st.expander(_("How to use the inbox"), icon=":material/help:"):
        _help(visit)
    trays.show(visit)
    _receipts(visit)


def _state(visit: Visit) -> None:
    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def follow() -> None:
        trays.follow(visit)
        found, problem = visit.house.watcher.standing(visit.district)
        if problem:
            st.error(widgets.literal(str(problem)), icon=":material/error:")
        if found.waiting:
            text = ngettext(
                "{count} file in the inbox is being copied or taken in.",
                "{count} files in the inbox are being copied or taken in.",
                found.waiting,
            )
            st.info(text.format(count=number(found.waiting)), icon=":material/move_to_inbox:")
        elif found.at:
            text = _("The inbox is empty. Last look: {time}.").format(time=moment_text(found.at))
            st.caption(text)

    follow()


def _help(visit: Visit) -> None:
    st.markdown(_("Copy the photos into this folder on the computer on which the app runs:"))
    st.code(str(visit.district.inbox), language=None)
    st.markdown(_(LAYOUT))
    st.markdown(_("Or put a list beside the photos: a CSV with the columns file, UDISE, class, section, day and side."))
    st.markdown(_("Zips can be put there, too."))
    st.markdown(
        _("What was taken is stored sealed and deleted from the inbox. So copy photos there, and keep what you still need.")
    )


def _receipts(visit: Visit) -> None:
    st.subheader(_("Receipts"), anchor=False)
    st.caption(_("What came on a day: each file with its class, day, time, and what became of it."))
    left, right = st.columns(2, vertical_alignment="bottom")
    day = left.date_input(_("Came on"), today(), max_value=today(), format="DD/MM/YYYY", key="upload_receipts_day")
    with right:
        if st.button(_("Make the list"), icon=":material/receipt_long:", key="upload_receipts", width="stretch"):
            with st.spinner(_("Making the list …")):
                made = receipt_file(visit.district, visit.account, day)
            if made.rows:
                label = ngettext("Save {count} receipt", "Save {count} receipts", made.rows).format(count=number(made.rows))
                download.offer(label, made.name, made.content, made.mime, key="upload_receipts_file")
            else:
                st.info(_("Nothing came on this day."))
