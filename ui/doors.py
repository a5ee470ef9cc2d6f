"""Which requests get to what Streamlit serves beside the pages: those of somebody signed in, from the app's own pages."""

import asyncio
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from attendance.house import opened
from attendance.office import sessions
from ui import cookie

_CLOSED = ("/_stcore/metrics", "/_stcore/agent/")
_UPLOADS = "/_stcore/upload_file/"


class Doors:
    """Turns away what no page of the app sends.

    Streamlit takes websockets from any page on this computer, whatever its port, which browsers hold to be the same site; it
    stores what anybody uploads who has opened its first page; and it counts its sessions at an open address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away without a word about why."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refused = await _refused(scope)
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("", status_code=refused)(scope, receive, send)


async def _refused(scope: Scope) -> int | None:
    headers, path = Headers(scope=scope), scope["path"]
    if any(closed in path for closed in _CLOSED):
        return 404
    from_page = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
    origin = headers.get("origin")
    if from_page and origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return 403
    if _UPLOADS in path and scope["method"] != "OPTIONS" and not await asyncio.to_thread(_signed_in, headers):
        return 403
    return None


def _signed_in(headers: Headers) -> bool:
    rooms = opened()
    if rooms is None:
        return False
    token = cookie.token_in(rooms.config, cookie.sent(headers, cookie.NAME))
    return token is not None and sessions.account_of(rooms.accounts, token) is not None
