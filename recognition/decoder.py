"""Decoding in processes of its own, which may die: a photo that kills one cannot be read, and nothing else is lost.

What a library for pictures does with hostile bytes is not to happen in the process that holds the key. The processes are
started when the first photo comes, kept, and end with the app.
"""

import atexit
import io
import json
import logging
import os
import queue
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Timer
from typing import IO, Any

from PIL import Image, ImageFile

from recognition import confined, decoding
from recognition.decoder_process import HEAD, LENGTH, READY, ppm_head
from recognition.errors import DecoderUnavailable, Reason, UnreadablePhoto

AT_ONCE = 2
"""Processes: the worker's photo and one that somebody looks at before sending need not wait for each other."""
MOST_MEMORY = 420 * 1024**2
"""Bytes of address space, 64 MB of it before any photo. A progressive JPEG of 50 megapixels without subsampling takes 398 MB;
of WebP and of transparent pictures, of which libraries hold several copies, 18 megapixels fit."""
MOST_CPU_S = 10
"""Of one photo. The slowest that is no attack, a transparent PNG of 50 megapixels, took 1.7 s."""
PATIENCE_S = 120.0
"""For one photo, by the clock, whatever the processor does; a busy machine's slowest legitimate photo takes a tenth."""
_STARTING_S = 120.0
_PIPE_BYTES = 1024**2
_PIECE_BYTES = 64 * 1024
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""Linux gives a photo's memory in 20 pieces and not in 10,000; elsewhere it says nothing."""
_ENDING_S = 5.0
_KILLED = -9
"""SIGKILL: of the system, when memory is short, or of an operator."""
_LONGEST_SAYING = 100_000
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
_log = logging.getLogger(__name__)


class _Died(Exception):
    """The process is gone, or was ended because it took too long; `by_chance` where that need not be the photo's doing."""

    def __init__(self, by_chance: bool) -> None:
        super().__init__(by_chance)
        self.by_chance = by_chance


class _Decoder:
    """One process; one question at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            confined.command("recognition.decoder_process", MOST_MEMORY, MOST_CPU_S),
            env=confined.environment() | _LARGE_PAGES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._owner = os.getpid()
        _widen(self._process.stdout)
        try:
            with self._timed(_STARTING_S):
                started = self._read(len(READY)) == READY
        except EOFError:
            started = False
        if not started:
            self.end()
            raise DecoderUnavailable

    @property
    def mine(self) -> bool:
        """Whether this process started it, and no parent of it."""
        return self._owner == os.getpid()

    def ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], Image.Image | None]:
        """What is said of a file, and its picture where that was asked for.

        Raises:
            _Died: It can be asked nothing more.
        """
        began = time.monotonic()
        try:
            with self._timed(PATIENCE_S):
                return self._ask(kind, data)
        except (OSError, EOFError, ValueError, TypeError, KeyError) as problem:
            code = self._ending()
            _log.warning("a decoder ended with %s over a file of %s bytes", code, len(data))
            raise _Died(code == _KILLED and time.monotonic() - began < PATIENCE_S) from problem

    def _ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], Image.Image | None]:
        question = memoryview(HEAD.pack(kind, len(data)) + data)
        while question:
            question = question[self._questions.write(question) :]
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        said = json.loads(self._read(length if length <= _LONGEST_SAYING else 0))
        if "out_of_memory" in said:
            raise EOFError
        return said, self._picture(said["size"]) if "size" in said else None

    def end(self) -> None:
        """End it and whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _ending(self) -> int | None:
        """How it ended; None where it had to be made to."""
        try:
            return self._process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return None

    @property
    def _questions(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        return self._process.stdin

    def _picture(self, given: Any) -> Image.Image:
        width, height = (int(side) for side in given)
        if min(width, height) < 1 or width * height > decoding.MOST_PIXELS:
            raise ValueError(given)
        head = ppm_head(width, height)
        if self._read(len(head)) != head:
            raise ValueError(given)
        # Piece by piece, while a piece is still in the processor's cache: the whole beside the picture took 6 ms more.
        taken, left = ImageFile.Parser(), 3 * width * height
        taken.feed(head)
        while left:
            piece = self._answers.read(min(left, _PIECE_BYTES))
            if not piece:
                raise EOFError
            taken.feed(piece)
            left -= len(piece)
        return taken.close()

    def _read(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            came = self._answers.read(length - len(found))
            if not came:
                raise EOFError
            found += came
        return found

    @property
    def _answers(self) -> io.FileIO:
        assert isinstance(self._process.stdout, io.FileIO)  # noqa: S101 - a pipe without a buffer was asked for
        return self._process.stdout

    @contextmanager
    def _timed(self, patience: float) -> Iterator[None]:
        timer = Timer(patience, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _widen(pipe: IO[bytes] | None) -> None:
    """Let more bytes wait in a pipe, where the system allows it: fewer turns between the two processes."""
    if pipe is None or not hasattr(fcntl, "F_SETPIPE_SZ"):
        return
    with suppress(OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


class _Decoders:
    """Those that wait for a question."""

    def __init__(self) -> None:
        self._free: queue.LifoQueue[_Decoder | None] = queue.LifoQueue()
        for _ in range(AT_ONCE):
            self._free.put(None)

    def ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], Image.Image | None]:
        """The answer of one of them.

        Raises:
            UnreadablePhoto: It died of this file, or ran out of memory over it.
            DecoderUnavailable: None can be started.
        """
        try:
            return self._ask(kind, data)
        except _Died as problem:
            if not problem.by_chance:
                raise UnreadablePhoto(Reason.TOO_MUCH) from problem
        try:
            # Whoever lacks memory ends processes that did nothing wrong: a photo is refused only when it is met twice.
            return self._ask(kind, data)
        except _Died as problem:
            raise UnreadablePhoto(Reason.TOO_MUCH) from problem

    def end(self) -> None:
        """End those that wait."""
        waiting = []
        while not self._free.empty():
            waiting.append(self._free.get())
        for decoder in waiting:
            if decoder and decoder.mine:
                decoder.end()
            self._free.put(None)

    def _ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], Image.Image | None]:
        decoder = self._free.get()
        answered = False
        try:
            if decoder is None or not decoder.mine:
                decoder = None
                decoder = _Decoder()
            found = decoder.ask(kind, data)
            answered = True
            return found
        finally:
            if decoder and not answered:
                decoder.end()
            self._free.put(decoder if answered else None)


_lock = Lock()
_decoders: _Decoders | None = None


def ask(kind: bytes, data: bytes) -> tuple[dict[str, Any], Image.Image | None]:
    """See `_Decoders.ask`; the refusals that the process itself finds are raised too."""
    global _decoders
    with _lock:
        if _decoders is None:
            _decoders = _Decoders()
            atexit.register(_decoders.end)
    said, picture = _decoders.ask(kind, data)
    if "reason" in said:
        raise UnreadablePhoto(Reason(said["reason"]))
    return said, picture
