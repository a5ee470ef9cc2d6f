"""What a place is divided into, and the way inside."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from attendance.i18n import _, number
from attendance.reports.figures import Level, Place

_AT_FIRST = 20
"""Units shown before one asks for all: a block has up to two hundred schools."""


def below(by_school: bool, place: Place) -> Level:
    """What a place is divided into; a class section stands for itself."""
    if place.school_id is not None:
        return Level.CLASS_SECTION
    if place.cluster_id is not None:
        return Level.SCHOOL
    if place.block_id is not None:
        return Level.SCHOOL if by_school else Level.CLUSTER
    return Level.BLOCK


def can_choose(place: Place) -> bool:
    """Whether a place can be shown by its clusters or by its schools."""
    return place.block_id is not None and place.cluster_id is None and place.school_id is None


def inside(place: Place, level: Level, key: str) -> Place:
    """One unit of a place, by its key."""
    if level is Level.BLOCK:
        return Place(block_id=key)
    if level is Level.CLUSTER:
        return replace(place, cluster_id=int(key))
    if level is Level.SCHOOL:
        return replace(place, school_id=int(key))
    return replace(place, class_section_id=int(key))


def heading(level: Level) -> str:
    """What the units are called."""
    return {
        Level.BLOCK: _("Blocks"),
        Level.CLUSTER: _("Clusters"),
        Level.SCHOOL: _("Schools"),
        Level.CLASS_SECTION: _("Classes"),
    }[level]


def at_first(table: pd.DataFrame, token: str) -> pd.DataFrame:
    """The first rows, or all of them when somebody asked."""
    if len(table) <= _AT_FIRST:
        return table
    every = st.toggle(_("Show all {count}").format(count=number(len(table))), key=f"all-{token}")
    return table if every else table.head(_AT_FIRST)
