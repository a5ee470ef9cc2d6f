"""Many classes at once: a zip, what of it can be placed, and what was taken."""

from collections import Counter

import streamlit as st

from attendance.i18n import N_, _, day_text, ngettext, number
from attendance.intake import archive
from attendance.intake.layout import LAYOUT
from ui import widgets
from ui.guard import Visit
from ui.upload import standing
from ui.upload.one_class import SOURCES

_DONE = "upload_zip_done"
MOST_SHOWN = 200
OUTCOMES = {
    "again": N_("sent before; counts once"),
    "elsewhere": N_("used for another class or day"),
    "refused": N_("not taken"),
    "tray": N_("on the tray"),
}


def show(visit: Visit) -> None:
    """The zip's drop zone, then its content, then the outcome."""
    st.markdown(_(LAYOUT))
    st.caption(_("Or put a list beside the photos: a CSV with the columns file, UDISE, class, section, day and side."))
    source = st.segmented_control(
        _("Where the photos come from"),
        list(SOURCES),
        default="portal",
        required=True,
        format_func=lambda one: _(SOURCES[one]),
        key="upload_zip_source",
    )
    file = st.file_uploader(_("Zip of class photos"), type=["zip"], key="upload_zip")
    if file is None:
        return
    if st.session_state.get(_DONE, (None,))[0] == file.file_id:
        _outcome(st.session_state[_DONE][1])
        standing.show(visit)
        return
    with st.spinner(_("Opening the zip …")):
        found = archive.open_zip(file.getvalue(), file.name)
    _content(found)
    count = sum(len(members) for members in found.placed.values()) + len(found.unplaced)
    text = ngettext("Send {count} photo", "Send {count} photos", count).format(count=number(count))
    if st.button(text, type="primary", icon=":material/send:", disabled=not count, key="upload_zip_send"):
        with st.spinner(_("Storing the photos …")):
            taken = archive.accept_all(visit.district, visit.account, found, source or "portal")
        visit.house.worker.wake()
        st.session_state[_DONE] = (file.file_id, taken)
        st.rerun()


def _content(found: archive.Sorted) -> None:
    st.dataframe(
        {
            _("UDISE code"): [place.udise for place in found.placed],
            _("Class"): [f"{place.grade} {place.section}" for place in found.placed],
            _("Day"): [day_text(place.day) for place in found.placed],
            _("Photos"): [len(members) for members in found.placed.values()],
        },
        hide_index=True,
        width="stretch",
    )
    if found.tray:
        text = ngettext(
            "{count} file cannot be placed and goes to the tray",
            "{count} files cannot be placed and go to the tray",
            len(found.tray),
        ).format(count=number(len(found.tray)))
        with st.expander(text, icon=":material/inbox:"):
            for refusal in found.tray[:MOST_SHOWN]:
                st.text(f"{refusal.name}: {refusal.why}")


def _outcome(taken: list[archive.Taken]) -> None:
    outcomes = Counter(one.outcome for of_place in taken for one in of_place.became)
    count = outcomes["taken"]
    text = ngettext("{count} photo was taken and is being read.", "{count} photos were taken and are being read.", count)
    if count:
        widgets.well_done(text.format(count=number(count)))
    for outcome, words in OUTCOMES.items():
        found = [one for of_place in taken for one in of_place.became if one.outcome == outcome]
        if not found:
            continue
        with st.expander(f"{_(words)}: {number(len(found))}", icon=":material/warning:"):
            for one in found[:MOST_SHOWN]:
                st.text(f"{one.path}: {one.why}" if one.why else one.path)
