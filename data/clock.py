"""The two times the app uses: UTC moments and the school day in India."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")


def utc_now() -> datetime:
    """This moment in UTC, without a zone, as DuckDB's TIMESTAMP holds it."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The day that it is in India."""
    return datetime.now(INDIA).date()


def in_india(moment: datetime) -> datetime:
    """A stored UTC moment as wall-clock time in India, with its zone."""
    return moment.replace(tzinfo=UTC).astimezone(INDIA)
