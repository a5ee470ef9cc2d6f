"""The sign that the line to the app is cut, in place of Streamlit's own English box."""

import html

import streamlit as st

from attendance.i18n import _

_STYLE = """
<style>
.upa-line { display: none; }
.stApp:not([data-test-connection-state="CONNECTED"]) .upa-line {
  display: block; position: fixed; inset: 0 0 auto 0; z-index: 1000060; padding: .75rem 1rem; text-align: center;
  background: #fff3d6; color: #1f2328; border-bottom: .25rem solid #D55E00; animation: upa-line 0s 2s both; }
@keyframes upa-line { from { visibility: hidden; } to { visibility: visible; } }
[data-testid="stElementContainer"]:has(.upa-line) { position: absolute; width: 0; }
body:has(.stApp:not([data-test-connection-state="CONNECTED"])) > [data-testid="stDialog"] { display: none; }
</style>
"""
# Its box is a modal one: hidden alone, it would still keep everything below it from being used.
_DISMISS = """
<script>
globalThis.upasthitiLine ??= (() => {
  const cut = () => document.querySelector(".stApp")?.dataset.testConnectionState !== "CONNECTED"
  const dismiss = () => cut() && document.querySelector('body > [data-testid="stDialog"] button')?.click()
  const observer = new MutationObserver(dismiss)
  observer.observe(document.body, { childList: true })
  return observer
})()
</script>
"""


def watch() -> None:
    """Put the sign on the page; it shows itself when the line has been cut for two seconds, also in the middle of a run."""
    text = _(
        "No connection to the app just now. Leave this page open: it goes on by itself when the connection is back. If it does "
        "not come back, tell the MIS in-charge."
    )
    sign = f'<div class="upa-line" role="alert">{html.escape(text)}</div>'
    st.html(f"{_STYLE}{sign}{_DISMISS}", unsafe_allow_javascript=True)
