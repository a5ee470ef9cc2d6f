"""The address at which a browser gets the session's cookie, HttpOnly, and loses it again; and the number it is known by."""

import asyncio
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attendance.house import House, opened
from attendance.office import sessions, settings
from ui import cookie
from ui.handover import handovers

PATH = "/session"
_TICKET_BYTES = 64
_BROWSER_DAYS = 400  # the longest that browsers allow
_NO_STORE = {"Cache-Control": "no-store"}


async def _post(request: Request) -> Response:
    """Take a ticket: 201 with the cookie the first time, 204 once the browser brings that cookie, 403 for anything else."""
    if not _from_own_page(request.headers):
        return _answer(403)
    ticket = await _short_body(request)
    return _answer(413) if ticket is None else await asyncio.to_thread(_handed_over, request.headers, ticket)


async def _delete(request: Request) -> Response:
    """Have the browser forget a session that is over. One that lasts, begun meanwhile in another tab, stays."""
    if not _from_own_page(request.headers):
        return _answer(403)
    return await asyncio.to_thread(_forgotten, request.headers)


ROUTES = [Route(PATH, _post, methods=["POST"]), Route(PATH, _delete, methods=["DELETE"])]


def _from_own_page(headers: Headers) -> bool:
    """Whether the browser names a page of this address as the one that asks; browsers name it with each POST and DELETE."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host") and site == "same-origin"


async def _short_body(request: Request) -> str | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _TICKET_BYTES:
            return None
    return body.decode("ascii", "replace")


def _handed_over(headers: Headers, ticket: str) -> Response:
    rooms = opened()
    if rooms is None:
        return _answer(503)
    token = handovers.take(ticket, cookie.sent(headers, cookie.BROWSER))
    if token and sessions.account_of(rooms.accounts, token):
        answer = _answer(201)
        hours = settings.load(rooms.accounts).session_hours
        _set(answer, headers, cookie.sealed(rooms.config, token, hours), hours * 3600)
        return answer
    return _answer(204 if handovers.keep(ticket, _token(rooms, headers)) else 403)


def _forgotten(headers: Headers) -> Response:
    rooms, answer = opened(), _answer(204)
    token = _token(rooms, headers) if rooms else None
    if rooms and not (token and sessions.account_of(rooms.accounts, token)):
        _set(answer, headers, "", 0)
    return answer


def _token(rooms: House, headers: Headers) -> str | None:
    return cookie.token_in(rooms.config, cookie.sent(headers, cookie.NAME))


def _set(answer: Response, headers: Headers, value: str, seconds: int) -> None:
    tls = cookie.through_tls(headers)
    name = cookie.named(cookie.NAME, tls=tls)
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=tls, httponly=True, samesite="strict")


def _answer(status: int) -> Response:
    return Response(status_code=status, headers=_NO_STORE)


class Browsers:
    """Gives each browser that opens a page a random number, to which a ticket is bound.

    Lax, so that a page opened from a link elsewhere brings it; a new number in one tab would void the ticket of another.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a browser without a number that opens a page gets one with the answer."""
        tls = scope.get("scheme") == "https"
        name = cookie.named(cookie.BROWSER, tls=tls)
        if scope["type"] != "http" or not _opens_page(scope) or name in Request(scope).cookies:
            await self._app(scope, receive, send)
            return

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                line = Response()
                line.set_cookie(
                    name,
                    secrets.token_urlsafe(16),
                    max_age=_BROWSER_DAYS * 86400,
                    path="/",
                    secure=tls,
                    httponly=True,
                    samesite="lax",
                )
                MutableHeaders(scope=message).append("Set-Cookie", line.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, numbered)


def _opens_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
