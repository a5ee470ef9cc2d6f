"""Feeds cases of one kind, each said before it begins, so that the one that ends this process is known.

python -m benchmarks.hostile.child KIND FIRST LAST SEED FOLDER WEIGHTS
"""

import json
import os
import random
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

from attendance.intake.accept import READ_SUBMISSION  # noqa: F401 - what is imported now is not counted as a case's memory
from attendance.office.access import SYSTEM  # noqa: F401
from benchmarks.hostile.cost import children_cpu_s
from benchmarks.hostile.kinds import KINDS, Place
from recognition.pipeline import Pipeline
from tests.support import school_day, small_district

MOST_CPU_S = 60.0
MOST_MB = 500.0


def peak_mb(pid: int | str) -> float:
    """The most memory of a process since it was last cleared."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmHWM")), 0.0)


def clear_peaks() -> float:
    """Forget the peaks of this process and its children; the memory they have now, MB."""
    family = [os.getpid(), *children()]
    for pid in family:
        try:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            continue
    return sum(map(peak_mb, family))


def children() -> list[int]:
    """Of this process."""
    found: list[int] = []
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(OSError):  # a thread that has just ended
            found += map(int, (task / "children").read_text().split())
    return found


def left_over(folder: Path, home: Path) -> list[str]:
    """Files outside the home: none may be."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and home not in path.parents and path.name != "log"]


def used_cpu_s() -> float:
    """Seconds of processor time of this process and its decoders."""
    return time.process_time() + children_cpu_s()


def main() -> None:
    """Run."""
    kind, first, last, seed, where = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], Path(sys.argv[5])
    weights = Path(sys.argv[6])
    feed, _ = KINDS[kind]
    home = where / "district"
    place = Place(small_district(home).district, school_day(), Pipeline(weights))
    (where / "tmp").mkdir(parents=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(where / "tmp")
    if kind in ("read", "reference_zip"):
        place.pipeline.load()
    idle, cpu = clear_peaks(), used_cpu_s()

    def made() -> None:
        nonlocal idle, cpu
        idle, cpu = clear_peaks(), used_cpu_s()

    place.made = made
    for number in range(first, last):
        print(json.dumps({"begins": number}), flush=True)
        cpu, problem, way, taken = used_cpu_s(), "", "", False
        try:
            way, taken = feed(place, random.Random(f"{seed}:{kind}:{number}"))  # noqa: S311
        except BaseException as error:  # noqa: BLE001 - whatever it is, it was found
            problem = (
                f"{type(error).__name__}: {error}"[:300] + " @ " + traceback.format_exc().strip().splitlines()[-3].strip()[:200]
            )
        used = max(0.0, used_cpu_s() - cpu)
        most = sum(map(peak_mb, [os.getpid(), *children()])) - idle
        if most > 50:
            clear_peaks()
        if not problem and (most > MOST_MB or used > MOST_CPU_S):
            problem = f"took {most:.0f} MB and {used:.1f} s"
        if not problem and number % 50 == 0 and (strange := left_over(where, home)):
            problem = f"left {strange[:3]}"
        print(json.dumps({"ends": number, "way": way, "taken": taken, "problem": problem, "mb": most, "s": used}), flush=True)
    place.district.close()


if __name__ == "__main__":
    main()
