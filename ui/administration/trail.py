"""The audit trail: who did what, when; whether it is whole; and who saw what of whom."""

import html
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from attendance.i18n import _, language, moment_text, number
from attendance.office import audit, blocks, seen, subject_words
from attendance.office.access import SYSTEM
from attendance.office.audit import Entry
from attendance.office.seen import About, Filters
from attendance.reports import trail_files
from attendance.reports.handing import Format
from data.clock import today
from ui import download, widgets
from ui.administration import trail_whole
from ui.download import Wanted
from ui.guard import Visit

PAGE_ROWS = 50
_DAYS = 7
_PAGE = "trail_page"
_FORMS = (Format.CSV, Format.EXCEL)


def show(visit: Visit) -> None:
    """Entries narrowed by person, action, block, days and whom they are about; the check; the report after a breach."""
    parts = {
        "entries": _("Entries"),
        "seen": _("Who saw what"),
        "whole": _("Is it whole?"),
    }
    chosen = widgets.sections(parts, "trail_part")
    if chosen == "whole":
        trail_whole.show(visit)
    elif chosen == "seen":
        _seen(visit)
    else:
        _entries(visit)


def _entries(visit: Visit) -> None:
    usernames, actions = audit.choices(visit.district, visit.account)
    names = blocks.names(visit.district)
    who, what, where = st.columns(3)
    username = who.selectbox(_("Who"), usernames, index=None, placeholder=_("Everyone"), format_func=_who, key="trail_who")
    action = what.selectbox(
        _("What"), actions, index=None, placeholder=_("Everything"), format_func=audit.in_words, key="trail_what"
    )
    block_id = where.selectbox(
        _("Block"), list(names), index=None, placeholder=_("All units"), format_func=names.__getitem__, key="trail_block"
    )
    span, whom = _span_and_whom(visit, "trail")
    if span is None:
        return
    filters = Filters(*span, username, action, block_id, whom)
    about = (span, username, action, block_id, whom.words if whom else None)
    if st.session_state.get(f"{_PAGE}_of") != about:
        st.session_state[f"{_PAGE}_of"], st.session_state[_PAGE] = about, 0
    skip = st.session_state[_PAGE] * PAGE_ROWS
    found = filters.entries(visit.district, visit.account, skip, PAGE_ROWS + 1)
    if not found:
        widgets.empty(_("Nothing was recorded on these days."))
        return
    about_whom = _subjects(visit, found[:PAGE_ROWS])
    st.html(f'<div class="upa-rows">{"".join(_row(entry, names, about_whom) for entry in found[:PAGE_ROWS])}</div>')
    _turn_pages(skip, more=len(found) > PAGE_ROWS, count=min(len(found), PAGE_ROWS))

    def wanted(form: Format) -> Wanted:
        make = partial(trail_files.of_trail, visit.district, visit.account, form, filters)
        return Wanted(form.label, make, f"trail_file_{form.value}")

    st.caption(_("All entries that these filters leave, as a file:"))
    download.one_of(visit, [wanted(form) for form in _FORMS], ("trail", about, language()))


def _seen(visit: Visit) -> None:
    st.markdown(
        _(
            "After a loss or a leak the DPDP Rules 2025 ask for a report within 72 hours. Here is who saw what of a pupil, a "
            "class, a school, or through an account, and since when: a row for each look, each file taken, each decision."
        )
    )
    span, whom = _span_and_whom(visit, "seen")
    if span is None:
        return
    if whom is None:
        widgets.empty(_("Write above of whom: a pupil's PEN, a school's UDISE code, or an account."), ":material/arrow_upward:")
        return
    rows = seen.seen(visit.district, visit.account, whom, *span)
    if not rows:
        widgets.well_done(_("Nothing of this was seen, taken or changed on these days."))
        return
    people = sorted({one.entry.username for one in rows})
    st.markdown(
        _("**{count} entries**, by: {people}. First {first}, last {last}.").format(
            count=number(len(rows)),
            people=widgets.literal(", ".join(map(_who, people))),
            first=moment_text(rows[-1].entry.happened_at),
            last=moment_text(rows[0].entry.happened_at),
        )
    )

    def wanted(form: Format) -> Wanted:
        return Wanted(
            form.label,
            lambda: trail_files.of_seen(visit.district, visit.account, form, whom, *span),
            f"seen_file_{form.value}",
        )

    download.one_of(visit, [wanted(form) for form in _FORMS], ("seen", whom.words, span, language()))
    names = blocks.names(visit.district)
    about_whom = _subjects(visit, [one.entry for one in rows[:PAGE_ROWS]])
    shown = "".join(_row(one.entry, names, about_whom, f"{one.how.label} · {one.reach.label}") for one in rows[:PAGE_ROWS])
    st.html(f'<div class="upa-rows">{shown}</div>')
    if len(rows) > PAGE_ROWS:
        st.caption(_("Only the newest {count} are shown; the file has all.").format(count=number(PAGE_ROWS)))


def _span_and_whom(visit: Visit, key: str) -> tuple[tuple[date, date] | None, About | None]:
    when, whom = st.columns([1, 2])
    span = when.date_input(_("Days"), (today() - timedelta(days=_DAYS - 1), today()), format="DD-MM-YYYY", key=f"{key}_days")
    text = whom.text_input(
        _("About whom"),
        key=f"{key}_whom",
        placeholder=_("PEN, UDISE code or account"),
        help=_("PEN, UDISE code, UDISE code with class and section, or an account"),
    )
    if len(span) != 2:
        widgets.empty(_("Choose the last day too."))
        return None, None
    if not text.strip():
        return span, None
    return span, seen.about(visit.district, visit.account, text, *span)


def _turn_pages(skip: int, *, more: bool, count: int) -> None:
    def go(page: int) -> None:
        st.session_state[_PAGE] = page

    if not more and not skip:
        return
    page = skip // PAGE_ROWS
    with st.container(horizontal=True, vertical_alignment="center"):
        before, after = (page - 1,), (page + 1,)
        st.button(_("Newer"), icon=":material/arrow_back:", key="trail_newer", disabled=not skip, on_click=go, args=before)
        st.button(_("Older"), icon=":material/arrow_forward:", key="trail_older", disabled=not more, on_click=go, args=after)
        st.caption(
            _("Entries {first} to {last} of these, the newest first").format(first=number(skip + 1), last=number(skip + count))
        )


def _who(username: str) -> str:
    return _("the app (system)") if username == SYSTEM.username else username


def _subjects(visit: Visit, found: Sequence[Entry]) -> dict[str, str]:
    return subject_words.in_words(visit.district, visit.account, [entry.subject for entry in found])


def _row(entry: Entry, names: dict[str, str], about: dict[str, str], more: str = "") -> str:
    block = names.get(entry.block_id or "", "")
    subject = about.get(entry.subject or "", entry.subject)
    parts = [part for part in (more, subject, block, entry.detail) if part]
    head = f"<b>{html.escape(_who(entry.username))}</b> {html.escape(entry.action)}"
    return (
        f'<div class="upa-row"><span class="upa-note">{number(entry.entry_id)} · {moment_text(entry.happened_at)}</span> '
        f'{head} <span class="upa-note">{html.escape(" · ".join(parts))}</span></div>'
    )
