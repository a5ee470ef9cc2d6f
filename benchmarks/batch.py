"""Many photos, one after the other: how many a minute, and whether memory stays flat.

    python -m benchmarks.batch [--photos 200] [--stock 20] [--folder DIR] [--plot FILE.svg] [--json FILE]

Ours decodes, finds and embeds, and seals what is kept of each photo in a vault, as the worker does with a submission.
facenet-pytorch, as its README uses it, decodes, finds and embeds. Wall-clock time on all cores. The photos are composed class
days, taken again and again, or those of a folder.
"""

import argparse
import io
import itertools
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import torch
from PIL import Image

from attendance.config import Config
from attendance.district import District, Kind
from attendance.intake.keeping import Keeper
from attendance.roster.compose import compose_class_day
from recognition import stock
from recognition.pipeline import PhotoReading, Pipeline
from recognition.weights import facenet_state

DAYS = 5
SAMPLE_S = 0.1
MEGABYTE = 1e6


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes the plot and JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description="Many photos one after the other")
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--stock", type=int, default=20, help="photos for facenet-pytorch")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    photos = _photos(given.folder)
    result = measure(photos, given.photos, given.stock)
    print(report(result))
    if given.plot:
        given.plot.write_text(plot(result["memory"]), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(photos: list[bytes], ours: int, theirs: int) -> dict[str, Any]:
    """Photos a minute of both, and our memory over time: `memory` rows of seconds, photos done and MB above the start."""
    cache = Config().weights
    with Memory() as memory:
        minutes = _ours(photos, ours, cache, memory)
    flat = memory.change()
    result: dict[str, Any] = {
        "photos": ours,
        "photos_a_minute": ours / minutes,
        "memory": memory.rows,
        "peak_mb": max(row[2] for row in memory.rows),
        "change_mb": flat,
    }
    if theirs:
        result["stock_photos_a_minute"] = theirs / _stock(photos, theirs, cache)
        result["ratio"] = result["photos_a_minute"] / result["stock_photos_a_minute"]
    return result


class Memory:
    """Samples the process's resident memory in a thread (Linux)."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, int, float]] = []
        self.done = 0
        self._start, self._began = _resident(), time.perf_counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def change(self) -> float:
        """MB by which the mean of the last quarter of the photos differs from that of the second quarter."""
        quarter = max(1, self.done // 4)
        second = [row[2] for row in self.rows if quarter <= row[1] < 2 * quarter]
        last = [row[2] for row in self.rows if row[1] >= self.done - quarter]
        return sum(last) / max(1, len(last)) - sum(second) / max(1, len(second))

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_S):
            self.rows.append((time.perf_counter() - self._began, self.done, (_resident() - self._start) / MEGABYTE))


def plot(rows: list[tuple[float, int, float]]) -> str:
    """Memory over time as an SVG picture."""
    width, height, edge = 720, 300, 50
    end, top = max(row[0] for row in rows), max(100.0, *(row[2] for row in rows)) * 1.1
    points = " ".join(
        f"{edge + (width - 2 * edge) * seconds / end:.1f},{height - edge - (height - 2 * edge) * megabytes / top:.1f}"
        for seconds, _, megabytes in rows
    )
    labels = [
        (edge, height - 15, "0 s"),
        (width - edge - 40, height - 15, f"{end:.0f} s, {rows[-1][1]} photos"),
        (5, edge - 10, f"{top:.0f} MB above the start"),
        (5, height - edge, "0"),
    ]
    texts = "".join(f'<text x="{x}" y="{y}" font-size="12" font-family="sans-serif">{text}</text>' for x, y, text in labels)
    frame = f'<path d="M{edge},{edge} V{height - edge} H{width - edge}" fill="none" stroke="#888"/>'
    line = f'<polyline points="{points}" fill="none" stroke="#1f4e79" stroke-width="1.5"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{frame}{line}{texts}</svg>\n'


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [
        f"ours: {result['photos']} photos, {result['photos_a_minute']:.0f} a minute, kept and sealed",
        f"memory: at most {result['peak_mb']:.0f} MB above the start; "
        f"the last quarter of the photos {result['change_mb']:+.0f} MB against the second",
    ]
    if "ratio" in result:
        lines.insert(1, f"facenet-pytorch: {result['stock_photos_a_minute']:.0f} a minute; ratio {result['ratio']:.2f}")
    return "\n".join(lines)


def _photos(folder: Path | None) -> list[bytes]:
    if folder:
        return [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    return [photo.jpeg for seed in range(1, DAYS + 1) for photo in compose_class_day(seed).photos]


def _ours(photos: list[bytes], count: int, cache: Path, memory: Memory) -> float:
    """Minutes for `count` photos, the models' loading left out."""
    pipeline = Pipeline(cache)
    pipeline.load()
    with tempfile.TemporaryDirectory() as folder:
        district = District.open(Config(home=Path(folder) / "home", keys=Path(folder) / "keys"), Kind.SANDBOX)
        started = time.perf_counter()
        with Keeper(district) as keeper:
            for number, found in enumerate(pipeline.read_many(_again(photos, count))):
                if isinstance(found, PhotoReading):
                    keeper.keep(f"{number:064}", found)
                memory.done = number + 1
        taken = time.perf_counter() - started
        district.close()
    return taken / 60


def _stock(photos: list[bytes], count: int, cache: Path) -> float:
    mtcnn = stock.MTCNN(keep_all=True, min_face_size=Pipeline(cache).min_face)
    facenet = stock.facenet({name: torch.from_numpy(values) for name, values in facenet_state(cache)[0].items()})
    started = time.perf_counter()
    for data in _again(photos, count):
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        boxes, _ = mtcnn.detect(picture)
        if boxes is not None:
            with torch.no_grad():
                facenet(mtcnn.extract(picture, boxes, None))
    return (time.perf_counter() - started) / 60


def _again(photos: list[bytes], count: int) -> Iterator[bytes]:
    return itertools.islice(itertools.cycle(photos), count)


def _resident() -> int:
    """Bytes of memory that the process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


if __name__ == "__main__":
    main()
