"""How fast one photo is read, beside facenet-pytorch as it ships.

    python -m benchmarks.speed PHOTO [--min-face 40] [--rounds 5] [--json FILE]

Both run in one process with one thread, one after the other in each round, and the CPU time of the fastest round counts.
facenet-pytorch does what its README shows: MTCNN(keep_all=True), InceptionResnetV1, no_grad. The arithmetic limit is the time
that decoding and the multiplications of our networks would take at the speed of a large matrix product in the same precision.
"""

import argparse
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from attendance.config import Config
from recognition import engine, mtcnn, photo, quality, stock
from recognition.detection import Detector
from recognition.embedding import MARGIN, Embedder, crops
from recognition.engine import Batch, Floats, Mtcnn, Network
from recognition.pyramid import Pyramid
from recognition.weights import facenet_state, mtcnn_states

SURE = 0.97
SAME = 0.5
"""Intersection over union from which two boxes are the same face."""
MATRIX = 2048


class Clock:
    """CPU seconds of the process by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    def run(self, stage: str, work: Callable[[], Any]) -> Any:
        """What `work` returns; its time is added to the stage."""
        started = time.process_time()
        answer = work()
        self.stages[stage] = self.stages.get(stage, 0.0) + time.process_time() - started
        return answer

    @property
    def total(self) -> float:
        return sum(self.stages.values())


class Stock:
    """facenet-pytorch, with our checked weights in its FaceNet."""

    def __init__(self, cache: Path, min_face: int) -> None:
        self.mtcnn = stock.MTCNN(keep_all=True, min_face_size=min_face, margin=MARGIN, post_process=True)
        state, _ = facenet_state(cache)
        self.facenet = stock.facenet({name: torch.from_numpy(values) for name, values in state.items()})

    def read(self, data: bytes, clock: Clock) -> tuple[Floats, Floats, Floats]:
        """Boxes, probabilities, embeddings."""
        picture = clock.run("decode", lambda: Image.open(io.BytesIO(data)).convert("RGB"))
        boxes, sure = clock.run("detect", lambda: self.mtcnn.detect(picture))
        if boxes is None:
            return np.empty((0, 4), np.float32), np.empty(0, np.float32), np.empty((0, 512), np.float32)
        faces = clock.run("crop", lambda: self.mtcnn.extract(picture, boxes, None))
        return boxes.astype(np.float32), sure.astype(np.float32), clock.run("embed", lambda: self.embed(faces))

    def embed(self, faces: torch.Tensor) -> Floats:
        with torch.no_grad():
            return self.facenet(faces).numpy()


class Ours:
    """Our pipeline's steps, taken one by one so that each can be timed; counts the multiplications of its networks."""

    def __init__(self, cache: Path, min_face: int) -> None:
        self.engine = engine.choose()
        self.states = mtcnn_states(cache)
        self.detector = Detector(self.engine, self.states)
        self.networks = self.engine.mtcnn(self.states)
        self.embedder = Embedder(self.engine, *facenet_state(cache))
        self.min_face = min_face
        self.shapes: dict[str, list[tuple[int, ...]]] = {}

    def read(self, data: bytes, clock: Clock) -> tuple[Floats, Floats, Floats]:
        """Boxes, probabilities, embeddings. What `Pipeline.read` also does and the stock does not is in `beyond`."""
        given = clock.run("decode", lambda: photo.decode(data))
        pyramid = Pyramid(given.picture)
        found = clock.run("detect", lambda: self.detector.detect(pyramid, self.min_face))
        faces = clock.run("crop", lambda: crops(given.picture, found.xyxy))
        embeddings = clock.run("embed", lambda: self.embedder.embed(faces))
        self.shapes["facenet"] = [faces.shape]
        return found.xyxy, found.confidence, embeddings

    def beyond(self, data: bytes) -> dict[str, float]:
        """What reading a photo takes beyond finding and embedding its faces."""
        clock, given = Clock(), photo.decode(data)
        pyramid = Pyramid(given.picture)
        found = self.detector.detect(pyramid, self.min_face)
        clock.run("quality", lambda: quality.assess(given.picture, found))
        clock.run("fingerprint", lambda: photo.fingerprint(pyramid.near(photo.FINGERPRINT_SIDE)))
        clock.run("sharpness", lambda: photo.sharpness(pyramid.near(photo.SHARPNESS_SIDE)))
        return clock.stages

    def parts(self, data: bytes) -> dict[str, float]:
        """Where detection's time goes: the pyramid with what is cut from it, and each network."""
        clock, pyramid = Clock(), _Timed(photo.decode(data).picture)
        pyramid.clock = clock
        self.shapes = {"facenet": self.shapes["facenet"]}
        networks = Mtcnn(*(self._timed(name, getattr(self.networks, name), clock) for name in ("propose", "refine", "output")))
        whole = Clock()
        whole.run("detect", lambda: mtcnn.detect(pyramid, networks, self.engine, self.min_face))
        return {**clock.stages, "rest": whole.total - clock.total}

    def _timed(self, name: str, network: Network, clock: Clock) -> Network:
        def run(given: Batch) -> tuple[Floats, ...]:
            self.shapes.setdefault(name, []).append(given.shape)
            answer: tuple[Floats, ...] = clock.run(name, lambda: network(given))
            return answer

        return run


class _Timed(Pyramid):
    clock: Clock

    def whole(self, scale: float) -> NDArray[np.uint8]:
        made: NDArray[np.uint8] = self.clock.run("pyramid", lambda: super(_Timed, self).whole(scale))
        return made

    def parts(self, boxes: NDArray[np.int64], side: int) -> NDArray[np.uint8]:
        made: NDArray[np.uint8] = self.clock.run("cut", lambda: super(_Timed, self).parts(boxes, side))
        return made


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="One photo, beside facenet-pytorch")
    parser.add_argument("photo", metavar="PHOTO", type=Path)
    parser.add_argument("--min-face", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", type=Path)
    given = parser.parse_args(arguments)
    result = measure(given.photo.read_bytes(), Config().weights, given.min_face, given.rounds)
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(data: bytes, cache: Path, min_face: int, rounds: int) -> dict[str, Any]:
    """Seconds by stage of both, `ratio`, what ours finds of the stock's boxes, cosines, and the arithmetic limit."""
    torch.set_num_threads(1)
    theirs, ours = Stock(cache, min_face), Ours(cache, min_face)
    theirs.read(data, Clock())
    ours.read(data, Clock())
    clocks: dict[str, list[Clock]] = {"stock": [], "ours": []}
    for _ in range(rounds):
        for name, reader in (("stock", theirs), ("ours", ours)):
            clock = Clock()
            answer = reader.read(data, clock)
            clocks[name].append(clock)
            if name == "stock":
                stock_answer = answer
    best = {name: min(taken, key=lambda clock: clock.total) for name, taken in clocks.items()}
    result: dict[str, Any] = {
        "engine": ours.engine.name,
        "min_face": min_face,
        "stock": {**best["stock"].stages, "total": best["stock"].total},
        "ours": {**best["ours"].stages, "total": best["ours"].total},
        "ratio": best["stock"].total / best["ours"].total,
        "detection": min((ours.parts(data) for _ in range(rounds)), key=lambda parts: sum(parts.values())),
        "beyond": ours.beyond(data),
        **_agreement(stock_answer, answer),
        "cosine_same_crops": _same_crops(data, theirs, ours),
    }
    return result | _limit(ours, best["ours"])


def _agreement(theirs: tuple[Floats, Floats, Floats], ours: tuple[Floats, Floats, Floats]) -> dict[str, Any]:
    boxes, confidence, embeddings = theirs
    overlap = _overlaps(boxes, ours[0])
    sure = np.flatnonzero(confidence >= SURE)
    found = sure[(overlap[sure].max(axis=1, initial=0)) >= SAME]
    cosines = (embeddings[found] * ours[2][overlap[found].argmax(axis=1)]).sum(axis=1) if len(found) else np.empty(0)
    return {
        "stock_boxes": len(sure),
        "found": len(found),
        "share_found": len(found) / len(sure) if len(sure) else 1.0,
        "our_boxes": int((ours[1] >= SURE).sum()),
        "mean_overlap": float(overlap[found].max(axis=1).mean()) if len(found) else None,
        "mean_cosine": float(cosines.mean()) if len(found) else None,
    }


def _overlaps(boxes: Floats, others: Floats) -> Floats:
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.maximum(high - low, 0).prod(axis=2)
    areas = [(given[:, 2:] - given[:, :2]).prod(axis=1) for given in (boxes, others)]
    return shared / (areas[0][:, None] + areas[1][None] - shared)


def _same_crops(data: bytes, theirs: Stock, ours: Ours) -> float | None:
    """The lowest cosine between both networks' embeddings of the same crops."""
    picture = photo.decode(data).picture
    faces = crops(picture, ours.detector.detect(Pyramid(picture), ours.min_face).xyxy)
    if not len(faces):
        return None
    expected = theirs.embed((torch.from_numpy(faces).permute(0, 3, 1, 2).float() - 127.5) / 128)
    return float((expected * ours.embedder.embed(faces)).sum(axis=1).min())


def _limit(ours: Ours, clock: Clock) -> dict[str, Any]:
    number_type = torch.bfloat16 if "bf16" in ours.engine.name else torch.float32
    matrix = torch.randn(MATRIX, MATRIX).to(number_type)
    times = []
    for _ in range(5):
        one = Clock()
        one.run("product", lambda: matrix @ matrix)
        times.append(one.total)
    peak = MATRIX**3 / min(times)
    multiplications = _multiplications(ours.shapes)
    limit = clock.stages["decode"] + sum(multiplications.values()) / peak
    return {
        "gmac": {name: count / 1e9 for name, count in multiplications.items()},
        "peak_gmac_s": peak / 1e9,
        "limit_s": limit,
        "times_the_limit": clock.total / limit,
    }


def _multiplications(shapes: dict[str, list[tuple[int, ...]]]) -> dict[str, float]:
    """Multiply-adds of each network for what it was given, counted on tensors without memory."""
    made = stock.MTCNN()
    with torch.device("meta"):
        facenet = stock.InceptionResnetV1(pretrained=None, classify=False).eval()
    networks = {"propose": made.pnet, "refine": made.rnet, "output": made.onet, "facenet": facenet}
    counts = dict.fromkeys(networks, 0.0)

    def count(name: str) -> Callable[..., None]:
        def hook(module: torch.nn.Module, given: tuple[torch.Tensor], answer: torch.Tensor) -> None:
            weight = module.weight
            assert isinstance(weight, torch.Tensor)
            counts[name] += answer.numel() * weight[0].numel()

        return hook

    for name, network in networks.items():
        network.to("meta")
        for module in network.modules():
            if isinstance(module, torch.nn.Conv2d | torch.nn.Linear):
                module.register_forward_hook(count(name))
        for n, height, width, channels in shapes.get(name, []):
            if n:
                network(torch.empty(n, channels, height, width, device="meta"))
    return counts


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [f"{result['engine']}; smallest face {result['min_face']} px; CPU seconds of one thread, the fastest round"]
    lines += [f"{title}: {_seconds(result[name])}" for name, title in _TITLES.items()]
    lines.append(f"ratio {result['ratio']:.2f}")
    if result["stock_boxes"]:
        lines += [
            f"boxes with p >= {SURE}: the stock's {result['stock_boxes']}, of them found {result['found']} "
            f"({result['share_found']:.1%}); ours {result['our_boxes']}; mean overlap {result['mean_overlap']:.3f}",
            f"cosine of the embeddings: mean {result['mean_cosine']:.4f} with each one's own boxes, at least "
            f"{result['cosine_same_crops']:.5f} with the same crops",
        ]
    counts = ", ".join(f"{name} {count:.1f}" for name, count in result["gmac"].items())
    lines += [
        f"{sum(result['gmac'].values()):.1f} GMAC ({counts}) at {result['peak_gmac_s']:.0f} GMAC/s and the decoding would take "
        f"{result['limit_s']:.3f} s: ours takes {result['times_the_limit']:.2f} times that"
    ]
    return "\n".join(lines)


_TITLES = {"stock": "stock", "ours": "ours", "detection": "our detection", "beyond": "beyond the stock's work"}


def _seconds(stages: dict[str, float]) -> str:
    return ", ".join(f"{stage} {seconds:.3f}" for stage, seconds in stages.items())


if __name__ == "__main__":
    main()
