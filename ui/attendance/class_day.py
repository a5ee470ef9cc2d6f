"""One class on one day: figures, marks, photos."""

from datetime import date

import streamlit as st

from attendance.i18n import _, number, percent
from attendance.office import settings
from attendance.office.access import Page
from attendance.reports import class_days
from attendance.reports.class_days import ClassDay
from attendance.reports.places import Located
from ui import navigation, opening, pictures, widgets
from ui.attendance import cards
from ui.attendance import tables as html_tables
from ui.attendance.cards import Card
from ui.guard import Visit
from ui.review import set_aside, triangulation


def show(visit: Visit, located: Located, day: date) -> None:
    """The class day, or why there is none."""
    class_section_id = located.place.class_section_id
    if class_section_id is None:
        raise ValueError("the place is no class")
    found = class_days.class_day(visit.district.db, visit.scope, class_section_id, day)
    if found is None:
        widgets.empty(
            _("No photos of this class were read on this day. If you have them, upload them."), ":material/no_photography:"
        )
        navigation.link(Page.UPLOAD)
        return
    if found.set_aside:
        set_aside.say_why(visit, class_section_id, day)
    cards.show(_cards(found))
    st.subheader(_("Counts side by side"), anchor=False)
    triangulation.show(visit, class_section_id, day)
    if not found.references_of:
        st.warning(
            _("No pupil of this class has a reference photo: faces are counted, nobody is named. Add reference photos."),
            icon=":material/person_add:",
        )
        navigation.link(Page.PUPILS)
    if found.uncertain:
        navigation.link(Page.REVIEW, _("Review this class"), **{"class": str(class_section_id), "day": day.isoformat()})
    _photos(visit, class_section_id, day)
    _marks(visit, class_section_id, day)


def _cards(found: ClassDay) -> list[Card]:
    here = cards.fed(_("Photos read here"), found.updated_at)
    of_enrolled = _("of the pupils enrolled")
    return [
        Card(_("Recognised"), found.recognised_rate.percent, (f"{found.recognised_rate} {of_enrolled}",), here),
        Card(_("Faces seen"), found.seen_rate.percent, (f"{found.seen_rate} {of_enrolled}",), here),
        Card(_("To be confirmed"), number(found.uncertain), (_("pupils"),), here),
        Card(
            _("Class photos"),
            number(found.photos),
            (
                _("sides: {count} of 4").format(count=number(found.sides)),
                _("with a reference photo: {count} of {enrolled}").format(
                    count=number(found.references_of), enrolled=number(found.enrolled)
                ),
            ),
        ),
        _portal_card(found),
    ]


def _portal_card(found: ClassDay) -> Card:
    label = _("Present by the portal")
    if found.uploaded is None:
        return Card(label, _("Portal figures missing"), in_words=True)
    if found.portal_present is None:
        return Card(label, _("not known yet") if found.uploaded else _("Not uploaded to the portal"), in_words=True)
    rate = _("{part} of {whole} enrolled ({percent})").format(
        part=number(found.portal_present),
        whole=number(found.enrolled),
        percent=percent(found.portal_present, found.enrolled),
    )
    return Card(label, number(found.portal_present), (rate,))


def _photos(visit: Visit, class_section_id: int, day: date) -> None:
    shown = opening.class_day(visit, visit.account, class_section_id, day)
    st.subheader(_("Photos"), anchor=False)
    if shown.photos:
        pictures.class_day_photos(visit, shown, key=f"attendance_photo_{class_section_id}_{day}")
    else:
        widgets.empty(_("The photos of this day are no longer kept; the marks are."), ":material/auto_delete:")


def _marks(visit: Visit, class_section_id: int, day: date) -> None:
    thresholds = settings.load(visit.district).thresholds
    marks = class_days.marks(visit.district.db, visit.scope, class_section_id, day, thresholds)
    st.subheader(_("Marks"), anchor=False)
    marked = marks["shape"] + " " + marks["words"]
    columns = {
        "name": _("Pupil"),
        "roll": _("Roll number"),
        "marked": _("Mark"),
        "said_by": _("Said by"),
        "closeness": _("Face"),
    }
    html_tables.show(marks.assign(marked=marked)[list(columns)].rename(columns=columns))
    widgets.note_portal()
