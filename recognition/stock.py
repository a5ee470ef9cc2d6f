"""The one place that imports facenet-pytorch, and with it torch: MTCNN and FaceNet's network as it ships them."""

from collections.abc import Mapping

import torch
from facenet_pytorch import MTCNN, InceptionResnetV1
from torch import nn

__all__ = ["MTCNN", "InceptionResnetV1", "facenet"]


def facenet(state: Mapping[str, torch.Tensor]) -> nn.Module:
    """FaceNet with these weights, ready for inference. Raises RuntimeError when they are not this network's."""
    network: nn.Module = InceptionResnetV1(pretrained=None, classify=False)
    network.load_state_dict(dict(state))
    return network.eval().requires_grad_(False)
