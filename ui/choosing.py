"""Choosing a school and a class, the same way on each page."""

import pandas as pd
import streamlit as st

from attendance.i18n import _, pick
from data import schools
from ui.guard import Visit


def school(visit: Visit, key: str) -> int | None:
    """Choose a block, then a school of it; None until both are chosen."""
    frame = schools.schools(visit.district.db, visit.scope)
    if frame.empty:
        st.info(_("There are no schools among your blocks yet. Ask the MIS in-charge to import them."), icon=":material/info:")
        return None
    blocks = frame.drop_duplicates("block_id").sort_values("block_en")
    names = {row["block_id"]: pick(row["block_hi"], row["block_en"]) for row in blocks.to_dict("records")}
    left, right = st.columns([1, 2])
    block = left.selectbox(
        _("Block"),
        list(names),
        index=0 if len(names) == 1 else None,
        format_func=lambda one: names[one],
        key=f"{key}_block",
        placeholder=_("Choose the block"),
    )
    of_block = frame[frame["block_id"] == block].sort_values("name_en") if block else frame.iloc[:0]
    labels = {
        row["school_id"]: f"{pick(row['name_hi'], row['name_en'])} · {row['udise']}" for row in of_block.to_dict("records")
    }
    chosen: int | None = right.selectbox(
        _("School"),
        list(labels),
        index=0 if len(labels) == 1 else None,
        format_func=lambda one: labels[one],
        key=f"{key}_school_{block}",
        placeholder=_("Choose the school, or type its name or UDISE code"),
    )
    return chosen


def class_sections(visit: Visit, school_id: int, key: str) -> list[int]:
    """Choose the class sections of a school that the photos show; usually one."""
    frame = schools.class_sections(visit.district.db, visit.scope, school_id)
    labels = labels_of(frame)
    return st.multiselect(
        _("Class (several if they share the room)"),
        list(labels),
        default=list(labels) if len(labels) == 1 else None,
        format_func=lambda one: labels[one],
        key=f"{key}_class_{school_id}",
        placeholder=_("Choose the class"),
    )


def labels_of(frame: pd.DataFrame) -> dict[int, str]:
    """Class sections by number, as "3 A"."""
    ordered = frame.sort_values(["grade", "section"])
    return {row["class_section_id"]: f"{row['grade']} {row['section']}" for row in ordered.to_dict("records")}
