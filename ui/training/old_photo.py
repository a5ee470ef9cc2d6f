"""After the five steps: what happens when somebody sends a photo once more for another day."""

import streamlit as st

from attendance.i18n import _, day_text
from attendance.intake import queue
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.roster import training
from attendance.roster.compose import ComposedDay
from ui import opening, widgets
from ui.review import flagged
from ui.training.steps import Practice
from ui.upload import progress


def show(practice: Practice, made: ComposedDay) -> None:
    """Send the first photo for the school day before, and decide on the flag that the reading raises."""
    visit, account, section = practice.visit, practice.account, practice.where.class_section_id
    day = training.day_before(visit.district, practice.day)
    st.subheader(_("And when somebody sends an old photo?"), anchor=False)
    photo = made.photos[0]
    file = IncomingPhoto(f"{photo.side}.webp", training.saved_anew(photo), photo.side)
    sent = queue.holding(visit.district, account, [file.sha256])
    if not sent:
        text = _("The same photo, saved anew, is sent once more for {day}. It is found all the same.")
        st.markdown(text.format(day=day_text(day)))
        if st.button(_("Send the old photo"), icon=":material/history:", key="training_send_old"):
            accept(visit.district, account, [file], [section], day, "whatsapp")
            visit.house.worker.wake()
            st.rerun()
        return
    if not progress.while_read(visit, account, min(sent)):
        return
    shown = opening.class_day(visit, account, section, day)
    causes = [flag["cause"] for flag in shown.flags if flag["kind"] == "near_duplicate"]
    if causes:
        flagged.show(visit, account, causes[0])
    else:
        widgets.empty(_("No flag was raised for this photo. Reset the sandbox and try again."))
