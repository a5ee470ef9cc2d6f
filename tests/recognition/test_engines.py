"""The engines against facenet-pytorch as it ships: the same boxes, the same embeddings."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from attendance.roster.compose import compose_class_day
from recognition import engine, stock
from recognition.detection import Detector
from recognition.embedding import Embedder, crops
from recognition.engine import Engine
from recognition.openvino_engine import OpenVinoEngine
from recognition.pyramid import Pyramid
from recognition.torch_engine import TorchEngine
from recognition.weights import facenet_state, mtcnn_states
from tests.recognition.support import openpeople

SURE = 0.97


@pytest.fixture(scope="module")
def photos() -> list[Image.Image]:
    """A composed class day's four photos and a selfie."""
    made = [photo.jpeg for photo in compose_class_day(31).photos]
    return [Image.open(io.BytesIO(data)).convert("RGB") for data in (*made, openpeople("P002", "amateur_selfie"))]


def without_bf16() -> OpenVinoEngine:
    """OpenVINO as on a processor that lacks bf16."""
    made = OpenVinoEngine()
    made.precision = "f32"
    return made


@pytest.fixture(scope="module")
def stocks_boxes(photos: list[Image.Image]) -> Callable[[int], list[tuple[NDArray[Any], ...]]]:
    """What facenet-pytorch finds in each photo from a size of face on: boxes, confidence and landmarks."""

    @cache
    def found(min_face: int) -> list[tuple[NDArray[Any], ...]]:
        peer = stock.MTCNN(keep_all=True, min_face_size=min_face)
        return [peer.detect(photo, landmarks=True) for photo in photos]

    return found


@pytest.fixture(scope="module", params=[OpenVinoEngine, without_bf16, TorchEngine])
def each(request: pytest.FixtureRequest) -> Iterator[Engine]:
    before = torch.get_num_threads()
    yield request.param()
    torch.set_num_threads(before)


def overlaps(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union (n, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.maximum(high - low, 0).prod(axis=2)
    areas = [(given[:, 2:] - given[:, :2]).prod(axis=1) for given in (boxes, others)]
    return shared / (areas[0][:, None] + areas[1][None] - shared)


@pytest.mark.parametrize("min_face", [20, 40])
def test_the_boxes_are_the_stocks(
    each: Engine,
    weights_cache: Path,
    photos: list[Image.Image],
    stocks_boxes: Callable[[int], list[tuple[NDArray[Any], ...]]],
    min_face: int,
) -> None:
    detector = Detector(each, mtcnn_states(weights_cache))
    count = 0
    for photo, (boxes, confidence, landmarks) in zip(photos, stocks_boxes(min_face), strict=True):
        sure = confidence.astype(np.float32) >= SURE
        found = detector.detect(Pyramid(photo), min_face)
        overlap = overlaps(boxes[sure].astype(np.float32), found.xyxy)
        assert (overlap.max(axis=1) > 0.7).all()
        nearest = overlap.argmax(axis=1)
        height = (boxes[sure, 3] - boxes[sure, 1]).astype(np.float32)
        apart = np.abs(landmarks[sure].astype(np.float32) - found.landmarks[nearest]).max(axis=(1, 2))
        assert (apart < 0.15 * height).all()
        count += int(sure.sum())
        assert (found.confidence >= SURE).sum() <= sure.sum() + 1
    assert count >= 15


def test_the_embeddings_are_the_stocks(each: Engine, weights_cache: Path, photos: list[Image.Image]) -> None:
    detector = Detector(each, mtcnn_states(weights_cache))
    faces = np.concatenate([crops(photo, detector.detect(Pyramid(photo), 40).xyxy) for photo in photos])
    state, model = facenet_state(weights_cache)
    peer = stock.facenet({name: torch.from_numpy(values) for name, values in state.items()})
    with torch.inference_mode():
        expected = peer((torch.from_numpy(faces).permute(0, 3, 1, 2).float() - 127.5) / 128).numpy()
    embeddings = Embedder(each, state, model).embed(faces)
    assert embeddings.dtype == np.float32
    assert len(embeddings) >= 15
    assert (embeddings * expected).sum(axis=1).min() >= 0.999
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-4)


def test_a_photo_without_faces_or_too_small_has_none(each: Engine, weights_cache: Path) -> None:
    detector = Detector(each, mtcnn_states(weights_cache))
    for size in ((640, 480), (30, 200), (13, 13)):
        assert len(detector.detect(Pyramid(Image.new("RGB", size, (90, 120, 60))), 40)) == 0


def test_openvino_is_chosen_once_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(engine.choose(), OpenVinoEngine)
    assert engine.choose() is engine.choose()
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda name: None)
    before = torch.get_num_threads()
    try:
        assert isinstance(engine.choose.__wrapped__(), TorchEngine)
    finally:
        torch.set_num_threads(before)
