"""Reads and checks weights with torch: only when a file is converted for the first time, or added. Imported late."""

import io
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load, save
from torch import nn

from recognition import graph, stock
from recognition.errors import Unfit, WeightsUnfit

_ROOT = "InceptionResnetV1/"
_BOTTLENECK = _ROOT + "Bottleneck/"


def mtcnn(files: dict[str, bytes]) -> bytes:
    """MTCNN's state dicts, by the name of their network, as one safetensors file: "pnet.conv1.weight" and so on."""
    states = {name: torch.load(io.BytesIO(data), map_location="cpu", weights_only=True) for name, data in files.items()}
    together = {f"{name}.{key}": tensor.float().contiguous() for name, state in states.items() for key, tensor in state.items()}
    return bytes(save(together))


def facenet(frozen: bytes) -> bytes:
    """The frozen CASIA graph as a safetensors state dict of InceptionResnetV1.

    The graph has each convolution's batch norm folded into its weights but for the offset: weight 1, mean 0, and the
    variance 1 - eps, so that the square root of variance + eps is 1. Raises ValueError when the layers do not agree.
    """
    values = graph.constants(frozen)
    network = stock.InceptionResnetV1(pretrained=None, classify=False)
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


def state_of(path: Path, data: bytes) -> dict[str, torch.Tensor]:
    """What a .safetensors or .pt file with these bytes holds, without a classifier's logits."""
    safe = path.suffix == ".safetensors"
    state = load(data) if safe else torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return {name: tensor for name, tensor in state.items() if not name.startswith("logits.")}


def prove(path: Path, data: bytes) -> None:
    """Raises WeightsUnfit unless it holds weights for facenet-pytorch's InceptionResnetV1 (recognition.weights.check)."""
    try:
        state = state_of(path, data)
        known = all(isinstance(name, str) and isinstance(tensor, torch.Tensor) for name, tensor in state.items())
    except Exception as problem:
        raise WeightsUnfit(Unfit.NOT_WEIGHTS) from problem
    if not state or not known:
        raise WeightsUnfit(Unfit.NOT_WEIGHTS)
    try:
        network = stock.facenet(state)
    except RuntimeError as problem:  # a layer is missing, left over, or of another shape
        raise WeightsUnfit(Unfit.OTHER_NETWORK) from problem
    with torch.inference_mode():
        rows = network(torch.stack([torch.linspace(-1, 1, 3 * 160 * 160), torch.zeros(3 * 160 * 160)]).view(2, 3, 160, 160))
    lengths = rows.norm(dim=1)
    if not torch.allclose(lengths, torch.ones(2), atol=1e-3) or torch.equal(rows[0], rows[1]):
        raise WeightsUnfit(Unfit.NO_EMBEDDING)


def _put(state: dict[str, torch.Tensor], name: str, value: NDArray[np.float32]) -> None:
    tensor = torch.from_numpy(np.array(value, dtype=np.float32, order="C"))
    if state[name].shape != tensor.shape:
        raise ValueError(f"{name} is {tuple(state[name].shape)} in the network and {tuple(tensor.shape)} in the graph")
    state[name] = tensor
