"""Pieces that both pages are made of. Texts are escaped here, so that no name is ever read as markup."""

from collections.abc import Sequence
from html import escape

from attendance.i18n import _, brief_day
from attendance.reports.figures import Span

Head = tuple[str, str, str]
LONGEST = 160
"""Letters of a name that are laid out: no column shows more in the lines it has."""


def days_text(span: Span) -> str:
    """A span in words, its days never parted from their months."""
    first, last = (brief_day(day).replace(" ", "\u00a0") for day in (span.first, span.last))
    if span.is_day:
        return first
    return _("{first} to {last}").format(first=first, last=last)


def top(text: str) -> str:
    """The line on top of a page."""
    return f'<div class="top"><span>{escape(_("Upasthiti · Bhagalpur"))}</span><span>{name_of(text, 45)}</span></div>'


def name_of(text: str, longest: int = LONGEST) -> str:
    """A name from data, escaped."""
    return escape(text if len(text) <= longest else f"{text[:longest]}…")


def held(text: str) -> str:
    """Escaped, and a number is not parted from its percent sign or from what it is of."""
    return escape(text).replace(" %", "\u00a0%").replace(" / ", "\u00a0/\u00a0")


def table(style: str, heads: Sequence[Head], rows: Sequence[str]) -> str:
    """A table whose columns have fixed widths.

    Args:
        heads: Text, width in percent and class of each column.
        rows: Ready ``tr`` elements; what comes from data is escaped in them.
    """
    widths = "".join(f'<col style="width:{width}">' for _text, width, _class in heads)
    head = "".join(f'<th class="{style_of}">{held(text)}</th>' for text, _width, style_of in heads)
    return (
        f'<table class="{style}"><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
