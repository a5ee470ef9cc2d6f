"""Weights files as facenet-pytorch publishes them, with values from a seed; and a second model that needs none."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from recognition.errors import UnreadablePhoto
from recognition.photo import Photo
from recognition.pipeline import PhotoReading, Pipeline
from recognition.stock import InceptionResnetV1

VGGFACE2_CLASSES = 8631


@cache
def seeded_state() -> dict[str, torch.Tensor]:
    """The state dict of facenet-pytorch's own class as its VGGFace2 file has it: logits of 8,631 classes included.

    Drawing it takes longer than most of what is done with it: change nothing in it.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        network = InceptionResnetV1(pretrained=None, classify=True, num_classes=VGGFACE2_CLASSES)
    return network.state_dict()


def written(file: Path, state: object, **options: bool) -> tuple[Path, str]:
    """Save it with torch; returns the file and its SHA-256."""
    torch.save(state, file, **options)
    return file, hashlib.sha256(file.read_bytes()).hexdigest()


class Turned(Pipeline):
    """A second model that costs nothing: it sees what the first sees, and its embeddings are the first's read backwards."""

    def __init__(self, first: Pipeline, model: str) -> None:
        super().__init__(first.cache)
        self._first = first
        self._name = model

    @property
    def model(self) -> str:
        """The name it was given."""
        return self._name

    def read(self, given: bytes | Photo, min_face: int | None = None) -> PhotoReading:
        """As the first reads it."""
        return self._turned(self._first.read(given, min_face))

    def read_many(self, given: Iterable[bytes], min_face: int | None = None) -> Iterator[PhotoReading | UnreadablePhoto]:
        """As the first reads them."""
        for one in self._first.read_many(given, min_face):
            yield one if isinstance(one, UnreadablePhoto) else self._turned(one)

    def template(self, reading: PhotoReading, face: int) -> NDArray[np.float32]:
        """As the first makes it."""
        return self._first.template(replace(reading, embeddings=reading.embeddings[:, ::-1]), face)[::-1].copy()

    def _turned(self, reading: PhotoReading) -> PhotoReading:
        return replace(reading, model=self._name, embeddings=reading.embeddings[:, ::-1].copy())
