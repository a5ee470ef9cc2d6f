"""One call from a photo's bytes to its faces, their embeddings and their quality. It never touches the network."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognition import embedding, photo, quality
from recognition.detection import Detector
from recognition.embedding import Embedder
from recognition.matching import FaceMatch, Gallery, Thresholds, match_photo
from recognition.photo import Photo, Pixels
from recognition.quality import FaceQuality, Unusable

MIN_FACE = 40
"""Smallest face searched for, in pixels: from 40 px on recognition is complete (true-accept rate 1.0 at a false-accept rate of
1e-2, against .99 at 32 px and .74 at 20 px)."""


@dataclass(frozen=True, eq=False)
class PhotoReading:
    """What a photo shows. All boxes and points are pixels of the EXIF-upright photo; the n faces come largest first.

    `pixels` uint8 (h, w, 3); `xyxy` float32 (n, 4); `confidence` float32 (n,); `landmarks` float32 (n, 5, 2); `embeddings`
    float32 (n, 512) of `model`; `quality` n of them; `fingerprint` 256 bits; `sharpness` as in recognition.photo.
    """

    pixels: Pixels
    format: str
    taken_at: datetime | None
    xyxy: NDArray[np.float32]
    confidence: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    embeddings: NDArray[np.float32]
    model: str
    quality: tuple[FaceQuality, ...]
    fingerprint: int
    sharpness: float

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def __len__(self) -> int:
        return len(self.xyxy)

    def crop(self, face: int, margin: int = 32, size: int = 112) -> Pixels:
        """Face number `face`, to be shown to a person: uint8 (size, size, 3); `margin` as in recognition.embedding.cut."""
        return embedding.cut(self.pixels, self.xyxy[face], margin, size)

    def match(self, gallery: Gallery, thresholds: Thresholds) -> list[FaceMatch]:
        """See recognition.matching.match_photo."""
        return match_photo(self.embeddings, gallery, thresholds, model=self.model)


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
    `weights` and `sha256`: another FaceNet weights file (recognition.weights.load_facenet says what is raised).
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
        self._models: tuple[Detector, Embedder] | None = None

    @property
    def model(self) -> str:
        """The name of the weights that embeddings are made with; loads them."""
        return self._loaded()[1].model

    def read(self, given: bytes | Photo, min_face: int | None = None) -> PhotoReading:
        """Reads a photo; `min_face` in pixels goes before the pipeline's own.

        Raises UnreadablePhoto, and WeightsMissing or WeightsChanged on first use."""
        decoded = given if isinstance(given, Photo) else photo.decode(given)
        detector, embedder = self._loaded()
        found = detector.detect(decoded.pixels, min_face)
        return PhotoReading(
            pixels=decoded.pixels,
            format=decoded.format,
            taken_at=decoded.taken_at,
            xyxy=found.xyxy,
            confidence=found.confidence,
            landmarks=found.landmarks,
            embeddings=embedder.embed(embedding.crops(decoded.pixels, found.xyxy)),
            model=embedder.model,
            quality=tuple(quality.assess(decoded.pixels, found)),
            fingerprint=photo.fingerprint(decoded.pixels),
            sharpness=photo.sharpness(decoded.pixels),
        )

    def any_face(self, pixels: Pixels, longest: int, min_face: int = 20) -> bool:
        """Whether a quick look finds a face: `pixels` (h, w, 3) brought to at most `longest` pixels, `min_face` in those."""
        detector, _ = self._loaded()
        small = Image.fromarray(pixels)
        small.thumbnail((longest, longest), Image.Resampling.BOX, reducing_gap=2.0)
        return len(detector.detect(np.asarray(small), min_face)) > 0

    def read_reference(self, given: bytes | Photo) -> ReferenceReading:
        """Reads a reference photo; raises as `read`. A photo that may not serve is no error: see `problems`."""
        reading = self.read(given)
        near = quality.foreground(reading.quality)
        face = near[0] if len(near) == 1 else None
        return ReferenceReading(
            problems=tuple(quality.usable_as_reference(reading.quality)),
            embedding=None if face is None else reading.embeddings[face],
            model=reading.model,
            quality=None if face is None else reading.quality[face],
            crop=None if face is None else reading.crop(face),
            photo=reading,
        )

    def _loaded(self) -> tuple[Detector, Embedder]:
        with self._lock:
            if self._models is None:
                self._models = Detector(self.min_face), Embedder(self.cache, self._weights, self._sha256)
            return self._models
