"""The class day that the address names."""

from datetime import date

import streamlit as st

from attendance.errors import BadEntry
from attendance.i18n import N_
from attendance.register.evidence import Evidence
from ui import opening
from ui.guard import Visit
from ui.review.seen import as_seen


def from_address(visit: Visit) -> Evidence | None:
    """What the class day of ``?class=…&day=…`` rests on; None when the address names none.

    Raises:
        BadEntry: The address is not one of ours.
        NotAllowed: It is outside the account's blocks, or has no photos.
    """
    given = (st.query_params.get("class"), st.query_params.get("day"))
    if None in given:
        return None
    try:
        class_section_id, day = int(given[0] or ""), date.fromisoformat(given[1] or "")
    except ValueError as problem:
        raise BadEntry(N_("The address names no class day. Choose one from the list.")) from problem
    return as_seen(visit, visit.account, opening.class_day(visit, visit.account, class_section_id, day))
