"""A browser tab without a browser: Streamlit's own websocket, which sends what a test tells it to."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 60


@dataclass
class Tab:
    """One connection.

    Attributes:
        heard: All that came.
        sent: All that was sent, as bytes, so that another tab can send the same.
    """

    socket: ClientConnection
    heard: list[ForwardMsg] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    def open(
        self,
        page: str,
        query: Mapping[str, str] | None = None,
        widgets: Iterable[WidgetState] = (),
        fragment: str = "",
    ) -> list[ForwardMsg]:
        """Run a page, as a click or a deep link does; returns what came."""
        self.push(page, query, widgets, fragment)
        return self.listen()

    def push(
        self,
        page: str,
        query: Mapping[str, str] | None = None,
        widgets: Iterable[WidgetState] = (),
        fragment: str = "",
    ) -> None:
        """The same without waiting for an answer."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query or {})
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(widgets)
        message.rerun_script.context_info.timezone = "Asia/Kolkata"
        self._send(message.SerializeToString())

    def _send(self, message: bytes) -> None:
        self.sent.append(message)
        self.socket.send(message)

    def send(self, message: bytes) -> list[ForwardMsg]:
        """Send bytes of somebody's message and wait until the page has run to its end."""
        self._send(message)
        return self.listen()

    def listen(self) -> list[ForwardMsg]:
        """What comes until a run has ended; a run that another one replaces does not count as an end."""
        came = []
        while True:
            answer = ForwardMsg.FromString(self.socket.recv(PATIENCE_S, decode=False))
            came.append(answer)
            ends = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished in ends:
                self.heard += came
                return came

    @property
    def session_id(self) -> str:
        """What the server calls this tab."""
        return next(one.new_session.initialize.session_id for one in self.heard if one.HasField("new_session"))

    def close(self) -> None:
        """Close the tab."""
        self.socket.close()


def open_tab(
    port: int, cookie: str | None = None, *, protocols: Sequence[str] = ("streamlit",), origin: str | None = None
) -> Tab:
    """Connect.

    Args:
        protocols: The third one names a browser session to take up again.
        origin: The page on which a browser would say that this begins.

    Raises:
        InvalidStatus: It was refused.
    """
    headers = {"Cookie": cookie} if cookie else {}
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    socket = connect(
        address,
        additional_headers=headers,
        subprotocols=list(protocols),  # type: ignore[arg-type]
        origin=origin,  # type: ignore[arg-type]
        compression=None,
        max_size=None,
        legacy=True,
    )
    return Tab(socket)


def standing(messages: Iterable[ForwardMsg]) -> list[WidgetState]:
    """What a browser may send of a page that some messages made: each button pressed, and something chosen in each choice."""
    states = []
    for one in messages:
        kind = one.delta.new_element.WhichOneof("type")
        if one.delta.HasField("new_element") and kind in _SENT:
            widget = getattr(one.delta.new_element, kind)
            states.append(WidgetState(id=widget.id, **_SENT[kind](widget)))
    return states


_NO_POINT = json.dumps({"selection": {"points": [], "point_indices": [], "box": [], "lasso": []}})
_SENT: dict[str, Callable[[Any], dict[str, Any]]] = {
    "button": lambda _button: {"trigger_value": True},
    "selectbox": lambda box: {"string_value": box.options[0]} if box.options else {},
    "button_group": lambda group: {"string_array_value": {"data": [group.options[0].content]}},
    "checkbox": lambda _box: {"bool_value": True},
    "date_input": lambda _input: {"string_array_value": {"data": ["2026/04/06"]}},
    "plotly_chart": lambda _chart: {"string_value": _NO_POINT},
    "bidi_component": lambda _component: {"json_value": "{}"},
}


def told(messages: Iterable[ForwardMsg]) -> bytes:
    """All bytes of some messages."""
    return b"".join(one.SerializeToString() for one in messages)
