"""The peers on the same photos: stock facenet-pytorch and dlib's models as the package face_recognition uses them."""

import importlib.util
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from recognition import stock
from recognition.weights import facenet_state

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Seen:
    """The n faces that a peer finds: `xyxy` (n, 4) and their `features` (n, d)."""

    xyxy: Floats
    features: Floats


class Peer(Protocol):
    """Reads photos its own way. `similarity` is larger for more alike features; `flat` is where it accepts."""

    name: str
    flat: float

    def read(self, jpeg: bytes) -> Seen: ...

    def similarity(self, faces: Floats, templates: Floats) -> Floats: ...


class Stock:
    """facenet-pytorch as its README uses it: MTCNN with `keep_all`, its crops, InceptionResnetV1, everything else left alone.

    The weights are ours (its own download is not checked), and a cosine of .6 accepts."""

    name = "facenet-pytorch, flat .6"
    flat = 0.6

    def __init__(self, cache: Path) -> None:
        from facenet_pytorch import MTCNN

        self._mtcnn = MTCNN(keep_all=True)
        state, _ = facenet_state(cache)
        self._network = stock.facenet({name: torch.from_numpy(values) for name, values in state.items()})

    def read(self, jpeg: bytes) -> Seen:
        photo = Image.open(io.BytesIO(jpeg)).convert("RGB")
        boxes, _ = self._mtcnn.detect(photo)
        if boxes is None:
            return Seen(np.empty((0, 4), np.float32), np.empty((0, 512), np.float32))
        with torch.inference_mode():
            features = self._network(self._mtcnn.extract(photo, boxes, None)).numpy()
        return Seen(np.asarray(boxes, dtype=np.float32).reshape(-1, 4), features)

    def similarity(self, faces: Floats, templates: Floats) -> Floats:
        found: Floats = faces @ templates.T
        return found


class Dlib:
    """What face_recognition does: dlib's HOG detector on the doubled photo, five landmarks, the ResNet's 128 numbers, and a
    distance of .6 accepts. Similarity is the negative distance."""

    name = "dlib (face_recognition), flat .6"
    flat = -0.6

    def __init__(self) -> None:
        import dlib

        # The package's own import wants setuptools; its files are all that is needed.
        spec = importlib.util.find_spec("face_recognition_models")
        if spec is None or spec.origin is None:
            raise ImportError("face_recognition_models is not installed")
        models = Path(spec.origin).parent / "models"
        self._detector: Any = dlib.get_frontal_face_detector()
        self._landmarks: Any = dlib.shape_predictor(str(models / "shape_predictor_5_face_landmarks.dat"))
        self._network: Any = dlib.face_recognition_model_v1(str(models / "dlib_face_recognition_resnet_model_v1.dat"))

    def read(self, jpeg: bytes) -> Seen:
        pixels = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))
        found = self._detector(pixels, 1)
        rows = [np.array(self._network.compute_face_descriptor(pixels, self._landmarks(pixels, box), 1)) for box in found]
        boxes = [(box.left(), box.top(), box.right(), box.bottom()) for box in found]
        return Seen(np.array(boxes, np.float32).reshape(-1, 4), np.array(rows, np.float32).reshape(-1, 128))

    def similarity(self, faces: Floats, templates: Floats) -> Floats:
        found: Floats = -np.linalg.norm(faces[:, None] - templates[None], axis=2).astype(np.float32)
        return found


def peers(cache: Path) -> tuple[list[Peer], list[str]]:
    """The peers that are installed, and a line for each that is not."""
    there: list[Peer] = [Stock(cache)]
    try:
        there.append(Dlib())
    except ImportError as problem:
        return there, [f"{Dlib.name}: left out ({problem}); pip install --no-deps -r requirements-bench.txt"]
    return there, []


def flat_names(peer: Peer, photos: Sequence[Seen], templates: Floats) -> set[int]:
    """The columns of `templates` that a flat threshold finds in the photos: for each face the most similar, if it is enough."""
    found = set()
    for photo in photos:
        if len(photo.features) and len(templates):
            similarity = peer.similarity(photo.features, templates)
            best = similarity.argmax(axis=1)
            found |= {int(column) for row, column in enumerate(best) if similarity[row, column] >= peer.flat}
    return found
