"""Who is signed in in this browser session, in which language they read, and in which district they work."""

from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from attendance import i18n
from attendance.district import Kind
from attendance.house import House
from attendance.i18n import LANGUAGES, Language
from attendance.office import sessions
from attendance.office.access import Account, Role
from attendance.office.sessions import Standing
from ui import cookie, session_cookie

TOKEN = "_session_token"  # noqa: S105 - a key, not a secret
LANGUAGE = "_language"
KIND = "_district"
ROLE = "_role"
ENDED = "_session_ended"
CONNECTION = "_connection"
NOT_KEPT = "not_kept"
HERE = "here"  # signed out in this browser session, which needs no telling
STANDING = "_session_standing"
_LANGUAGE_COOKIE = "upasthiti_language"
_LANGUAGE_DAYS = 365


def language() -> Language:
    """The language of this browser session: chosen here, or kept from before, or Hindi."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return LANGUAGES[0]
    chosen = st.session_state.get(LANGUAGE) or cookie.request_cookie(_LANGUAGE_COOKIE)
    return next((code for code in LANGUAGES if code == chosen), LANGUAGES[0])


i18n.use_language_of(language)


def choose_language(code: Language) -> None:
    """Read on in this language, now and on the next visit."""
    st.session_state[LANGUAGE] = code


def _kept(house: House) -> str | None:
    """The token in the cookie that the browser brought when it connected."""
    return cookie.token_in(house.config, cookie.of_tab(cookie.NAME))


def account(house: House, *, active: bool = False) -> Account | None:
    """Who is signed in, asked of the session table each time; None when nobody is.

    When a session that this browser session had is over, everything it held is forgotten.

    Args:
        active: Somebody is doing something just now, which puts the session's end off.
    """
    token = st.session_state.get(TOKEN)
    if token is None and ENDED not in st.session_state:
        token = _kept(house)
    elif token and not _same_browser(house, token):
        was_on_its_way = session_cookie.HANDOVER in st.session_state
        forget()
        if was_on_its_way:
            st.session_state[ENDED] = NOT_KEPT
        return None
    found = sessions.standing(house.accounts, token, active=active) if token else Standing(None)
    if found.account:
        st.session_state.update({TOKEN: token, ROLE: found.account.role, STANDING: found, CONNECTION: _connection()})
    elif TOKEN in st.session_state or found.over:
        forget()
        st.session_state[ENDED] = found.over or "sign_out"
    return found.account


def _same_browser(house: House, token: str) -> bool:
    """Whether the connection is the one on which the session was last seen, or brings its cookie.

    Streamlit takes a browser session up again for whoever names it, and its name stands in the address of each upload.
    """
    return st.session_state.get(CONNECTION) == _connection() or _kept(house) == token


def _connection() -> str | None:
    """What the browser calls this connection; another one at each reconnecting."""
    found = st.context.headers.get("Sec-WebSocket-Key")
    return found if isinstance(found, str) else None


def standing() -> Standing:
    """What the session table last said in this run."""
    found: Standing = st.session_state[STANDING]
    return found


def key() -> str:
    """By what the list of sessions names this one."""
    return sessions.key_of(st.session_state[TOKEN])


def begin(house: House, who: Account) -> None:
    """Start a session for somebody whose password was right."""
    token = sessions.start(house.accounts, who, address(), st.context.headers.get("User-Agent"))
    st.session_state.pop(ENDED, None)
    st.session_state.update({TOKEN: token, CONNECTION: _connection()})
    session_cookie.fetch(token)


def end(house: House) -> None:
    """Sign out."""
    token = st.session_state.get(TOKEN)
    if token:
        sessions.end(house.accounts, token)
    forget()
    st.session_state[ENDED] = HERE
    session_cookie.lose()


def not_kept(house: House) -> None:
    """Sign out because the browser did not keep the session, and have the form say so."""
    end(house)
    st.session_state[ENDED] = NOT_KEPT


def forget() -> None:
    """Drop what pages keep between runs, but for the language: another district's or person's rows must not shine through."""
    chosen = language()
    for name in list(st.session_state):
        del st.session_state[name]
    st.session_state[LANGUAGE] = chosen


def kind() -> Kind:
    """Which district this browser session works in; the office's own unless it stepped into the sandbox."""
    return Kind(st.session_state.get(KIND, Kind.OWN))


def step_into(chosen: Kind) -> None:
    """Work in the other district from the next run."""
    names = (TOKEN, ROLE, CONNECTION, session_cookie.HANDOVER)
    kept = {name: st.session_state[name] for name in names if name in st.session_state}
    forget()
    st.session_state.update({**kept, KIND: chosen})


def sees_details() -> bool:
    """Whether the reader is one who can use technical details."""
    return st.session_state.get(ROLE) in (Role.MIS, Role.DPO)


def address() -> str | None:
    """Where the browser is; None on this machine."""
    found = st.context.ip_address
    return found if isinstance(found, str) else None


def write_cookies(house: House) -> None:
    """Have the browser keep, or forget, what this session decided."""
    session_cookie.draw(partial(not_kept, house))
    if LANGUAGE in st.session_state:
        cookie.write(_LANGUAGE_COOKIE, language(), _LANGUAGE_DAYS)
