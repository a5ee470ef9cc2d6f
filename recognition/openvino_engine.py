"""Runs the networks with OpenVINO, in bf16 where the processor has it."""

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from recognition import openvino_graphs as graphs
from recognition.engine import Batch, Engine, Floats, Mtcnn, Network, State
from recognition.openvino_quiet import openvino as ov
from recognition.openvino_quiet import properties

CALLERS = 2
"""Calls that run at once, each with one thread: the worker's and a page's."""


class OpenVinoEngine(Engine):
    """Networks are compiled at each start: all of them take .3 s, FaceNet from OpenVINO's own cache would take .1 s less."""

    def __init__(self) -> None:
        self._core = ov.Core()
        capabilities = self._core.get_property("CPU", properties.device.capabilities)
        self.precision = "bf16" if "BF16" in capabilities else "f32"
        self.name = f"OpenVINO {ov.get_version().split('-')[0]}, {self.precision}"
        self._suppression = self._compile(graphs.suppression(), "f32")

    def mtcnn(self, states: Mapping[str, State]) -> Mtcnn:
        return Mtcnn(
            propose=self._network(graphs.pnet(states["pnet"])),
            refine=self._network(graphs.rnet(states["rnet"])),
            output=self._network(graphs.onet(states["onet"])),
        )

    def facenet(self, state: State) -> Network:
        return self._network(graphs.facenet(state))

    def suppress(self, xyxy: Floats, scores: Floats, overlap: float) -> NDArray[np.intp]:
        if not len(xyxy):
            return np.empty(0, dtype=np.intp)
        kept = self._suppression([xyxy[None], scores[None, None], np.array(overlap, np.float32)])[0]
        return kept[:, 2].astype(np.intp)

    def _network(self, model: ov.Model) -> Network:
        compiled = self._compile(model, self.precision)

        def run(given: Batch) -> tuple[Floats, ...]:
            answer = compiled([np.ascontiguousarray(given)])
            return tuple(answer)

        return run

    def _compile(self, model: ov.Model, precision: str) -> "_Shared":
        hints = {
            "INFERENCE_PRECISION_HINT": precision,
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": str(CALLERS),
            "INFERENCE_NUM_THREADS": str(CALLERS),
        }
        return _Shared(self._core.compile_model(model, "CPU", hints))


class _Shared:
    """A compiled network with a request of its own for each thread that calls it."""

    def __init__(self, compiled: ov.CompiledModel) -> None:
        self._compiled = compiled
        self._of_thread = threading.local()

    def __call__(self, given: list[NDArray[np.generic]]) -> list[Floats]:
        request: ov.InferRequest | None = getattr(self._of_thread, "request", None)
        if request is None:
            request = self._of_thread.request = self._compiled.create_infer_request()
        # The outputs' memory belongs to the request and is written over by its next call.
        return [np.array(output) for output in request.infer(given, share_inputs=True).values()]
