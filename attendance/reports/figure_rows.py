"""Figures by block, cluster, school, class or day as rows to hand out."""

from collections.abc import Sequence

import pandas as pd

from attendance.i18n import N_, _
from attendance.reports import corrected, figures, places, tables
from attendance.reports.figures import Level, Span
from attendance.reports.handing import Rows
from attendance.reports.places import Located
from data.database import Statements
from data.scope import Scope

TITLES = {
    Level.DISTRICT: N_("Figures by day"),
    Level.BLOCK: N_("Figures by block"),
    Level.CLUSTER: N_("Figures by cluster"),
    Level.SCHOOL: N_("Figures by school"),
    Level.CLASS_SECTION: N_("Figures by class"),
}


_PARTS = {Level.BLOCK: "blocks", Level.CLUSTER: "clusters", Level.SCHOOL: "schools", Level.CLASS_SECTION: "classes"}


def of_pupils() -> str:
    """What the figures of a table with all measures are of."""
    return _("Recognised, seen and not seen are of the pupils enrolled in classes with photos.")


def of_sample() -> str:
    """What the columns of the audit sample are of."""
    return _(
        "Present by audit sample: of the same pupils, those truly there, with the ends of its 95 % interval; empty where it is "
        "not known yet."
    )


def of_table(
    db: Statements,
    scope: Scope,
    span: Span,
    located: Located,
    table: pd.DataFrame,
    *,
    title: str,
    part: str,
    notes: Sequence[str],
) -> Rows:
    """A table that a page shows of a place, with plain numbers."""
    block_id = located.place.block_id
    return Rows(
        kind="figures",
        title=title,
        span=span,
        filters=located.names,
        table=table,
        block_ids=[block_id] * len(table) if block_id else [],
        blocks=places.blocks(db, scope),
        part=part,
        notes=notes,
    )


def of_days(db: Statements, scope: Scope, span: Span, located: Located) -> Rows:
    """A row per day of a place."""
    table = tables.for_file(figures.trend(db, scope, span, located.place))
    title = _(TITLES[Level.DISTRICT])
    return of_table(db, scope, span, located, table, title=title, part="days", notes=[of_pupils()])


def of_place(db: Statements, scope: Scope, span: Span, located: Located, level: Level) -> Rows:
    """A row per unit of a level within a place.

    Args:
        level: Any but the district.
    """
    table = figures.table(db, scope, span, level, located.place)
    if level is Level.BLOCK:
        table = corrected.beside(db, scope, span, table)
    return Rows(
        kind="figures",
        title=_(TITLES[level]),
        span=span,
        filters=located.names,
        table=tables.for_file(table),
        block_ids=table["block_id"].tolist(),
        blocks=places.blocks(db, scope),
        part=_PARTS[level],
        notes=[of_pupils(), *([of_sample()] if level is Level.BLOCK else [])],
    )
