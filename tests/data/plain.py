"""The figures computed slowly and plainly from the raw rows, one class day after the other; shares no SQL with the app."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from data.database import Database

LATE_AFTER = time(10, 0)
PUPILS = ("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain", "faces")
COUNTS = ("expected", "read", "with_photos", "uploaded", "uploaded_unread", "late", *PUPILS)


@dataclass(frozen=True)
class PlainDay:
    """One class day that is expected or has something here."""

    day: date
    class_section_id: int
    grade: int
    school_id: int
    cluster_id: int
    block_id: str
    counts: Counter[str]


def rows(db: Database, table: str) -> list[dict[str, Any]]:
    """All of a table, as dicts."""
    cursor = db._cursor().execute(f"FROM {table}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def class_days(db: Database, days: Iterable[date]) -> list[PlainDay]:
    """Every class day of these days."""
    sections, places, calendar = rows(db, "class_section"), rows(db, "school_place"), rows(db, "calendar")
    rolls: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in rows(db, "enrolment"):
        rolls[row["class_section_id"]].append((row["from_day"], row["to_day"] or date.max))
    here = {(row["day"], row["class_section_id"]): row for row in rows(db, "class_day")}
    by_class = {(row["day"], row["class_section_id"]): row for row in rows(db, "portal_class_day")}
    by_school = {(row["day"], row["school_id"]): row for row in rows(db, "portal_school_day")}
    found = []
    for day in days:
        for section in sections:
            key = (day, section["class_section_id"])
            (place,) = [p for p in places if p["school_id"] == section["school_id"] and _within(day, p)]
            expected = (
                day.isoweekday() != place["weekly_off"]
                and any(first <= day <= last for first, last in rolls[section["class_section_id"]])
                and not any(_closes(entry, day, place, section["grade"]) for entry in calendar)
            )
            read = here.get(key)
            if not expected and read is None:
                continue
            said = by_class.get(key) or by_school.get((day, (read or place)["school_id"]))
            where = read or place
            counts = _counts(day, expected, read, said)
            keys = (section["grade"], section["school_id"], where["cluster_id"], where["block_id"])
            found.append(PlainDay(day, key[1], *keys, counts))
    return found


def summed(found: Iterable[PlainDay], *names: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Counts by the attributes named."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for one in found:
        sums[tuple(getattr(one, name) for name in names)].update(one.counts)
    return {key: {name: counts[name] for name in COUNTS} for key, counts in sums.items()}


def span(first: date, last: date) -> list[date]:
    """The days from first to last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _within(day: date, place: dict[str, Any]) -> bool:
    return bool(place["from_day"] <= day and (place["to_day"] is None or day <= place["to_day"]))


def _closes(entry: dict[str, Any], day: date, place: dict[str, Any], grade: int) -> bool:
    return (
        entry["day"] == day
        and entry["block_id"] in (None, place["block_id"])
        and entry["school_id"] in (None, place["school_id"])
        and (entry["grades"] is None or grade in entry["grades"])
    )


def _counts(day: date, expected: bool, read: dict[str, Any] | None, said: dict[str, Any] | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    with_photos = read is not None and read["photos"] > 0
    uploaded = said is not None and said["uploaded"]
    at = said["uploaded_at"] if said else None
    counts["expected"] = int(expected)
    counts["with_photos"] = int(with_photos)
    counts["read"] = int(expected and with_photos)
    counts["uploaded"] = int(expected and uploaded)
    counts["uploaded_unread"] = int(expected and uploaded and not with_photos)
    counts["late"] = int(expected and uploaded and at is not None and (at.date() > day or at.time() > LATE_AFTER))
    if read and with_photos:
        for name in PUPILS:
            counts[name] = read[name]
    return counts
