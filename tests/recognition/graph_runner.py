"""Runs a frozen TensorFlow graph node by node, independent of the network it is converted to."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import avg_pool2d, conv2d, max_pool2d

from recognition.graph import _fields

Tensor = torch.Tensor


class Node:
    def __init__(self, raw: memoryview) -> None:
        self.inputs: list[str] = []
        self.attributes: dict[str, memoryview] = {}
        for number, value in _fields(raw):
            if number == 1:
                self.name = str(value, "utf-8")
            elif number == 2:
                self.operation = str(value, "utf-8")
            elif number == 3:
                self.inputs.append(str(value, "utf-8").split(":")[0])
            elif number == 5:
                entry = dict(_fields(value))
                self.attributes[str(entry[1], "utf-8")] = entry[2]

    def text(self, name: str) -> str:
        return str(dict(_fields(self.attributes[name]))[2], "utf-8")

    def numbers(self, name: str) -> list[int]:
        packed = dict(_fields(dict(_fields(self.attributes[name]))[1]))[3]
        return list(packed)

    def real(self, name: str) -> float:
        return float(np.frombuffer(dict(_fields(self.attributes[name]))[4], "<f4")[0])

    def constant(self) -> Tensor:
        parts: dict[int, memoryview | int] = dict(_fields(dict(_fields(self.attributes["value"]))[8]))
        kind = "<f4" if parts[1] == 1 else "<i4"
        shape = [dict(_fields(size)).get(1, 0) for number, size in _fields(parts.get(2, memoryview(b""))) if number == 2]
        if 4 in parts:
            return torch.from_numpy(np.frombuffer(parts[4], kind).reshape(shape).copy())
        if 5 in parts:
            return torch.full(shape, float(np.frombuffer(parts[5], "<f4")[0]))
        return torch.full(shape, 0)


def run(graph: Path, given: Tensor) -> Tensor:
    """The embeddings that the graph computes for `given` (n, 160, 160, 3)."""
    nodes = {node.name: node for node in (Node(raw) for number, raw in _fields(memoryview(graph.read_bytes())) if number == 1)}
    values: dict[str, Tensor] = {}

    def value(name: str) -> Tensor:
        if name not in values:
            node = nodes[name]
            values[name] = _value(node, [value(other) for other in node.inputs if not other.startswith("^")], given)
        return values[name]

    # Nodes come nearly in order: asking for each keeps the recursion flat.
    for name in nodes:
        value(name)
    return value("embeddings")


def _value(node: Node, inputs: list[Tensor], given: Tensor) -> Tensor:
    if node.operation == "Placeholder":
        return given
    if node.operation == "Const":
        return node.constant()
    return _OPERATIONS[node.operation](node, *inputs)


def _convolved(node: Node, x: Tensor, weights: Tensor) -> Tensor:
    padding = [size // 2 for size in weights.shape[:2]] if node.text("padding") == "SAME" else [0, 0]
    kernel = weights.permute(3, 2, 0, 1)
    return _channels_last(conv2d(_channels_first(x), kernel, stride=node.numbers("strides")[1], padding=padding))


def _channels_first(x: Tensor) -> Tensor:
    return x.permute(0, 3, 1, 2)


def _channels_last(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1)


def _pooled(pool: Callable[..., Tensor]) -> Callable[[Node, Tensor], Tensor]:
    return lambda node, x: _channels_last(pool(_channels_first(x), node.numbers("ksize")[1], node.numbers("strides")[1]))


def _normalised(node: Node, x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return (x - mean) / torch.sqrt(variance + node.real("epsilon")) * scale + offset


_OPERATIONS: dict[str, Callable[..., Tensor]] = {
    "Conv2D": _convolved,
    "BiasAdd": lambda node, x, bias: x + bias,
    "Add": lambda node, a, b: a + b,
    "Mul": lambda node, a, b: a * b,
    "Relu": lambda node, x: x.relu(),
    "MaxPool": _pooled(max_pool2d),
    "AvgPool": _pooled(avg_pool2d),
    "ConcatV2": lambda node, *parts: torch.cat(parts[:-1], dim=3),
    "Reshape": lambda node, x, shape: x.reshape(len(x), -1),
    "MatMul": lambda node, a, b: a @ b,
    "FusedBatchNorm": _normalised,
    "Square": lambda node, x: x**2,
    "Sum": lambda node, x, axis: x.sum(dim=1, keepdim=True),
    "Maximum": lambda node, a, b: torch.maximum(a, b),
    "Rsqrt": lambda node, x: x.rsqrt(),
}
