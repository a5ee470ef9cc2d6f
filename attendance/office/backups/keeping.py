"""When a backup is due, and which are kept."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, time, timedelta

from data.clock import in_india

AFTER = time(20, 0)
"""In India: the office has closed, and whoever works late has signed off the day."""
DAYS = 7
WEEKS = 4
LONGEST = timedelta(weeks=WEEKS + 1)
"""How long a backup stays at most where one is made each week."""
OLD_AFTER = timedelta(days=2)
"""A weekend's evening may be missed; from then on the page says so in red."""


def due(last: datetime | None, now: datetime) -> bool:
    """Whether none was made since the last evening, so that a machine that is off at night makes one when it starts.

    Args:
        last: The newest good backup's moment, UTC; None when there is none.
        now: UTC.
    """
    if last is None:
        return True
    local = in_india(now)
    evening = datetime.combine(local.date(), AFTER, local.tzinfo)
    if local < evening:
        evening -= timedelta(days=1)
    return in_india(last) < evening


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Which of these backups stay: the newest of each of the last 7 days that have one, and of each of the last 4 weeks.

    Days and ISO weeks are those of India. Days without a backup count for nothing: after a holiday nothing is thrown away.
    """
    newest_first = sorted(moments, reverse=True)
    return _newest(newest_first, lambda local: local.date(), DAYS) | _newest(
        newest_first, lambda local: local.isocalendar()[:2], WEEKS
    )


def _newest(newest_first: list[datetime], span: Callable[[datetime], Hashable], most: int) -> set[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment in newest_first:
        found.setdefault(span(in_india(moment)), moment)
    return set(list(found.values())[:most])
