"""What searches for one child under two pupils found: one lead at a time, both photos side by side."""

import html

import streamlit as st

from attendance.i18n import _, moment_text, ngettext, number, percent, pick
from attendance.roster import leads
from attendance.roster.leads import Lead, Side
from data.database import Row
from ui import failures, pictures, widgets
from ui.guard import Visit

_LOOKED = "leads_looked"
_LATER = "leads_later"
_CSS = """
<style>
.upa-lead { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; max-width: 42rem; }
.upa-lead > div { overflow-wrap: anywhere; line-height: 1.5; }
.upa-lead img, .upa-lead-gone { width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: .35rem;
  background: #eceff1; display: block; margin-bottom: .35rem; }
</style>
"""


def show(visit: Visit, over: list[Row]) -> None:
    """Choose one of the searches that ran, the latest first; its sum, its leads, and what people said of them."""
    by_id = {run["run_id"]: run for run in over}
    chosen = over[0]["run_id"]
    st.subheader(_("What was found"), anchor=False)
    if len(over) > 1:
        chosen = st.selectbox(
            _("Search"),
            list(by_id),
            format_func=lambda run_id: f"{moment_text(by_id[run_id]['asked_at'])} · {by_id[run_id]['purpose']}",
            key="leads_run",
        )
    run = by_id[chosen]
    _summary(visit, run)
    found = leads.found(visit.district, visit.account, run["run_id"])
    if not found:
        widgets.empty(_("No two pupils have photos that are so alike."), ":material/check_circle:")
        return
    _note_look(visit, run["run_id"])
    st.html(_CSS)
    still_open = [lead for lead in found if lead.state == "open"]
    if still_open:
        _one(visit, still_open)
    else:
        widgets.well_done(_("Every lead of this search has its answer."))
    _said(visit, [lead for lead in found if lead.state != "open"])


def _summary(visit: Visit, run: Row) -> None:
    photos = run["templates"] - run["missing"]
    lines = [
        ngettext("{count} reference photo compared.", "{count} reference photos compared.", photos).format(count=number(photos))
    ]
    if run["state"] == "stopped":
        lines.append(_("Stopped by {who} before the end: not all pairs were compared.").format(who=run["ended_by"]))
    for count, text in (
        (run["missing"], _("{count} were removed or could not be opened meanwhile.")),
        (leads.added_since(visit.district, visit.account, run), _("{count} were added since and are not in it.")),
        (run["left_out"], _("{count} less similar pairs were left out; a higher similarity finds fewer.")),
    ):
        if count:
            lines.append(text.format(count=number(count)))
    st.markdown(widgets.literal(" ".join(lines)))
    told = _("Purpose: {purpose} · asked by {asker}, allowed by {allower} · similarity from {percent}").format(
        purpose=run["purpose"],
        asker=run["asked_by"],
        allower=run["allowed_by"],
        percent=percent(run["threshold"], 1),
    )
    st.html(f'<div class="upa-note">{html.escape(told)}</div>')


def _note_look(visit: Visit, run_id: int) -> None:
    """Once for each search that is looked at, not for each run of the page."""
    looked: set[tuple[str, int]] = st.session_state.setdefault(_LOOKED, set())
    if (visit.district.kind.value, run_id) not in looked:
        leads.looked(visit.district, visit.account, run_id)
        looked.add((visit.district.kind.value, run_id))


def _one(visit: Visit, still_open: list[Lead]) -> None:
    later: set[int] = st.session_state.setdefault(_LATER, set())
    if all(lead.lead_id in later for lead in still_open):
        later.clear()
    lead = next(lead for lead in still_open if lead.lead_id not in later)
    left = ngettext("{count} lead left", "{count} leads left", len(still_open)).format(count=number(len(still_open)))
    with st.container(border=True):
        st.markdown(f"**{_('Is this one child?')}** · {left}")
        st.html(f'<div class="upa-lead">{"".join(_side(visit, side) for side in lead.sides)}</div>')
        st.caption(
            _("The photos are {percent} similar. That is a lead, not proof.").format(percent=percent(lead.similarity, 1))
        )
        one, other, third = st.columns(3)
        if one.button(_("Same child"), icon=":material/check:", key=f"lead_same_{lead.lead_id}", width="stretch"):
            _decide(visit, lead, "same")
        if other.button(_("Different children"), icon=":material/close:", key=f"lead_other_{lead.lead_id}", width="stretch"):
            _decide(visit, lead, "different")
        if len(still_open) > 1 and third.button(
            _("Later"), icon=":material/skip_next:", key=f"lead_later_{lead.lead_id}", width="stretch"
        ):
            later.add(lead.lead_id)
            st.rerun()
        st.caption(_("Your answer is noted with your name and changes nothing else; the lists are corrected by the schools."))


def _decide(visit: Visit, lead: Lead, state: str) -> None:
    with failures.shown():
        leads.decide(visit.district, visit.account, lead, state)
        st.rerun()


def _side(visit: Visit, side: Side) -> str:
    name = pick(side.name_hi, side.name_en)
    webp = leads.photo(visit.district, visit.account, side)
    picture = (
        f'<img src="{pictures.uri(webp)}" alt="{html.escape(name)}">'
        if webp
        else f'<div class="upa-lead-gone" role="img" aria-label="{html.escape(name)}"></div>'
    )
    lines = [f"<b>{html.escape(name)}</b>", html.escape(_("PEN {pen}").format(pen=side.pen)), html.escape(_where(side.place))]
    return f"<div>{picture}{'<br>'.join(lines)}</div>"


def _where(place: Row) -> str:
    if place["school_en"] is None:
        return _("not enrolled")
    school = _("{school} (UDISE {udise}), {block}").format(
        school=pick(place["school_hi"], place["school_en"]),
        udise=place["udise"],
        block=pick(place["block_hi"], place["block_en"]),
    )
    return f"{_('Class')} {place['grade']} {place['section']} · {school}"


def _said(visit: Visit, decided: list[Lead]) -> None:
    if not decided:
        return
    words = {"same": _("same child"), "different": _("different children")}
    with st.expander(_("Answered ({count})").format(count=number(len(decided)))):
        for lead in decided:
            names = " – ".join(f"{pick(side.name_hi, side.name_en)} ({side.pen})" for side in lead.sides)
            said = f"{lead.said_by}, {moment_text(lead.said_at)}" if lead.said_at else ""
            st.html(
                f'<div class="upa-row"><b>{html.escape(words[lead.state])}</b> · {html.escape(names)} '
                f'<span class="upa-note">{html.escape(said)}</span></div>'
            )
            if st.button(_("Take back"), icon=":material/undo:", key=f"lead_back_{lead.lead_id}"):
                _decide(visit, lead, "open")
