"""One pupil's school year as a calendar, and the evidence behind a day's mark; only from an open case."""

import html
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from attendance.errors import BadEntry
from attendance.i18n import N_, _, brief_day, day_text, moment_text, month_text, number, pick
from attendance.office.access import Page
from attendance.reports import follow_up_cases, pupil_year
from attendance.reports.class_days import MARKS
from attendance.reports.measures import class_name
from attendance.reports.pupil_year import Case, DayEvidence, Year
from ui import navigation, pictures, widgets
from ui.guard import Visit

PUPIL, CASE, DAY = "year", "case", "day"
"""The address's parameters: the pupil's key, why they are looked at, and the day of it."""
_LOOKED = "pupil_years_looked"
_STATES = {**MARKS, "no_photos": ("·", N_("No photos of the class")), "off": ("", N_("Not a school day"))}
_VERDICTS = {
    "same": N_("confirmed the face"),
    "other": N_("named the face"),
    "not_this": N_("said: not this child"),
    "tagged": N_("drew and named the face"),
    "present": N_("said: present"),
    "absent": N_("said: absent"),
}
_CSS = """
<style>
.upa-year-key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: 1rem; }
.upa-year { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
.upa-month { display: grid; grid-template-columns: repeat(7, 1fr); gap: 2px; align-content: start; }
.upa-month b { grid-column: 1 / -1; }
.upa-month span { text-align: center; line-height: 1.3; font-size: .8rem; border: 1px solid #d5d9dd; border-radius: .2rem;
  min-height: 2.4rem; }
.upa-month i { display: block; font-style: normal; font-size: 1rem; }
.upa-month .upa-day-off { background: #f1f3f4; color: #5f6770; }
.upa-month .upa-day-present i { color: #0072B2; }
.upa-month .upa-day-uncertain i { color: #A86F00; }
.upa-month .upa-day-absent i { color: #A14600; }
.upa-month .upa-against { border: 2px solid #D55E00; }
</style>
"""


def link(pupil_id: int, case: Case, day: date, label: str | None = None) -> None:
    """A link to a pupil's year, from a case.

    Args:
        label: What stands on it, where several stand together.
    """
    target = {PUPIL: str(pupil_id), CASE: case.value, DAY: day.isoformat()}
    navigation.link(Page.PUPILS, label or _("The pupil's year"), **target)


def asked() -> bool:
    """Whether the address asks for a pupil's year."""
    return PUPIL in st.query_params


def show(visit: Visit) -> None:
    """The year that the address asks for.

    Raises:
        BadEntry: The address is not one of ours.
        NotAllowed: There is no open case, or it is outside the account's blocks.
    """
    st.button(_("Back to the classes"), icon=":material/arrow_back:", on_click=st.query_params.clear, type="tertiary")
    pupil_id, case, day = _from_address()
    shown = pupil_year.open_year(visit.district, visit.account, pupil_id, case, day)
    _note_look(visit, shown)
    st.subheader(widgets.literal(pick(shown.pupil["name_hi"], shown.pupil["name_en"])), anchor=False)
    st.caption(widgets.literal(" · ".join(_rolls(shown))))
    why = _("Opened because: {case}, {day}").format(case=case.label, day=day_text(day, "medium"))
    st.info(widgets.literal(why), icon=":material/folder_open:")
    st.caption(_("“Not recognised” is not “absent”: the machine may have missed the face."))
    _follow_up(visit, shown)
    st.html(_CSS + _summary(shown) + _calendar(shown))
    _day(visit, shown)
    widgets.note_portal()


def _follow_up(visit: Visit, shown: Year) -> None:
    """The pupil's last follow-up case, with the way to it."""
    case = follow_up_cases.of_pupil(visit.district, visit.account, shown.pupil["pupil_id"])
    if case is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        told = _("Follow-up case since {day}: {state}").format(day=day_text(case.first_day, "medium"), state=case.standing)
        st.html(f"<span>{html.escape(told)}</span>")
        if visit.account.may_open(Page.EXCEPTIONS):
            state = {} if case.is_open else {"state": "closed"}
            target = {"section": "cases", "block": str(shown.pupil["block_id"])} | state
            navigation.link(Page.EXCEPTIONS, _("To the case"), **target)


def _from_address() -> tuple[int, Case, date]:
    query = st.query_params
    try:
        return int(query[PUPIL]), Case(query.get(CASE, "")), date.fromisoformat(query.get(DAY, ""))
    except ValueError as problem:
        raise BadEntry(N_("The address names no case. Open the pupil's year from the list that names the pupil.")) from problem


def _note_look(visit: Visit, shown: Year) -> None:
    """Once for each case in a browser session, not for each run of the page."""
    looked: set[tuple[object, ...]] = st.session_state.setdefault(_LOOKED, set())
    this = (visit.district.kind, shown.pupil["pupil_id"], shown.case, shown.case_day)
    if this not in looked:
        pupil_year.looked(visit.district, visit.account, shown)
        looked.add(this)


def _rolls(shown: Year) -> list[str]:
    parts = []
    for row in shown.rolls:
        name = f"{class_name(row['grade'], row['section'])}, {pick(row['school_hi'], row['school_en'])}"
        since = _("from {day}").format(day=day_text(row["from_day"], "medium"))
        parts.append(f"{name} ({since})")
    return parts


def _summary(shown: Year) -> str:
    counts = shown.counts()
    parts = [
        f"<span>{_STATES[state][0]} {html.escape(_(_STATES[state][1]))}: {number(counts[state])}</span>"
        for state in _STATES
        if state in counts
    ]
    against = f'<span class="upa-note">▢ {html.escape(_("red frame: the portal says otherwise"))}</span>'
    return f'<div class="upa-year-key">{"".join(parts)}{against}</div>'


def _calendar(shown: Year) -> str:
    months = shown.days.groupby(pd.Grouper(freq="MS"))
    return f'<div class="upa-year">{"".join(_month(days) for _key, days in months)}</div>'


def _month(days: pd.DataFrame) -> str:
    first = days.index[0]
    blank = '<div aria-hidden="true"></div>' * (first.isoweekday() - 1)
    cells = "".join(_cell(day.date(), row) for day, row in zip(days.index, days.to_dict("records"), strict=True))
    return f'<div class="upa-month"><b>{html.escape(month_text(first.date()))}</b>{blank}{cells}</div>'


def _cell(day: date, row: Mapping[Any, Any]) -> str:
    shape, words = _STATES[str(row["state"])]
    against = " upa-against" if _against(row) else ""
    title = html.escape(f"{brief_day(day)}: {_(words)}" + (f"; {_portal_words(row)}" if _portal_words(row) else ""))
    return (
        f'<span class="upa-day-{html.escape(row["state"])}{against}" title="{title}" role="img" aria-label="{title}">'
        f"{number(day.day)}<i>{shape}</i></span>"
    )


def _against(row: Mapping[Any, Any]) -> bool:
    """Whether the portal says what the mark denies."""
    said = row["portal"]
    if said is None or pd.isna(said):
        return False
    return (row["state"] == "present" and not said) or (row["state"] == "absent" and bool(said))


def _portal_words(row: Mapping[Any, Any]) -> str:
    said = row["portal"]
    if said is None or pd.isna(said):
        return ""
    return _("at the portal: present") if said else _("at the portal: absent")


def _day(visit: Visit, shown: Year) -> None:
    """The evidence of one day, the case's own first."""
    st.subheader(_("What a day's mark rests on"), anchor=False)
    read = [day.date() for day in shown.days.index[shown.days["class_section_id"].notna()]][::-1]
    states = shown.days["state"].to_dict()

    def label(day: date) -> str:
        shape, words = _STATES[states[pd.Timestamp(day)]]
        return f"{day_text(day, 'medium')} · {shape} {_(words)}"

    chosen = st.selectbox(
        _("Day"),
        read,
        index=read.index(shown.case_day) if shown.case_day in read else 0,
        format_func=label,
        key=f"pupil_year_day_{shown.pupil['pupil_id']}",
        label_visibility="collapsed",
    )
    found = pupil_year.evidence_of(visit.district, visit.account, shown, chosen) if chosen else None
    if found is not None:
        _evidence(visit, shown, found)


def _evidence(visit: Visit, shown: Year, found: DayEvidence) -> None:
    row = shown.days.loc[pd.Timestamp(found.day)].to_dict()
    if words := _portal_words(row):
        st.markdown(f"**{words}**")
    for verdict in found.said:
        done = _(_VERDICTS[verdict["kind"]])
        why = f": {verdict['reason']}" if verdict["reason"] else ""
        st.markdown(widgets.literal(f"{verdict['who']} · {done}{why} · {moment_text(verdict['said_at'])}"))
    if not found.sightings:
        st.caption(_("No face of this day was named as this pupil."))
    else:
        pictures.style()
        shots = [
            _sighting(pupil_year.crop(visit.district, found, one.face_id), one.side, one.closeness) for one in found.sightings
        ]
        st.html(f'<div class="upa-faces">{"".join(shots)}</div>')
    target = {"class": str(found.class_section_id), "day": found.day.isoformat()}
    with st.container(horizontal=True):
        navigation.link(Page.ATTENDANCE, _("The class of the day"), **target)
        if row["state"] == "uncertain":
            navigation.link(Page.REVIEW, _("Review this class"), **target)


def _sighting(webp: bytes | None, side: str, near: str) -> str:
    place = _(pictures.SIDE_NAMES[side])
    words = f"{place} · {near or _('named by a person')}"
    note = "" if webp else f'<br><span class="upa-note">{html.escape(_("the picture is no longer kept"))}</span>'
    return f"<div>{pictures.face(webp, words)}<div>{html.escape(words)}{note}</div></div>"
