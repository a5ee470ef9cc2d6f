"""Reading one photo of a class day again with smaller faces, and what came of it."""

import streamlit as st

from attendance.errors import Message
from attendance.i18n import _, ngettext, number
from attendance.intake import rereading
from attendance.office import settings
from attendance.office.access import Account
from attendance.register.evidence import Evidence
from data.database import Row
from ui import guard, pictures, widgets
from ui.guard import Visit
from ui.upload.progress import LOOK_EVERY_S


def show(visit: Visit, account: Account, shown: Evidence) -> None:
    """Choose a photo and the least height of a face; then progress, or what was found."""
    low, _high = settings.bounds("least_face_px")
    photos = {row["photo_id"]: row for row in shown.photos if not row["error"] and (row["min_face"] or 0) > low}
    if not photos:
        st.caption(_("The photos of this class were searched for the smallest faces already."))
        return
    places = {photo_id: place for place, photo_id in enumerate((row["photo_id"] for row in shown.photos), 1)}
    chosen = st.pills(
        _("Which photo?"),
        list(photos),
        default=next(iter(photos)),
        format_func=lambda photo_id: pictures.photo_label(photos[photo_id], places[photo_id]),
        key="again_photo",
        required=True,
    )
    photo = photos.get(chosen) or next(iter(photos.values()))
    found = rereading.standing_of(visit.district, account, photo["photo_id"])
    if found is not None and found["state"] in ("waiting", "running"):
        _wait(visit, account, photo["photo_id"])
        return
    if found is not None:
        _outcome(found)
    _form(visit, account, shown, photo, int(low))


def _form(visit: Visit, account: Account, shown: Evidence, photo: Row, low: int) -> None:
    st.markdown(_("So far faces from {px} pixels on were looked for.").format(px=number(photo["min_face"])))
    least = st.number_input(
        _("Look for faces from so many pixels on"),
        min_value=low,
        max_value=photo["min_face"] - 1,
        value=max(low, photo["min_face"] // 2),
        key=f"again_px_{photo['photo_id']}",
    )
    st.caption(_("Smaller faces take longer, and are less often recognised. What is found is added; nothing is taken away."))
    if st.button(_("Read the photo again"), icon=":material/refresh:", key="again_read"):
        rereading.request(visit.district, account, shown.key, photo["photo_id"], int(least))
        visit.house.worker.wake()
        st.rerun(scope="app")


def _wait(visit: Visit, account: Account, photo_id: int) -> None:
    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def poll() -> None:
        found = rereading.standing_of(visit.district, account, photo_id)
        if found is None or found["state"] not in ("waiting", "running"):
            st.rerun(scope="app")
        st.progress(0.5 if found["state"] == "running" else 0.0, text=_("The photo is being read again …"))

    poll()


def _outcome(found: Row) -> None:
    if found["state"] == "failed":
        st.error(widgets.literal(str(Message.from_json(found["error"]))), icon=":material/error:")
        return
    count = found["detail"].get("found") or 0
    if count:
        text = ngettext("{count} more face was found.", "{count} more faces were found.", count)
        st.success(text.format(count=number(count)), icon=":material/check_circle:")
    else:
        st.info(_("No further face was found."), icon=":material/search:")
