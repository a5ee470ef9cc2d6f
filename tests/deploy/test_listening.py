"""The app answers other computers only where nobody can listen in."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from attendance.config import Config
from attendance.listening import is_loopback, networks, refusal, turned_away
from tests.browser.support import ROOT
from ui.serving import Gate

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_alone_needs_no_tls(address: str) -> None:
    assert refusal(address, has_certificate=False, proxy="", forwarded_by=None) is None


@pytest.mark.parametrize("address", [None, EVERYWHERE, "::", "192.168.1.4", "example.org"])
def test_every_other_address_is_refused_without_tls_or_proxy(address: str | None) -> None:
    why = refusal(address, has_certificate=False, proxy="", forwarded_by=None)
    assert why is not None
    assert "--certificate" in str(why)
    assert refusal(address, has_certificate=True, proxy="", forwarded_by=None) is None
    assert refusal(address, has_certificate=False, proxy="10.0.0.5", forwarded_by="10.0.0.5") is None


def test_a_proxy_elsewhere_of_which_the_server_was_not_told_is_refused() -> None:
    assert refusal("10.0.0.4", has_certificate=False, proxy="10.0.0.5", forwarded_by=None) is not None
    assert refusal("127.0.0.1", has_certificate=False, proxy="127.0.0.1", forwarded_by=None) is None


@pytest.mark.parametrize("proxy", ["0.0.0.0/0", "::/0", "*", "nginx"])
def test_a_trusted_proxy_is_an_address(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPASTHITI_TRUSTED_PROXY", proxy)
    with pytest.raises(ValidationError):
        Config()


def test_several_proxies_are_told_apart_by_commas() -> None:
    assert [str(network) for network in networks("127.0.0.1, 10.1.0.0/16")] == ["127.0.0.1/32", "10.1.0.0/16"]


@pytest.mark.parametrize(
    ("scheme", "client", "was_forwarded", "proxy", "answered"),
    [
        ("http", "127.0.0.1", False, "", True),
        ("ws", "::1", False, "", True),
        ("http", "192.168.1.9", False, "", False),
        ("ws", "192.168.1.9", False, "127.0.0.1", False),
        ("https", "192.168.1.9", False, "", True),
        ("wss", "192.168.1.9", True, "127.0.0.1", True),
        ("http", "192.168.1.9", True, "127.0.0.1", False),
        ("https", "192.168.1.9", True, "", False),
        ("http", "127.0.0.1", True, "", False),
        ("http", None, False, "", False),
    ],
)
def test_a_request_in_the_clear_or_through_an_unknown_proxy_is_turned_away(
    scheme: str, client: str | None, was_forwarded: bool, proxy: str, answered: bool
) -> None:
    assert (turned_away(scheme, client, was_forwarded, proxy) is None) is answered
    assert not is_loopback("")


def test_streamlit_itself_does_not_start_in_the_clear_and_says_what_to_do(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "UPASTHITI_HOME": str(tmp_path),
        "UPASTHITI_KEYS": str(tmp_path / "keys"),
        "LANG": "hi_IN.UTF-8",
    }
    environment.pop("UPASTHITI_TRUSTED_PROXY", None)
    for command in (
        ["streamlit", "run", "app.py", "--server.address", EVERYWHERE, "--browser.serverAddress", "x", "--server.port", "0"],
        ["attendance", "run", "--address", EVERYWHERE],
    ):
        ended = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ended.returncode == 1
        assert "TLS के बिना ऐप 0.0.0.0 पर नहीं चलेगा" in ended.stderr
        assert not list(tmp_path.iterdir())


def test_a_setting_that_cannot_be_used_is_named_without_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "UPASTHITI_HOME": str(tmp_path), "UPASTHITI_TRUSTED_PROXY": "nginx", "LANG": "C"}
    ended = subprocess.run(
        [sys.executable, "-m", "attendance", "doctor"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "UPASTHITI_TRUSTED_PROXY cannot be used as it is: nginx" in ended.stderr
    assert "Traceback" not in ended.stderr


def _pass(scope: dict[str, Any], monkeypatch: pytest.MonkeyPatch, proxy: str = "") -> list[dict[str, Any]]:
    """What comes back through the gate, in front of an app that answers everything."""
    monkeypatch.setenv("UPASTHITI_TRUSTED_PROXY", proxy)
    sent: list[dict[str, Any]] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "answered"})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    whole = {"method": "GET", "path": "/", "headers": [], "client": ("127.0.0.1", 5), "scheme": "http", "type": "http", **scope}
    asyncio.run(Gate(app)(whole, receive, send))  # type: ignore[arg-type]
    return sent


def test_the_gate_passes_this_machine_and_a_named_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = [{"type": "answered"}]
    assert _pass({}, monkeypatch) == answered
    assert _pass({"type": "lifespan"}, monkeypatch) == answered
    through = {"headers": [(b"x-forwarded-for", b"10.1.1.1")], "client": ("10.1.1.1", 0), "scheme": "https"}
    assert _pass(through, monkeypatch, "127.0.0.1") == answered


def test_the_gate_says_in_both_languages_why_it_turns_away(monkeypatch: pytest.MonkeyPatch) -> None:
    start, body = _pass({"headers": [(b"x-forwarded-for", b"10.1.1.1")]}, monkeypatch)
    assert start["status"] == 403
    text = body["body"].decode()
    assert "UPASTHITI_TRUSTED_PROXY" in text
    assert "प्रॉक्सी" in text
    start, body = _pass({"client": ("192.168.1.9", 4)}, monkeypatch)
    assert start["status"] == 403
    assert "https" in body["body"].decode()


def test_a_websocket_in_the_clear_is_closed_before_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = _pass({"type": "websocket", "scheme": "ws", "client": ("192.168.1.9", 4)}, monkeypatch)
    assert [message["type"] for message in sent] == ["websocket.close"]
