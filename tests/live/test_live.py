"""Somebody who speaks to the running server without its pages: addresses, path tricks, uploads, other people's messages."""

import http.client
import importlib
import re
from collections.abc import Iterator

import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.TextInput_pb2 import TextInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus

from attendance.office.access import PAGES, Page, Role
from tests.browser.support import ROOT
from tests.live.conftest import OF_SABOUR, PEOPLE, PICTURES, Live
from tests.live.tab import Tab, open_tab, standing, told

DAY = "2026-04-06"
SCHOOL = {"block": "sabour", "cluster": "101", "school": "201", "day": DAY}
DEEP = [
    (Page.ATTENDANCE, {"block": "sabour", "day": DAY}),
    (Page.ATTENDANCE, SCHOOL),
    (Page.ATTENDANCE, {**SCHOOL, "class": "301"}),
    (Page.ATTENDANCE, {**SCHOOL, "class": "301", "section": "portal"}),
    (Page.ATTENDANCE, {**SCHOOL, "section": "compliance"}),
    (Page.REVIEW, {"class": "301", "day": DAY}),
    (Page.REVIEW, {"item": f"class_day:301:{DAY}"}),
    (Page.REVIEW, {"section": "days", "signday": DAY}),
    (Page.EXCEPTIONS, {"block": "sabour"}),
    (Page.EXCEPTIONS, {"section": "cases", "block": "sabour", "cluster": "101"}),
    (Page.EXCEPTIONS, {"section": "cases", "visitor": "sabour"}),
    (Page.PUPILS, {"class": "301", "pupil": "401"}),
    (Page.PUPILS, {"year": "401", "case": "uncertain", "day": DAY}),
    (Page.UPLOAD, {"submission": "sabour"}),
    (Page.ADMINISTRATION, {}),
]
# What an address may say besides: an order, a part of the page, a kind, each out of a list that the code holds.
NO_KEYS = {"by", "from", "how", "of", "per", "rate", "rule", "severity", "sort", "state", "to", "whose"}
SECRETS = (b"import streamlit", b"[server]", b"maxUploadSize", b"root:x:", b"PRIVATE KEY", b"SQLite", b"DUCK")


def of_sabour(content: bytes) -> list[str]:
    """What of Sabour some bytes hold, written out or escaped as JSON does."""
    return [name for name in OF_SABOUR if name.encode() in content or name.encode("unicode_escape") in content]


def ask(live: Live, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """A request whose path nobody tidies."""
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)
    connection.putrequest(method, path, skip_host=False)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    if body is not None and "Content_Length" not in headers:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.fixture(scope="module")
def dpos(live: Live) -> Iterator[tuple[Tab, dict[str, list[ForwardMsg]]]]:
    """The DPO's tab after a visit of every page, and what each address gave."""
    tab = open_tab(live.port, live.cookie_of("dpo"))
    given = {f"{page} {query}": tab.open(page, query) for page, query in DEEP}
    yield tab, given
    tab.close()


def test_each_word_that_a_page_reads_from_its_address_is_tried() -> None:
    tried = {name for _page, query in DEEP for name in query}
    read = re.compile(r"\b(?:query|st\.query_params)(?:\.(?:get|pop)\(|\[)([\w.]+|\"\w+\")")
    for file in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for word in read.findall(file.read_text(encoding="utf-8")):
            if word == "name":
                continue  # a part of a page, which `widgets.sections` checks against its list
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            name = word.strip('"') if word.startswith('"') else getattr(importlib.import_module(module), word)
            assert name in tried | NO_KEYS, f"{module} reads {name}: add an address with it to DEEP"


def test_the_dpos_visit_shows_what_others_must_not_see(dpos: tuple[Tab, dict[str, list[ForwardMsg]]]) -> None:
    _tab, given = dpos
    seen = {address: of_sabour(told(messages)) for address, messages in given.items()}
    assert {name for names in seen.values() for name in names} >= {"School One", "Pupil 401", PICTURES["sabour"]}, seen


def test_a_whole_visit_leaves_nothing_at_an_address(live: Live, dpos: tuple[Tab, dict[str, list[ForwardMsg]]]) -> None:
    tab, _given = dpos
    everything = told(tab.heard)
    addresses = set(re.findall(rb"/(?:media|component|app/static)/[^\s\"'\\)\x00-\x1f]+", everything))
    assert not {one for one in addresses if one.startswith((b"/media", b"/app"))}
    for address in addresses:
        _status, content = ask(live, address.decode())
        assert not of_sabour(content)


@pytest.mark.parametrize("who", ["kahalgaon", "trainer", None])
def test_a_deep_link_to_a_foreign_block_shows_nothing(live: Live, who: str | None) -> None:
    tab = open_tab(live.port, who and live.cookie_of(who))
    for page, query in DEEP:
        came = told(tab.open(page, query))
        assert not of_sabour(came), (page, query)
        assert who == "kahalgaon" or b"data:image/webp" not in came, (page, query)
        assert b"Traceback" not in came
    tab.close()


@pytest.mark.parametrize("role", [Role.MIS, Role.DIVISION])
def test_a_deep_link_shows_those_who_see_every_block_what_their_pages_are_for(live: Live, role: Role) -> None:
    tab = open_tab(live.port, live.cookie_of(role.value))
    for page, query in ((Page.ATTENDANCE, SCHOOL), (Page.PUPILS, {"class": "301"}), (Page.ADMINISTRATION, {})):
        came = told(tab.open(page, query))
        assert (b"Your role does not include the page" in came) == (page not in PAGES[role]), page
        assert page == Page.ADMINISTRATION or of_sabour(came), page
        assert b"Traceback" not in came, page
    tab.close()


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_its_pages_and_no_other(live: Live, role: Role) -> None:
    given = PAGES[role]
    tab = open_tab(live.port, live.cookie_of(next(who for who, (theirs, _) in PEOPLE.items() if theirs is role)))
    for page in Page:
        came = tab.open(page)
        main, side = ([one for one in came if one.HasField("delta") and one.metadata.delta_path[0] == at] for at in (0, 1))
        assert sum(one.delta.new_element.heading.tag == "h1" for one in main) == (page in given), page
        assert (b"Your role does not include the page" in told(came)) == (page not in given), page
        assert sum(one.delta.new_element.HasField("page_link") for one in side) == len(given), page
        assert not [one for one in main + side if one.delta.new_element.HasField("exception")], page
        assert b"Traceback" not in told(came), page
    tab.close()


@pytest.mark.parametrize("who", ["kahalgaon", "trainer", None])
def test_another_sessions_messages_bring_nothing(
    live: Live, dpos: tuple[Tab, dict[str, list[ForwardMsg]]], who: str | None
) -> None:
    theirs, _given = dpos
    fragments = {one.delta.fragment_id for one in theirs.heard if one.HasField("delta")} - {""}
    buttons = {found.decode() for found in re.findall(rb"\$\$ID-[0-9a-f]{32}-[\w-]+", told(theirs.heard))}
    pressed = [WidgetState(id=button, trigger_value=True) for button in sorted(buttons)]
    tab = open_tab(live.port, who and live.cookie_of(who))
    for message in theirs.sent[: len(DEEP)]:
        assert not of_sabour(told(tab.send(message)))
    for page in (Page.PUPILS, Page.REVIEW, Page.EXCEPTIONS, Page.ADMINISTRATION):
        came = told(tab.open(page, {"class": "301", "day": DAY}, [one for one in pressed if "sign_out" not in one.id]))
        assert not of_sabour(came), page
        assert b"Traceback" not in came
    assert fragments
    for fragment in sorted(fragments):
        tab.push(Page.PUPILS, {"class": "301"}, fragment=fragment)  # one that this tab does not have is not answered
    assert not of_sabour(told(tab.open(Page.PUPILS, {"class": "301"})))
    tab.close()


@pytest.mark.parametrize("thief", ["kahalgaon", None])
def test_a_browser_session_is_not_taken_up_by_its_name(live: Live, thief: str | None) -> None:
    owner = open_tab(live.port, live.cookie_of("dpo"))
    owner.open(Page.PUPILS, {"class": "301"})
    name = owner.session_id
    owner.close()
    taken = open_tab(live.port, thief and live.cookie_of(thief), protocols=("streamlit", "x", name))
    came = told(taken.open(Page.PUPILS, {"class": "301"}))
    assert not of_sabour(came)
    assert b"Name of dpo" not in came
    taken.close()


def test_a_reload_takes_the_owners_session_up_again(live: Live) -> None:
    cookie = live.cookie_of("dpo")
    owner = open_tab(live.port, cookie)
    owner.open(Page.PUPILS, {"class": "301"})
    name = owner.session_id
    owner.close()
    again = open_tab(live.port, cookie, protocols=("streamlit", "x", name))
    assert b"Name of dpo" in told(again.open(Page.PUPILS, {"class": "301"}))
    again.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:3000", "http://127.0.0.1:9", "null"])
def test_another_sites_page_gets_no_websocket(live: Live, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        open_tab(live.port, live.cookie_of("mis"), origin=origin)


def test_the_apps_own_page_gets_one(live: Live) -> None:
    tab = open_tab(live.port, origin=live.server.address)
    assert tab.open("")
    tab.close()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/.streamlit/config.toml",
        "/app/static/../.streamlit/config.toml",
        "/app/static/app.py",
        "/media/../app.py",
        "/media/..%2f..%2fapp.py",
        "/media/photo/sabour",
        "/component/../app.py",
        "/component/upasthiti_download/../../app.py",
        "/component/streamlit_authenticator/..%2f..%2f..%2f..%2fetc/passwd",
        "/_stcore/bidi-components/../../../app.py",
        "/_stcore/bidi-components/x/..%2f..%2f..%2fapp.py",
        "/..%5c..%5capp.py",
        "//etc/passwd",
        "/app.py",
        "/.streamlit/config.toml",
        "/home/own/district.duckdb",
        "/_stcore/message?hash=0",
        "/~/+/media/x",
    ],
)
def test_path_tricks_reach_no_file(live: Live, path: str) -> None:
    status, content = ask(live, path)
    assert status in (200, 400, 403, 404)
    assert status != 200 or b'<div id="root">' in content  # the page itself, which is the same for everybody
    assert not [one for one in SECRETS if one in content]
    assert not of_sabour(content)


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"]
)
def test_what_no_page_needs_is_closed(live: Live, path: str) -> None:
    assert [ask(live, path, method)[0] for method in ("GET", "POST")] == [404, 404]


def test_no_other_site_may_speak_to_the_page(live: Live) -> None:
    _status, content = ask(live, "/_stcore/host-config")
    assert b'"allowedOrigins":[]' in content.replace(b" ", b"")


def upload(live: Live, session_id: str, cookie: str, **headers: str) -> int:
    """PUT a file as the page's own uploader does."""
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.jpg"\r\n\r\nno photo\r\n--x--\r\n'
    token = "2|00000000|00|1"
    return ask(
        live,
        f"/_stcore/upload_file/{session_id}/file",
        "PUT",
        body,
        **{"Content-Type": "multipart/form-data; boundary=x", "Cookie": f"{cookie}; _streamlit_xsrf={token}", **headers},
        X_Xsrftoken=token,
    )[0]


def test_only_somebody_signed_in_uploads(live: Live) -> None:
    cookie = live.cookie_of("kahalgaon")
    tab, nobody = open_tab(live.port, cookie), open_tab(live.port)
    first = tab.open(Page.UPLOAD)
    nobody.open(Page.UPLOAD)
    assert upload(live, tab.session_id, cookie) == 204
    assert upload(live, tab.session_id, cookie, Origin="https://evil.example") == 403
    assert upload(live, tab.session_id, cookie, Content_Length=str(600 << 20)) == 413
    assert upload(live, nobody.session_id, "a=b") == 403
    assert upload(live, tab.session_id, "upasthiti_session=no.such.token") == 403
    assert upload(live, "no-such-session", cookie) == 400
    (out,) = {found.decode() for found in re.findall(rb"\$\$ID-[0-9a-f]{32}-sign_out", told(first))}
    tab.open(Page.UPLOAD, widgets=[WidgetState(id=out, trigger_value=True)])
    assert upload(live, tab.session_id, cookie) == 403
    tab.close()
    nobody.close()


def test_a_signed_out_tab_gets_nothing_by_its_old_messages(live: Live) -> None:
    tab = open_tab(live.port, live.cookie_of("dpo"))
    first = tab.open(Page.PUPILS, {"class": "301"})
    fragments = {one.delta.fragment_id for one in first if one.HasField("delta")} - {""}
    assert of_sabour(told(first))
    (out,) = {found.decode() for found in re.findall(rb"\$\$ID-[0-9a-f]{32}-sign_out", told(first))}
    tab.open(Page.PUPILS, widgets=[WidgetState(id=out, trigger_value=True)])
    for fragment in sorted(fragments):
        tab.push(Page.PUPILS, {"class": "301"}, fragment=fragment)
    assert not of_sabour(told(tab.open(Page.PUPILS, {"class": "301"})))
    tab.close()


@pytest.mark.parametrize(("page", "query"), DEEP)
def test_what_a_tab_sends_once_more_after_the_session_ended_elsewhere(live: Live, page: Page, query: dict[str, str]) -> None:
    cookie = live.cookie_of("mis")
    tab, elsewhere = open_tab(live.port, cookie), open_tab(live.port, cookie)
    stood = standing(tab.open(page, query))
    (out,) = {found.decode() for found in re.findall(rb"\$\$ID-[0-9a-f]{32}-sign_out", told(elsewhere.open("")))}
    elsewhere.open("", widgets=[WidgetState(id=out, trigger_value=True)])
    for _time in range(3):
        shown = [one.delta.new_element for one in tab.open(page, query, stood)]
        assert not [one for one in shown if one.HasField("alert") and one.alert.format == Alert.ERROR]
        assert [one for one in shown if one.HasField("text_input") and one.text_input.type == TextInput.PASSWORD]
    tab.close()
    elsewhere.close()
