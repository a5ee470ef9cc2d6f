"""Did these photos work?"""

import streamlit as st

from attendance.i18n import _
from attendance.office import room
from attendance.office.access import Page
from ui import failures, guard, navigation, widgets
from ui.upload import inbox, latest, many, one_class, progress

visit = guard.enter(Page.UPLOAD)
widgets.page_title(navigation.title(Page.UPLOAD), _("Did these photos work?"))
with failures.shown():
    room.require(visit.district, 0)  # told before somebody has chosen photos, over a weak line, in vain
submission_id = st.query_params.get("submission")
if submission_id:
    if st.button(_("Upload the next class"), icon=":material/add_photo_alternate:", key="upload_next"):
        one_class.start_again()
        navigation.go(Page.UPLOAD)
    one_class.show_refused()
    progress.show(visit, submission_id)
else:
    ways = {"one": _("One class"), "many": _("Many classes (zip)"), "inbox": _("Inbox and tray")}
    how = st.segmented_control(
        _("What to upload"),
        list(ways),
        default="inbox" if st.query_params.get("how") == "inbox" else "one",
        required=True,
        format_func=ways.__getitem__,
        key="upload_how",
        label_visibility="collapsed",
    )
    if how == "many":
        many.show(visit)
    elif how == "inbox":
        inbox.show(visit)
    elif done := one_class.show(visit):
        one_class.keep_refused(done.refused)
        if done.submission_id:
            navigation.go(Page.UPLOAD, submission=done.submission_id)
        one_class.show_refused()
latest.show(visit)
widgets.note_portal()
