"""One call from a photo's bytes to its faces, their embeddings and their quality. It never touches the network."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognition import embedding, engine, photo, quality, reshot, templates
from recognition.detection import Detections, Detector
from recognition.embedding import Embedder
from recognition.errors import UnreadablePhoto
from recognition.matching import FaceMatch, Gallery, match_photo
from recognition.photo import Photo, Pixels
from recognition.pyramid import Pyramid
from recognition.quality import FaceQuality, Unusable
from recognition.reshot import Reshot
from recognition.thresholds import Thresholds
from recognition.weights import CASIA_NAME, facenet_state, mtcnn_states, name_of

MIN_FACE = 40
"""Smallest face searched for, in pixels: from 40 px on recognition is complete (true-accept rate 1.0 at a false-accept rate of
1e-2, against .99 at 32 px and .74 at 20 px)."""
DECODED_AHEAD = 1
"""Photos decoded beside the inference of the one before; a 12-megapixel one takes 48 MB."""
HELD = 2
"""Photos whose faces wait for each other to be embedded together."""


SmallestFace = Callable[[tuple[int, int]], int]
"""From a photo's width and height to the smallest face to be looked for, in pixels."""


@dataclass(frozen=True, eq=False)
class PhotoFacts:
    """What a photo shows, without the photo. All boxes and points are pixels of the EXIF-upright photo; the n faces come
    largest first.

    `min_face` in pixels: smaller faces were not looked for; `xyxy` float32 (n, 4); `confidence` float32 (n,); `landmarks`
    float32 (n, 5, 2); `embeddings` float32 (n, 512) of `model`; `quality` n of them; `fingerprint` 256 bits; `sharpness` and
    `light` as in recognition.photo; `taken_at`, `camera`, `software`, `latitude` and `longitude` as in recognition.exif;
    `reshot` as in recognition.reshot.
    """

    width: int
    height: int
    format: str
    taken_at: datetime | None
    min_face: int
    xyxy: NDArray[np.float32]
    confidence: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    embeddings: NDArray[np.float32]
    model: str
    quality: tuple[FaceQuality, ...]
    fingerprint: int
    sharpness: float
    light: float
    camera: str | None
    software: str | None
    latitude: float | None
    longitude: float | None
    reshot: Reshot

    def __len__(self) -> int:
        return len(self.xyxy)

    def match(self, gallery: Gallery, thresholds: Thresholds) -> list[FaceMatch]:
        """See recognition.matching.match_photo."""
        return match_photo(self.embeddings, gallery, thresholds, model=self.model)


@dataclass(frozen=True, eq=False)
class PhotoReading(PhotoFacts):
    """What a photo shows, and the photo: `picture` RGB, also as `pixels` uint8 (h, w, 3)."""

    picture: Image.Image

    @cached_property
    def pixels(self) -> Pixels:
        """The picture as an array: a copy, made when it is first asked for."""
        return np.asarray(self.picture)

    def facts(self) -> PhotoFacts:
        """All of it but the picture, whose memory can then be given back."""
        return PhotoFacts(**{field.name: getattr(self, field.name) for field in fields(PhotoFacts)})

    def crop(self, face: int, margin: int = 32, size: int = 112) -> Pixels:
        """Face number `face`, to be shown to a person: uint8 (size, size, 3); `margin` as in recognition.embedding.cut."""
        return embedding.cut(self.picture, self.xyxy[face], margin, size)


@dataclass(frozen=True, eq=False)
class ReferenceReading:
    """A photo that is to be a pupil's reference.

    `problems` says why it may not; empty when it may. `embedding` float32 (512,) of `model`, `quality` and `crop` uint8
    (112, 112, 3) are there whenever exactly one face stands out (see recognition.quality.foreground).
    """

    problems: tuple[Unusable, ...]
    embedding: NDArray[np.float32] | None
    model: str
    quality: FaceQuality | None
    crop: Pixels | None
    photo: PhotoReading

    @property
    def usable(self) -> bool:
        return not self.problems


class Pipeline:
    """Decodes, detects, crops, embeds. The models are loaded on first use, once, also when threads ask at the same time.

    `cache` is the folder for the converted weights; `min_face` in pixels; `thresholds` are kept for callers to match with.
    `weights` and `sha256`: another FaceNet weights file (recognition.weights.facenet_state says what is raised).
    """

    def __init__(
        self,
        cache: Path,
        min_face: int = MIN_FACE,
        thresholds: Thresholds = Thresholds(),  # noqa: B008 (frozen)
        weights: Path | None = None,
        sha256: str | None = None,
    ) -> None:
        self.cache = cache
        self.min_face = min_face
        self.thresholds = thresholds
        self._weights = weights
        self._sha256 = sha256
        self._lock = Lock()
        self._models: _Models | None = None

    @property
    def model(self) -> str:
        """The name of the weights that embeddings are made with."""
        return name_of(self._weights, self._sha256 or "") if self._weights else CASIA_NAME

    def load(self) -> "_Models":
        """Loads the models unless they are there. Raises WeightsMissing, WeightsChanged."""
        with self._lock:
            if self._models is None:
                self._models = _Models(self.cache, self._weights, self._sha256)
            return self._models

    def read(self, given: bytes | Photo, min_face: int | None = None) -> PhotoReading:
        """Reads a photo; `min_face` in pixels goes before the pipeline's own.

        Raises UnreadablePhoto, and WeightsMissing or WeightsChanged on first use."""
        models = self.load()
        seen = models.see(given if isinstance(given, Photo) else photo.decode(given), min_face or self.min_face)
        return next(models.readings([seen]))

    def read_many(
        self, given: Iterable[bytes], min_face: SmallestFace | None = None
    ) -> Iterator[PhotoReading | UnreadablePhoto]:
        """Reads photos as `read` does and gives them back in order; one that cannot be read gives its error.

        The next photos are taken from `given` and decoded in another thread while one is searched for faces; the faces of
        several are embedded together. However many there are, only DECODED_AHEAD + HELD of them are in memory.
        Raises WeightsMissing or WeightsChanged on first use.
        """
        models = self.load()
        held: list[_Seen] = []
        for decoded in _decoded(given):
            if isinstance(decoded, UnreadablePhoto):
                yield from models.readings(held)
                held = []
                yield decoded
                continue
            held.append(models.see(decoded, min_face(decoded.picture.size) if min_face else self.min_face))
            if len(held) == HELD or sum(len(seen.crops) for seen in held) >= embedding.BATCH:
                yield from models.readings(held)
                held = []
        yield from models.readings(held)

    def any_face(self, picture: Image.Image, longest: int, min_face: int = 20) -> bool:
        """Whether a quick look finds a face: the picture brought to at most `longest` pixels, `min_face` in those."""
        small = Pyramid(photo.smaller(picture, longest))
        return len(self.load().detector.detect(small, min_face)) > 0

    def read_reference(self, given: bytes | Photo) -> ReferenceReading:
        """Reads a reference photo; raises as `read`. A photo that may not serve is no error: see `problems`."""
        reading = self.read(given)
        near = quality.foreground(reading.quality)
        face = near[0] if len(near) == 1 else None
        return ReferenceReading(
            problems=tuple(quality.usable_as_reference(reading.quality)),
            embedding=None if face is None else self.template(reading, face),
            model=reading.model,
            quality=None if face is None else reading.quality[face],
            crop=None if face is None else reading.crop(face),
            photo=reading,
        )

    def template(self, reading: PhotoReading, face: int) -> NDArray[np.float32]:
        """What a face is kept as for matching, float32 (512,): see recognition.templates."""
        crop = templates.from_afar(embedding.cut(reading.picture, reading.xyxy[face]))
        return templates.joined(reading.embeddings[face], self.load().embedder.embed(crop[None])[0])


@dataclass(frozen=True, eq=False)
class _Seen:
    """A photo that was searched for faces, and its faces cut out: `crops` uint8 (n, 160, 160, 3)."""

    photo: Photo
    pyramid: Pyramid
    found: Detections
    crops: Pixels
    min_face: int


class _Models:
    """The loaded models."""

    def __init__(self, cache: Path, weights: Path | None, sha256: str | None) -> None:
        state, model = facenet_state(cache, weights, sha256)
        runs = engine.choose()
        self.detector = Detector(runs, mtcnn_states(cache))
        self.embedder = Embedder(runs, state, model)

    def see(self, given: Photo, min_face: int) -> _Seen:
        pyramid = Pyramid(given.picture)
        found = self.detector.detect(pyramid, min_face)
        return _Seen(given, pyramid, found, embedding.crops(given.picture, found.xyxy), min_face)

    def readings(self, seen: list[_Seen]) -> Iterator[PhotoReading]:
        """The readings of photos whose faces are embedded together."""
        if not seen:
            return
        together = self.embedder.embed(np.concatenate([one.crops for one in seen]))
        ends = np.cumsum([len(one.crops) for one in seen])
        for one, rows in zip(seen, np.split(together, ends[:-1]), strict=True):
            yield PhotoReading(
                width=one.photo.picture.width,
                height=one.photo.picture.height,
                format=one.photo.format,
                taken_at=one.photo.taken_at,
                min_face=one.min_face,
                xyxy=one.found.xyxy,
                confidence=one.found.confidence,
                landmarks=one.found.landmarks,
                embeddings=rows,
                model=self.embedder.model,
                quality=tuple(quality.assess(one.photo.picture, one.found)),
                fingerprint=photo.fingerprint(one.pyramid.near(photo.FINGERPRINT_SIDE)),
                sharpness=photo.sharpness(one.pyramid.near(photo.SHARPNESS_SIDE)),
                light=photo.light(one.pyramid.near(photo.FINGERPRINT_SIDE)),
                camera=one.photo.camera,
                software=one.photo.software,
                latitude=one.photo.latitude,
                longitude=one.photo.longitude,
                reshot=reshot.judge(one.photo.picture, one.photo.software),
                picture=one.photo.picture,
            )


def _decoded(given: Iterable[bytes]) -> Iterator[Photo | UnreadablePhoto]:
    """The photos in order, decoded ahead in a thread."""
    waiting: deque[Future[Photo | UnreadablePhoto | None]] = deque()
    source = iter(given)

    def decode_next() -> Photo | UnreadablePhoto | None:
        data = next(source, None)
        if data is None:
            return None
        try:
            return photo.decode(data)
        except UnreadablePhoto as problem:
            return problem

    with ThreadPoolExecutor(1, thread_name_prefix="decode") as thread:
        waiting.extend(thread.submit(decode_next) for _ in range(DECODED_AHEAD))
        while (decoded := waiting.popleft().result()) is not None:
            waiting.append(thread.submit(decode_next))
            yield decoded
