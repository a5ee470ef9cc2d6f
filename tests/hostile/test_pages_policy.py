"""What our pages tell browsers, and how names are shown where Markdown is read."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from attendance.roster.imports.formats import NAME, SECTION, TEXT, Format
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
        ("![p](http://a/p.png)", "!\\[p\\](http:\N{WORD JOINER}//a/p.png)"),
        ("<b> **b** &lt;", r"\<b> \*\*b\*\* \&lt;"),
        (":red[r] :smile: 10:30", "\\:\N{WORD JOINER}red\\[r\\] :\N{WORD JOINER}smile: 10:30"),
        ("  # a\n- b@c", "\\# a - b\N{WORD JOINER}@c"),
        ("10.0.0.9", "10.0.0.9"),
        ("राम \u202eabc\u202c", "राम abc"),
        ("1. www.a.in", "1\\. www\N{WORD JOINER}.a.in"),
        ("विद्यालय एक, 5-A (उर्दू)", "विद्यालय एक, 5-A (उर्दू)"),
    ],
)
def test_names_are_shown_as_they_were_written(name: str, shown: str) -> None:
    assert literal(name) == shown


@pytest.mark.parametrize("form", [TEXT, NAME, SECTION])
def test_names_from_files_lose_what_would_turn_the_line(form: Format) -> None:
    assert form.tidy("अ\u202e1\u2067") == "अ1"
