"""What the section of children to visit lists, kept in the page's address, and the way to it from the page's other section."""

from dataclasses import dataclass

import streamlit as st

from attendance.reports.follow_up_cases import Filters, Which

SECTION, CASES = "section", "cases"
"""The address's parameter, and this section's key."""


@dataclass(frozen=True)
class Chosen:
    """What is chosen, kept in the page's address."""

    which: Which = Which.OPEN
    block_id: str | None = None
    cluster_id: int | None = None
    visitor: str | None = None

    @classmethod
    def read(cls) -> "Chosen":
        """From this run's address; what it says wrongly counts as not said."""
        query = st.query_params
        which, cluster = query.get("state", ""), query.get("cluster", "")
        return cls(
            which=Which(which) if which in set(Which) else Which.OPEN,
            block_id=query.get("block") or None,
            cluster_id=int(cluster) if cluster.isdigit() else None,
            visitor=query.get("visitor") or None,
        )

    def go(self) -> None:
        """Change the address to these; for callbacks."""
        st.session_state[SECTION] = CASES  # the switch between the sections follows
        kept = {
            SECTION: CASES,
            "state": None if self.which is Which.OPEN else self.which.value,
            "block": self.block_id,
            "cluster": self.cluster_id and str(self.cluster_id),
            "visitor": self.visitor,
        }
        st.query_params.from_dict({name: value for name, value in kept.items() if value})

    def filters(self) -> Filters:
        """As the list takes them."""
        return Filters(self.which, self.block_id, self.cluster_id, self.visitor)
