"""What the app found when it started, where that is something to know."""

import streamlit as st

from attendance.i18n import _, ngettext, number
from attendance.intake.recovery import Recovered
from ui.guard import Visit


def show(visit: Visit) -> None:
    """What a stop had taken and was brought back, and what is missing; nothing where all was in order."""
    found = visit.house.found.get(visit.district.kind, Recovered())
    if found.mended:
        st.info(_brought_back(found), icon=":material/restore:")
    if found.missing:
        text = ngettext(
            "The sealed file of {count} photo is missing. If it was not deleted on purpose, bring it back from a backup.",
            "The sealed files of {count} photos are missing. "
            "If they were not deleted on purpose, bring them back from a backup.",
            found.missing,
        )
        st.warning(text.format(count=number(found.missing)), icon=":material/broken_image:")
    if found.left:
        text = ngettext(
            "{count} receipt could not be brought back; its number is in the log. Have the photos of that class sent again.",
            "{count} receipts could not be brought back; their numbers are in the log. "
            "Have the photos of these classes sent again.",
            found.left,
        )
        st.warning(text.format(count=number(found.left)), icon=":material/receipt_long:")


def _brought_back(found: Recovered) -> str:
    text = _(
        "At the last start the app brought back what a stop had taken: {submissions} submissions, {photos} photos of the tray, "
        "{jobs} jobs. Nothing needs to be done."
    )
    return text.format(submissions=number(found.brought_back), photos=number(found.trayed), jobs=number(found.queued))
