"""The thread that makes a backup each evening, or when the app starts the next day, and whenever somebody asks for one."""

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from attendance.background import let_pages_go_first
from attendance.district import District, Kind
from attendance.errors import Message, NotAllowed, explained
from attendance.i18n import N_
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.backups.keeping import due
from attendance.office.backups.making import make
from attendance.office.backups.shelf import last_good
from data.clock import utc_now

log = logging.getLogger(__name__)
LOOK_EVERY_S = 60.0
"""Also how long the app works in peace after its start."""
FINISHES_WITHIN_S = 5.0
TRY_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """How the making of backups stands.

    Attributes:
        under_way: Whether one is being made, or will be in a moment.
        problem: Why the last try made none; None where it did.
        tried_at: When that was, UTC.
    """

    under_way: bool = False
    problem: Message | None = None
    tried_at: datetime | None = None


class Nightly:
    """Makes backups until it is stopped. Only the office's own district has them by itself: the sandbox can be made afresh.

    Args:
        districts: Gives the open districts; asked each time.
    """

    def __init__(self, districts: Callable[[], Sequence[District]]) -> None:
        self._districts = districts
        self._standing: dict[Path, Standing] = {}
        self._asked: dict[Path, Account] = {}
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End. A backup in hand has a moment to finish; then the closing of its database breaks it off, without a trace."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(FINISHES_WITHIN_S)

    def ask(self, district: District, account: Account) -> None:
        """Have a backup made now.

        Raises:
            NotAllowed: Only the MIS in-charge may.
        """
        if account.role is not Role.MIS:
            raise NotAllowed(N_("Only the MIS in-charge has backups made."))
        self._asked[district.folder] = account
        self._standing[district.folder] = Standing(under_way=True)
        self._wake.set()

    def standing(self, district: District) -> Standing:
        """How it stands with a district."""
        return self._standing.get(district.folder, Standing())

    def look(self) -> None:
        """Make the backups that are asked for or due, in the calling thread."""
        for district in self._districts():
            account = self._asked.pop(district.folder, None)
            if account or self._is_due(district):
                self._make(district, account or SYSTEM)

    def _is_due(self, district: District) -> bool:
        now, before = utc_now(), self.standing(district)
        waits = before.problem and before.tried_at and now < before.tried_at + TRY_AGAIN_AFTER
        return district.kind is Kind.OWN and not waits and due(last_good(district), now)

    def _make(self, district: District, account: Account) -> None:
        self._standing[district.folder] = Standing(under_way=True)
        problem = None
        try:
            make(district, account)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the page says so and it is tried again
            place = "".join(traceback.format_tb(failure.__traceback__))
            log.error("a backup failed: %s\n%s", type(failure).__name__, place)
            problem = explained(failure).message
        self._standing[district.folder] = Standing(problem=problem, tried_at=utc_now())

    def _run(self) -> None:
        let_pages_go_first()
        while not self._stop.is_set():
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()
            if not self._stop.is_set():
                self.look()
