"""What stands around the pages: where the server may answer, whose requests it answers, and what runs without a reader."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config as server

from attendance import i18n, logs, terminal
from attendance.config import Config
from attendance.doctor.examine import words
from attendance.doctor.finding import Patient
from attendance.house import close, house, opened
from attendance.listening import FORWARDED_BY, refusal, turned_away
from ui.doors import Doors
from ui.policy import Policy
from ui.session_route import ROUTES as SESSION_ROUTES
from ui.session_route import Browsers

_log = logging.getLogger(__name__)
HEALTH_HOLDS_S = 10.0
_FORWARDED = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "forwarded")


def prepare() -> None:
    """Before the server answers: end it, saying why, where other computers would be answered in the clear; begin the log."""
    with i18n.reading_in(terminal.language()):
        try:
            settings = Config()
        except ValidationError as problem:
            raise SystemExit(terminal.misconfigured(problem)) from None
        certificate = bool(server.get_option("server.sslCertFile") and server.get_option("server.sslKeyFile"))
        address, forwarded_by = server.get_option("server.address"), os.environ.get(FORWARDED_BY)
        if why := refusal(address, certificate, settings.trusted_proxy, forwarded_by):
            raise SystemExit(str(why))
    logs.start(settings.logs)


class Gate:
    """Answers no request that came in the clear from another computer, or through a proxy that nobody named."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._proxy = Config().trusted_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away with the reason in both languages; a websocket without one."""
        why = _why_not(scope, self._proxy) if scope["type"] in ("http", "websocket") else None
        if why is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(why, status_code=403)(scope, receive, send)


def _why_not(scope: Scope, proxy: str) -> str | None:
    headers = Headers(scope=scope)
    client = scope.get("client")
    why = turned_away(scope["scheme"], client[0] if client else None, any(name in headers for name in _FORWARDED), proxy)
    if why is None:
        return None
    said = []
    for language in i18n.LANGUAGES:
        with i18n.reading_in(language):
            said.append(str(why))
    return "\n".join(said)


MIDDLEWARE = [Middleware(Policy), Middleware(Gate), Middleware(Doors), Middleware(Browsers)]


class Health:
    """Answers a monitor: well, or which of a few words is not; nothing about anybody. Asked often, it still looks seldom."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = -HEALTH_HOLDS_S
        self._wrong: list[str] = []

    def __call__(self, _request: Request) -> Response:
        """200 and ``{"ok": true}``, or 503 and ``{"ok": false, "wrong": [...]}``."""
        with self._lock:
            if time.monotonic() - self._asked_at >= HEALTH_HOLDS_S:
                self._wrong, self._asked_at = _wrong_now(), time.monotonic()
            wrong = list(self._wrong)
        answer = {"ok": False, "wrong": wrong} if wrong else {"ok": True}
        return JSONResponse(answer, status_code=503 if wrong else 200, headers={"Cache-Control": "no-store"})


def _wrong_now() -> list[str]:
    rooms = opened()
    return words(Patient(rooms.config, rooms.districts())) if rooms else ["database"]


ROUTES = [Route("/health", Health().__call__, methods=["GET", "HEAD"]), *SESSION_ROUTES]


def uncaught(problem: Exception) -> bool:
    """Show what no page caught, in the reader's turn."""
    from ui import failures  # what pages use complains when it is imported outside a reader's turn

    return failures.uncaught(problem)


@asynccontextmanager
async def lifespan(_app: "st.App") -> AsyncIterator[dict[str, Any] | None]:
    """Open the house at the start, so that the inbox, the queue and what is due at night need no visitor; close it at last."""
    opening = threading.Thread(target=_open, name="opening", daemon=True)
    opening.start()
    yield None
    await asyncio.to_thread(opening.join)
    await asyncio.to_thread(close)


def _open() -> None:
    try:
        house()
    except Exception as problem:  # noqa: BLE001 - the first page tells it to somebody who can act
        logs.failed(_log, problem, "the databases were not opened")
