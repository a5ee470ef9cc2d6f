"""Signed-in browser sessions without browsers: Streamlit's own websocket, as its front end speaks it."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

EVERY_S = 5.0
OPENS_WITHIN_S = 120.0  # the app may be starting on a busy machine


@dataclass(frozen=True)
class Stop:
    """A page and what its address says, where a click leads."""

    page: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """As tables name it."""
        return " ".join([self.page, *(name for name, _ in self.query)])


@dataclass(frozen=True)
class Click:
    """One that was answered: until the page's script had run and all of the page was here.

    Attributes:
        seconds: From sending it to the last message of the page.
        size: Bytes that came.
    """

    stop: Stop
    seconds: float
    size: int


class Session:
    """One person's browser tab."""

    def __init__(self, socket: ClientConnection, stops: Sequence[Stop], seed: int) -> None:
        self._socket = socket
        self._stops = stops
        self._random = random.Random(seed)  # noqa: S311 - a reproducible walk

    async def click(self, stop: Stop | None = None) -> Click:
        """Go somewhere, and wait until it is shown; by default anywhere.

        Raises:
            RuntimeError: The page's script failed.
        """
        stop = stop or self._random.choice(self._stops)
        message = BackMsg()
        message.rerun_script.page_name = stop.page
        message.rerun_script.query_string = urlencode(stop.query)
        message.rerun_script.context_info.timezone = "Asia/Kolkata"
        message.rerun_script.context_info.url = f"http://127.0.0.1/{stop.page}"
        started, size = time.perf_counter(), 0
        await self._socket.send(message.SerializeToString())
        while True:
            data = await self._socket.recv(decode=False)
            size += len(data)
            answer = ForwardMsg.FromString(data)
            if answer.delta.new_element.HasField("exception"):
                raise RuntimeError(f"{stop.name}: the page failed: {answer.delta.new_element.exception.message}")
            if answer.WhichOneof("type") != "script_finished":
                continue
            if answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return Click(stop, time.perf_counter() - started, size)

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()

    async def walk(self, until: float, note: Callable[[Click], None]) -> None:
        """Click every few seconds until a moment of `time.monotonic`; the next click waits for the last one's answer."""
        due = time.monotonic() + self._random.uniform(0, EVERY_S)
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            note(await self.click())
            due = max(due + EVERY_S, time.monotonic())


async def opened(port: int, cookie: str, stops: Sequence[Stop], seed: int) -> Session:
    """A session with its first page, which is the first stop."""
    headers = {"Cookie": cookie}
    socket = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        additional_headers=headers,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        compression=None,
        max_size=None,
        open_timeout=OPENS_WITHIN_S,
    )
    session = Session(socket, stops, seed)
    await session.click(stops[0])
    return session


async def walk_together(
    port: int, people: Sequence[tuple[str, Sequence[Stop]]], seconds: float
) -> tuple[list[Click], list[Click]]:
    """Everybody clicks now and then for some time, then all at once; returns both kinds of clicks.

    Args:
        people: The cookie of each, and where they go.
    """
    sessions = [await opened(port, cookie, stops, seed) for seed, (cookie, stops) in enumerate(people)]
    until = time.monotonic() + seconds
    walked: list[Click] = []
    await asyncio.gather(*(session.walk(until, walked.append) for session in sessions))
    burst = await asyncio.gather(*(session.click() for session in sessions))
    await asyncio.gather(*(session.close() for session in sessions))
    return walked, list(burst)
