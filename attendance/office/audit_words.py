"""What stands beside an entry of the audit trail, in the reader's language."""

import re
from datetime import date
from typing import Any

from attendance.i18n import N_, _, day_text, number
from attendance.office.access import ROLE_NAMES

DETAILS: dict[str, str] = {
    "address": N_("address"),
    "after": N_("after"),
    "before": N_("before"),
    "blocks": N_("blocks"),
    "case": N_("case"),
    "certificate": N_("the certificate's SHA-256"),
    "changed": N_("changed"),
    "changes": N_("changes"),
    "class_days": N_("class days"),
    "day": N_("day"),
    "device": N_("device"),
    "different": N_("wrong proposals"),
    "entries": N_("entries"),
    "face": N_("face"),
    "face_px": N_("face height in pixels"),
    "class_section": N_("class section"),
    "files": N_("files"),
    "filters": N_("filters"),
    "first": N_("first day"),
    "found": N_("found"),
    "items": N_("items"),
    "jobs": N_("jobs"),
    "language": N_("language"),
    "last": N_("last day"),
    "new": N_("new"),
    "outcome": N_("what was found"),
    "owner": N_("owner"),
    "photos": N_("photos"),
    "pupils": N_("pupils"),
    "pupil": N_("pupil"),
    "purpose": N_("purpose"),
    "rate": N_("share of wrong ones"),
    "reason": N_("reason"),
    "reference_photo_id": N_("reference photo"),
    "refused": N_("refused"),
    "role": N_("role"),
    "rows": N_("rows"),
    "same": N_("right proposals"),
    "schools": N_("schools"),
    "since": N_("since"),
    "sessions": N_("sessions ended"),
    "similarity": N_("similarity"),
    "source": N_("source"),
    "submissions": N_("submissions"),
    "text": N_("what was written"),
    "unchanged": N_("unchanged"),
    "undoes": N_("what was taken back"),
    "until": N_("by when"),
    "wait": N_("minutes to wait"),
}

"""What each detail is called."""

_VALUES: dict[str, str] = {
    "idle": N_("nothing was done for a while"),
    "expired": N_("the longest time was over"),
    "class_photo": N_("a confirmed face of a class photo"),
    "group_photo": N_("a face of a group photo"),
    "inactive": N_("the account is deactivated"),
    "locked": N_("locked after wrong passwords"),
    "password": N_("wrong password"),
    "not_recognised_days": N_("not recognised for several school days"),
    "photo": N_("a photo taken for it"),
    "absent_at_portal": N_("absent at the portal, recognised here"),
    "to_be_confirmed": N_("a face waits for a person's word"),
    "unknown": N_("no such account"),
    "whole": N_("the trail is whole"),
    "broken": N_("the trail is broken"),
    "education": N_("educational activity and safety of children (DPDP Rules 2025)"),
    "order": N_("an order of the department or the district"),
    "parents": N_("consent of the parents"),
    **{role.value: name for role, name in ROLE_NAMES.items()},
}


_KEYS = frozenset({"class_section", "face", "pupil", "reference_photo_id", "undoes"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def told(detail: dict[str, Any]) -> str:
    """An entry's details, one part after the other."""
    parts = []
    for key, value in detail.items():
        if value is None:
            continue
        if key in _KEYS:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        elif key == "role" and isinstance(value, list):
            shown = " → ".join(_value(one) for one in value)
        else:
            shown = _value(value)
        if shown:
            parts.append(f"{_(DETAILS[key]) if key in DETAILS else key}: {shown}")
    return " · ".join(parts)


def _value(value: Any) -> str:
    """A value for reading; keys are numbers that nobody groups by thousands."""
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day_text(date.fromisoformat(value), "medium")
    return _(_VALUES[value]) if isinstance(value, str) and value in _VALUES else str(value)
