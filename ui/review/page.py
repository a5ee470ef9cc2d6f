"""The Review page: what a person must decide next."""

from attendance.i18n import _
from attendance.office.access import Page
from ui import navigation, widgets
from ui.guard import Visit
from ui.review import days, sample, set_aside
from ui.review.desk import item, queue


def show(visit: Visit) -> None:
    """All of it, as the address says."""
    key = item.from_address()
    if key is not None:
        item.show(visit, key)
    else:
        widgets.page_title(navigation.title(Page.REVIEW), _("What must I decide next?"))
        match widgets.sections({"work": _("Work"), "sample": _("Audit sample"), "days": _("Sign-off")}):
            case "sample":
                sample.show(visit)
            case "days":
                days.show(visit)
            case _any:
                queue.show(visit)
                set_aside.show(visit)
    widgets.note_portal()
