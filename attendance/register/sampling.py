"""Drawing the audit sample: which marks and class days people judge without the machine's answer, so that its error is known.

A day is drawn on the days after it, once all photos sent of it are read; photos of a block's day that come after its draw are
not in the sample. The seed of a block's day is made of the installation's key, the day and the block: so nobody can draw again
until they like the result, and nobody without the key can know beforehand whose mark will be looked at, which a seed made of
day and block alone would allow. It is kept with the draw, and with it anybody can draw the same again.

Each day, block and kind is a stratum of its own; within it the units are put in the order of an MD5 of the seed and the unit's
key, and the first ones are taken. An item's photos are needed until it is judged or waits no more; nothing deletes photos yet.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import pandas as pd

from attendance.district import District, Kind
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import audit, models, settings
from attendance.office.access import SYSTEM, Account, Page, Role
from attendance.register import sample_plan
from data import accounts, sample
from data.clock import today, utc_now
from data.database import Statements, Transaction
from data.errors import AlreadyStored
from data.scope import Scope

ALL = Scope.everything()
LOOK_BACK = timedelta(days=7)
"""Older days are not drawn any more: photos of class days that nobody asked about are kept for seven school days."""
MEASURED_OVER = timedelta(days=30)
MEASURED_FROM = 30
"""Answers of a kind from which their median time is believed."""


@dataclass(frozen=True)
class Size:
    """What the office's minutes buy.

    Attributes:
        people: Who may review.
        minutes: That each of them gives a day.
        seconds: That an answer takes, by kind.
        measured: The kinds of which that was measured.
    """

    people: int
    minutes: int
    seconds: dict[sample_plan.Kind, float]
    measured: frozenset[sample_plan.Kind]


def size(district: District) -> Size:
    """What there is to spend on the sample."""
    took = sample.seconds(district.db, ALL, utc_now() - MEASURED_OVER)
    measured = frozenset(kind for kind in sample_plan.KINDS if took.get(kind, (0, 0))[1] >= MEASURED_FROM)
    seconds = {kind: max(took[kind][0], 1.0) if kind in measured else sample_plan.SECONDS[kind] for kind in sample_plan.KINDS}
    return Size(len(reviewers(district.db)), settings.load(district).sample_minutes, seconds, measured)


def reviewers(db: Statements) -> list[Scope]:
    """What each active person who may review sees; where nobody signs in, as in the sandbox, it is one who sees all."""
    people = [
        Account(row["username"], row["name"], Role(row["role"]), frozenset(row["blocks"])).scope
        for row in accounts.every(db)
        if row["active"] and Account(row["username"], row["name"], Role(row["role"])).may_open(Page.REVIEW)
    ]
    return people or [ALL]


def last_units(district: District) -> dict[sample_plan.Kind, tuple[int, int]]:
    """How many units of each kind the last day that was drawn had, and in how many classes; empty when none was drawn."""
    days = sample.draws(district.db, ALL, today() - MEASURED_OVER, today())["day"]
    if days.empty:
        return {}
    sums = sample.units(district.db, ALL, cast(pd.Timestamp, days.max()).date()).groupby("kind")[["units", "classes"]].sum()
    return {cast(sample_plan.Kind, kind): (int(row["units"]), int(row["classes"])) for kind, row in sums.iterrows()}


def each_hour(district: District) -> None:
    """Draw what is due: days that are over, of the blocks whose photos are all read."""
    _draw_due(district, SYSTEM, today() - timedelta(days=1))


def draw_now(district: District, account: Account) -> int:
    """Draw from what was read in the sandbox, today included, to show how it goes; returns how many items were drawn.

    Raises:
        NotAllowed: In the office's own district a day is drawn when it is over.
    """
    if district.kind is not Kind.SANDBOX:
        raise NotAllowed(N_("A day's sample is drawn when the day is over."))
    account.require(Page.REVIEW)
    return _draw_due(district, account, today())


def _draw_due(district: District, account: Account, last: date) -> int:
    due = sample.to_draw(district.db, account.scope, today() - LOOK_BACK, last)
    days = due.groupby("day")["block_id"]
    return sum(_draw(district, cast(pd.Timestamp, day).date(), list(blocks), account) for day, blocks in days)


def _draw(district: District, day: date, blocks: Collection[str], account: Account) -> int:
    """Draw a day of these blocks, once; returns how many items were drawn."""
    items, seeds, minutes = choose(district, day, blocks)
    drawn = 0
    for block in sorted(blocks):
        try:
            drawn += _keep(district, account, day, block, seeds[block], minutes, items[items["block_id"] == block])
        except AlreadyStored:
            continue
    return drawn


def choose(district: District, day: date, blocks: Collection[str]) -> tuple[pd.DataFrame, dict[str, int], int]:
    """What would be drawn now: the items (see `data.sample.choose`), each block's seed, and the minutes of all people."""
    chosen, spent, people = settings.load(district), size(district), reviewers(district.db)
    minutes = len(people) * chosen.sample_minutes
    twice = chosen.sample_twice_percent / 100
    units = sample.units(district.db, ALL, day)
    seeds = {block: district.vault.number(f"sample:{day.isoformat()}:{block}") for block in blocks}
    able = Counter(block for block in blocks for scope in people if scope.includes(block))
    strata = units.merge(plan(units, spent, twice), on=["block_id", "kind"])
    strata = strata[strata["block_id"].isin(able)]
    strata = strata.assign(
        seed=[seeds[block] for block in strata["block_id"]],
        share=[twice if able[block] > 1 else 0.0 for block in strata["block_id"]],
    )
    return sample.choose(district.db, ALL, day, strata, models.in_use(district.db)), seeds, minutes


def plan(units: pd.DataFrame, spent: Size, twice: float) -> pd.DataFrame:
    """How many to take of each block and kind; those of all blocks together fill the minutes. Columns: block_id, kind, take.

    Args:
        units: As `data.sample.units` returns them.
        twice: The share (0 to 1) that two people judge.
    """
    found = []
    for kind, total in sample_plan.wanted(spent.people * spent.minutes, spent.seconds, twice).items():
        of_kind = units[units["kind"] == kind]
        there = dict(zip(of_kind["block_id"], of_kind["units"].astype(int), strict=True))
        found += [(block, kind, take) for block, take in sample_plan.allocate(total, there, sample_plan.LEAST[kind]).items()]
    return pd.DataFrame(found, columns=["block_id", "kind", "take"])


def _keep(district: District, account: Account, day: date, block: str, seed: int, minutes: int, items: pd.DataFrame) -> int:
    def work(tx: Transaction) -> int:
        sample.add_draw(tx, ALL, day, block, seed, minutes, items)
        audit.record(tx, account, "sample.drawn", block_id=block, day=day, items=len(items))
        return len(items)

    return district.db.write(work)
