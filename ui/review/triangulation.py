"""Enrolled, faces, recognised, register, meals and the portal's count of one class day, on one line."""

import html
from datetime import date

import streamlit as st

from attendance.i18n import _, number, percent
from attendance.office import settings
from attendance.register import triangulation
from attendance.register.triangulation import Triangulation
from ui.guard import Visit

_CSS = """
<style>
.upa-counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .5rem; }
.upa-counts .upa-card { padding: .4rem .6rem; overflow-wrap: anywhere; }
.upa-counts .upa-value { font-size: 1.35rem; }
@media (max-width: 640px) { .upa-counts { grid-template-columns: 1fr 1fr; } }
</style>
"""


def show(visit: Visit, class_section_id: int, day: date) -> None:
    """The counts, and a sentence where the faces are fewer than somebody counted."""
    found = triangulation.of_class_day(visit.district.db, visit.scope, class_section_id, day)
    st.html(_CSS)
    st.html(f'<div class="upa-counts">{"".join(_card(*count) for count in _counts(found))}</div>')
    above = found.fewer_than(settings.load(visit.district).head_count_margin_percent)
    if above is not None and found.faces is not None:
        text = _("Faces are {missing} fewer than others counted ({counted}).")
        st.warning(text.format(missing=number(above - found.faces), counted=number(above)), icon=":material/groups_2:")


def _counts(found: Triangulation) -> list[tuple[str, int | None, str]]:
    """Label, count, and a word: which part of those enrolled it is, or why there is none."""
    counts = [
        (_("Faces on the photos"), found.faces, _("no photos")),
        (_("Recognised"), found.recognised, _("no photos")),
        (_("Register"), found.register, _why_none(found.school_register)),
        (_("Meals"), found.meals, _why_none(found.school_meals)),
        (_("Portal"), found.portal, _("no count") if found.reported else _("not reported")),
    ]
    return [
        (_("Enrolled"), found.enrolled, ""),
        *((label, count, why if count is None else percent(count, found.enrolled)) for label, count, why in counts),
    ]


def _why_none(of_school: int | None) -> str:
    return _("nobody counted") if of_school is None else _("whole school: {count}").format(count=number(of_school))


def _card(label: str, count: int | None, note: str) -> str:
    return (
        f'<div class="upa-card"><div class="upa-label">{html.escape(label)}</div>'
        f'<div class="upa-value">{"—" if count is None else html.escape(number(count))}</div>'
        f'<div class="upa-note">{html.escape(note)}</div></div>'
    )
