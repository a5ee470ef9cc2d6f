"""When a backup is due, and which stay."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from attendance.office.backups.keeping import DAYS, WEEKS, due, kept
from data.clock import in_india

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30))


@given(st.sets(MOMENTS, max_size=80))
def test_the_newest_of_seven_days_and_of_four_weeks_stay(moments: set[datetime]) -> None:
    stay = kept(moments)
    assert stay <= moments
    assert len(stay) <= DAYS + WEEKS
    by_day = sorted({in_india(moment).date() for moment in moments}, reverse=True)
    by_week = sorted({in_india(moment).isocalendar()[:2] for moment in moments}, reverse=True)
    for day in by_day[:DAYS]:
        assert max(moment for moment in moments if in_india(moment).date() == day) in stay
    for week in by_week[:WEEKS]:
        assert max(moment for moment in moments if in_india(moment).isocalendar()[:2] == week) in stay


@given(st.sets(MOMENTS, min_size=1, max_size=80))
def test_what_stays_stays_when_looked_at_again(moments: set[datetime]) -> None:
    assert kept(kept(moments)) == kept(moments)
    assert max(moments) in kept(moments)


@given(MOMENTS, st.integers(1, 72))
def test_one_backup_an_evening(last: datetime, hours: int) -> None:
    now = last + timedelta(hours=hours)
    evenings = [
        evening
        for day in range(5)
        if in_india(last)
        < (evening := in_india(last).replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=day))
    ]
    assert due(last, now) == (in_india(now) >= evenings[0])


def test_the_first_backup_is_due_at_once() -> None:
    assert due(None, datetime(2026, 4, 6, 4, 0))
