"""The app's log: one JSON object a line, rotated, without names, photos or what people typed.

A failure is told to its reader with a short number, and that number stands in its line. What a line of ours says is written by
us. Of other packages' warnings only the fixed text is kept, without the values put into it, and of an error its kind and its
places in the code, never its own text: that may hold a pupil's name.
"""

import json
import logging
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[1]
FILE = "upasthiti.jsonl"
MOST_BYTES, FILES = 5_000_000, 10
_OURS = ("attendance", "recognition", "data", "ui", "pages", "app")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0, 1, I, L, O and U, which people mix up on the telephone
_DIGITS = 5
_number_of = "number"
_log = logging.getLogger(__name__)


def start(folder: Path) -> None:
    """Write this process's log there from now on, and keep values out of what other packages write to the terminal.

    A folder that cannot be written is no reason not to start: the log then goes to the terminal alone.
    """
    logging.setLogRecordFactory(_without_values)
    _hear_threads()
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = _File(folder / FILE, maxBytes=MOST_BYTES, backupCount=FILES - 1, encoding="utf-8")
    except OSError as problem:
        root.warning("the log cannot be written: %s", type(problem).__name__)
        return
    handler.setFormatter(_Json())
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or _is_ours(record))
    root.addHandler(handler)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        # Streamlit's loggers each keep to themselves. A handler on the last one would begin a list of all requests.
        if not logger.propagate and name != "uvicorn.access":
            logger.addHandler(handler)


def _hear_threads() -> None:
    """Have what ends a thread logged like any failure, where Python would print its text."""

    def heard(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value:
            failed(_log, ended.exc_value, "a thread ended")

    threading.excepthook = heard


def failed(logger: logging.Logger, problem: BaseException, what: str) -> str:
    """Log a failure; returns the number under which `find` has it.

    Args:
        what: Where it happened, in words of ours without anything of a person's.
    """
    number = "E-" + "".join(secrets.choice(_ALPHABET) for _ in range(_DIGITS))
    logger.error("%s %s: %s", number, what, type(problem).__name__, exc_info=problem, extra={_number_of: number})
    return number


def find(folder: Path, number: str) -> Iterator[str]:
    """The lines of a failure, the oldest first; however the number was typed."""
    wanted = number.strip().upper().removeprefix("E-")
    for file in sorted(folder.glob(f"{FILE}*"), key=lambda path: path.stat().st_mtime):
        for line in file.read_text(encoding="utf-8").splitlines():
            if json.loads(line).get(_number_of) == f"E-{wanted}":
                yield line


def places(found: TracebackType | None) -> list[str]:
    """Where in the code an error came from: file, line and function, outermost first."""
    return [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(found)]


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name


def _kinds(problem: BaseException | None) -> list[str]:
    """The error's kind and those that led to it."""
    found: list[str] = []
    while problem is not None and len(found) < 10:
        found.append(type(problem).__name__)
        problem = problem.__cause__ or problem.__context__
    return found


def _without_values(*arguments: Any, **named: Any) -> logging.LogRecord:
    """A record whose error is its kinds and places, and whose text, where it is not ours and no mere notice, has no values."""
    record = logging.LogRecord(*arguments, **named)
    if isinstance(record.exc_info, tuple) and record.exc_info[1]:
        kinds, where = _kinds(record.exc_info[1]), places(record.exc_info[2])
        record.__dict__ |= {"kinds": kinds, "places": where}
        record.exc_text = "\n".join(["  " + " < ".join(kinds), *(f"  {place}" for place in where)])
        record.exc_info = None
    if record.levelno >= logging.WARNING and not _is_ours(record):
        record.msg, record.args = str(record.msg) if record.args else _first_words(str(record.msg)), ()
    return record


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in _OURS


def _first_words(text: str) -> str:
    """The beginning of a text into which values may have been written before it came here."""
    return text.partition(":")[0][:60]


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "text": record.getMessage(),
        }
        line |= {key: getattr(record, key) for key in (_number_of, "kinds", "places") if hasattr(record, key)}
        return json.dumps(line, ensure_ascii=False)


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say that a line was lost, as on a full disk, and nothing of what it held."""
        if sys.stderr:
            sys.stderr.write("a line of the log was lost\n")

    def _open(self) -> Any:
        opened = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return opened
