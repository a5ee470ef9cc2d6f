"""What a page has its browser do about the session's cookie: fetch it with a ticket, or lose it."""

import json
import uuid
from collections.abc import Callable

import streamlit as st

from attendance.i18n import _
from ui import cookie
from ui.handover import handovers
from ui.session_route import PATH

HANDOVER = "_handover"
_LOSE = "_cookie_to_lose"
_LOST = "session_lost"

# Four tries in less than a ticket lasts. The first answer brings the cookie, the next one says that the browser sends it back.
# The button is code of its own, which may come later than the answer, and is off while the line is; that of a later sign-in is
# not pressed for an earlier one.
_FETCH = """
const hand = async () => {
  for (const pause of [0, 0, 2000, 8000]) {
    await new Promise((go) => setTimeout(go, pause))
    const status = await ask("POST", WORD)
    if (status === 204) return
    if (status !== 201 && status !== 0 && status < 500) break
  }
  for (let looks = 0; looks < 600 && [...begun].at(-1) === WORD; looks++) {
    const button = document.querySelector(".st-key-BUTTON button:enabled")
    if (button) return button.click()
    await new Promise((go) => setTimeout(go, 100))
  }
}
hand().then(done)
"""
_LOSING = """ask("DELETE").then(done)"""
_FRAME = """<script>(() => {
const begun = (globalThis.upasthitiCookie ??= new Set())
if (begun.has(WORD)) return
begun.add(WORD)
const page = document.documentElement
page.dataset.cookie = WHAT
const done = () => { delete page.dataset.cookie }
const ask = (method, body) => {
  const how = { method, body, keepalive: true, cache: "no-store", credentials: "same-origin" }
  return fetch(PATH, { ...how, signal: AbortSignal.timeout?.(15000) }).then((answer) => answer.status, () => 0)
}
WORK})()</script>"""


def fetch(token: str) -> None:
    """Have the browser keep a session from the next run on."""
    st.session_state[HANDOVER] = handovers.offer(token, cookie.of_tab(cookie.BROWSER))
    st.session_state.pop(_LOSE, None)


def lose() -> None:
    """Have the browser forget the session that is over."""
    st.session_state.pop(HANDOVER, None)
    st.session_state[_LOSE] = uuid.uuid4().hex


def draw(lost: Callable[[], None]) -> None:
    """Once a run: have the browser do what is to be done.

    Args:
        lost: Called when the browser could not keep the session.
    """
    if word := st.session_state.get(_LOSE):
        _script(_LOSING, "losing", word)
    ticket = st.session_state.get(HANDOVER)
    if ticket and handovers.awaited(ticket):
        st.button(_("Sign in again"), key=_LOST, on_click=lost)  # unseen (ui.theme): the script alone presses it
        _script(_FETCH.replace("BUTTON", _LOST), "fetching", ticket)


def _script(work: str, what: str, word: str) -> None:
    text = _FRAME.replace("WORK", work).replace("WHAT", json.dumps(what)).replace("PATH", json.dumps(PATH))
    st.html(text.replace("WORD", json.dumps(word)), unsafe_allow_javascript=True)
