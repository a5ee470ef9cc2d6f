"""A backup's list of sealed files, one a line in the order of their names: a district has millions, so none is held whole."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data.errors import StorageFull

SEALED = "sealed.tsv"
_HALF = ".new-sealed"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file as it was: its name in the vault, its SHA-256, which names it in the pool, and its bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Total:
    """How many sealed files a list names, and their bytes."""

    files: int
    size: int


def write(folder: Path, sealed: Iterable[Sealed]) -> Total:
    """Put a list into a backup's folder, on the disk before this returns; one that is there is replaced whole.

    Args:
        sealed: In the order of their names.

    Raises:
        StorageFull: No room.
    """
    files = size = 0
    half = folder / _HALF
    try:
        with half.open("w", encoding="utf-8", newline="\n") as out:
            for one in sealed:
                out.write(f"{one.name}\t{one.sha256}\t{one.size}\n")
                files, size = files + 1, size + one.size
            out.flush()
            os.fsync(out.fileno())
        half.replace(folder / SEALED)
    except OSError as problem:
        half.unlink(missing_ok=True)
        raise StorageFull("no room for a list") from problem
    return Total(files, size)


def read(folder: Path) -> Iterator[Sealed]:
    """What `write` wrote, in its order.

    Raises:
        OSError, ValueError: It is not there, or is not what was written.
    """
    with (folder / SEALED).open(encoding="utf-8") as lines:
        for line in lines:
            name, sha256, size = line.split("\t")
            yield Sealed(name, sha256, int(size))


def beside(files: Iterable[tuple[str, Path]], before: Iterator[Sealed]) -> Iterator[tuple[str, Path, Sealed | None]]:
    """Files of the vault by name, each with what an earlier list says of it; both in the order of their names."""
    earlier = next(before, None)
    for name, path in files:
        while earlier and earlier.name < name:
            earlier = next(before, None)
        yield name, path, earlier if earlier and earlier.name == name else None
