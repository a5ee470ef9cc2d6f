"""What it costs to decode in a process of its own: photos read through the pipeline both ways, in turns.

    python -m benchmarks.hostile.cost [--rounds 5]

Prints processor seconds, the decoders' included, and seconds by the clock, a photo, and their ratio.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from unittest.mock import patch

from attendance.config import Config
from attendance.roster.compose import compose_class_day
from recognition import decoding, photo
from recognition.photo import Photo
from recognition.pipeline import Pipeline


def in_process(data: bytes) -> Photo:
    """As `recognition.photo.decode`, here."""
    picture, header, found = decoding.decoded(data)
    return Photo(picture, found.taken_at, header.format, found.camera, found.software, found.latitude, found.longitude)


def children_cpu_s() -> float:
    """Processor seconds of this process's living children."""
    ticks = 0
    for pid in os.listdir("/proc"):  # noqa: PTH208
        if pid.isdigit():
            try:
                with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
                    parts = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(parts[1]) == os.getpid():
                ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(prog="benchmarks.hostile.cost")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    given = [one.jpeg for one in compose_class_day(3, width=4000).photos]
    pipeline = Pipeline(Config().weights)
    decode = photo.decode

    def once(way: Callable[[bytes], Photo]) -> tuple[float, float]:
        cpu, clock = time.process_time() + children_cpu_s(), time.perf_counter()
        with patch.object(photo, "decode", way):
            for _ in pipeline.read_many(given):
                pass
        return (time.process_time() + children_cpu_s() - cpu) / len(given), (time.perf_counter() - clock) / len(given)

    once(in_process), once(decode)
    here, apart = [], []
    for _ in range(rounds):
        here.append(once(in_process))
        apart.append(once(decode))
    for word, place in (("processor", 0), ("clock", 1)):
        one, other = (statistics.median(row[place] for row in rows) for rows in (here, apart))
        print(f"{word}: in the process {one:.3f} s a photo, apart {other:.3f} s, ratio {other / one:.3f}")


if __name__ == "__main__":
    main()
