"""Lets many pass at a time, until somebody shuts it and waits for those inside to come out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Between reads, which go on side by side, and what may happen only while nobody reads.

    A thread that is inside must neither pass again nor shut it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._is_shut = False

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Be inside; waits while it is shut."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Let nobody else in and wait until all are out; for one thread at a time."""
        with self._changed:
            self._is_shut = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._is_shut = False
                self._changed.notify_all()
