"""Where in the district a figure is from: names for keys, and what lies below a place."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from attendance.i18n import pick
from attendance.reports.figures import Place
from attendance.reports.measures import class_name
from data import schools as stored
from data.database import Statements
from data.scope import Scope


@dataclass(frozen=True)
class Located:
    """A place with all keys above it and their names in the reader's language; None where the place is wider."""

    place: Place
    block: str | None = None
    cluster: str | None = None
    school: str | None = None
    class_section: str | None = None

    @property
    def name(self) -> str | None:
        """The place's own name; None for all of it."""
        return self.class_section or self.school or self.cluster or self.block

    @property
    def names(self) -> list[str]:
        """The place's names from the block down; none for all of it."""
        return [name for name in (self.block, self.cluster, self.school, self.class_section) if name]


def locate(db: Statements, scope: Scope, place: Place) -> Located | None:
    """Complete a place upwards from its deepest key; None when it is not there or outside the scope."""
    if place.class_section_id is not None:
        row = stored.class_section(db, scope, place.class_section_id)
        if row is None:
            return None
        above = _school(db, scope, row["school_id"])
        name = class_name(row["grade"], row["section"])
        return above and _deeper(above, class_section=name, class_section_id=place.class_section_id)
    if place.school_id is not None:
        return _school(db, scope, place.school_id)
    if place.cluster_id is not None:
        return _cluster(db, scope, place.cluster_id)
    if place.block_id is not None:
        names = blocks(db, scope)
        if place.block_id not in names:
            return None
        return Located(Place(block_id=place.block_id), block=names[place.block_id])
    return Located(Place())


def blocks(db: Statements, scope: Scope) -> dict[str, str]:
    """Key and name of every block, by name."""
    return _by_name(stored.blocks(db, scope), "block_id")


def clusters_of(db: Statements, scope: Scope, block_id: str) -> dict[int, str]:
    """Key and name of the clusters of a block, by name."""
    found = stored.clusters(db, scope.narrowed([block_id]))
    return _by_name(found, "cluster_id")


def schools_of(db: Statements, scope: Scope, block_id: str, cluster_id: int | None = None) -> dict[int, str]:
    """Key and name of the schools of a block, or of one of its clusters, by name."""
    found = stored.schools(db, scope.narrowed([block_id]))
    if cluster_id is not None:
        found = found[found["cluster_id"] == cluster_id]
    return _by_name(found, "school_id")


def classes_of(db: Statements, scope: Scope, school_id: int) -> dict[int, str]:
    """Key and name of a school's class sections, in their order."""
    found = stored.class_sections(db, scope, school_id)
    named = zip(found["class_section_id"], found["grade"], found["section"], strict=True)
    return {int(key): class_name(grade, section) for key, grade, section in named}


def _school(db: Statements, scope: Scope, school_id: int) -> Located | None:
    found = stored.schools(db, scope)
    found = found[found["school_id"] == school_id]
    if found.empty:
        return None
    row = found.iloc[0]
    place = Place(block_id=row["block_id"], cluster_id=int(row["cluster_id"]), school_id=school_id)
    return Located(
        place,
        block=pick(row["block_hi"], row["block_en"]),
        cluster=pick(row["cluster_hi"], row["cluster_en"]),
        school=pick(row["name_hi"], row["name_en"]),
    )


def _cluster(db: Statements, scope: Scope, cluster_id: int) -> Located | None:
    found = stored.clusters(db, scope)
    found = found[found["cluster_id"] == cluster_id]
    if found.empty:
        return None
    row = found.iloc[0]
    block_id = str(row["block_id"])
    return Located(
        Place(block_id=block_id, cluster_id=cluster_id),
        block=blocks(db, scope)[block_id],
        cluster=pick(row["name_hi"], row["name_en"]),
    )


def _deeper(above: Located, *, class_section: str, class_section_id: int) -> Located:
    place = Place(above.place.block_id, above.place.cluster_id, above.place.school_id, class_section_id)
    return Located(place, above.block, above.cluster, above.school, class_section)


def _by_name(found: pd.DataFrame, key: str) -> dict[Any, str]:
    named = zip(found[key].tolist(), found["name_hi"], found["name_en"], strict=True)
    pairs = [(value, pick(hindi, english)) for value, hindi, english in named]
    return dict(sorted(pairs, key=lambda pair: pair[1]))
