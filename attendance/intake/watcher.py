"""The thread that looks at the inboxes of all open districts, again and again."""

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from attendance.background import let_pages_go_first
from attendance.district import District
from attendance.errors import Message, explained
from attendance.intake.inbox import Inbox, Standing

log = logging.getLogger(__name__)
LOOK_EVERY_S = 5.0
"""A file is taken when two looks saw it unchanged, so after 5 to 10 seconds."""


class Watcher:
    """Takes photos out of the inboxes until it is stopped.

    Args:
        districts: Gives the open districts; asked each time.
        wake: Told after a look that took something, for the worker to begin.
    """

    def __init__(self, districts: Callable[[], Sequence[District]], wake: Callable[[], None]) -> None:
        self._districts = districts
        self._wake_worker = wake
        self._inboxes: dict[Path, Inbox] = {}
        self._problems: dict[Path, Message] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the class day in hand and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def standing(self, district: District) -> tuple[Standing, Message | None]:
        """How a district's inbox stands, and what kept the last look from ending."""
        return self._inbox(district).standing, self._problems.get(district.folder)

    def look(self) -> None:
        """Look at each inbox once, in the calling thread."""
        for district in self._districts():
            inbox = self._inbox(district)
            before = inbox.standing.taken
            try:
                inbox.look(self._stop.is_set)
                self._problems.pop(district.folder, None)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the page says so and the next look tries again
                place = "".join(traceback.format_tb(problem.__traceback__))
                log.error("a look at the inbox failed: %s\n%s", type(problem).__name__, place)
                self._problems[district.folder] = explained(problem).message
            if inbox.standing.taken > before:
                self._wake_worker()

    def _inbox(self, district: District) -> Inbox:
        return self._inboxes.setdefault(district.folder, Inbox(district))

    def _run(self) -> None:
        let_pages_go_first()
        while not self._stop.is_set():
            self.look()
            self._stop.wait(LOOK_EVERY_S)
