"""The second page: the schools that need a call, and the clusters."""

from html import escape

from attendance.i18n import _, ngettext, number
from attendance.reports.calls import Call, Contact
from attendance.reports.figures import Figures
from attendance.reports.measures import Measure, names
from attendance.reports.paper.markup import days_text, held, name_of, table, top
from attendance.reports.week import Week


def page(week: Week, most_calls: int, most_clusters: int) -> str:
    """The page as HTML; what is more than the most is counted."""
    heading = ngettext("{count} school needs a call", "{count} schools need a call", len(week.calls))
    place = f"{week.block} · {days_text(week.span)}"
    return (
        f'<section class="second">{top(place)}<h2>{escape(heading.format(count=number(len(week.calls))))}</h2>'
        f"{_calls(week, most_calls)}<h2>{escape(_('Clusters'))}</h2>{_clusters(week, most_clusters)}</section>"
    )


def _calls(week: Week, most: int) -> str:
    if not week.calls:
        nobody = _("Nobody has to be called about this week.") if week.counted else _("Nothing has come yet.")
        return f"<p>{escape(nobody)}</p>"
    heads = [
        (_("School"), "29%", ""),
        (_("Why"), "33%", ""),
        (_("Head teacher"), "19%", ""),
        (_("CRC"), "19%", ""),
    ]
    return table("calls", heads, [_call_row(call) for call in week.calls[:most]]) + _and_more(len(week.calls) - most)


def _call_row(call: Call) -> str:
    reasons = "<br>".join(held(reason) for reason in call.reasons)
    return (
        f'<tr><td><div class="two"><b>{name_of(call.school)}</b></div>'
        f'<div class="two small">{name_of(call.udise)} · {name_of(call.cluster)}</div></td>'
        f'<td><div class="three">{reasons}</div></td>{_contact(call.head)}{_contact(call.crc)}</tr>'
    )


def _contact(contact: Contact) -> str:
    name = f'<div class="two">{name_of(contact.name or _("not known yet"))}</div>'
    phone = f'<div class="two"><b>{name_of(contact.phone)}</b></div>' if contact.phone else ""
    return f"<td>{name}{phone}</td>"


def _clusters(week: Week, most: int) -> str:
    if week.clusters.empty:
        return f"<p>{escape(_('Nothing is known of the clusters in this week.'))}</p>"
    heads = [
        (_("Cluster"), "30%", ""),
        (_("Classes expected"), "12%", "number"),
        (_("Uploaded to the portal"), "19%", "number"),
        (_("Uploaded late"), "13%", "number"),
        (_("Read here"), "14%", "number"),
        (_("Faces seen"), "12%", "number"),
    ]
    shown = week.clusters.head(most)
    own = [Figures.of(row) for row in shown.to_dict("records")]
    rows = [_cluster_row(name, figures) for name, figures in zip(names(shown), own, strict=True)]
    return table("clusters", heads, rows) + _and_more(len(week.clusters) - most)


def _cluster_row(name: str, own: Figures) -> str:
    late = number(own.late) if own.compliance else ""
    cells = [number(own.expected), Measure.COMPLIANCE.text(own), late, Measure.COVERAGE.text(own), Measure.SEEN.text(own)]
    numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
    return f'<tr><td><div class="two">{name_of(name)}</div></td>{numbers}</tr>'


def _and_more(count: int) -> str:
    if count <= 0:
        return ""
    text = ngettext("and {count} more in the app", "and {count} more in the app", count).format(count=number(count))
    return f'<p class="more">{escape(text)}</p>'
