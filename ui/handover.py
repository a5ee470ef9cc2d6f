"""From a page to a cookie that no script can read: tickets with which the browser fetches, once, the session it began.

Pages answer over a websocket, which sets no cookies. So the page gets a ticket and posts it to `ui.session_route`, which
answers with the cookie. Tickets are kept in memory only: after a restart of the app one is worth nothing, and the form comes
again.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

LASTS_S = 75.0
"""As long as the page goes on trying on a weak line (`ui.session_cookie`)."""


@dataclass
class _Offer:
    """A session on its way: for which browser, until when, and how far it is."""

    token: str
    browser: str | None
    until: float
    taken: bool = False
    kept: bool = False


class Handovers:
    """The tickets of one process; what is stored of one is its SHA-256.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._offers: dict[str, _Offer] = {}

    def offer(self, token: str, browser: str | None) -> str:
        """A ticket for a session.

        Args:
            browser: What the cookie of the browser says that may use it; None for one that keeps no cookies.
        """
        ticket = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._offers = {key: one for key, one in self._offers.items() if one.until > now}
            self._offers[_key(ticket)] = _Offer(token, browser, now + LASTS_S)
        return ticket

    def take(self, ticket: str, browser: str | None) -> str | None:
        """The token of the session, the first time that the right browser asks; one that another browser shows is void."""
        with self._lock:
            found = self._found(ticket)
            if found is None or found.taken:
                return None
            found.taken = True
            return found.token if found.browser == browser else None

    def keep(self, ticket: str, token: str | None) -> bool:
        """Whether a browser that shows a used ticket again brings the session's token with it: then it has kept the cookie."""
        with self._lock:
            found = self._found(ticket)
            if found is None or not found.taken or token is None or not secrets.compare_digest(found.token, token):
                return False
            found.kept = True
            return True

    def awaited(self, ticket: str) -> bool:
        """Whether the browser has not shown yet that it kept the cookie, and still may."""
        with self._lock:
            found = self._found(ticket)
            return found is not None and not found.kept

    def _found(self, ticket: str) -> _Offer | None:
        found = self._offers.get(_key(ticket))
        return found if found and found.until > self._clock() else None


def _key(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


handovers = Handovers()
"""This process's: pages offer, the server's route takes."""
