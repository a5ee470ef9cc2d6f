"""The photos of an item of the audit sample, without boxes and counts."""

from typing import Any

import streamlit as st

from attendance.i18n import N_, _, number
from attendance.register import judging
from attendance.register.judging import Task
from ui import pictures, widgets
from ui.guard import Visit

_PARTS: dict[judging.Part, str] = {
    "whole": N_("Whole photo"),
    "top_left": N_("Top left"),
    "top_right": N_("Top right"),
    "bottom_left": N_("Bottom left"),
    "bottom_right": N_("Bottom right"),
}


def show(visit: Visit, task: Task) -> None:
    """The photos without boxes, one at a time, the whole or a quarter of it."""
    if not task.photos:
        widgets.empty(_("The photo was deleted after its time; its fingerprint and the marks are kept."))
        return
    by_id = {int(row["photo_id"]): (index, row) for index, row in enumerate(task.photos, start=1)}
    first = task.photos[0]["photo_id"]
    options: dict[str, Any] = {"required": True, "label_visibility": "collapsed"}
    chosen = st.pills(
        _("Photo"),
        list(by_id),
        default=first,
        format_func=lambda one: _side(*by_id[one]),
        key=f"photo_{task.item_id}",
        **options,
    )
    part = st.segmented_control(
        _("Part of the photo"),
        list(_PARTS),
        default="whole",
        format_func=lambda one: _(_PARTS[one]),
        key=f"part_{task.item_id}",
        **options,
    )
    webp = judging.photo(visit.district, task, chosen, part)
    if webp is None:
        widgets.empty(_("The photo was deleted after its time; its fingerprint and the marks are kept."))
    else:
        st.html(f'<div class="upa-photo"><img src="{pictures.uri(webp)}" alt="{_("Class photo")}"></div>')


def _side(position: int, row: dict[str, Any]) -> str:
    """Without the number of faces that the machine found."""
    known = row["side"] != "unknown"
    return _(pictures.SIDE_NAMES[row["side"]]) if known else _("Photo {number}").format(number=number(position))
