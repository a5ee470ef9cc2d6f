"""Weights files as facenet-pytorch publishes them, with values from a seed."""

import hashlib
from pathlib import Path

import torch

from recognition.stock import InceptionResnetV1

VGGFACE2_CLASSES = 8631


def seeded_state(seed: int = 7) -> dict[str, torch.Tensor]:
    """The state dict of facenet-pytorch's own class as its VGGFace2 file has it: logits of 8,631 classes included."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = InceptionResnetV1(pretrained=None, classify=True, num_classes=VGGFACE2_CLASSES)
    return network.state_dict()


def written(file: Path, state: object, **options: bool) -> tuple[Path, str]:
    """Save it with torch; returns the file and its SHA-256."""
    torch.save(state, file, **options)
    return file, hashlib.sha256(file.read_bytes()).hexdigest()
