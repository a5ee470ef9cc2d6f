"""The first page: five figures, day by day, rank."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from attendance.i18n import _, day_text, ngettext, number, weekday_text, whole_percent
from attendance.reports.figures import Figures, Rate
from attendance.reports.measures import Measure
from attendance.reports.paper.markup import days_text, held, name_of, table, top
from attendance.reports.week import Day, Rank, Week

ON_TIME, LATE, GREY = "#0072B2", "#E69F00", "#8A8A8A"
_HATCH = (
    f'<defs><pattern id="late" width="3" height="3" patternUnits="userSpaceOnUse">'
    f'<rect width="3" height="3" fill="{LATE}"/><path d="M0 3 L3 0" stroke="#FFFFFF" stroke-width="0.8"/></pattern></defs>'
)
_SHOWN = (Measure.COMPLIANCE, Measure.COVERAGE, Measure.RECOGNISED, Measure.SEEN)


def page(week: Week, fictional: bool) -> str:
    """The page as HTML."""
    fiction = (
        f'<p class="fiction">{escape(_("Training sandbox: all names, photos and figures here are fictional."))}</p>'
        if fictional
        else ""
    )
    words = _("Week: {first} to {last}").format(first=day_text(week.span.first, "full"), last=day_text(week.span.last, "full"))
    return (
        f"{top(_('A block’s week for the meeting'))}{fiction}<h1>{name_of(week.block)}</h1>"
        f'<p class="week">{escape(words)}</p>{_calendar(week)}'
        f"<h2>{escape(_('Five figures'))}</h2>{_figures(week)}"
        f"<h2>{escape(_('Day by day'))}</h2>{_day_table(week)}"
        f"<h2>{escape(_('Rank among the units'))}</h2>{_ranks(week)}"
    )


def _calendar(week: Week) -> str:
    most = max((day.figures.expected for day in week.days), default=0)
    full = [weekday_text(day.day) for day in week.days if day.works and day.figures.expected * 2 >= most]
    some = [weekday_text(day.day) for day in week.days if day.works and day.figures.expected * 2 < most]
    off = [day for day in week.days if not day.works]
    closures = [day for day in week.days if day.works and day.note]
    lines = [_("No school day in this week.")]
    if full:
        text = ngettext("{count} school day: {days}", "{count} school days: {days}", len(full))
        lines = [text.format(count=number(len(full)), days=", ".join(full))]
    if some:
        lines.append(_("Only some classes: {days}").format(days=", ".join(some)))
    if off:
        lines.append(_("Days off: {days}").format(days=_by_note(off)))
    if closures:
        lines.append(_("Closures: {days}").format(days=_by_note(closures)))
    if week.counted and week.counted != week.span:
        lines.append(_("Counted up to {day}.").format(day=day_text(week.counted.last, "full")))
    return "".join(f'<p class="calendar">{name_of(line, 300)}</p>' for line in lines)


def _by_note(days: Sequence[Day]) -> str:
    """Days and why, those with the same reason together."""
    groups = ((note, [weekday_text(day.day) for day in same]) for note, same in groupby(days, key=lambda day: day.note))
    return "; ".join(f"{', '.join(same)} – {note}" if note else ", ".join(same) for note, same in groups)


def _figures(week: Week) -> str:
    around = _("District") if week.whole_district else _("All your blocks")
    heads = [
        (_("Measure"), "33%", ""),
        (_("This week"), "11%", "number"),
        (_("Part and whole"), "19%", "number"),
        (_("Before: {days}").format(days=days_text(week.earlier)), "14%", "number"),
        (_("Change, points"), "9%", "number"),
        (around, "14%", "number"),
    ]
    rows = [*(_measure_row(measure, week) for measure in _SHOWN), _uncertain_row(week)]
    return table("", heads, rows)


def _measure_row(measure: Measure, week: Week) -> str:
    now, before = measure.rate(week.now), measure.rate(week.before)
    around = measure.rate(week.around) if week.around else None
    late = (
        f"<small>{escape(_('Uploaded late: {count}').format(count=number(week.now.late)))}</small>"
        if measure is Measure.COMPLIANCE and now
        else ""
    )
    target = (
        f" <small>{escape(_('(target {percent} %)').format(percent=number(week.target)))}</small>"
        if measure is Measure.COMPLIANCE
        else ""
    )
    cells = [
        f"<td><b>{escape(measure.label)}</b>{target}<br><small>{escape(measure.of_what)}</small></td>",
        f'<td class="number">{_percent(now, measure, "big")}</td>',
        f'<td class="number">{held(str(now)) if now else ""}<br>{late}</td>',
        f'<td class="number">{_percent(before, measure)}</td>',
        f'<td class="number">{_change(now, before)}</td>',
        f'<td class="number">{_percent(around, measure)}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _uncertain_row(week: Week) -> str:
    of = _("pupils, of {count} enrolled in classes with photos").format(count=number(week.now.enrolled))
    return (
        f"<tr><td><b>{escape(_('To be confirmed'))}</b><br><small>{escape(of)}</small></td>"
        f'<td class="number"><span class="big">{_count(week.now)}</span></td><td></td>'
        f'<td class="number">{_count(week.before)}</td><td></td>'
        f'<td class="number">{_count(week.around) if week.around else ""}</td></tr>'
    )


def _count(figures: Figures) -> str:
    return escape(number(figures.uncertain) if figures.enrolled else _("not known yet"))


def _percent(rate: Rate | None, measure: Measure, style: str = "") -> str:
    if rate is None:
        return f"<small>{escape(measure.unknown)}</small>"
    return f'<span class="{style}">{escape(rate.percent)}</span>'


def _change(now: Rate | None, before: Rate | None) -> str:
    if now is None or before is None or now.share is None or before.share is None:
        return ""
    points = whole_percent(now.part, now.whole) - whole_percent(before.part, before.whole)
    if not points:
        return "0"
    sign, style = ("+", "up") if points > 0 else ("−", "down")
    return f'<span class="{style}">{sign}{escape(number(abs(points)))}</span>'


def _day_table(week: Week) -> str:
    heads = [
        (_("Day"), "20%", ""),
        (_("Classes expected"), "9%", "number"),
        (_("Uploaded on time"), "9%", "number"),
        (_("Uploaded late"), "9%", "number"),
        (_("Uploaded %"), "9%", "number"),
        (_("Read here"), "9%", "number"),
        (_("Faces seen %"), "9%", "number"),
        (_("On time, late, not uploaded"), "26%", ""),
    ]
    legend = "".join(
        f'<span><svg viewBox="0 0 10 6">{_HATCH}<rect x="0.3" y="0.3" width="9.4" height="5.4" {paint}/></svg>'
        f"{escape(text)}</span>"
        for text, paint in (
            (_("Uploaded on time"), f'fill="{ON_TIME}"'),
            (_("Uploaded late"), 'fill="url(#late)"'),
            (_("Not uploaded to the portal"), f'fill="#FFFFFF" stroke="{GREY}" stroke-width="0.6"'),
        )
    )
    return f'<p class="legend">{legend}</p>{table("days", heads, [_day_row(day) for day in week.days])}'


def _day_row(day: Day) -> str:
    name = f"<td>{escape(weekday_text(day.day))}</td>"
    if not day.works:
        text = _("Day off: {name}").format(name=day.note) if day.note else _("Day off")
        return f'<tr class="off">{name}<td colspan="7"><div class="one">{name_of(text)}</div></td></tr>'
    if day.to_come:
        return f'<tr class="off">{name}<td colspan="7">{escape(_("Nothing has come yet."))}</td></tr>'
    own = day.figures
    portal = (
        [number(own.uploaded - own.late), number(own.late), own.compliance.percent]
        if own.compliance
        else [Measure.COMPLIANCE.unknown]
    )
    spans = ' colspan="3"' if len(portal) == 1 else ""
    cells = "".join(f'<td class="number"{spans}>{escape(text)}</td>' for text in portal)
    seen = own.seen_rate.percent if own.enrolled else "–"
    return (
        f'<tr>{name}<td class="number">{escape(number(own.expected))}</td>{cells}'
        f'<td class="number">{escape(number(own.read))}</td><td class="number">{escape(seen)}</td>'
        f'<td class="bar">{_bar(own)}</td></tr>'
    )


def _bar(own: Figures) -> str:
    """On time, late and not uploaded, of the classes expected."""
    if not own.compliance or not own.portal_expected:
        return ""
    scale = 99 / own.portal_expected
    on_time, late = (own.uploaded - own.late) * scale, own.late * scale
    return (
        f'<svg viewBox="0 0 100 9" preserveAspectRatio="none">{_HATCH}'
        f'<rect x="0.5" y="0.5" width="99" height="8" fill="#FFFFFF" stroke="{GREY}" stroke-width="0.5"/>'
        f'<rect x="0.5" y="0.5" width="{on_time:.2f}" height="8" fill="{ON_TIME}"/>'
        f'<rect x="{0.5 + on_time:.2f}" y="0.5" width="{late:.2f}" height="8" fill="url(#late)"/></svg>'
    )


def _ranks(week: Week) -> str:
    if not week.ranks:
        return f"<p>{escape(_('Units are ranked only on a sheet made by somebody who sees the whole district.'))}</p>"
    heads = [
        (_("Measure"), "34%", ""),
        (_("Rank this week"), "22%", ""),
        (_("Rank before"), "22%", ""),
        (_("Change in rank"), "22%", ""),
    ]
    note = _("Rank 1 has the highest percentage; units with the same one share a rank.")
    return f'{table("", heads, [_rank_row(rank) for rank in week.ranks])}<p class="note">{escape(note)}</p>'


def _rank_row(rank: Rank) -> str:
    unknown = escape(rank.measure.unknown)
    now = escape(_("{rank} of {units}").format(rank=number(rank.now), units=number(rank.units))) if rank.now else unknown
    before = escape(number(rank.before)) if rank.before else unknown
    change = ""
    if rank.now and rank.before:
        steps = rank.before - rank.now
        if steps > 0:
            text = ngettext("{count} place better", "{count} places better", steps).format(count=number(steps))
            change = f'<span class="up">{escape(text)}</span>'
        elif steps < 0:
            text = ngettext("{count} place worse", "{count} places worse", -steps).format(count=number(-steps))
            change = f'<span class="down">{escape(text)}</span>'
        else:
            change = escape(_("no change"))
    return f"<tr><td><b>{escape(rank.measure.label)}</b></td><td>{now}</td><td>{before}</td><td>{change}</td></tr>"
