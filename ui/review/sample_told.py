"""How the audit sample is drawn, how far each block is judged, and how far two people agree."""

import html
from datetime import date, timedelta

import streamlit as st

from attendance.i18n import N_, _, brief_day, ngettext, number, pick
from attendance.office import settings
from attendance.office.access import Account, Page
from attendance.register import sample_plan, sampling, twice
from attendance.register.agreement import LEAST, Agreement
from attendance.register.judging import Answer
from attendance.register.sample_plan import Kind
from data.clock import today
from data.database import Row
from ui import navigation, widgets
from ui.guard import Visit

SHOWN = timedelta(days=30)
MOST_DIFFERING = 20
KIND_NAMES: dict[Kind, str] = {
    "present": N_("Pupils marked present"),
    "not_recognised": N_("Pupils not recognised"),
    "class_day": N_("Heads in a class"),
}
_TABLE = """<style>
.upa-table { border-collapse: collapse; width: 100%; }
.upa-table th, .upa-table td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #e3e6e8; vertical-align: top; }
@media (max-width: 640px) {
  .upa-table th { display: none; }
  .upa-table tr { display: block; padding: .5rem 0; border-bottom: 1px solid #c9ced3; }
  .upa-table td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0; }
  .upa-table td::before { content: attr(data-head); color: #404a53; }
  .upa-table td:first-child { font-weight: 700; }
  .upa-table td:first-child::before { content: none; }
}
</style>"""
_SPANS = {"day": N_("a day"), "week": N_("a week"), "month": N_("a month")}
_SAID: dict[Answer, str] = {
    "nobody": N_("nobody of the class"),
    "seen": N_("seen"),
    "not_seen": N_("not seen"),
    "unclear": N_("cannot tell"),
}


def show(visit: Visit, account: Account) -> None:
    """What is behind the sample, read when it is opened."""
    if st.toggle(_("How the sample is drawn, and what it tells"), key="sample_told"):
        _size(visit)
    if account.role in twice.SEES_ALL and st.toggle(_("How far each block is judged"), key="sample_blocks"):
        _blocks(visit, account)
        _twice(visit, account)


def _size(visit: Visit) -> None:
    spent, chosen = sampling.size(visit.district), settings.load(visit.district)
    count = sample_plan.wanted(spent.people * spent.minutes, spent.seconds, chosen.sample_twice_percent / 100)
    people = ngettext("{count} person gives", "{count} people give", spent.people).format(count=number(spent.people))
    minutes = ngettext("{count} minute a day", "{count} minutes a day", spent.minutes).format(count=number(spent.minutes))
    st.markdown(_("{people} {minutes}. That is enough for:").format(people=people, minutes=minutes))
    units = sampling.last_units(visit.district)
    rows = []
    for kind, fit in count.items():
        there, classes = units.get(kind, (0, 0))
        items = min(fit, there)
        took = number(round(spent.seconds[kind]))
        measured = _("measured") if kind in spent.measured else _("assumed")
        cells = [_(KIND_NAMES[kind]), number(items), f"{_('{count} s').format(count=took)} ({measured})"]
        rows.append([*cells, *(_margin(kind, items * days, classes) for days in sample_plan.SCHOOL_DAYS.values())])
    heads = [_("What"), _("a day"), _("An answer takes")]
    _table([*heads, *(_("± in {span}").format(span=_(_SPANS[span])) for span in sample_plan.SCHOOL_DAYS)], rows)
    st.caption(
        _(
            "± are percentage points by which the district's share of wrong marks may be off at most (95 % interval), when all "
            "is judged; answers of one class are alike and count less. Each block gets its part by its number of pupils, and a "
            "few at least. Photos that come after a day was drawn are not in its sample."
        )
    )


def _margin(kind: Kind, answers: int, classes: int) -> str:
    half = None if kind == "class_day" else sample_plan.margin(sample_plan.UNKNOWN_SHARE, answers, classes)
    return "–" if half is None else f"± {number(round(100 * half, 1))}"


def _blocks(visit: Visit, account: Account) -> None:
    frame = twice.progress(visit.district, account, *_span(), settings.load(visit.district).sample_days)
    if frame.empty:
        widgets.empty(_("Nothing was drawn in the last 30 days. A day is drawn when it is over and its photos are read."))
        return
    rows = [
        [
            pick(row["block_hi"], row["block_en"]),
            _("{judged} of {drawn}").format(judged=number(row["judged"]), drawn=number(row["drawn"])),
            *(number(row[name]) for name in ("waiting", "not_judged", "unclear")),
        ]
        for row in frame.to_dict("records")
    ]
    _table([_("Block"), _("Judged"), _("Waiting"), _("Not judged in time"), _("Cannot tell")], rows)
    st.caption(
        _(
            "Of the last 30 days. What nobody judged in time stays in the count, and is neither a right nor a wrong mark. The "
            "order is by chance, so that those judged are a fair part of all, however far people get."
        )
    )


def _twice(visit: Visit, account: Account) -> None:
    found = twice.look(visit.district, account, *_span())
    st.markdown(f"**{_('Do two people say the same?')}**")
    for kind, pairs in found.pairs.items():
        st.markdown(f"{_(KIND_NAMES[kind])}: {_agreement(found.agreement[kind], pairs)}")
    if not found.differing:
        return
    st.markdown(f"**{_('Two people said different things: look a third time')}**")
    for pair in found.differing[:MOST_DIFFERING]:
        row = pair.first
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            said = " · ".join(f"{widgets.literal(one['said_by'])}: {_said(one)}" for one in (pair.first, pair.second))
            st.markdown(f"{_(KIND_NAMES[row['kind']])} · {brief_day(row['day'].date())}  \n{said}", width="stretch")
            address = {"class": str(row["class_section_id"]), "day": row["day"].date().isoformat()}
            navigation.link(Page.REVIEW, _("Open the class"), **address)


def _agreement(found: Agreement | None, pairs: int) -> str:
    if found is None:
        return _("not known yet ({count} of {needed} judged by two)").format(count=number(pairs), needed=number(LEAST))
    alike = _("{percent} alike").format(percent=f"{number(round(100 * found.alike))} %")
    if found.kappa is None or found.low is None or found.high is None:
        return alike
    kappa, low, high = (number(round(value, 2)) for value in (found.kappa, found.low, found.high))
    return f"{alike} · " + _("Cohen's kappa {kappa} ({low} to {high})").format(kappa=kappa, low=low, high=high)


def _said(row: Row) -> str:
    if row["answer"] == "counted":
        return number(int(row["said_count"]))
    if row["answer"] == "pupil":
        return _("the same pupil as the machine") if row["said_pupil"] == row["pupil_id"] else _("another pupil")
    return _(_SAID[row["answer"]])


def _span() -> tuple[date, date]:
    return today() - SHOWN, today()


def _table(heads: list[str], rows: list[list[str]]) -> None:
    """A small table; on a phone each row is a card."""
    top = "".join(f"<th>{html.escape(head)}</th>" for head in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{html.escape(head)}">{html.escape(cell)}</td>' for head, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    st.html(f'{_TABLE}<table class="upa-table"><tr>{top}</tr>{body}</table>')
