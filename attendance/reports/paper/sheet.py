"""The document around the two pages: its foot with the sources, and the watermark. Only our own markup is in it."""

from dataclasses import dataclass
from html import escape

from attendance.i18n import _, language, moment_text
from attendance.reports.paper import first, second
from attendance.reports.paper.markup import days_text, name_of
from attendance.reports.week import Week


@dataclass(frozen=True)
class Print:
    """What stands at the foot of each page and across it.

    Attributes:
        by: Name and username of who had it made.
        at: When, as text.
        fictional: Whether all of it is the training sandbox's fiction.
    """

    by: str
    at: str
    fictional: bool


def html(week: Week, printed: Print, *, most_calls: int, most_clusters: int) -> str:
    """The whole document.

    Args:
        most_calls: Schools shown; the rest is counted.
        most_clusters: Clusters shown; the rest is counted.
    """
    title = escape(f"{week.block}, {days_text(week.span)}")
    pages = first.page(week, printed.fictional) + second.page(week, most_calls, most_clusters)
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"{_footer(week, printed)}{watermark(printed)}{pages}</body></html>"
    )


def _footer(week: Week, printed: Print) -> str:
    sources = " · ".join(
        _("{source}, last fed {moment}").format(source=source, moment=moment_text(at))
        if at
        else _("{source}: nothing yet").format(source=source)
        for source, at in (
            (_("The portal's report"), week.now.portal_fed_at),
            (_("Photos read here"), week.now.fed_at),
        )
    )
    return footer(_("Source: {sources}").format(sources=sources), printed)


def footer(source: str, printed: Print) -> str:
    """The foot of each page: where the figures are from, who printed it, and that the portal stays as it is."""
    by = _("Printed by {name} on {moment}.").format(name=printed.by, moment=printed.at)
    stays = _("What is decided here does not change e-Shikshakosh by itself.")
    page = _("Page {page} of {pages}")
    return (
        f'<div class="footer"><p>{escape(source)}</p><p>{name_of(by)}</p>'
        f'<div class="ends"><b>{escape(stays)}</b><span>{_counters(page)}</span></div></div>'
    )


def _counters(text: str) -> str:
    """The page's number and how many there are, where the text has its braces."""
    return escape(text).replace("{page}", '<span class="page"></span>').replace("{pages}", '<span class="pages"></span>')


def watermark(printed: Print) -> str:
    """Across each page: who printed it and when, and whether it is fiction."""
    lines = [printed.by, printed.at]
    if printed.fictional:
        lines.insert(0, _("Fictional figures"))
    return f'<div class="watermark">{"".join(f"<p>{name_of(line, 60)}</p>" for line in lines)}</div>'
