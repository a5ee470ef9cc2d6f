"""Composed class days, read once: every face with the truth, kept in a folder so that a second run takes seconds."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import benchmarks.composed
import recognition
from attendance.roster.cast import Cutout, cast
from benchmarks.composed import Harm, Photo, Plan, compose, head_of
from recognition.pipeline import Pipeline
from recognition.quality import FaceQuality

MIN_FACE = 20
"""Pixels: the smallest face that stock facenet-pytorch searches for unless told otherwise; ours searches for the same."""
HEIGHTS = (16, 20, 24, 32, 40, 48, 64, 80)
HARMED_AT = 40
AWAY = ((0, 1, 2, 3), (0.15, 0.3, 0.3, 0.25))
STRANGERS = (2, 3)
NOBODY = ""
MATCHING = ("matching.py", "clustering.py", "calibration.py", "thresholds.py")
"""Modules that faces once read do not depend on."""

Embeddings = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Faces:
    """The n faces found in a photo: `embeddings` float32 (n, 512), `quality` n, and `truth`: whose face each is, NOBODY for a
    box around no face. `drawn` are the codes of all who look at the camera."""

    embeddings: Embeddings
    quality: tuple[FaceQuality, ...]
    truth: tuple[str, ...]
    drawn: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Day:
    """A class day: its plan and its four photos as read."""

    plan: Plan
    photos: tuple[Faces, ...]


@dataclass(frozen=True, eq=False)
class People:
    """Everybody: a template each (m, 512), those of the cast first, and the heads of the others."""

    codes: tuple[str, ...]
    templates: Embeddings
    heads: Mapping[str, Cutout]
    model: str

    @property
    def cast(self) -> tuple[str, ...]:
        return tuple(code for code in self.codes if code not in self.heads)

    def template(self, code: str) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self.templates[self.codes.index(code)]
        return row


def people(pipeline: Pipeline, portraits: Path | None) -> People:
    """The cast with their reference photos, and everybody of whom the folder `portraits` has a photo."""
    codes, rows, heads = [], [], {}
    for member in cast():
        reading = pipeline.read_reference(member.reference.read_bytes())
        codes.append(member.code)
        rows.append(reading.embedding)
    for file in sorted(portraits.glob("*.jpg")) if portraits else []:
        photo = pipeline.read(file.read_bytes())
        if len(photo):
            codes.append(file.stem)
            rows.append(pipeline.template(photo, 0))
            heads[file.stem] = head_of(photo.pixels, [float(value) for value in photo.xyxy[0]])
    return People(tuple(codes), np.stack([row for row in rows if row is not None]), heads, pipeline.model)


def plans(everybody: People, face: int, harm: Harm, count: int, first_seed: int) -> list[Plan]:
    """`count` days of faces `face` pixels high: who of the cast is there, and two or three strangers, by chance."""
    made = []
    for number in range(count):
        seed = first_seed + 1000 * face + 97 * list(benchmarks.composed.HARMS).index(harm) + number
        chance = np.random.default_rng([seed, 7])
        away = int(chance.choice(AWAY[0], p=AWAY[1]))
        present = chance.permutation(everybody.cast)[away:]
        others = chance.permutation(sorted(everybody.heads))[: int(chance.choice(STRANGERS))]
        made.append(Plan(seed, face, harm, (*map(str, sorted(present)), *map(str, others))))
    return made


def read(pipeline: Pipeline, everybody: People, plan: Plan, cache: Path) -> Day:
    """Composes and reads the day of `plan`, or takes it from the folder `cache`."""
    file = cache / f"{_digest(plan, pipeline.model)}.npz"
    if not file.is_file():
        photos = [_read(pipeline, photo, plan) for photo in compose(plan, everybody.heads)]
        cache.mkdir(parents=True, exist_ok=True)
        arrays = {}
        for number, photo in enumerate(photos):
            arrays[f"embeddings{number}"] = photo.embeddings
            arrays[f"quality{number}"] = np.array([astuple(one) for one in photo.quality]).reshape(-1, len(fields(FaceQuality)))
            arrays[f"truth{number}"] = np.array(photo.truth, dtype="U16")
            arrays[f"drawn{number}"] = np.array(photo.drawn, dtype="U16")
        partial = file.with_suffix(".part.npz")
        np.savez(partial, **arrays)
        partial.rename(file)
    with np.load(file) as stored:
        return Day(plan, tuple(_stored(stored, number) for number in range(4)))


def _read(pipeline: Pipeline, photo: Photo, plan: Plan) -> Faces:
    reading = pipeline.read(photo.jpeg, MIN_FACE)
    return Faces(reading.embeddings, reading.quality, whose(reading.xyxy, photo, plan.face), _looking(photo))


def whose(xyxy: NDArray[np.float32], photo: Photo, face: int) -> tuple[str, ...]:
    """Whose face each box is: that of the nearest person whose face's middle is within half a face height of the box's."""
    codes = []
    for x0, y0, x1, y1 in xyxy:
        far = [float(np.hypot((x0 + x1) / 2 - one.x, (y0 + y1) / 2 - one.y)) for one in photo.shown]
        nearest = int(np.argmin(far)) if far else -1
        codes.append(photo.shown[nearest].code if far and far[nearest] <= face / 2 else NOBODY)
    return tuple(codes)


def _looking(photo: Photo) -> tuple[str, ...]:
    return tuple(one.code for one in photo.shown if one.front)


def _stored(stored: Mapping[str, NDArray[np.generic]], number: int) -> Faces:
    quality = tuple(
        FaceQuality(
            **{
                field.name: bool(value) if field.name == "cut" else float(value)
                for field, value in zip(fields(FaceQuality), row, strict=True)
            }
        )
        for row in stored[f"quality{number}"]
    )
    return Faces(
        np.asarray(stored[f"embeddings{number}"], dtype=np.float32),
        quality,
        tuple(str(code) for code in stored[f"truth{number}"]),
        tuple(str(code) for code in stored[f"drawn{number}"]),
    )


def _digest(plan: Plan, model: str) -> str:
    """Changes when the day, the model, or any code that composes or reads changes."""
    digest = hashlib.sha256(f"{asdict(plan)} {model} {MIN_FACE}".encode())
    sources: Sequence[Path] = sorted(Path(recognition.__file__).parent.glob("*.py"))
    for source in [*(one for one in sources if one.name not in MATCHING), Path(benchmarks.composed.__file__)]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]
