"""What the Exceptions page lists, kept in its address."""

from dataclasses import dataclass

import streamlit as st

from attendance.reports import exceptions
from attendance.reports.rules import OPEN, Rule, Severity, State


@dataclass(frozen=True)
class Chosen:
    """What is chosen; None leaves a filter open.

    Attributes:
        step: Of rules with three limits, the shortest that is listed; 0 for all.
        state: None for all that are open.
        mine: Only what the reader follows.
    """

    block_id: str | None = None
    rule: Rule | None = None
    step: int = 0
    severity: Severity | None = None
    state: State | None = None
    mine: bool = False

    @classmethod
    def read(cls) -> "Chosen":
        """From this run's address; what it says wrongly counts as not said."""
        query = st.query_params
        rule, _dash, step = query.get("rule", "").partition("-")
        severity, state = query.get("severity", ""), query.get("state", "")
        return cls(
            block_id=query.get("block") or None,
            rule=Rule(rule) if rule in set(Rule) else None,
            step=int(step) if step in {"2", "3"} else 0,
            severity=Severity(int(severity)) if severity in {"1", "2", "3"} else None,
            state=State(state) if state in set(State) else None,
            mine=query.get("whose") == "mine",
        )

    def go(self) -> None:
        """Change the address to these; for callbacks."""
        kept = {
            "block": self.block_id,
            "rule": self.rule and (f"{self.rule.value}-{self.step}" if self.step else self.rule.value),
            "severity": self.severity and str(int(self.severity)),
            "state": self.state and self.state.value,
            "whose": "mine" if self.mine else None,
        }
        st.query_params.from_dict({name: value for name, value in kept.items() if value})

    @property
    def least(self) -> Severity:
        """The least severity listed: without a choice what is ordinary waits, but where its very rule is chosen."""
        return self.severity or (Severity.ORDINARY if self.rule else Severity.IMPORTANT)

    def of(self, username: str) -> exceptions.Filters:
        """As the list takes them."""
        return exceptions.Filters(
            block_id=self.block_id,
            rule=self.rule,
            step=self.step,
            severity=self.least,
            states=(self.state,) if self.state else OPEN,
            owner=username if self.mine else None,
        )
