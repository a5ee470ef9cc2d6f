"""Opening a class day: what it rests on, with the look on the audit trail."""

from datetime import date

import streamlit as st

from attendance.office.access import Account
from attendance.register import evidence
from attendance.register.evidence import Evidence
from ui.guard import Visit

_OPENED = "_class_days_opened"


def class_day(visit: Visit, account: Account, class_section_id: int, day: date) -> Evidence:
    """What a class day rests on. That it was opened goes on the audit trail, once in a browser session.

    Args:
        account: Who looks: the visitor, or their stand-in in the sandbox.

    Raises:
        NotAllowed: It is outside the account's scope, or has no photos.
    """
    shown = evidence.of_class_day(visit.district, account, class_section_id, day)
    opened: set[tuple[int, date]] = st.session_state.setdefault(_OPENED, set())
    if (class_section_id, day) not in opened:
        evidence.looked(visit.district, account, shown.key, shown.place["block_id"])
        opened.add((class_section_id, day))
    return shown
