"""Processes of their own for libraries that read hostile files: with limits, without the app's environment, and free to die."""

import os
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows: what holds there is that it is another process, and the time that is waited for it
    resource = None  # type: ignore[assignment]

_ROOT = Path(__file__).parents[1]
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TEMP")


def command(module: str, *arguments: object) -> list[str]:
    """How one of our modules is started."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def environment() -> dict[str, str]:
    """What it may know of the environment: not where the data and the key are."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}


def limit(memory: int) -> None:
    """For the process itself: so many bytes of address space, no file, no process beside it, and no core dump, which would hold
    a face."""
    if resource is None:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (most, most))


def limit_time(seconds: int) -> None:
    """For the process itself: so many processor seconds from now on."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))
