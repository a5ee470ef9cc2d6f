"""What two people said of the same items of the audit sample: how far they agree, and where a third look is wanted."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import cast

import pandas as pd

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office.access import Account, Role
from attendance.register.agreement import LEAST, Agreement, agreement
from attendance.register.sample_plan import KINDS, Kind
from data import sample
from data.database import Row

WITHIN_HEADS = 1
"""Two counts of heads agree when they differ by no more."""
SEES_ALL = (Role.DPO, Role.MIS)
"""Who may see how far blocks are judged, and what two people said of the same item."""


@dataclass(frozen=True)
class Pair:
    """Two people's answers to one item, the earlier first: rows of `data.sample.judged`."""

    first: Row
    second: Row

    @property
    def labels(self) -> tuple[Hashable, Hashable]:
        """What each said, as far as it matters for the figures."""
        return label(self.first), label(self.second)

    @property
    def differ(self) -> bool:
        """Whether a third look is wanted."""
        one, other = self.first["said_count"], self.second["said_count"]
        if pd.notna(one) and pd.notna(other):
            return abs(int(one) - int(other)) > WITHIN_HEADS
        return self.labels[0] != self.labels[1]


@dataclass(frozen=True)
class Twice:
    """What the pairs of some days say.

    Attributes:
        pairs: How many, by kind.
        agreement: By kind, None with fewer than `agreement.LEAST` pairs; counts of heads have no kappa.
        differing: Those that want a third look, the latest first.
    """

    pairs: dict[Kind, int]
    agreement: dict[Kind, Agreement | None]
    differing: tuple[Pair, ...]


def label(row: Row) -> Hashable:
    """An answer as far as the machine's mark is right or not."""
    if row["kind"] == "present" and row["answer"] != "unclear":
        return "right" if row["answer"] == "pupil" and row["said_pupil"] == row["pupil_id"] else "wrong"
    return str(row["answer"])


def look(district: District, account: Account, first: date, last: date) -> Twice:
    """The items of these days that two people judged.

    Raises:
        NotAllowed: The role may not see it.
    """
    _require(account)
    frame = sample.judged(district.db, account.scope, first, last)
    pairs: dict[Kind, list[Pair]] = {kind: [] for kind in KINDS}
    for _item, rows in frame.groupby("item_id", sort=False):
        if len(rows) > 1:
            one, other = (cast(Row, row) for row in rows.head(2).to_dict("records"))
            pairs[one["kind"]].append(Pair(one, other))
    told = {kind: _agreement(kind, found) if len(found) >= LEAST else None for kind, found in pairs.items()}
    differing = [pair for found in pairs.values() for pair in found if pair.differ]
    differing.sort(key=lambda pair: (pair.first["day"], pair.first["item_id"]), reverse=True)
    return Twice({kind: len(found) for kind, found in pairs.items()}, told, tuple(differing))


def progress(district: District, account: Account, first: date, last: date, open_days: int) -> pd.DataFrame:
    """How far each block is judged (see `data.sample.progress` for the columns), all kinds together.

    Raises:
        NotAllowed: The role may not see it.
    """
    _require(account)
    frame = sample.progress(district.db, account.scope, first, last, open_days)
    counts = ["drawn", "judged", "waiting", "not_judged", "unclear"]
    return frame.groupby(["block_id", "block_hi", "block_en"], sort=False, as_index=False)[counts].sum()


def _agreement(kind: Kind, pairs: list[Pair]) -> Agreement | None:
    if kind != "class_day":
        return agreement([pair.labels for pair in pairs])
    alike = sum(not pair.differ for pair in pairs) / len(pairs)
    return Agreement(len(pairs), alike, None, None, None)


def _require(account: Account) -> None:
    if account.role not in SEES_ALL:
        raise NotAllowed(N_("Only the District Programme Officer and the MIS in-charge see how the sample is judged."))
