"""The cookie by which a browser is known again after a reload: streamlit-authenticator's, with our session inside."""

import json
from datetime import UTC, datetime, timedelta

import jwt
import streamlit as st
from streamlit_authenticator.models.cookie_model import CookieModel

NAME = "upasthiti_session"
_PENDING = "_cookie_to_keep"
_FORGET = "_cookie_to_forget"


class SessionCookie(CookieModel):
    """Carries the token of a row in the session table, signed with this installation's key.

    The library's own cookie carries a name and a date and would sign in again after sign-out. It also puts a component's frame
    on each page, which answers only after the first run; cookies are read here from the request and written by a script.

    Args:
        key: 32 bytes.
        hours: How long the browser keeps it; the session table has the last word.
    """

    def __init__(self, key: bytes, hours: int) -> None:
        self.cookie_name = NAME
        self.cookie_key = key
        self.cookie_expiry_days = hours / 24
        self.token: str | None = None
        self.exp_date = 0.0

    def read(self) -> str | None:
        """The session's token in the request's cookie; None when there is none that this installation signed."""
        return self.token_in(request_cookie(NAME))

    def token_in(self, value: str | None) -> str | None:
        """The session's token in a cookie's value, as `read`."""
        self.token = value
        return self._token_decode().get("session") if value else None

    def keep(self, token: str) -> None:
        """Have the browser keep a session from the next page it gets."""
        expires = datetime.now(UTC) + timedelta(days=self.cookie_expiry_days)
        self.token, self.exp_date = token, expires.timestamp()
        st.session_state[_PENDING] = self._token_encode()
        st.session_state.pop(_FORGET, None)

    def get_cookie(self) -> None:
        """Nothing: the library would sign in by it without asking the session table, which `ui.session` has done before."""
        return

    def set_cookie(self) -> None:
        """Nothing: `keep` has been called when the session began."""

    def delete_cookie(self) -> None:
        """Have the browser forget it."""
        st.session_state.pop(_PENDING, None)
        st.session_state[_FORGET] = True

    def _token_decode(self) -> dict[str, str]:
        try:
            content: dict[str, str] = jwt.decode(self.token or "", self.cookie_key, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return {}
        return content

    def _token_encode(self) -> str:
        return jwt.encode({"session": self.token, "exp": int(self.exp_date)}, self.cookie_key, algorithm="HS256")


def request_cookie(name: str) -> str | None:
    """A cookie of the request that opened this browser session."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def write_session(hours: int) -> None:
    """Write or remove the session's cookie in the browser, as `SessionCookie` has asked for."""
    if st.session_state.get(_FORGET):
        _write(NAME, "", 0)
    elif pending := st.session_state.get(_PENDING):
        _write(NAME, pending, hours * 3600)


def write(name: str, value: str, days: int) -> None:
    """Write a cookie in the browser unless the request brought it."""
    if request_cookie(name) != value:
        _write(name, value, days * 86400)


def _write(name: str, value: str, seconds: int) -> None:
    secure = "; Secure" if str(st.context.url).startswith("https:") else ""
    line = f"{name}={value}; path=/; max-age={seconds}; SameSite=Strict{secure}"
    st.html(f"<script>document.cookie = {json.dumps(line)}</script>", unsafe_allow_javascript=True)
