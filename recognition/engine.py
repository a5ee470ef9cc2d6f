"""What runs the networks: OpenVINO where it is installed, else torch."""

import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Batch = NDArray[np.uint8]
Floats = NDArray[np.float32]
State = Mapping[str, Floats]
"""A network's weights by the name facenet-pytorch gives them."""
Network = Callable[[Batch], tuple[Floats, ...]]
"""Takes uint8 (n, h, w, 3) RGB and gives one float32 array an output, its first axis n. Threads may call it at once."""


@dataclass(frozen=True)
class Mtcnn:
    """MTCNN's three networks.

    `propose` (P-Net) takes one picture (1, h, w, 3) and gives probability (1, 2, r, c) and box correction (1, 4, r, c) of every
    12 px window, 2 px apart; `refine` (R-Net) takes (n, 24, 24, 3) and gives (n, 2) and (n, 4); `output` (O-Net) takes
    (n, 48, 48, 3) and gives (n, 2), (n, 4) and landmarks (n, 10), five x before five y, as parts of the box.
    """

    propose: Network
    refine: Network
    output: Network


class Engine(ABC):
    """Runs networks with one thread a call."""

    name: str
    """What it is and the precision it computes in, for people to read."""

    @abstractmethod
    def mtcnn(self, states: Mapping[str, State]) -> Mtcnn:
        """The networks with their weights, `states` by "pnet", "rnet" and "onet"."""

    @abstractmethod
    def facenet(self, state: State) -> Network:
        """FaceNet (Inception-ResNet-v1): (n, 160, 160, 3) to embeddings (n, 512), each of length 1."""

    @abstractmethod
    def suppress(self, xyxy: Floats, scores: Floats, overlap: float) -> NDArray[np.intp]:
        """Non-maximum suppression: which of the boxes (n, 4) stay, best first, when none may overlap a better one by more than
        `overlap` (intersection over union)."""


@cache
def choose() -> Engine:
    """The engine of this machine, the same one at each call."""
    if importlib.util.find_spec("openvino"):
        from recognition.openvino_engine import OpenVinoEngine

        return OpenVinoEngine()
    from recognition.torch_engine import TorchEngine

    return TorchEngine()
