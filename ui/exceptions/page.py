"""The Exceptions page: whom to call, about what."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from attendance.i18n import _, day_text
from attendance.office import settings
from attendance.office.access import Page
from attendance.reports import exceptions, figures, places
from attendance.reports.figures import Place, Span
from attendance.reports.rules import Limits, Rule, Severity
from data.clock import today
from ui import choices, navigation, widgets
from ui.attendance import style
from ui.attendance.view import span_address, span_of
from ui.exceptions import listing
from ui.guard import Visit


@dataclass(frozen=True)
class Filters:
    """What is listed, as the address says it; None leaves a filter open."""

    span: Span | None = None
    block_id: str | None = None
    rule: Rule | None = None
    severity: Severity | None = None

    @classmethod
    def read(cls) -> "Filters":
        """From this run's address; what it says wrongly counts as not said."""
        query = st.query_params
        rule, severity = query.get("rule", ""), query.get("severity", "")
        return cls(
            span_of(query.get("day"), query.get("from"), query.get("to")),
            query.get("block") or None,
            Rule(rule) if rule in set(Rule) else None,
            Severity(int(severity)) if severity in {"1", "2", "3"} else None,
        )

    def go(self) -> None:
        """Change the address to these; for callbacks."""
        kept = {"block": self.block_id, "rule": self.rule, "severity": self.severity and str(int(self.severity))}
        st.query_params.from_dict({name: str(value) for name, value in kept.items() if value} | span_address(self.span))


def show(visit: Visit) -> None:
    """All of it, as the address says."""
    style.apply()
    widgets.page_title(navigation.title(Page.EXCEPTIONS), _("Whom do I call, about what?"))
    filters = Filters.read()
    span = filters.span or Span.of(figures.latest_day(visit.district.db, visit.scope, today()) or today())
    blocks = places.blocks(visit.district.db, visit.scope)
    if filters.block_id and filters.block_id not in blocks:
        st.warning(_("The block in this address is not there, or not one of yours. All units are shown."))
        filters = replace(filters, block_id=None)
    _choose(filters, span, blocks)
    st.subheader(_title(span), anchor=False)
    if span.first > today():
        widgets.empty(_("This day has not come yet."), ":material/event_upcoming:")
        return
    _list(visit, filters, Span(span.first, min(span.last, today())))


def _list(visit: Visit, filters: Filters, span: Span) -> None:
    db, scope = visit.district.db, visit.scope
    totals = figures.totals(db, scope, span, Place(block_id=filters.block_id))
    if not totals.expected and not totals.with_photos:
        widgets.empty(_("A day off: no class is expected, so nobody is missing."), ":material/event_busy:")
        return
    chosen = settings.load(visit.district)
    limits = Limits(chosen.low_recognised_percent, chosen.unreported_days)
    found = exceptions.find(db, scope, span, limits, block_id=filters.block_id)
    listing.counts(exceptions.counts(found))
    if not totals.portal_expected:
        st.caption(_("Portal figures missing for these days: what the portal lacks cannot be told."))
    kept = _kept(found, filters)
    if len(kept):
        listing.files(kept, _title(span), span)
        listing.schools(kept, span)
    elif len(found):
        widgets.empty(_("Nothing matches these filters."), ":material/filter_alt_off:")
    else:
        widgets.well_done(_("Nothing to do for these days. Well done."))


def _kept(found: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    if filters.rule:
        found = found[found["rule"] == filters.rule.value]
    if filters.severity:
        found = found[found["severity"] >= filters.severity]
    return found


def _choose(filters: Filters, span: Span, blocks: dict[str, str]) -> None:
    def change(name: str) -> Callable[[Any], None]:
        return lambda value: replace(filters, **{name: value}).go()

    with st.container(horizontal=True, vertical_alignment="center"):
        choices.days(span, change("span"), "exceptions")
        choices.one_of(_("All units"), "exceptions_block", blocks, filters.block_id, change("block_id"))
        rules = {rule: rule.label for rule in Rule}
        choices.one_of(_("All reasons"), "exceptions_rule", rules, filters.rule, change("rule"))
        severities = {
            Severity.SERIOUS: _("Only serious"),
            Severity.IMPORTANT: _("Important and serious"),
        }
        choices.one_of(_("However serious"), "exceptions_severity", severities, filters.severity, change("severity"))


def _title(span: Span) -> str:
    if span.is_day:
        return day_text(span.first, "full")
    return _("{first} to {last}").format(first=day_text(span.first, "medium"), last=day_text(span.last, "medium"))
