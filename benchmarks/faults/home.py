"""A made-up district, its photos, and a quick stand-in for the networks."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM
from attendance.roster import imports, units
from attendance.roster.compose import SIDES, compose_class_day
from attendance.roster.imports import ImportKind
from data.clock import today
from recognition import decoding
from recognition.errors import UnreadablePhoto
from recognition.pipeline import PhotoReading, SmallestFace
from recognition.quality import FaceQuality
from recognition.reshot import Reshot
from recognition.weights import CASIA_NAME

SCHOOLS, GRADES, PUPILS = 10, 4, 12
SCHOOL_DAYS = 30
FACES = 6
WIDTH = 800
"""Pixels of the composed photos: real JPEGs, small enough that a cycle takes a second."""


def config_of(folder: Path) -> Config:
    """Run-time files of a district below a folder."""
    return Config(home=folder / "home", keys=folder / "keys", backups=folder / "backups")


def udise(school: int) -> str:
    """A school's code."""
    return f"990000{school:05d}"


def make(folder: Path) -> None:
    """Make the district through the app's own imports, and close it."""
    district = District.open(config_of(folder), Kind.OWN)
    district.db.write(units.add_units)
    schools = [f"{udise(school)},Sabour,One,School {school}" for school in range(SCHOOLS)]
    sections = [f"{udise(school)},{grade},A" for school in range(SCHOOLS) for grade in range(1, GRADES + 1)]
    pupils = [
        f"{school:04d}{grade:02d}{number:03d},Pupil {number},{udise(school)},{grade},A,{number}"
        for school in range(SCHOOLS)
        for grade in range(1, GRADES + 1)
        for number in range(1, PUPILS + 1)
    ]
    take_in(district, ImportKind.SCHOOLS, "UDISE code,Block,Cluster (English),School (English)", schools)
    take_in(district, ImportKind.CLASS_SECTIONS, "UDISE code,Class,Section", sections)
    take_in(district, ImportKind.PUPILS, PUPIL_HEADINGS, pupils)
    district.close()


PUPIL_HEADINGS = "PEN,Name (English),UDISE code,Class,Section,Roll number"


def take_in(district: District, kind: ImportKind, headings: str, rows: list[str]) -> int:
    """Import rows as the page does; returns how many were new."""
    planned = imports.plan(district, SYSTEM, kind, "\n".join([headings, *rows]).encode(), "rows.csv")
    return imports.apply(district, SYSTEM, planned).new


def school_days() -> list[date]:
    """The last weekdays up to today."""
    days = (today() - timedelta(days=back) for back in range(2 * SCHOOL_DAYS))
    return [day for day in days if day.isoweekday() != 7][:SCHOOL_DAYS]


class Photos:
    """Composed photos, each a file of its own by bytes after the picture's end, as a messenger's trailer is."""

    def __init__(self, seeds: Iterable[int]) -> None:
        self._pictures = [one.jpeg for seed in seeds for one in compose_class_day(seed, width=WIDTH).photos]

    def some(self, chance: np.random.Generator, count: int) -> list[IncomingPhoto]:
        """So many new ones."""
        chosen = chance.integers(0, len(self._pictures), count)
        return [
            IncomingPhoto(f"p{index}.jpg", self._pictures[number] + chance.bytes(16), SIDES[index % len(SIDES)])
            for index, number in enumerate(chosen)
        ]


class Stub:
    """In the place of `recognition.pipeline.Pipeline`: the photo is decoded, the faces are made up from its bytes."""

    model = CASIA_NAME

    def read_many(self, given: Iterable[bytes], _smallest: SmallestFace) -> Iterator[PhotoReading | UnreadablePhoto]:
        """As the pipeline's."""
        for content in given:
            yield _made_up(content)


def _made_up(content: bytes) -> PhotoReading:
    picture, _, _ = decoding.decoded(content)
    chance = np.random.default_rng(list(content[-16:]))
    left = np.linspace(10, picture.width - 70, FACES)
    embeddings = chance.normal(size=(FACES, 512)).astype(np.float32)
    return PhotoReading(
        width=picture.width,
        height=picture.height,
        format="JPEG",
        taken_at=None,
        min_face=20,
        xyxy=np.stack([left, np.full(FACES, 20), left + 50, np.full(FACES, 80)], axis=1).astype(np.float32),
        confidence=np.ones(FACES, np.float32),
        landmarks=np.zeros((FACES, 5, 2), np.float32),
        embeddings=embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True),
        model=CASIA_NAME,
        quality=(FaceQuality(60.0, 200.0, 1.0, cut=False),) * FACES,
        fingerprint=int.from_bytes(chance.bytes(32), "big"),
        sharpness=100.0,
        light=128.0,
        camera=None,
        software=None,
        latitude=None,
        longitude=None,
        reshot=Reshot(),
        picture=picture,
    )
