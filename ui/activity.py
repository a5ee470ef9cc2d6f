"""Whether a run of the app is somebody's doing, or the page's own: looking for news, coming back after a broken line."""

import hashlib

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import get_script_run_ctx

_SEEN = "_activity_seen"
Seen = tuple[str, str, dict[str, bytes]]


def in_fragment() -> bool:
    """Whether this run is of fragments alone, without the page around them."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def is_somebodys(polling: bool = False) -> bool:
    """Ask once a run, before widgets are drawn: whether anything was clicked, typed or opened since the last time.

    Streamlit runs the app just the same when a page looks by itself and when the browser's line is back; then the browser sends
    the values that it sent before. A page that is loaded sends none yet.

    Args:
        polling: The run is of a fragment that looks by itself; then widgets that came with its last answer say nothing.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return False
    states = context.session_state.get_widget_states()
    values = {state.id: hashlib.sha256(state.SerializeToString(deterministic=True)).digest() for state in states}
    before: Seen | None = st.session_state.get(_SEEN)
    now: Seen = (context.page_script_hash, context.query_string, values)
    st.session_state[_SEEN] = now
    if any(_is_click(state) for state in states):
        return True
    if before is None:
        return not values
    if before[:2] != now[:2]:
        return True
    old = before[2]
    return any(old[name] != value if name in old else not polling for name, value in values.items())


def _is_click(state: WidgetState) -> bool:
    kind = state.WhichOneof("value")
    return kind is not None and "trigger" in kind and getattr(state, kind) is not False
