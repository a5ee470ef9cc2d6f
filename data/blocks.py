"""The database file's own checksums, looked at without DuckDB, which checks a block only when it reads it.

A file is three headers of 4,096 bytes and blocks of 262,144, each behind a checksum of its own: that is how DuckDB stores it
(measured with 2.0; a test compares). Blocks that nothing uses are looked at too.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from data import errors

_HEADERS = 3
_HEADER = 4096
_BLOCK = 262_144
_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_START = np.uint64(5381)


def damaged(path: Path) -> list[int]:
    """The numbers of blocks whose content is not what was written; headers are -3 to -1.

    Not for a process that has the database open: when it closes the file again, it drops DuckDB's lock (see `damaged_apart`).

    Raises:
        DatabaseDamaged: It cannot be read.
    """
    found = []
    try:
        with path.open("rb") as file:
            for number in range(-_HEADERS, max(0, (path.stat().st_size - _HEADERS * _HEADER) // _BLOCK)):
                content = np.fromfile(file, "<u8", (_HEADER if number < 0 else _BLOCK) // 8)
                # A block that was never written is empty.
                if content.any() and _checksum(content[1:]) != content[0]:
                    found.append(number)
    except OSError as problem:
        raise errors.DatabaseDamaged(path.name) from problem
    return found


def damaged_apart(path: Path) -> list[int]:
    """The same by a process of its own, while this one has the database open and writes nothing.

    None are found on Windows, where an open database cannot be read a second time.

    Raises:
        DatabaseDamaged: It cannot be read.
    """
    if os.name == "nt":
        return []
    command = [sys.executable, "-m", __name__, str(path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise errors.DatabaseDamaged(path.name)
    numbers: list[int] = json.loads(done.stdout)
    return numbers


def _checksum(words: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> np.uint64:
    return np.uint64(np.bitwise_xor.reduce(words * _FACTOR) ^ _START)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(damaged(Path(sys.argv[1]))))
