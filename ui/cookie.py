"""The cookies by which a browser is known again after a reload: names, contents, and where each is read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import jwt
import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from attendance.config import Config
from attendance.office import sessions

NAME = "upasthiti_session"
BROWSER = "upasthiti_browser"
_TLS_ONLY = "__Host-"


def named(name: str, *, tls: bool) -> str:
    """A cookie's name; through TLS one that browsers take from this very address alone, never from a neighbour."""
    return _TLS_ONLY + name if tls else name


def sealed(config: Config, token: str, hours: int) -> str:
    """What the browser keeps of a session, signed with this installation's key.

    Args:
        hours: How long it is good; the session table has the last word.
    """
    until = datetime.now(UTC) + timedelta(hours=hours)
    return jwt.encode({"session": token, "exp": int(until.timestamp())}, sessions.cookie_key(config), algorithm="HS256")


def token_in(config: Config, value: str | None) -> str | None:
    """The session's token in a cookie's value; None when there is none that this installation signed."""
    try:
        content: dict[str, str] = jwt.decode(value or "", sessions.cookie_key(config), algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return None
    return content.get("session")


def sent(headers: Headers, name: str) -> str | None:
    """One of our cookies in a request that a page of ours has begun."""
    return cookie_parser(headers.get("cookie", "")).get(named(name, tls=through_tls(headers)))


def of_tab(name: str) -> str | None:
    """The same, of the request that opened this browser session."""
    return request_cookie(named(name, tls=through_tls(st.context.headers)))


def request_cookie(name: str) -> str | None:
    """Any cookie of the request that opened this browser session."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def write(name: str, value: str, days: int) -> None:
    """Write a cookie that holds no secret in the browser unless the request brought it."""
    if request_cookie(name) != value:
        secure = "; Secure" if str(st.context.url).startswith("https:") else ""
        line = f"{name}={value}; path=/; max-age={days * 86400}; SameSite=Strict{secure}"
        st.html(f"<script>document.cookie = {json.dumps(line)}</script>", unsafe_allow_javascript=True)


def through_tls(headers: Mapping[str, str]) -> bool:
    """What the browser itself says of the page that asks; behind a proxy the connection to us says nothing of it."""
    return headers.get("Origin", "").startswith("https://")
