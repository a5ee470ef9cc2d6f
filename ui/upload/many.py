"""Many classes at once: a zip, what of it can be placed, and what was taken."""

import streamlit as st

from attendance.i18n import _, day_text, ngettext, number
from attendance.intake import archive
from ui import widgets
from ui.guard import Visit
from ui.upload.one_class import SOURCES

_DONE = "upload_zip_done"


def show(visit: Visit) -> None:
    """The zip's drop zone, then its content, then the outcome."""
    st.markdown(_(archive.LAYOUT))
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
        return
    with st.spinner(_("Opening the zip …")):
        found = archive.open_zip(file.getvalue())
    _content(found)
    count = sum(len(photos) for photos in found.placed.values())
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
            _("Photos"): [len(photos) for photos in found.placed.values()],
        },
        hide_index=True,
        width="stretch",
    )
    if found.tray:
        text = ngettext(
            "{count} file cannot be placed and is left out", "{count} files cannot be placed and are left out", len(found.tray)
        ).format(count=number(len(found.tray)))
        with st.expander(text, icon=":material/inbox:"):
            for refusal in found.tray:
                st.markdown(f"`{refusal.name}`")
            st.caption(_(archive.LAYOUT))


def _outcome(taken: list[archive.Taken]) -> None:
    count = sum(one.accepted.taken for one in taken if one.accepted)
    text = ngettext("{count} photo was taken and is being read.", "{count} photos were taken and are being read.", count)
    if count:
        widgets.well_done(text.format(count=number(count)))
    for one in taken:
        title = f"{one.place.udise} · {one.place.grade} {one.place.section} · {day_text(one.place.day)}"
        if one.why:
            st.error(f"{title}: {one.why}", icon=":material/block:")
        for refusal in one.accepted.refused if one.accepted else ():
            st.warning(f"{title} · {refusal.name}: {refusal.why}", icon=":material/warning:")
