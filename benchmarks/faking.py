"""A scratch district of synthetic adults, true submissions to it, and fakes of every kind that the checks look for.

School 201 has one class of all nine (301), school 202 two of five and four (302, 303), school 203 one of four (304).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import ExifTags, Image, ImageFilter

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake.photos import SIDES, IncomingPhoto
from attendance.office import consent
from attendance.office.access import SYSTEM
from attendance.roster import references
from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from benchmarks.reshooting import How, reshoot
from benchmarks.reusing import REUSES, encoded, moments_apart, opened
from data import rollups, schools
from data.clock import today
from data.database import Transaction
from recognition.pipeline import Pipeline

CODES = [member.code for member in cast()]
MEMBERS = {301: CODES, 302: CODES[:5], 303: CODES[5:], 304: CODES[:4]}
SCHOOL_OF = {301: 201, 302: 202, 303: 202, 304: 203}
WIDTH = 1600
TABLET, PHONE = ("SAMSUNG", "SM-T225"), ("Xiaomi", "2201117TI")
HERE, ELSEWHERE = (25.24, 87.02), (25.61, 85.14)
HOUR, EVENING = time(10, 20), time(21, 5)
OF_EACH = {"whole": SIDES, "pair": SIDES[:2], "other pair": SIDES[2:]}


@dataclass(frozen=True)
class Submission:
    """What is sent for a class day.

    Attributes:
        kind: The flag that should be raised; empty for a true one.
        how: Which way it was faked.
        also: Flags that would be right too.
    """

    kind: str
    how: str
    class_section_id: int
    day: date
    photos: tuple[IncomingPhoto, ...]
    also: frozenset[str] = frozenset()


def district(folder: Path, pipeline: Pipeline) -> District:
    """The district, its pupils with their reference photos."""
    made = District.open(Config(home=folder / "home", keys=folder / "keys"), Kind.OWN)
    sections = list(MEMBERS)
    pupils = [(section, number) for section in sections for number in range(len(MEMBERS[section]))]
    frames = {
        "block": pd.DataFrame(
            [{"block_id": "sabour", "name_hi": "सबौर", "name_en": "Sabour", "tile_row": 1, "tile_column": 1}]
        ),
        "cluster": pd.DataFrame([{"cluster_id": 101, "block_id": "sabour", "name_hi": "एक", "name_en": "One"}]),
        "school": pd.DataFrame(
            {
                "school_id": school,
                "udise": f"99000000{school}",
                "block_id": "sabour",
                "cluster_id": 101,
                "name_hi": f"विद्यालय {school}",
                "name_en": f"School {school}",
                "latitude": HERE[0],
                "longitude": HERE[1],
            }
            for school in sorted(set(SCHOOL_OF.values()))
        ),
        "class_section": pd.DataFrame(
            {"class_section_id": section, "school_id": SCHOOL_OF[section], "grade": section - 298, "section": "A"}
            for section in sections
        ),
        "pupil": pd.DataFrame(
            {"pupil_id": 1000 * section + number, "pen": f"9{section}00{number:04}", "name_hi": "बच्चा", "name_en": "Pupil"}
            for section, number in pupils
        ),
        "enrolment": pd.DataFrame(
            {
                "pupil_id": 1000 * section + number,
                "class_section_id": section,
                "roll_number": number + 1,
                "from_day": date(2026, 4, 1),
            }
            for section, number in pupils
        ),
    }

    def fill(tx: Transaction) -> None:
        for table, frame in frames.items():
            tx.insert_frame(table, frame)
        schools.add_places(tx)
        rollups.rolls_changed(tx)
        rollups.refresh(tx)
        consent.fictional(tx, SYSTEM)

    made.db.write(fill)
    portraits = {member.code: member.reference.read_bytes() for member in cast()}
    for section, number in pupils:
        # One file may be one pupil's only; what stands behind a picture's end shows nothing.
        portrait = portraits[MEMBERS[section][number]] + str(section).encode()
        references.add(made, SYSTEM, pipeline, 1000 * section + number, portrait)
    return made


def submissions(each: int, seed: int) -> Iterator[Submission]:
    """First the true ones, whose photos the fakes use again, then `each` fakes of every way. The same seed gives the same."""
    days = _school_days()
    seeds = count(1000 * seed)
    sources: list[Submission] = []
    for section, times in ((301, max(3, 2 * each)), (302, max(1, each // 2)), (304, max(1, each // 2))):
        for _ in range(times):
            source = _true(section, next(days), next(seeds))
            sources.append(source)
            yield source
    of_nine = [source for source in sources if source.class_section_id == 301]
    for number in range(each):
        source = of_nine[number % len(of_nine)]
        for how, again in REUSES.items():
            section = 304 if how == "other school" else 301
            chance = np.random.default_rng([next(seeds), 1])
            photos = [replaced(photo, again(photo.content, chance)) for photo in source.photos[:2]]
            yield Submission("near_duplicate", how, section, next(days), tuple(photos), frozenset({"strangers", "too_few"}))
        for make in _FAKES:
            yield from make(days, seeds)


def replaced(photo: IncomingPhoto, content: bytes) -> IncomingPhoto:
    return IncomingPhoto(photo.name, content, photo.side)


def _school_days() -> Iterator[date]:
    """Sundays left out, and the last two days kept free. Never more of them than the school year has."""
    day = date(2026, 4, 6)
    while day < today() - timedelta(days=1):
        if day.isoweekday() != 7:
            yield day
        day += timedelta(days=1)


def _composed(
    section: int, seed: int, sides: str = "whole", members: Sequence[str] | None = None, away: Sequence[str] | None = None
) -> list[tuple[str, bytes]]:
    made = compose_class_day(seed, members or MEMBERS[section], absent=away, with_stranger=False, width=WIDTH)
    return [(photo.side, photo.jpeg) for photo in made.photos if photo.side in OF_EACH[sides]]


def _incoming(
    photos: Sequence[tuple[str, bytes]], moment: datetime, **exif: tuple[str, str] | tuple[float, float]
) -> tuple[IncomingPhoto, ...]:
    return tuple(
        IncomingPhoto(f"{side}.jpg", with_exif(jpeg, moment + timedelta(minutes=minute), **exif), side)  # type: ignore[arg-type]
        for minute, (side, jpeg) in enumerate(photos)
    )


def with_exif(jpeg: bytes, moment: datetime, camera: tuple[str, str] = TABLET, place: tuple[float, float] = HERE) -> bytes:
    """The same JPEG, not encoded again, with what a camera writes."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = camera
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment.strftime("%Y:%m:%d %H:%M:%S")
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for number, (letter, value) in enumerate(zip("NE", place, strict=True)):
        gps[1 + 2 * number] = letter
        gps[2 + 2 * number] = (float(int(value)), float(int(value % 1 * 60)), value * 60 % 1 * 60)
    part = exif.tobytes()
    return jpeg[:2] + b"\xff\xe1" + (len(part) + 2).to_bytes(2, "big") + part + jpeg[2:]


def _true(section: int, day: date, seed: int) -> Submission:
    """Up to three of nine are away, of a small class nobody: one child alone would be too few."""
    photos = _composed(section, seed, away=None if section == 301 else ())
    return Submission("", "true", section, day, _incoming(photos, datetime.combine(day, HOUR)))


_Maker = Callable[[Iterator[date], Iterator[int]], Iterator[Submission]]


def _one_view(days: Iterator[date], seeds: Iterator[int]) -> Iterator[Submission]:
    day, seed = next(days), next(seeds)
    ((_, front),) = _composed(301, seed, "whole", away=())[:1]
    chance = np.random.default_rng([seed, 2])
    photos = [(side, moments_apart(front, chance)) for side in SIDES]
    yield Submission("one_view", "moments apart", 301, day, _incoming(photos, datetime.combine(day, HOUR)))


def _rephotographed(days: Iterator[date], seeds: Iterator[int]) -> Iterator[Submission]:
    hows: tuple[How, ...] = ("screen", "screen close", "paper")
    for how in hows:
        day, seed = next(days), next(seeds)
        photos = [(side, reshoot(jpeg, how, seed + number)) for number, (side, jpeg) in enumerate(_composed(301, seed, "pair"))]
        sent = _incoming(photos, datetime.combine(day, HOUR))
        yield Submission("rephotographed", how, 301, day, sent, frozenset({"too_few", "poor", "strangers"}))


def _lying(days: Iterator[date], seeds: Iterator[int]) -> Iterator[Submission]:
    """What the camera itself says."""
    for seed, kinds in ((next(seeds), ("wrong_day", "wrong_day at night")), (next(seeds), ("wrong_place", "other_device"))):
        for kind, sides in zip(kinds, ("pair", "other pair"), strict=True):
            day = next(days)
            photos = _composed(301, seed, sides, away=())
            moment = datetime.combine(day, EVENING if kind.endswith("night") else HOUR)
            if kind == "wrong_day":
                moment -= timedelta(days=1)
            exif = {"camera": PHONE} if kind == "other_device" else {"place": ELSEWHERE} if kind == "wrong_place" else {}
            yield Submission(kind.split(" ")[0], kind, 301, day, _incoming(photos, moment, **exif))  # type: ignore[arg-type]


def _people(days: Iterator[date], seeds: Iterator[int]) -> Iterator[Submission]:
    """Not those who should be there."""
    for kind, how, section, members, away in (
        ("wrong_class", "wrong_class", 302, MEMBERS[303], ()),
        ("strangers", "five of nine", 304, CODES, ()),
        ("strangers", "all of five", 304, CODES[4:], ()),
        ("too_few", "too_few", 301, CODES, CODES[2:]),
    ):
        day = next(days)
        photos = _composed(section, next(seeds), "pair" if kind != "too_few" else "whole", members, away)
        also = frozenset({"too_few", "strangers"} - {kind})
        yield Submission(kind, how, section, day, _incoming(photos, datetime.combine(day, HOUR)), also)


def _poor(days: Iterator[date], seeds: Iterator[int]) -> Iterator[Submission]:
    def blurred(picture: Image.Image) -> Image.Image:
        return picture.filter(ImageFilter.GaussianBlur(7))

    def dark(picture: Image.Image) -> Image.Image:
        return picture.point([round(value * 0.15) for value in range(256)] * 3)

    seed = next(seeds)
    for how, harm, sides in (("blurred", blurred, "pair"), ("dark", dark, "other pair")):
        day = next(days)
        photos = [(side, encoded(harm(opened(jpeg)))) for side, jpeg in _composed(301, seed, sides, away=())]
        sent = _incoming(photos, datetime.combine(day, HOUR))
        yield Submission("poor", how, 301, day, sent, frozenset({"too_few", "strangers"}))


_FAKES: Sequence[_Maker] = (_one_view, _rephotographed, _lying, _people, _poor)
