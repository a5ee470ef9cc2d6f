"""A block's week on paper: a button that makes the PDF."""

from datetime import date

from attendance.i18n import _, language
from attendance.reports.paper import pdf
from ui import download
from ui.guard import Visit


def offer_week(visit: Visit, block_id: str, day: date) -> None:
    """A button for the PDF of the week that ``day`` is in; it is made when somebody asks for it."""
    download.on_demand(
        visit,
        _("PDF of this week"),
        lambda: pdf.of_week(visit.district, visit.account, block_id, day),
        key="week_pdf",
        about=(block_id, day, language()),
        icon=":material/picture_as_pdf:",
    )
