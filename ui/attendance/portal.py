"""The portal against the photos: first the pupils who are harmed, then what each source counts of each class day."""

import pandas as pd
import streamlit as st

from attendance.i18n import _, brief_day, day_text, number, pick
from attendance.office.access import Page
from attendance.reports import portal
from attendance.reports.figures import Place, Span
from attendance.reports.measures import class_name
from attendance.reports.places import Located
from attendance.reports.portal import LABELS, Comparison, Kind
from data import portal as stored
from ui import handing, navigation, widgets
from ui.attendance import cards, portal_pupils, tables
from ui.attendance.cards import Card
from ui.attendance.view import View, go
from ui.guard import Visit

_CLASSES = 50
"""Shown before one asks for more."""


def show(visit: Visit, view: View, located: Located, span: Span) -> None:
    """Everything of the section, for a place and days that have come.

    Args:
        view: What the address says; a class day that is opened from the table goes on from it.
    """
    db, scope, place = visit.district.db, visit.scope, located.place
    found = portal.compare(db, scope, span, place)
    if found.span != span:
        days = _("{first} to {last}").format(
            first=day_text(found.span.first, "medium"), last=day_text(found.span.last, "medium")
        )
        st.caption(
            _("At most {count} days are compared at a time: {days}.").format(
                count=number((found.span.last - found.span.first).days + 1), days=days
            )
        )
    if not found.reported:
        widgets.empty(_("No report of the portal came for these days. The MIS in-charge imports it."), ":material/cloud_off:")
        if visit.account.may_open(Page.ADMINISTRATION):
            navigation.link(Page.ADMINISTRATION)
        return
    portal_pupils.show(visit, view, found, place)
    cards.show(_cards(found))
    _class_days(visit, view, found)
    _file(visit, located, found.span)
    _school_days(visit, found, place)
    widgets.note_portal()


def _cards(found: Comparison) -> list[Card]:
    def count(*kinds: Kind) -> str:
        return number(sum(found.counts.get(kind, 0) for kind in kinds))

    compared = (Kind.AGREE, Kind.PORTAL_MORE, Kind.PHOTOS_MORE)
    of_compared = _("of {count} class days with both counts").format(count=count(*compared))
    return [
        Card(_(LABELS[Kind.AGREE]), count(Kind.AGREE), (of_compared,)),
        Card(_(LABELS[Kind.PORTAL_MORE]), count(Kind.PORTAL_MORE), (of_compared,)),
        Card(_(LABELS[Kind.PHOTOS_MORE]), count(Kind.PHOTOS_MORE), (of_compared,)),
        Card(_(LABELS[Kind.NOT_AT_PORTAL]), count(Kind.NOT_AT_PORTAL), (_("class days"),)),
        Card(_(LABELS[Kind.NOT_READ]), count(Kind.NOT_READ), (_("class days"),)),
    ]


def _class_days(visit: Visit, view: View, found: Comparison) -> None:
    st.subheader(_("Class by class"), anchor=False)
    near = _("Counts that differ by at most {count} pupils or {percent} % agree.")
    st.caption(near.format(count=number(portal.NEAR_PUPILS), percent=number(round(100 * portal.NEAR_SHARE))))
    most = st.session_state.get("portal_classes_most", _CLASSES)
    rows = found.rows.head(most)
    named = _names(visit, rows)
    _open_one(view, rows, named)
    tables.show(_worded(rows, named), numbers=_number_headings())
    if len(found.rows) > most:
        left = number(len(found.rows) - most)
        st.button(
            _("Show more classes ({count} left)").format(count=left),
            on_click=lambda: st.session_state.update(portal_classes_most=most + 2 * _CLASSES),
            key="portal_more_classes",
        )


def _file(visit: Visit, located: Located, span: Span) -> None:
    """All class days, those not shown too."""

    def table() -> pd.DataFrame:
        return portal.table(visit.district.db, visit.scope, span, located.place)

    note = _("Faces are persons counted in the class photos; the difference is the portal's count less the faces.")
    handing.figures_of_table(visit, located, span, table, title=_("Portal against photo"), part="portal", note=note)


def _names(visit: Visit, rows: pd.DataFrame) -> list[str]:
    """Class and school of each row, and the day where the rows are of several."""
    found = stored.class_names(visit.district.db, visit.scope, rows["class_section_id"].unique())
    by_key = {
        row["class_section_id"]: f"{pick(row['school_hi'], row['school_en'])}\n{class_name(row['grade'], row['section'])}"
        for row in found.to_dict("records")
    }
    several = rows["day"].nunique() > 1
    return [
        by_key.get(key, "—") + (f" · {brief_day(day.date())}" if several else "")
        for key, day in zip(rows["class_section_id"], rows["day"], strict=True)
    ]


def _number_headings() -> list[str]:
    return [_("Present by the portal"), _("Faces counted"), _("Recognised"), _("Register"), _("Meals"), _("Difference")]


def _worded(rows: pd.DataFrame, named: list[str]) -> pd.DataFrame:
    columns = ("portal_present", "faces", "recognised", "register", "meals")
    counts = {
        heading: [_count(value) for value in rows[column]] for heading, column in zip(_number_headings(), columns, strict=False)
    }
    harmed = [
        _("Absent at the portal, recognised here: {count}.").format(count=number(int(count))) + " " if count else ""
        for count in rows["harmed"].fillna(0)
    ]
    words = [portal.in_words(row) for row in rows.to_dict("records")]
    return pd.DataFrame(
        {
            _("Class"): named,
            **counts,
            _("Difference"): [_signed(value) for value in rows["difference"]],
            _("In words"): [before + text for before, text in zip(harmed, words, strict=True)],
        }
    )


def _count(value: float) -> str:
    return "—" if pd.isna(value) else number(int(value))


def _signed(value: float) -> str:
    if pd.isna(value):
        return "—"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(int(value)))}"


def _open_one(view: View, rows: pd.DataFrame, named: list[str]) -> None:
    """Choosing a row opens its class day."""
    key = "portal_open"

    def open_it(chosen: int | None) -> None:
        if chosen is not None:
            go(portal_pupils.class_day(view, rows.iloc[chosen].to_dict()))

    st.selectbox(
        _("Open a class day"),
        list(range(len(rows))),
        index=None,
        format_func=lambda place: named[place].replace("\n", " · "),
        placeholder=_("Open a class day"),
        key=key,
        on_change=widgets.with_value(key, open_it),
        label_visibility="collapsed",
    )


def _school_days(visit: Visit, found: Comparison, place: Place) -> None:
    """Where the portal or a head count names whole schools."""
    if place.class_section_id is not None:
        return
    rows = portal.school_days(visit.district.db, visit.scope, found.span, place).head(_CLASSES)
    if rows.empty:
        return
    st.subheader(_("School by school"), anchor=False)
    st.caption(_("Of these the portal or a head count names the whole school. Faces are of the classes with photos alone."))
    several = rows["day"].nunique() > 1
    records = rows.to_dict("records")
    read = [
        _("{read} of {expected} classes").format(read=number(row["with_photos"]), expected=number(row["expected"]))
        for row in records
    ]
    names = [
        pick(row["school_hi"], row["school_en"]) + (f"\n{brief_day(row['day'].date())}" if several else "") for row in records
    ]
    faces = [f"{number(row['faces'])}\n{text}" for row, text in zip(records, read, strict=True)]
    table = {
        _("School"): names,
        _("Present by the portal"): [_count(value) for value in rows["portal_present"]],
        _("Faces counted"): faces,
        _("Recognised"): [_count(value) for value in rows["recognised"]],
        _("Register"): [_count(value) for value in rows["register"]],
        _("Meals"): [_count(value) for value in rows["meals"]],
    }
    tables.show(pd.DataFrame(table), numbers=_number_headings())
