"""A block's week as a PDF of two A4 pages, for the DPO's meeting."""

import logging
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageFile

from attendance.district import District, Kind
from attendance.errors import NotAllowed, Unavailable
from attendance.i18n import N_, day_text, language
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.reports import week
from attendance.reports.handed import File
from attendance.reports.paper import fit, sheet
from attendance.reports.paper.sheet import Print
from attendance.reports.rules import Limits
from attendance.reports.week import Week
from data.clock import in_india, today, utc_now

PAGES = 2
PDF_MIME = "application/pdf"
_STYLE = Path(__file__).with_name("style.css")


def of_week(district: District, account: Account, block_id: str, day: date) -> File:
    """The PDF of the week that ``day`` is in, in the reader's language, entered in the audit trail.

    Raises:
        NotAllowed: The role has no Attendance page, or the block is not there or not one of the account's.
        Unavailable: This machine cannot make PDFs.
    """
    account.require(Page.ATTENDANCE)
    chosen = settings.load(district)
    found = week.of_block(district.db, account.scope, block_id, day, today(), Limits.of(chosen), chosen.target_percent)
    if found is None:
        raise NotAllowed(N_("This block is not there, or not one of yours. Choose one of your blocks."))
    content = render(found, printed_by(district, account))
    name = f"upasthiti-week-{block_id}-{found.span.first.isoformat()}-{language()}.pdf"
    district.db.write(
        lambda tx: audit.record(
            tx, account, "paper.made", block_id, block_id, first=found.span.first, last=found.span.last, language=language()
        )
    )
    return File(name, content, PDF_MIME)


def render(found: Week, printed: Print) -> bytes:
    """Two pages, whatever the week holds: what does not fit is cut and counted.

    Raises:
        Unavailable: This machine cannot make PDFs.
    """
    calls, clusters = fit.rows(found)
    while True:
        text = sheet.html(found, printed, most_calls=calls, most_clusters=clusters)
        document = laid_out(text)
        if len(document.pages) <= PAGES or not calls + clusters:
            content: bytes = document.write_pdf()
            return content
        calls, clusters = fit.fewer(calls, clusters)


def laid_out(text: str) -> Any:
    """A document of our own markup, in the sheets' style.

    Raises:
        Unavailable: This machine cannot make PDFs.
    """
    return _weasyprint().HTML(string=text, url_fetcher=nothing_is_fetched()).render(stylesheets=[_style()])


def printed_by(district: District, account: Account) -> Print:
    """Who has a sheet made, and when."""
    return Print(f"{account.name} ({account.username})", _now_text(), district.kind is Kind.SANDBOX)


def _now_text() -> str:
    now = in_india(utc_now())
    return f"{day_text(now.date())}, {now:%H:%M}"


@cache
def _weasyprint() -> Any:
    """WeasyPrint, loaded on the first PDF: it needs Pango, which not every machine has."""
    takes_broken_photos = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint
    except OSError as problem:
        raise Unavailable(
            N_("This machine cannot make PDFs: Pango is not installed. Tell the MIS in-charge; figures can be saved as Excel.")
        ) from problem
    finally:
        # WeasyPrint tells Pillow to take photos that break off, for the whole process; a class photo must not pass so.
        ImageFile.LOAD_TRUNCATED_IMAGES = takes_broken_photos
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they quote what they read, names included
    return weasyprint


@cache
def _style() -> Any:
    return _weasyprint().CSS(string=_STYLE.read_text(encoding="utf-8"), url_fetcher=nothing_is_fetched())


def nothing_is_fetched() -> Any:
    """Neither files nor addresses: all that the sheet needs is in it, and fonts are the machine's own."""
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("the sheet fetches nothing")

    return Nothing()
