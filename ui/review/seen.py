"""Which revision of a class day the reader has before their eyes.

A click is answered by a new run of the page, which reads the class day again: a decision must name the revision that was on the
screen when it was taken, not the one that this run has just read.
"""

from dataclasses import replace

import streamlit as st

from attendance.office.access import Account
from attendance.register import review
from attendance.register.evidence import Evidence
from attendance.register.review import ClassDayKey
from ui.guard import Visit

_SEEN = "review_seen"


def as_seen(visit: Visit, account: Account, shown: Evidence) -> Evidence:
    """The class day with the revision that was on the screen; says so when somebody changed it since."""
    seen: dict[tuple[int, object], int] = st.session_state.setdefault(_SEEN, {})
    place = (shown.key.class_section_id, shown.key.day)
    before = replace(shown.key, rev=seen.get(place, shown.key.rev))
    if before.rev != shown.key.rev:
        st.warning(str(review.changed(visit.district.db, account, before)), icon=":material/sync_problem:")
    seen[place] = shown.key.rev
    return replace(shown, key=before)


def decided(key: ClassDayKey, rev: int) -> None:
    """The reader's own decision brought the class day to this revision."""
    st.session_state[_SEEN][key.class_section_id, key.day] = rev
