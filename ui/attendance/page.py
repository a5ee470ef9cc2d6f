"""The Attendance page: how the district is, and where it is not."""

from dataclasses import replace

import streamlit as st

from attendance.i18n import _, day_text, pick
from attendance.office.access import Page
from attendance.reports import figures, places
from attendance.reports.figures import Place, Span
from attendance.reports.places import Located
from data.clock import today
from ui import choices, navigation, widgets
from ui.attendance import class_day, compliance, controls, overview, portal, style, trends, truth, view
from ui.attendance.view import Section, View, go
from ui.guard import Visit


def show(visit: Visit) -> None:
    """All of it, as the address says."""
    style.apply()
    widgets.page_title(navigation.title(Page.ATTENDANCE), _("How is the district today, and where is it not?"))
    wanted = view.read()
    located = places.locate(visit.district.db, visit.scope, wanted.place)
    if located is None:
        st.warning(_("The place in this address is not there, or not in your blocks. All units are shown."))
        located = Located(Place())
    span = wanted.span or _latest(visit)
    shown = replace(wanted, place=located.place, span=span)
    with st.container(horizontal=True, vertical_alignment="center"):
        choices.days(span, lambda chosen: go(replace(shown, span=chosen)), "attendance")
        controls.place(visit, shown, located)
    controls.sections(shown)
    controls.path(located, shown)
    st.subheader(widgets.literal(_title(located, span)), anchor=False)
    if wanted.span is None and span.last < today():
        st.caption(_("Nothing has come for today yet; this is the last day with figures."))
    _body(visit, shown, located, span)


def _body(visit: Visit, shown: View, located: Located, span: Span) -> None:
    if span.first > today():
        widgets.empty(_("This day has not come yet."), ":material/event_upcoming:")
        _go_button(_("Go to the last day with figures"), replace(shown, span=None))
        return
    until_today = Span(span.first, min(span.last, today()))
    if shown.section is not Section.OVERVIEW:
        _SECTIONS[shown.section](visit, shown, located, until_today)
        return
    now = figures.totals(visit.district.db, visit.scope, until_today, located.place)
    if located.place.class_section_id is not None and span.is_day and (now.expected or now.with_photos):
        class_day.show(visit, located, span.first)
        overview.days(visit, shown, located, span)
        return
    if not now.expected and not now.with_photos:
        _nothing_expected(visit, shown, located, until_today)
        return
    if not now.with_photos and not now.portal_expected:
        widgets.empty(
            _("No photos of these days were read here, and no portal report was imported. Upload photos to see figures."),
            ":material/no_photography:",
        )
        navigation.link(Page.UPLOAD)
    overview.show(visit, shown, located, until_today, now)
    widgets.note_portal()


_SECTIONS = {
    Section.COMPLIANCE: compliance.show,
    Section.PORTAL: portal.show,
    Section.TRENDS: trends.show,
    Section.TRUTH: truth.show,
}


def _nothing_expected(visit: Visit, shown: View, located: Located, span: Span) -> None:
    db, scope = visit.district.db, visit.scope
    if not figures.has_classes(db, scope):
        widgets.empty(_("No classes are here yet. Import schools, classes and pupils first."), ":material/domain_add:")
        if visit.account.may_open(Page.ADMINISTRATION):
            navigation.link(Page.ADMINISTRATION)
        return
    names = [pick(hindi, english) for hindi, english in figures.day_off_names(db, scope, span.first)] if span.is_day else []
    text = (
        _("A day off: {name}. No class is expected, so nobody is missing.").format(name=widgets.literal(names[0]))
        if names
        else _("A day off: no class is expected, so nobody is missing.")
    )
    widgets.empty(text, ":material/event_busy:")
    if earlier := figures.before(db, scope, Span.of(span.first), located.place):
        _go_button(_("Go to {day}").format(day=day_text(earlier.first, "medium")), replace(shown, span=earlier))


def _latest(visit: Visit) -> Span:
    return Span.of(figures.latest_day(visit.district.db, visit.scope, today()) or today())


def _title(located: Located, span: Span) -> str:
    days = (
        day_text(span.first, "full")
        if span.is_day
        else _("{first} to {last}").format(first=day_text(span.first, "medium"), last=day_text(span.last, "medium"))
    )
    names = [located.class_section, located.school, located.block]
    return " · ".join([*(name for name in names if name), days])


def _go_button(text: str, target: View) -> None:
    st.button(text, on_click=go, args=(target,), type="primary")
