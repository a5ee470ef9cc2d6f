"""How sure the figures are: what people who judged a random sample say of the machine's marks."""

import html

import pandas as pd
import streamlit as st

from attendance.estimate import FEW, LEAST_CLASS_DAYS, LEAST_ITEMS, LEAST_REACHED, MOST_UNCLEAR, Estimate
from attendance.i18n import _, day_text, ngettext, number, percent
from attendance.office.access import Page
from attendance.reports import corrected, places
from attendance.reports.corrected import Corrected, Division, Error, Told
from attendance.reports.figures import Place, Span
from attendance.reports.measures import class_name
from attendance.reports.periods import Period
from attendance.reports.places import Located
from attendance.reports.truth_charts import INK
from ui import navigation, widgets
from ui.attendance import tables as html_tables
from ui.attendance.view import View
from ui.guard import Visit


def in_brief(visit: Visit, place: Place, span: Span) -> str | None:
    """The attendance of a place corrected by the sample, in a few words; None below blocks, of which no sample tells."""
    if place.cluster_id is not None or place.school_id is not None:
        return None
    return corrected.words(corrected.of_place(visit.district.db, visit.scope, span, place.block_id).share)


def legend(blocks: pd.DataFrame) -> None:
    """What the points on the blocks' bars say, and of how many blocks it is not known.

    Args:
        blocks: From `corrected.beside`.
    """
    unknown = int(blocks["sample_point"].isna().sum())
    whisker = f'<span aria-hidden="true" style="color:{INK}">├◆┤</span>'
    text = _("present by audit sample, with its 95 % interval")
    note = ""
    if unknown:
        said = ngettext("not known yet of {count} unit", "not known yet of {count} units", unknown)
        note = f" <small>({html.escape(said.format(count=number(unknown)))})</small>"
    st.html(f'<div class="upa-legend"><span>{whisker} {html.escape(text)}{note}</span></div>')


def show(visit: Visit, view: View, located: Located, span: Span) -> None:
    """The whole section, for a block or all of them."""
    db, scope, block_id = visit.district.db, visit.scope, located.place.block_id
    days = corrected.rates_span(span)
    first, last = day_text(days.first, "medium"), day_text(days.last, "medium")
    st.caption(
        _("From the audit sample of {first} to {last}: marks drawn at random, judged by people who did not see them.").format(
            first=first, last=last
        )
    )
    if located.place.cluster_id is not None or located.place.school_id is not None:
        text = _("The sample tells of blocks, not of single schools: this is {block}.")
        st.caption(widgets.literal(text.format(block=located.block)))
    found = corrected.of_place(db, scope, days, block_id)
    if not found.items and not found.false_present.unclear and not found.missed.unclear:
        widgets.empty(
            _("Nothing of these days was judged yet. How wrong the figures are is known once people judge the sample."),
            ":material/hourglass_empty:",
        )
        if visit.account.may_open(Page.REVIEW):
            navigation.link(Page.REVIEW)
        return
    _in_words(found)
    _told_apart(visit, days, block_id)
    _weeks(visit, span, block_id)
    _what_it_says()


def _in_words(found: Corrected) -> None:
    false_present, missed = (_between(told.rate, told.items) for told in (found.false_present, found.missed))
    lines = [
        _("Of 100 children marked present, {count} were not that child.").format(count=false_present)
        if false_present
        else _("How many of the children marked present were not that child is not known yet."),
        _("Of 100 children not recognised, {count} can be seen in the photos.").format(count=missed)
        if missed
        else _("How many of the children not recognised can be seen in the photos is not known yet."),
    ]
    if found.share:
        text = _("Attendance corrected by this: {estimate} of the pupils enrolled in classes with photos.")
        lines.append(text.format(estimate=widgets.literal(corrected.words(found.share))))
    for line in lines:
        st.markdown(f"**{line}**")
    if found.share and found.marked.left_out:
        text = ngettext(
            "{count} pupil waits for a person or has no reference photo; the range goes from absent to there.",
            "{count} pupils wait for a person or have no reference photo; the range goes from none of them being there to all.",
            found.marked.left_out,
        )
        st.caption(text.format(count=number(found.marked.left_out)))
    for error, told in ((Error.FALSE_PRESENT, found.false_present), (Error.MISSED, found.missed)):
        st.caption(widgets.literal(f"{error.label}: {_counted(told)}"))


def _between(rate: Estimate | None, items: int) -> str | None:
    """A rate as numbers out of 100; None where it is not known."""
    if rate is None:
        return None
    low, high = 100 * rate.low, 100 * rate.high
    if rate.point * items < FEW:
        return _("fewer than {count}").format(count=number(max(1, -(-high // 1))))
    return _("between {low} and {high}").format(low=_rounded(low), high=_rounded(high))


def _rounded(value: float) -> str:
    return number(round(value, 1) if value < 1 else round(value))


def _counted(told: Told) -> str:
    judged = _("{count} judged").format(count=number(told.items))
    of = ngettext("of {count} class day", "of {count} class days", told.class_days).format(count=number(told.class_days))
    return _("{judged} {of}; nobody could tell in {share}").format(judged=judged, of=of, share=told.unclear_share)


def _told_apart(visit: Visit, days: Span, block_id: str | None) -> None:
    names = {
        Division.BLOCK: _("By block"),
        Division.GRADE: _("By grade"),
        Division.FACE: _("By size of face"),
        Division.MODEL: _("By model"),
    }
    if block_id is not None:
        names.pop(Division.BLOCK)
    chosen = st.segmented_control(
        _("Told apart"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=names.__getitem__,
        key=f"truth_by_{len(names)}",
    )
    table = corrected.rates(visit.district.db, visit.scope, days, chosen, block_id)
    if table.empty:
        return
    of = places.blocks(visit.district.db, visit.scope) if chosen is Division.BLOCK else {}
    heading = {
        Division.BLOCK: _("Block"),
        Division.GRADE: _("Class"),
        Division.FACE: _("Size of face"),
        Division.MODEL: _("Model"),
    }
    parts = [_name(chosen, key, of) for key in table["key"]]
    errors = [Error.FALSE_PRESENT] if chosen is Division.FACE else list(Error)
    html_tables.show(pd.DataFrame({heading[chosen]: parts, **_columns(table, errors)}))


def _weeks(visit: Visit, span: Span, block_id: str | None) -> None:
    table = corrected.rates(visit.district.db, visit.scope, corrected.weeks_span(span), Division.WEEK, block_id)
    if table.empty:
        return
    st.subheader(_("Week by week"), anchor=False)
    latest_first = table.iloc[::-1]
    weeks = [Period.WEEK.in_full(moment.date()) for moment in pd.to_datetime(latest_first["key"])]
    html_tables.show(pd.DataFrame({_("Week"): weeks, **_columns(latest_first, list(Error))}))


def _columns(table: pd.DataFrame, errors: list[Error]) -> dict[str, list[str]]:
    return {error.label: [_cell(told) for told in table[error.value]] for error in errors}


def _cell(told: Told) -> str:
    between = _between(told.rate, told.items)
    share = _("{count} of 100").format(count=between) if between else _("not known yet")
    return f"{share}\n{_counted(told)}"


def _name(division: Division, key: object, blocks: dict[str, str]) -> str:
    if division is Division.GRADE:
        return class_name(int(str(key)), "").strip()
    if division is Division.FACE:
        return corrected.band_text(int(str(key)))
    return blocks.get(str(key), str(key))


def _what_it_says() -> None:
    lines = (
        _("The interval holds the true value in 95 of 100 such samples, of the marks of these very days and classes."),
        _(
            "“Not known yet” stands where fewer than {items} were judged of {days} class days, or nobody could tell in more "
            "than {unclear}, or the days judged hold less than {reached} of the pupils."
        ).format(
            items=number(LEAST_ITEMS),
            days=number(LEAST_CLASS_DAYS),
            unclear=percent(MOST_UNCLEAR, 1),
            reached=percent(LEAST_REACHED, 1),
        ),
        _("What nobody could tell is left out. It may be wrong more often than the rest."),
        _("A child marked present on another child's face is taken to be there as often as one not recognised."),
        _("What people marked is taken as it is."),
    )
    with st.expander(_("What this measures, and what it does not")):
        st.markdown("\n".join(f"- {line}" for line in lines))
