"""The Review page: what a person must decide next."""

import streamlit as st

from attendance.i18n import _, day_text, pick
from attendance.office.access import Page
from attendance.register.evidence import Evidence
from ui import navigation, pictures, widgets
from ui.guard import Visit
from ui.review import by_hand, opened, questions, waiting
from ui.upload.progress import marks_table


def show(visit: Visit) -> None:
    """All of it, as the address says."""
    widgets.page_title(navigation.title(Page.REVIEW), _("What must I decide next?"))
    shown = opened.from_address(visit)
    if shown is None:
        waiting.show(visit)
    else:
        _class_day(visit, shown)
    widgets.note_portal()


def _class_day(visit: Visit, shown: Evidence) -> None:
    place = shown.place
    navigation.link(Page.REVIEW, _("All classes that wait"))
    st.subheader(
        f"{pick(place['school_hi'], place['school_en'])} · {_('Class')} {place['grade']} {place['section']} · "
        f"{day_text(shown.key.day)}",
        anchor=False,
    )
    questions.show(visit, visit.account, shown)
    with st.expander(_("All pupils of this class"), icon=":material/groups:"):
        marks_table(shown)
        by_hand.show(visit, visit.account, shown)
    if st.toggle(_("Show the photos"), key="review_photos"):
        pictures.class_day_photos(visit, shown, key="review_photo")
