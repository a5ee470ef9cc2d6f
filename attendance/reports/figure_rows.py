"""Figures by block, cluster, school or class as rows to hand out."""

from attendance.i18n import N_, _
from attendance.reports import figures, places, tables
from attendance.reports.figures import Level, Span
from attendance.reports.handing import Rows
from attendance.reports.places import Located
from data.database import Statements
from data.scope import Scope

_TITLES = {
    Level.BLOCK: N_("Figures by block"),
    Level.CLUSTER: N_("Figures by cluster"),
    Level.SCHOOL: N_("Figures by school"),
    Level.CLASS_SECTION: N_("Figures by class"),
}


def of_place(db: Statements, scope: Scope, span: Span, located: Located, level: Level) -> Rows:
    """A row per unit of a level within a place.

    Args:
        level: Any but the district.
    """
    table = figures.table(db, scope, span, level, located.place)
    names = [located.block, located.cluster, located.school, located.class_section]
    return Rows(
        kind="figures",
        title=_(_TITLES[level]),
        span=span,
        filters=[name for name in names if name],
        table=tables.for_file(table),
        block_ids=table["block_id"].tolist(),
        blocks=places.blocks(db, scope),
    )
