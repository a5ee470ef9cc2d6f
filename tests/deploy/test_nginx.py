"""The app behind Debian's nginx, on the configuration in deploy/: what passes, what does not, what a visit costs."""

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, expect, sync_playwright
from playwright.sync_api import Page as Tab
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_websocket import StarletteClientContext
from websockets.sync.client import connect

from attendance.office import passwords, sessions, waits
from tests.browser.conftest import ARGUMENTS, CHROMIUM, copy_of
from tests.browser.support import PATIENCE_MS, await_form, await_signed_in, serve, sign_in
from tests.deploy.nginx import BROTLI, NGINX, Proxy, nginx, write_certificate
from tests.support import Small, config_in, school_day
from ui.serving import Gate

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here; `make test` as root installs Debian's nginx-light")

FIRST_LOAD_BYTES = 3_000_000
AGAIN_BYTES = 300_000
BLOCKED = "Content Security Policy"
PAGES = ("attendance", "upload", "review", "exceptions", "pupils", "administration", "training")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder for nginx with a certificate in it, and its key's digest."""
    folder = tmp_path_factory.mktemp("nginx")
    return folder, write_certificate(folder)


@pytest.fixture(scope="module")
def chromium(certificate: tuple[Path, str]) -> Iterator[Browser]:
    """A browser that takes the test's certificate as valid: it caches nothing that came with a doubtful one."""
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, f"--ignore-certificate-errors-spki-list={certificate[1]}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, installation: Path, certificate: tuple[Path, str]) -> Iterator[Proxy]:
    folder = copy_of(installation, tmp_path_factory.mktemp("behind"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPASTHITI_TRUSTED_PROXY", "127.0.0.1")
        patch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
        with serve(config_in(folder), folder / "server.log") as server:
            port = int(server.address.rpartition(":")[2])
            with nginx(port, certificate[0]) as running:
                yield running


class Counted:
    """Bytes that came over the line into a tab, websockets included."""

    def __init__(self, line: CDPSession) -> None:
        self.bytes = 0
        line.send("Network.enable")
        line.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        line.on("Network.webSocketFrameReceived", lambda event: self._add(len(event["response"]["payloadData"]) * 3 / 4))

    def _add(self, size: float) -> None:
        self.bytes += int(size)


def _unchecked() -> ssl.SSLContext:
    return ssl._create_unverified_context()  # noqa: S323 - the test's own certificate


def _answer(proxy: Proxy, path: str, source: str = "127.0.0.1", **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = HTTPSConnection("localhost", proxy.https, context=_unchecked(), timeout=30, source_address=(source, 0))
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    got = line.getresponse()
    found = got.status, {name.lower(): value for name, value in got.getheaders()}, got.read()
    line.close()
    return found


@dataclass
class Reader:
    """Somebody who signed in through nginx, with the bytes that this cost and what the browser complained of."""

    context: BrowserContext
    to_form: int
    to_charts: int
    complaints: list[str]

    def tab(self) -> Tab:
        made = self.context.new_page()
        made.on("console", lambda message: self.complaints.append(message.text) if BLOCKED in message.text else None)
        return made


@pytest.fixture(scope="module")
def reader(proxy: Proxy, chromium: Browser) -> Iterator[Reader]:
    """A first visit by the MIS in-charge, to the charts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "upasthiti_language", "value": "en", "url": proxy.address}])
    visitor = Reader(context, 0, 0, [])
    tab = visitor.tab()
    counted = Counted(context.new_cdp_session(tab))
    tab.goto(_charts(proxy))
    await_form(tab)
    visitor.to_form = counted.bytes
    sign_in(tab, "mis", "password of mis")
    _await_charts(tab)
    visitor.to_charts = counted.bytes
    tab.close()
    yield visitor
    context.close()


def _charts(proxy: Proxy) -> str:
    """The first page, on a day that has charts."""
    return f"{proxy.address}/attendance?day={school_day()}"


def _await_charts(tab: Tab) -> None:
    await_signed_in(tab)
    expect(tab.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE_MS)
    tab.wait_for_load_state("networkidle")


def test_a_first_visit_is_small_and_the_next_comes_from_the_cache(proxy: Proxy, reader: Reader) -> None:
    assert 500_000 < reader.to_form < reader.to_charts
    assert reader.to_charts < FIRST_LOAD_BYTES, f"{reader.to_charts:,} bytes until the charts are there"
    again = Counted(reader.context.new_cdp_session(tab := reader.context.new_page()))
    tab.goto(_charts(proxy))
    _await_charts(tab)
    tab.close()
    print(f"to the form {reader.to_form:,} bytes, to the charts {reader.to_charts:,}, again {again.bytes:,}")  # noqa: T201
    assert again.bytes < AGAIN_BYTES, f"{again.bytes:,} bytes"


def test_every_cookie_is_for_tls_only(reader: Reader) -> None:
    cookies = {cookie["name"]: cookie for cookie in reader.context.cookies()}
    for name in ("__Host-upasthiti_session", "__Host-upasthiti_browser"):
        assert cookies[name]["secure"]
        assert cookies[name]["httpOnly"]
    written_here = {"upasthiti_language"}
    assert [name for name, cookie in cookies.items() if not cookie["secure"] and name not in written_here] == []


def test_every_page_works_under_the_headers_and_a_pdf_is_saved(proxy: Proxy, reader: Reader) -> None:
    tab = reader.tab()
    for name in PAGES:
        tab.goto(f"{proxy.address}/{name}")
        await_signed_in(tab)
        expect(tab.get_by_test_id("stException")).to_have_count(0)
    tab.goto(f"{proxy.address}/attendance?block=sabour&day=2026-04-06")
    await_signed_in(tab)
    with tab.expect_download(timeout=PATIENCE_MS) as coming:
        tab.get_by_role("button", name="PDF of this week").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    assert not reader.complaints
    with tab.expect_console_message(lambda message: BLOCKED in message.text, timeout=PATIENCE_MS):
        tab.evaluate("fetch('https://example.org/').catch(() => 0)")
    assert reader.complaints, "silence before meant that nothing was blocked"


def test_a_photo_of_tens_of_megabytes_passes(proxy: Proxy, reader: Reader, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "class.jpg", quality=97)
    packed = (tmp_path / "class.jpg").rename(tmp_path / "class.zip")
    assert packed.stat().st_size > 15_000_000
    tab = reader.tab()
    tab.goto(f"{proxy.address}/upload")
    await_signed_in(tab)
    tab.get_by_text("Many classes (zip)").click()
    with tab.expect_response(re.compile("/_stcore/upload_file/"), timeout=PATIENCE_MS) as sent:
        tab.locator('input[type="file"]').first.set_input_files(packed)
    assert (sent.value.status, sent.value.request.method) == (204, "PUT")


def test_what_goes_out_with_every_answer(proxy: Proxy) -> None:
    for path in ("/", "/health", "/nowhere", "/_stcore/metrics"):
        _status, headers, _body = _answer(proxy, path)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["server"] == "nginx"


def test_pages_are_asked_for_anew_and_hashed_files_kept_for_a_year(proxy: Proxy) -> None:
    _status, headers, page = _answer(proxy, "/", Accept_Encoding="gzip")
    assert headers["cache-control"] == "no-cache"
    _status, _headers, page = _answer(proxy, "/")
    script = re.search(rb'src="\./(static/js/[^"]+)"', page)
    assert script
    status, headers, body = _answer(proxy, "/" + script[1].decode(), Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert headers["cache-control"] == "public, immutable, max-age=31536000"
    assert body.startswith(b"\x1f\x8b")


def test_plain_http_leads_to_https_and_other_names_get_nothing(proxy: Proxy) -> None:
    line = HTTPConnection("127.0.0.1", proxy.http, timeout=30)
    line.request("GET", "/pupils?pupil=7", headers={"Host": "evil.example"})
    got = line.getresponse()
    assert got.status == 301
    assert got.headers["location"] == "https://localhost/pupils?pupil=7"
    line.close()
    bare = HTTPSConnection("127.0.0.1", proxy.https, context=_unchecked(), timeout=30)
    with pytest.raises(ssl.SSLError):
        bare.request("GET", "/")


def test_nothing_but_the_app_is_reachable(proxy: Proxy) -> None:
    for path in (
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/component/streamlit_authenticator.x/index.html",
        "/auth/login",
        "/oauth2callback",
    ):
        assert _answer(proxy, path)[0] == 404, path
    for path in ("/../../etc/passwd", "/static/..%2f..%2fapp.py", "/app.py", "/%2e%2e/app.py", "/.streamlit/config.toml"):
        _status, _headers, body = _answer(proxy, path)
        assert b"import streamlit" not in body, path
        assert b"root:" not in body, path
        assert b"maxUploadSize" not in body, path


def test_the_log_has_no_query_strings(proxy: Proxy) -> None:
    _answer(proxy, "/pupils?pupil=900123456", Referer="https://x/?pupil=900123456")
    written = (proxy.folder / "upasthiti.log").read_text()
    assert " GET /pupils 200 " in written
    assert "900123456" not in "".join(path.read_text() for path in proxy.folder.glob("*.log"))


def test_a_monitor_is_told_words_and_nothing_else(proxy: Proxy) -> None:
    status, headers, body = _answer(proxy, "/health")
    said = json.loads(body)
    assert (status, said) in ((200, {"ok": True}), (503, {"ok": False, "wrong": ["backup"]}))
    assert headers["cache-control"] == "no-store"
    assert " /health " not in (proxy.folder / "upasthiti.log").read_text()


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({name.lower(): value for name, value in self.headers.items()}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.skipif(not BROTLI.exists(), reason="Debian's libnginx-mod-http-brotli-filter is not here")
def test_with_the_brotli_module_scripts_are_smaller_still(proxy: Proxy, tmp_path: Path) -> None:
    write_certificate(tmp_path)
    app_port = int(re.search(r"server 127.0.0.1:(\d+);", (proxy.folder / "upasthiti.conf").read_text())[1])  # type: ignore[index]
    script = "/" + re.search(rb'src="\./(static/js/[^"]+)"', _answer(proxy, "/")[2])[1].decode()  # type: ignore[index]
    gzip = _answer(proxy, script, Accept_Encoding="gzip, br")[2]
    with nginx(app_port, tmp_path, brotli=True) as smaller:
        _status, headers, brotli = _answer(smaller, script, Accept_Encoding="gzip, br")
    assert headers["content-encoding"] == "br"
    assert len(brotli) < len(gzip)


def test_the_app_sees_the_browsers_own_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def tell(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await JSONResponse([scope["client"][0], scope["scheme"]])(scope, receive, send)

    monkeypatch.setenv("UPASTHITI_TRUSTED_PROXY", "127.0.0.1")
    with _served(Gate(tell)) as port:
        write_certificate(tmp_path)
        with nginx(port, tmp_path) as running:
            _status, _headers, body = _answer(running, "/", source="127.0.0.2", X_Forwarded_For="9.9.9.9")
        assert json.loads(body) == ["127.0.0.2", "https"]


@contextmanager
def _served(app: Any) -> Iterator[int]:
    """An app behind uvicorn, which believes a proxy on this machine; its port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, forwarded_allow_ips="127.0.0.1", lifespan="off", log_config=None))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # what comes before the server runs waits for it
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def test_a_wrong_password_is_counted_for_the_browsers_own_address(
    tmp_path: Path, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sign_in_wrongly(websocket: WebSocket) -> None:
        await websocket.accept()
        place = StarletteClientContext(websocket).remote_ip  # what st.context.ip_address tells of a page's own connection
        with suppress(sessions.WrongCredentials):
            sessions.check_credentials(small.district, "nobody", "a wrong password", place)
        await websocket.send_text(str(place))
        await websocket.close()

    monkeypatch.setenv("UPASTHITI_TRUSTED_PROXY", "127.0.0.1")
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    behind = Gate(Starlette(routes=[WebSocketRoute("/_stcore/stream", sign_in_wrongly)]))
    with _served(behind) as port:
        write_certificate(tmp_path)
        with nginx(port, tmp_path) as running:
            address = f"wss://localhost:{running.https}/_stcore/stream"
            claims = {"X-Forwarded-For": "9.9.9.9", "X-Real-IP": "9.9.9.9", "Forwarded": "for=9.9.9.9"}
            with connect(address, ssl=_unchecked(), additional_headers=claims, source_address=("127.0.0.2", 0)) as line:
                assert line.recv(30) == "127.0.0.2"
    counted = small.district.db.write(
        lambda tx: tx._cursor().execute("SELECT DISTINCT address_key FROM sign_in_tally WHERE address_key <> ''").fetchall()
    )
    assert counted == [(waits._address_key(small.district, "127.0.0.2"),)]


@pytest.fixture
def echoed(tmp_path: Path) -> Iterator[Proxy]:
    """nginx in front of something that answers with the headers it got."""
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    write_certificate(tmp_path)
    try:
        with nginx(server.server_port, tmp_path) as running:
            yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_a_browser_claims_about_its_address_never_reaches_the_app(echoed: Proxy) -> None:
    claims = {"X_Forwarded_For": "9.9.9.9", "X_Forwarded_Proto": "http", "X_Real_IP": "9.9.9.9", "Forwarded": "for=9.9.9.9"}
    _status, _headers, body = _answer(echoed, "/", X_Forwarded_Host="evil.example", **claims)
    seen = json.loads(body)
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"
    assert not {"x-real-ip", "forwarded", "x-forwarded-host"} & seen.keys()
    assert seen["host"] == f"localhost:{echoed.https}"


def test_connections_come_at_a_limited_rate_and_pages_do_not(echoed: Proxy) -> None:
    opened = [_answer(echoed, "/_stcore/stream")[0] for _ in range(90)]
    assert opened[:60] == [200] * 60, "an office behind one address"
    assert opened[-1] == 429
    assert _answer(echoed, "/")[0] == 200
