"""The exception list as rows to hand out."""

import pandas as pd

from attendance.i18n import _
from attendance.reports import exceptions, places
from attendance.reports.exceptions import Filters
from attendance.reports.figures import Span
from attendance.reports.handing import Rows
from attendance.reports.rules import OPEN, Rule, Severity
from data.clock import today
from data.database import Statements
from data.scope import Scope


def of_list(db: Statements, scope: Scope, filters: Filters, rule_name: str | None = None) -> Rows:
    """The list as it is kept now; its day is the one for which the rules were last looked at.

    Args:
        rule_name: What the rule chosen is called where it stands for a limit of its own.
    """
    found = exceptions.listed(db, scope, filters)
    look = exceptions.last_look(db)
    blocks = places.blocks(db, scope)
    return Rows(
        kind="exceptions",
        title=_("Exceptions"),
        span=Span.of(look.day if look else today()),
        filters=_filters(filters, blocks, rule_name),
        table=_table(found),
        block_ids=found["block_id"].tolist(),
        blocks=blocks,
    )


def _filters(filters: Filters, blocks: dict[str, str], rule_name: str | None) -> list[str]:
    chosen = [blocks.get(filters.block_id, filters.block_id)] if filters.block_id else []
    if filters.rule:
        chosen.append(rule_name or filters.rule.label)
    if filters.severity > Severity.ORDINARY:
        chosen.append(_("{severity} and graver").format(severity=filters.severity.label))
    if filters.states != OPEN:
        chosen += [state.label for state in filters.states]
    if filters.owner:
        chosen.append(_("followed by {owner}").format(owner=filters.owner))
    return chosen


def _table(found: pd.DataFrame) -> pd.DataFrame:
    named = {
        "rule": _("Reason"),
        "severity": _("Severity"),
        "block": _("Block"),
        "cluster": _("Cluster"),
        "school": _("School"),
        "udise": "UDISE",
        "class_name": _("Class"),
        "first_day": _("From"),
        "day": _("Day"),
        "days": _("Days"),
        "reason": _("In words"),
        "standing": _("State"),
        "owner": _("Followed by"),
        "head_name": _("Head teacher"),
        "head_phone": _("Head teacher's phone"),
        "crc_name": _("CRC"),
        "crc_phone": _("CRC's phone"),
        "beo_name": _("BEO"),
        "beo_phone": _("BEO's phone"),
    }
    worded = found.assign(
        rule=[Rule(rule).label for rule in found["rule"]],
        severity=[Severity(severity).label for severity in found["severity"]],
    )
    return worded[list(named)].rename(columns=named)
