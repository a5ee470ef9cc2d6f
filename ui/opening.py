"""Looks on the audit trail: once in a browser session for each thing looked at, not for each run of a page."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import partial

import streamlit as st

from attendance.office.access import Account
from attendance.register import evidence
from attendance.register.evidence import Evidence
from ui.guard import Visit

_LOOKED = "_looked_at"


def once(visit: Visit, what: Hashable, record: Callable[[], None]) -> None:
    """Call ``record`` unless this browser session has looked at the same thing of the same district before."""
    looked: set[Hashable] = st.session_state.setdefault(_LOOKED, set())
    if (this := (visit.district.kind, what)) not in looked:
        record()
        looked.add(this)


def class_day(visit: Visit, account: Account, class_section_id: int, day: date) -> Evidence:
    """What a class day rests on. That it was opened goes on the audit trail, once in a browser session.

    Args:
        account: Who looks: the visitor, or their stand-in in the sandbox.

    Raises:
        NotAllowed: It is outside the account's scope, or has no photos.
    """
    shown = evidence.of_class_day(visit.district, account, class_section_id, day)
    looked = partial(evidence.looked, visit.district, account, shown.key, shown.place["block_id"])
    once(visit, ("class_day", class_section_id, day), looked)
    return shown
