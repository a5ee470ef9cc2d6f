"""What our pages tell browsers, and how names are shown where Markdown is read."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from ui.policy import POLICY, Policy
from ui.widgets import literal


def test_each_answer_forbids_what_is_elsewhere() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    app = Policy(Starlette(routes=[Route("/", lambda _: PlainTextResponse("x"))]))
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "scheme": "http",
    }
    asyncio.run(app(scope, receive, send))
    assert (b"content-security-policy", POLICY.encode()) in sent[0]["headers"]
    assert "img-src 'self' data: blob:;" in POLICY


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("![p](http://a/p.png)", r"!\[p\](http://a/p.png)"),
        ("<b> **b** &lt;", r"\<b> \*\*b\*\* \&lt;"),
        (":red[r] :smile: 10:30", r"\:red\[r\] \:smile: 10:30"),
        ("विद्यालय एक, 5-A (उर्दू)", "विद्यालय एक, 5-A (उर्दू)"),
    ],
)
def test_names_are_shown_as_they_were_written(name: str, shown: str) -> None:
    assert literal(name) == shown
