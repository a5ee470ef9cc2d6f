"""MTCNN's and FaceNet's networks as OpenVINO graphs, made straight from facenet-pytorch's weights.

Going through torch's export would take a PReLU apart into three passes over memory (two thirds of P-Net's
time), and import torch at every start.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recognition.engine import Floats, State
from recognition.openvino_quiet import Node, op
from recognition.openvino_quiet import openvino as ov

BATCH_NORM_EPS = 0.001  # of every batch norm in facenet-pytorch's InceptionResnetV1


def pnet(state: State) -> ov.Model:
    """MTCNN's P-Net: see recognition.engine.Mtcnn."""
    layers = _Layers(state)
    given, x = _picture(-1, -1)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv1", scaled=True), "prelu1"), 2)
    x = layers.prelu(layers.convolution(x, "conv2"), "prelu2")
    x = layers.prelu(layers.convolution(x, "conv3"), "prelu3")
    return ov.Model([op.softmax(layers.convolution(x, "conv4_1"), 1), layers.convolution(x, "conv4_2")], [given], "pnet")


def rnet(state: State) -> ov.Model:
    """MTCNN's R-Net."""
    layers = _Layers(state)
    given, x = _picture(24, 24)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv1", scaled=True), "prelu1"), 3)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv2"), "prelu2"), 3)
    x = layers.prelu(layers.convolution(x, "conv3"), "prelu3")
    x = layers.prelu(layers.dense(_columns_first(x), "dense4"), "prelu4")
    return ov.Model([op.softmax(layers.dense(x, "dense5_1"), 1), layers.dense(x, "dense5_2")], [given], "rnet")


def onet(state: State) -> ov.Model:
    """MTCNN's O-Net."""
    layers = _Layers(state)
    given, x = _picture(48, 48)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv1", scaled=True), "prelu1"), 3)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv2"), "prelu2"), 3)
    x = layers.pool(layers.prelu(layers.convolution(x, "conv3"), "prelu3"), 2)
    x = layers.prelu(layers.convolution(x, "conv4"), "prelu4")
    x = layers.prelu(layers.dense(_columns_first(x), "dense5"), "prelu5")
    outputs = [op.softmax(layers.dense(x, "dense6_1"), 1), layers.dense(x, "dense6_2"), layers.dense(x, "dense6_3")]
    return ov.Model(outputs, [given], "onet")


def facenet(state: State) -> ov.Model:
    """FaceNet: Inception-ResNet-v1 as facenet-pytorch builds it."""
    layers = _Layers(state)
    given, x = _picture(160, 160)
    x = layers.unit(x, "conv2d_1a", stride=2, scaled=True)
    x = layers.unit(layers.unit(x, "conv2d_2a"), "conv2d_2b", around=(1, 1))
    x = layers.pool(x, 3, "floor")
    x = layers.unit(layers.unit(x, "conv2d_3b"), "conv2d_4a")
    x = layers.unit(x, "conv2d_4b", stride=2)
    for number in range(5):
        x = layers.residual(x, f"repeat_1.{number}", 0.17, [[(0, 0)], [(0, 0), (1, 1)], [(0, 0), (1, 1), (1, 1)]])
    branches = [
        layers.unit(x, "mixed_6a.branch0", stride=2),
        layers.reduction(x, "mixed_6a.branch1", 3),
        layers.pool(x, 3, "floor"),
    ]
    x = op.concat(branches, 1)
    for number in range(10):
        x = layers.residual(x, f"repeat_2.{number}", 0.10, [[(0, 0)], [(0, 0), (0, 3), (3, 0)]])
    branches = [layers.reduction(x, f"mixed_7a.branch{number}", length) for number, length in enumerate((2, 2, 3))]
    x = op.concat([*branches, layers.pool(x, 3, "floor")], 1)
    tall = [[(0, 0)], [(0, 0), (0, 1), (1, 0)]]
    for number in range(5):
        x = layers.residual(x, f"repeat_3.{number}", 0.20, tall)
    x = layers.residual(x, "block8", 1.0, tall, last=True)
    x = op.reduce_mean(x, _whole([2, 3]), False)
    x = op.matmul(x, _constant(state["last_linear.weight"]), False, True)
    factor, offset = layers.batch_norm("last_bn")
    x = op.add(op.multiply(x, _constant(factor)), _constant(offset))
    return ov.Model([op.normalize_l2(x, _whole([1]), 1e-12, "max")], [given], "facenet")


class _Layers:
    """Layers by the names of facenet-pytorch's weights."""

    def __init__(self, state: State) -> None:
        self._state = state

    def convolution(
        self, x: Node, name: str, *, stride: int = 1, around: tuple[int, int] = (0, 0), scaled: bool = False
    ) -> Node:
        return self._convolved(x, self._state[f"{name}.weight"], self._state[f"{name}.bias"], stride, around, scaled)

    def unit(self, x: Node, name: str, *, stride: int = 1, around: tuple[int, int] = (0, 0), scaled: bool = False) -> Node:
        """Convolution, batch norm (folded into it) and ReLU."""
        factor, offset = self.batch_norm(f"{name}.bn")
        weight = self._state[f"{name}.conv.weight"] * factor[:, None, None, None]
        return op.relu(self._convolved(x, weight, offset, stride, around, scaled))

    def reduction(self, x: Node, name: str, length: int) -> Node:
        """A branch of units whose last one halves the size."""
        for number in range(length):
            middle = 0 < number < length - 1
            stride = 2 if number == length - 1 else 1
            x = self.unit(x, f"{name}.{number}", stride=stride, around=(1, 1) if middle else (0, 0))
        return x

    def residual(
        self, x: Node, name: str, scale: float, branches: Sequence[Sequence[tuple[int, int]]], *, last: bool = False
    ) -> Node:
        """A block of branches, given by the padding of their units, whose sum with `x` goes on."""
        ends = []
        for number, units in enumerate(branches):
            end = x
            for place, around in enumerate(units):
                end = self.unit(end, f"{name}.branch{number}" + (f".{place}" if len(units) > 1 else ""), around=around)
            ends.append(end)
        weight, bias = self._state[f"{name}.conv2d.weight"] * scale, self._state[f"{name}.conv2d.bias"] * scale
        total = op.add(self._convolved(op.concat(ends, 1), weight, bias, 1, (0, 0), False), x)
        return total if last else op.relu(total)

    def batch_norm(self, name: str) -> tuple[Floats, Floats]:
        """What it multiplies by and what it adds."""
        values = {key: self._state[f"{name}.{key}"] for key in ("weight", "bias", "running_mean", "running_var")}
        factor = values["weight"] / np.sqrt(values["running_var"] + np.float32(BATCH_NORM_EPS))
        return factor, values["bias"] - values["running_mean"] * factor

    def prelu(self, x: Node, name: str) -> Node:
        return op.prelu(x, _constant(self._state[f"{name}.weight"]))

    def dense(self, x: Node, name: str) -> Node:
        product = op.matmul(x, _constant(self._state[f"{name}.weight"]), False, True)
        return op.add(product, _constant(self._state[f"{name}.bias"]))

    def pool(self, x: Node, side: int, rounding: str = "ceil") -> Node:
        return op.max_pool(x, [2, 2], [1, 1], [0, 0], [0, 0], [side, side], rounding).output(0)

    def _convolved(self, x: Node, weight: Floats, bias: Floats, stride: int, around: tuple[int, int], scaled: bool) -> Node:
        if scaled:  # takes grey levels 0 to 255; nothing is padded in these layers, so (x - 127.5) / 128 folds in exactly
            bias = bias - weight.sum((1, 2, 3)) * np.float32(127.5 / 128)
            weight = weight / np.float32(128)
        convolved = op.convolution(x, _constant(weight), [stride, stride], list(around), list(around), [1, 1])
        return op.add(convolved, _constant(bias.reshape(1, -1, 1, 1)))


def suppression() -> ov.Model:
    """Non-maximum suppression: boxes (1, n, 4), scores (1, 1, n), overlap () to rows whose last number is a box, best first."""
    boxes = op.parameter(ov.PartialShape([1, -1, 4]), ov.Type.f32)
    scores = op.parameter(ov.PartialShape([1, 1, -1]), ov.Type.f32)
    overlap = op.parameter(ov.PartialShape([]), ov.Type.f32)
    most = op.constant(np.int64(np.iinfo(np.int32).max))
    kept = op.non_max_suppression(boxes, scores, most, overlap, op.constant(np.float32(0)), box_encoding="corner")
    return ov.Model([kept.output(0)], [boxes, scores, overlap], "suppression")


def _picture(height: int, width: int) -> tuple[Node, Node]:
    given = op.parameter(ov.PartialShape([-1, height, width, 3]), ov.Type.u8)
    return given, op.transpose(op.convert(given, ov.Type.f32), _whole([0, 3, 1, 2]))


def _columns_first(x: Node) -> Node:
    return op.reshape(op.transpose(x, _whole([0, 3, 2, 1])), _whole([0, -1]), True)


def _constant(values: NDArray[np.float32]) -> Node:
    return op.constant(np.ascontiguousarray(values, dtype=np.float32))


def _whole(values: Sequence[int]) -> Node:
    return op.constant(np.array(values, dtype=np.int64))
