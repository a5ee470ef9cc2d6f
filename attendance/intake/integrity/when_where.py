"""Photos that say of themselves that they were taken on another day, at an odd hour, elsewhere, or with another device.

A photo without EXIF says nothing, and that is not suspicious: messengers drop it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt

from attendance.intake.integrity.finding import CheckedPhoto, Finding, Subject
from data import submissions
from data.clock import in_india
from data.database import Row
from data.scope import Scope

NEAR_DAYS = 14
"""How many days before and after are looked at for what is usual in a school: two weeks. After, because a bulk upload may come
in any order."""
ALIKE_DAYS = 2
"""On how many of the nearest other days all photos must be off in the same way, for it to be the clock (or the school's stored
place) rather than the photo. A rule of thumb."""
USUAL_DAYS = 3
"""From how many days on a school has usual devices. A rule of thumb."""
OLD_DAYS = 366
"""A photo this old is rather from a clock that has started anew."""
SAME_PLACE_KM = 0.5
EARTH_KM = 6371.0


def when_and_where(subject: Subject) -> Iterator[Finding]:
    """Wrong day, wrong place, other device."""
    saying = [photo for photo in subject.photos if _says(photo)]
    if not saying:
        return
    school_id, day = subject.submission["school_id"], subject.submission["day"]
    near = submissions.taken_near(subject.district.db, Scope.everything(), school_id, day, NEAR_DAYS)
    for photo in saying:
        yield from _wrong_day(subject, photo, near)
        yield from _wrong_place(subject, photo, near)
    yield from _other_device(subject, saying, near)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places, each latitude and longitude in degrees."""
    (north, east), (north_2, east_2) = [(radians(a), radians(b)) for a, b in (one, other)]
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _says(photo: CheckedPhoto) -> bool:
    facts = photo.facts
    return facts.taken_at is not None or facts.camera is not None or facts.latitude is not None


@dataclass(frozen=True)
class _Off:
    """How a photo's time is off: `days` from the school day, or `minutes` outside of the school's hours on that day.

    `fault` is the same for photos that are off in the same way.
    """

    fault: str
    days: int = 0
    minutes: int = 0


def _off(subject: Subject, day: date, taken_at: datetime) -> _Off | None:
    days = (taken_at.date() - day).days
    if days:
        return _Off("old" if days <= -OLD_DAYS else str(days), days=days)
    minute = taken_at.hour * 60 + taken_at.minute
    early = subject.settings.day_from_hour * 60 - minute
    late = minute - subject.settings.day_until_hour * 60
    if early > 0 or late >= 0:
        return _Off("hour", minutes=max(early, late))
    return None


def _wrong_day(subject: Subject, photo: CheckedPhoto, near: Sequence[Row]) -> Iterator[Finding]:
    """Yesterday's photo, or a clock that is wrong: the latter when it is off the same way on the nearest other days too, or
    ahead of the moment in which the photo came. A wrong clock is one cause, however many photos it spoils."""
    taken_at = photo.facts.taken_at
    day = subject.submission["day"]
    off = _off(subject, day, taken_at) if taken_at else None
    if taken_at is None or off is None:
        return
    came = in_india(subject.submission["submitted_at"]).date()
    others = _by_day([row for row in near if row["camera"] == photo.facts.camera and row["taken_at"]])
    clock = taken_at.date() > came or (
        len(others) >= ALIKE_DAYS and all(_fault(subject, row) == off.fault for rows in others[:ALIKE_DAYS] for row in rows)
    )
    cause = f"wrong_day:{subject.submission['school_id']}:{photo.facts.camera or '-'}:{off.fault}"
    yield Finding(
        kind="wrong_day",
        severity=1 if clock or off.fault == "hour" else 2 if off.fault == "old" else 3,
        cause=cause if clock or off.fault == "old" else f"{cause}:{day}",
        evidence={
            "taken_at": taken_at.isoformat(),
            "day": day.isoformat(),
            **({"days": off.days} if off.days else {"minutes": off.minutes}),
            "clock": clock,
        },
        photo_id=photo.photo_id,
    )


def _fault(subject: Subject, row: Row) -> str | None:
    off = _off(subject, row["day"], row["taken_at"])
    return off.fault if off else None


def _wrong_place(subject: Subject, photo: CheckedPhoto, near: Sequence[Row]) -> Iterator[Finding]:
    """Too far from the school; a hint only where the nearest other days' photos come from the same place: then rather the
    school's stored place is wrong."""
    given, school = _place(vars(photo.facts)), _place(subject.submission, "school_")
    if given is None or school is None:
        return
    km = kilometres(given, school)
    if km <= subject.settings.place_km:
        return
    others = _by_day([row for row in near if _place(row)])
    settled = len(others) >= ALIKE_DAYS and all(
        kilometres(given, (row["latitude"], row["longitude"])) <= SAME_PLACE_KM for rows in others[:ALIKE_DAYS] for row in rows
    )
    where = f"{given[0]:.2f},{given[1]:.2f}" if settled else subject.submission["day"]
    yield Finding(
        kind="wrong_place",
        severity=1 if settled else 2,
        cause=f"wrong_place:{subject.submission['school_id']}:{where}",
        evidence={"km": round(km, 1), "settled": settled},
        photo_id=photo.photo_id,
    )


def _place(values: Row, prefix: str = "") -> tuple[float, float] | None:
    latitude, longitude = values[f"{prefix}latitude"], values[f"{prefix}longitude"]
    return None if latitude is None or longitude is None else (latitude, longitude)


def _other_device(subject: Subject, photos: Sequence[CheckedPhoto], near: Sequence[Row]) -> Iterator[Finding]:
    """A camera that none of the school's photos of other days name. A visitor's camera is always another one."""
    days = _by_day([row for row in near if row["camera"]])
    if subject.submission["source"] == "visit" or len(days) < USUAL_DAYS:
        return
    usual = [row["camera"] for rows in days for row in rows]
    first: dict[str, CheckedPhoto] = {}
    for photo in photos:
        if photo.facts.camera and photo.facts.camera not in usual:
            first.setdefault(photo.facts.camera, photo)
    for camera, photo in first.items():
        yield Finding(
            kind="other_device",
            severity=1,
            cause=f"other_device:{subject.submission['school_id']}:{camera}",
            evidence={"camera": camera, "usual": max(sorted(set(usual)), key=usual.count)},
            photo_id=photo.photo_id,
        )


def _by_day(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each day together, in the order of the days."""
    days: dict[date, list[Row]] = {}
    for row in rows:
        days.setdefault(row["day"], []).append(row)
    return list(days.values())
