"""A month as it was signed: each day of a block, or each block of the district, with flags, sample sizes and who signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from attendance.i18n import pick
from attendance.reports import corrected
from attendance.reports.corrected import Corrected
from attendance.reports.figures import Span
from data import block_days, schools
from data.database import Statements
from data.scope import Scope

COUNTS = (
    *("expected", "read", "enrolled", "recognised", "seen_not_named", "absent", "uncertain", "set_aside"),
    *("flags", "flags_open", "flags_confirmed", "sampled", "judged"),
)


@dataclass(frozen=True)
class Line:
    """A day of a block, or a block's month.

    Attributes:
        counts: Those of COUNTS: of a signed day as they were signed, of another as they stand; of a month their sums.
        days, signed: How many days it stands for, and how many of them are signed or locked.
        signed_by: Who signed, each once.
        reopened: Why a day was opened again, each reason with its day.
        waiting: Class days whose photos, or a change of whose roll, came after the signature.
        sample: What the audit sample tells of the month; None for a day, which alone holds too few items.
    """

    day: date | None
    block_id: str
    block: str
    counts: dict[str, int]
    days: int = 1
    signed: int = 0
    signed_by: tuple[str, ...] = ()
    reopened: tuple[tuple[date, str], ...] = ()
    waiting: int = 0
    sample: Corrected | None = None


@dataclass(frozen=True)
class Statement:
    """A month of one block, a line a day; or of all blocks of the scope, a line a block.

    Attributes:
        block: The block's name, None for all.
        span: The month, up to the last day that has come.
        total: All lines together.
    """

    block: str | None
    span: Span
    lines: tuple[Line, ...]
    total: Line


def of_month(db: Statements, scope: Scope, month: date, today: date, block_id: str | None = None) -> Statement | None:
    """The statement of the month that ``month`` is in; None where the block is outside the scope, or nothing was expected.

    Args:
        today: Later days have not come.
        block_id: Only this block, a line a day; None for a line a block.
    """
    names = {row["block_id"]: pick(row["name_hi"], row["name_en"]) for row in schools.blocks(db, scope).to_dict("records")}
    own = scope if block_id is None else scope.narrowed([block_id])
    if block_id is not None and block_id not in names:
        return None
    first = month.replace(day=1)
    last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today)
    lines = _lines(db, own, Span(first, last), names)
    if not lines:
        return None
    span = Span(first, last)

    def month_of(block: str | None) -> Line:
        own_lines = [line for line in lines if block in (None, line.block_id)]
        return together(own_lines, names[block] if block else "", corrected.of_place(db, own, span, block))

    if block_id is not None:
        return Statement(names[block_id], span, tuple(lines), month_of(block_id))
    blocks = sorted({line.block_id for line in lines}, key=names.__getitem__)
    return Statement(None, span, tuple(month_of(block) for block in blocks), month_of(None))


def together(lines: Sequence[Line], name: str, sample: Corrected) -> Line:
    """Several lines as one, with what the sample tells of them."""
    return Line(
        day=None,
        block_id=lines[0].block_id if len({line.block_id for line in lines}) == 1 else "",
        block=name,
        counts={name: sum(line.counts[name] for line in lines) for name in COUNTS},
        days=sum(line.days for line in lines),
        signed=sum(line.signed for line in lines),
        signed_by=tuple(sorted({who for line in lines for who in line.signed_by})),
        reopened=tuple(one for line in lines for one in line.reopened),
        waiting=sum(line.waiting for line in lines),
        sample=sample,
    )


def _lines(db: Statements, scope: Scope, span: Span, names: dict[str, str]) -> list[Line]:
    states = {(row["day"], row["block_id"]): row for row in block_days.states(db, scope, span.first, span.last)}
    waiting = [(row["day"], row["block_id"]) for row in block_days.pending(db, scope, span.first, span.last)]
    lines = []
    for row in block_days.figures(db, scope, span.first, span.last).to_dict("records"):
        key = (pd.Timestamp(row["day"]).date(), row["block_id"])
        stored = states.get(key)
        counts = (stored and stored["figures"]) or row
        lines.append(
            Line(
                day=key[0],
                block_id=key[1],
                block=names.get(key[1], key[1]),
                counts={name: int(counts[name]) for name in COUNTS},
                signed=int(bool(stored and stored["figures"])),
                signed_by=(stored["signed_by"],) if stored and stored["signed_by"] else (),
                reopened=tuple((key[0], reason) for reason in stored["reopened"]) if stored else (),
                waiting=waiting.count(key),
            )
        )
    return lines
