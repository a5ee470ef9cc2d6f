"""A line as in the field: a relay that lets through so many bits a second, each with a delay, and that can be cut."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_CHUNK = 1460
"""Bytes: what one packet of Ethernet carries."""
_AHEAD_S = 1.0
"""How much the line takes in before it lets the sender wait, in seconds."""


class _Way:
    """One direction, shared by all connections."""

    def __init__(self, bits_per_s: float | None, delay_s: float) -> None:
        self._bytes_per_s = bits_per_s / 8 if bits_per_s else None
        self._delay_s = delay_s
        self._free_at = 0.0
        self._lock = threading.Lock()
        self.passed = 0

    def due(self, size: int) -> float:
        """When so many bytes that are sent now arrive; waits where the line is full."""
        now = time.monotonic()
        with self._lock:
            self.passed += size
            self._free_at = max(self._free_at, now)
            if self._bytes_per_s:
                self._free_at += size / self._bytes_per_s
            arrives = self._free_at + self._delay_s
        time.sleep(max(0.0, arrives - self._delay_s - now - _AHEAD_S))
        return arrives


class SlowLine:
    """A relay on a port of its own to a port of this machine; `port` is where it listens."""

    def __init__(self, target: int, bits_per_s: float | None, round_trip_s: float) -> None:
        self._target = target
        self._up, self._down = (_Way(bits_per_s, round_trip_s / 2) for _way in range(2))
        self._is_cut = False
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._start(self._accept)

    @property
    def received(self) -> int:
        """Bytes that came from the server so far."""
        return self._down.passed

    def cut(self) -> None:
        """Break all connections, and let none through until `mend`."""
        self._is_cut = True
        for one in tuple(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let new connections through."""
        self._is_cut = False

    def close(self) -> None:
        """End it, with all connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _start(self, work: Callable[..., None], *values: object) -> None:
        thread = threading.Thread(target=work, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # at its end
            while True:
                near, _address = self._listening.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open |= {near, far}
                self._start(self._connect, near, far)

    def _connect(self, near: socket.socket, far: socket.socket) -> None:
        with near, far:
            other = threading.Thread(target=self._relay, args=(far, near, self._down), daemon=True)
            other.start()
            self._relay(near, far, self._up)
            other.join()
        self._open -= {near, far}

    def _relay(self, source: socket.socket, target: socket.socket, way: _Way) -> None:
        waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        sending = threading.Thread(target=_send, args=(waiting, target), daemon=True)
        sending.start()
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                waiting.put((way.due(len(data)), data))
        waiting.put((0.0, b""))
        sending.join()


def _send(waiting: "queue.SimpleQueue[tuple[float, bytes]]", target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            due, data = waiting.get()
            if not data:
                break
            time.sleep(max(0.0, due - time.monotonic()))
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def slow_line(target: int, bits_per_s: float | None = None, round_trip_s: float = 0.0) -> Iterator[SlowLine]:
    """A relay in threads of its own; without a rate it only delays and can be cut."""
    line = SlowLine(target, bits_per_s, round_trip_s)
    try:
        yield line
    finally:
        line.close()
