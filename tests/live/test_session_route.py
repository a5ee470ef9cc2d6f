"""The address that hands out the session's cookie: what it gives to whom, and for how long."""

import http.client

import pytest

from tests.live.conftest import Live
from tests.live.tab import open_tab
from ui.cookie import NAME
from ui.handover import LASTS_S, Handovers


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_is_good_once_for_its_browser_and_for_seconds() -> None:
    clock = Clock()
    tickets = Handovers(clock)
    one, another, unbound = tickets.offer("t1", "b1"), tickets.offer("t2", "b2"), tickets.offer("t3", None)
    assert tickets.take("no ticket", "b1") is None
    assert not tickets.keep(one, "t1"), "not before it was used"
    assert tickets.take(one, "b1") == "t1"
    assert tickets.take(one, "b1") is None
    assert tickets.awaited(one)
    assert not tickets.keep(one, "t2")
    assert not tickets.keep(one, None)
    assert tickets.keep(one, "t1")
    assert not tickets.awaited(one)
    assert tickets.take(another, "b1") is None
    assert tickets.take(another, "b2") is None, "somebody else has seen it"
    assert tickets.awaited(another), "the page of its own browser is still to say so"
    clock.now += LASTS_S - 1
    assert tickets.awaited(unbound)
    clock.now += 1
    assert not tickets.awaited(unbound)
    assert tickets.take(unbound, None) is None


def ask(live: Live, method: str, body: str = "", **headers: str) -> tuple[int, str | None]:
    line = http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)
    line.request(method, "/session", body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.getheader("set-cookie")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_only_a_page_of_the_app_itself_may_ask(live: Live, method: str, headers: dict[str, str]) -> None:
    said = {"Origin": live.server.address} if "Sec_Fetch_Site" in headers else {}
    assert ask(live, method, "x", Cookie=f"{NAME}=x", **said, **headers) == (403, None)


def test_nothing_comes_for_what_is_no_ticket(live: Live) -> None:
    own = {"Origin": live.server.address}
    tab = open_tab(live.port)
    tab.open("")  # the databases are open then
    tab.close()
    assert ask(live, "POST", "", **own) == (403, None)
    assert ask(live, "POST", "ü" * 20, **own) == (403, None)
    assert ask(live, "POST", "x" * 43, Cookie=live.cookie_of("dpo"), **own) == (403, None)
    assert ask(live, "POST", "x" * 1_000_000, **own) == (413, None)


def test_only_a_session_that_is_over_is_lost(live: Live) -> None:
    own = {"Origin": live.server.address}
    tab = open_tab(live.port)
    tab.open("")
    tab.close()
    assert ask(live, "DELETE", Cookie=live.cookie_of("trainer"), **own) == (204, None)
    status, written = ask(live, "DELETE", Cookie=f"{NAME}=no.such.token", **own)
    assert status == 204
    assert written
    assert written.startswith(f'{NAME}="";')
    assert {"HttpOnly", "Max-Age=0", "SameSite=strict"} <= set(written.split("; "))
