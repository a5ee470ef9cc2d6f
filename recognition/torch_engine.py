"""Runs the networks with torch, where OpenVINO is not installed: convolutions fused with their batch norm, channels last, and
FaceNet in bf16 where the processor has it."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torchvision.ops import nms

from recognition import stock
from recognition.engine import Batch, Engine, Floats, Mtcnn, Network, State


class TorchEngine(Engine):
    """Sets torch to one thread for the whole process: the other core is for the pages."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._number_type = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
        short = "bf16" if self._number_type is torch.bfloat16 else "f32"
        self.name = f"PyTorch {torch.__version__.split('+')[0]}, {short}"

    def mtcnn(self, states: Mapping[str, State]) -> Mtcnn:
        made = stock.MTCNN()
        for name, network in (("pnet", made.pnet), ("rnet", made.rnet), ("onet", made.onet)):
            network.load_state_dict(_tensors(states[name]))
            network.eval().requires_grad_(False).to(memory_format=torch.channels_last)
        return Mtcnn(
            propose=_network(made.pnet, lambda shifts, probability: (probability, shifts)),
            refine=_network(made.rnet, lambda shifts, probability: (probability, shifts)),
            output=_network(made.onet, lambda shifts, landmarks, probability: (probability, shifts, landmarks)),
        )

    def facenet(self, state: State) -> Network:
        network = _fused(stock.facenet(_tensors(state))).to(self._number_type).to(memory_format=torch.channels_last)
        return _network(network, lambda embeddings: (nn.functional.normalize(embeddings),), self._number_type)

    def suppress(self, xyxy: Floats, scores: Floats, overlap: float) -> NDArray[np.intp]:
        return np.asarray(nms(torch.from_numpy(xyxy), torch.from_numpy(scores), overlap).numpy(), dtype=np.intp)


def _network(
    network: nn.Module, order: Callable[..., tuple[torch.Tensor, ...]], number_type: torch.dtype = torch.float32
) -> Network:
    def run(given: Batch) -> tuple[Floats, ...]:
        pixels = torch.from_numpy(np.array(given)).permute(0, 3, 1, 2)  # channels last as they stand
        with torch.inference_mode():
            answer = network(((pixels.float() - 127.5) / 128).to(number_type))
            ordered = order(*answer) if isinstance(answer, tuple) else order(answer.float())
        return tuple(tensor.numpy() for tensor in ordered)

    return run


def _fused(network: nn.Module) -> nn.Module:
    for module in network.modules():
        convolution, norm = getattr(module, "conv", None), getattr(module, "bn", None)
        if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            module.conv, module.bn = fuse_conv_bn_eval(convolution, norm), nn.Identity()
    return network


def _tensors(state: State) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
