"""Files that are made once from a checked source, kept in a folder, and checked by SHA-256 whenever they are read."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from recognition.errors import WeightsChanged, WeightsMissing


def converted(path: Path, sha256: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of `path` when they have this SHA-256; else what `make` gives, which must have it, kept there.

    A damaged file is made anew. Processes that ask at the same time wait for each other. Raises WeightsChanged when `make`
    gives something else, and what it raises.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if path.is_file():
            data = path.read_bytes()
            if digest(data) == sha256:
                return data
        data = make()
        if digest(data) != sha256:
            raise WeightsChanged(f"{path.name} came out otherwise than recorded")
        write(path, data)
        return data


def checked(path: Path, sha256: str) -> bytes:
    """The bytes of a file that must have this SHA-256. Raises WeightsMissing, WeightsChanged."""
    if not path.is_file():
        raise WeightsMissing(f"{path.name} is not there")
    data = path.read_bytes()
    if digest(data) != sha256.lower():
        raise WeightsChanged(f"{path.name} has another SHA-256 than expected")
    return data


def write(path: Path, data: bytes) -> None:
    """Put a file in place whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def digest(data: bytes) -> str:
    """The SHA-256 in hex digits."""
    return hashlib.sha256(data).hexdigest()
