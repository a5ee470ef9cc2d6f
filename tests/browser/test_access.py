"""Signing in, staying signed in, signing out, and getting in without: a live server and a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from attendance.district import District, Kind
from attendance.office import accounts
from attendance.office.access import PAGES, SYSTEM, Role
from attendance.office.access import Page as Address
from tests.browser.conftest import copy_of
from tests.browser.support import PATIENCE_MS, Server, await_form, await_signed_in, in_english, serve, sign_in, unfold
from tests.support import config_in
from ui.cookie import NAME


@pytest.mark.parametrize("address", Address)
def test_a_fresh_servers_first_request_shows_nothing_of_a_page(
    address: Address, installation: Path, tmp_path: Path, browser_page: Page
) -> None:
    config = config_in(copy_of(installation, tmp_path))
    with serve(config, tmp_path / "server.log") as fresh:
        browser_page.goto(f"{fresh.address}/{address.value}")
        await_form(browser_page)
        expect(browser_page.get_by_role("heading", level=1)).to_have_text(["उपस्थिति · Upasthiti"])
        expect(browser_page.get_by_test_id("stPageLink")).to_have_count(0)
        expect(browser_page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_its_pages_and_no_other(role: Role, server: Server, browser_page: Page) -> None:
    in_english(browser_page.context, server)
    browser_page.goto(server.address)
    await_form(browser_page)
    sign_in(browser_page, role.value, f"password of {role.value}")
    await_signed_in(browser_page)
    expect(browser_page.get_by_test_id("stSidebar").get_by_test_id("stPageLink")).to_have_count(len(PAGES[role]))
    # Each role asks for each page in tests/live; here for the last of its own and the first of others.
    shown, refusing = ([address for address in Address if (address in PAGES[role]) == own] for own in (True, False))
    for address in (shown[-1], *refusing[:1]):
        browser_page.goto(f"{server.address}/{address.value}")
        await_signed_in(browser_page)
        refused = browser_page.get_by_text("Your role does not include the page")
        expect(refused).to_have_count(0 if address in PAGES[role] else 1)
        main = browser_page.get_by_test_id("stMain")
        expect(main.get_by_role("heading", level=1)).to_have_count(1 if address in PAGES[role] else 0)


def test_a_reload_and_a_new_tab_stay_signed_in(server: Server, browser_page: Page) -> None:
    browser_page.goto(f"{server.address}/review")
    await_form(browser_page)
    sign_in(browser_page, "division", "password of division")
    await_signed_in(browser_page)
    assert browser_page.url.startswith(f"{server.address}/review")
    browser_page.reload()
    await_signed_in(browser_page)
    other = browser_page.context.new_page()
    other.goto(f"{server.address}/pupils")
    await_signed_in(other)


def test_the_sixth_password_is_not_looked_at(server: Server, browser_page: Page, chromium: Browser) -> None:
    in_english(browser_page.context, server)
    for _ in range(5):
        browser_page.goto(server.address)
        await_form(browser_page)
        sign_in(browser_page, "brc", "a wrong password")
        expect(browser_page.get_by_text("is not right")).to_be_visible()
    # Another browser, and the right password: the count is the account's.
    elsewhere = chromium.new_context()
    in_english(elsewhere, server)
    page = elsewhere.new_page()
    page.goto(server.address)
    await_form(page)
    sign_in(page, "brc", "password of brc")
    expect(page.get_by_text("Too many wrong passwords. Wait 1 min,")).to_be_visible()
    expect(page.get_by_test_id("stPageLink")).to_have_count(0)
    elsewhere.close()


def test_a_cookie_copied_before_sign_out_is_refused_after_it(
    server: Server, context: BrowserContext, chromium: Browser
) -> None:
    page = context.new_page()
    in_english(context, server)
    page.goto(server.address)
    await_form(page)
    sign_in(page, "dpo", "password of dpo")
    await_signed_in(page)
    page.reload()
    await_signed_in(page)
    copied = context.cookies()
    kinds = [(cookie["httpOnly"], cookie["sameSite"]) for cookie in copied if cookie["name"] == NAME]
    assert kinds == [(True, "Strict")]
    assert "upasthiti_language" in page.evaluate("document.cookie")
    assert NAME not in page.evaluate("document.cookie"), "no script reads it"
    thief = chromium.new_context()
    thief.add_cookies(copied)
    stolen = thief.new_page()
    stolen.goto(server.address)
    await_signed_in(stolen)  # the copy is worth as much as the cookie, until sign-out

    page.get_by_role("button", name="Sign out").click()
    await_form(page)
    stolen.reload()
    await_form(stolen)
    fresh = chromium.new_context()
    fresh.add_cookies(copied)
    again = fresh.new_page()
    again.goto(f"{server.address}/attendance")
    await_form(again)
    expect(again.get_by_test_id("stPageLink")).to_have_count(0)
    page.reload()
    await_form(page)
    assert not [cookie for cookie in context.cookies() if cookie["name"] == NAME]
    thief.close()
    fresh.close()


def test_a_ticket_brings_the_session_once_and_to_its_own_browser(
    server: Server, context: BrowserContext, chromium: Browser
) -> None:
    page = context.new_page()
    in_english(context, server)
    page.goto(f"{server.address}/training")
    await_form(page)
    elsewhere = chromium.new_context()
    elsewhere.new_page().goto(server.address)
    address, own_page = f"{server.address}/session", {"Origin": server.address}
    tickets: list[str] = []

    def steal_first(route: Route) -> None:
        if route.request.method == "DELETE":
            route.continue_()
            return
        tickets.append(str(route.request.post_data))
        if len(tickets) == 1:
            stolen = elsewhere.request.post(address, data=tickets[0], headers=own_page)
            assert (stolen.status, stolen.headers.get("set-cookie")) == (403, None)
        if len(set(tickets)) == 2 and tickets.count(tickets[-1]) == 1:
            route.abort()  # a weak line: the page tries again by itself
        else:
            route.continue_()

    page.route(address, steal_first)
    sign_in(page, "trainer", "password of trainer")
    expect(page.get_by_text("This browser did not keep the sign-in")).to_be_visible()
    await_form(page)
    expect(page.get_by_test_id("stPageLink")).to_have_count(0)
    assert not [cookie for cookie in context.cookies() if cookie["name"] == NAME]
    assert len(set(tickets)) == 1, "a ticket that another browser has shown is void"

    sent: list[BackMsg] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(BackMsg.FromString(bytes(frame)))))
    page.reload()
    await_form(page)
    sent.clear()
    sign_in(page, "trainer", "password of trainer")
    await_signed_in(page)
    asked = [one for one in sent if not one.rerun_script.fragment_id]  # parts of the page look by themselves
    assert len(asked) == 1, "the page waits for nothing but the click"
    assert len(set(tickets)) == 2
    assert tickets.count(tickets[-1]) >= 3, "lost, fetched, shown to be kept"
    for browser in (elsewhere, context):
        again = browser.request.post(address, data=tickets[-1], headers=own_page)
        assert (again.status, again.headers.get("set-cookie")) == (403 if browser is elsewhere else 204, None)
    written = server.log.read_text() + "".join(path.read_text() for path in server.config.logs.glob("*"))
    assert not [ticket for ticket in tickets if ticket in written]
    page.reload()
    await_signed_in(page)
    elsewhere.close()


def test_a_refusal_that_comes_before_the_code_of_buttons_is_told(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    in_english(context, server)
    code, held = re.compile(r"/Button\.[^/]*\.js"), list[Route]()
    page.route(code, lambda route: held.append(route))
    page.route(f"{server.address}/session", lambda route: route.fulfill(status=403))
    page.goto(f"{server.address}/training")
    await_form(page)
    with page.expect_response(f"{server.address}/session"), page.expect_request(code):
        sign_in(page, "trainer", "password of trainer")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.get_by_text("This browser did not keep the sign-in")).to_be_visible()


def test_what_an_earlier_sign_in_was_refused_does_not_end_a_later_one(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    in_english(context, server)
    held: list[Route] = []

    def hold_two(route: Route) -> None:
        if route.request.method == "POST" and len(held) < 2:
            held.append(route)
        else:
            route.continue_()

    page.route(f"{server.address}/session", hold_two)
    page.goto(f"{server.address}/training")
    for number in (1, 2):
        await_form(page)
        sign_in(page, "trainer", "password of trainer")
        while len(held) < number:
            page.wait_for_timeout(50)
        if number == 1:
            page.get_by_role("button", name="Sign out").click()
    earlier, later = held
    with page.expect_response(lambda answer: answer.request == earlier.request):
        earlier.fulfill(status=403)
    later.continue_()
    await_signed_in(page)
    page.reload()
    await_signed_in(page)


def test_a_changed_password_ends_other_sessions(server: Server, context: BrowserContext, chromium: Browser) -> None:
    elsewhere = chromium.new_context()
    pages = []
    for profile in (context, elsewhere):
        in_english(profile, server)
        page = profile.new_page()
        page.goto(f"{server.address}/training")
        await_form(page)
        sign_in(page, "trainer", "password of trainer")
        await_signed_in(page)
        pages.append(page)
    own, other = pages
    unfold(own, "Change my password")
    own.get_by_label("Current password").fill("password of trainer")
    own.get_by_label("New password", exact=True).fill("five green rivers run")
    own.get_by_label("New password again").fill("five green rivers run")
    own.get_by_role("button", name="Change", exact=True).click()
    expect(own.get_by_text("are signed out")).to_be_visible()
    await_signed_in(own)
    other.reload()
    await_form(other)
    own.reload()
    await_signed_in(own)
    elsewhere.close()


def test_nothing_scrolls_sideways_on_a_phone(server: Server, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto(f"{server.address}/administration")
    await_form(page)
    assert _overhang(page) <= 0
    sign_in(page, "mis", "password of mis")
    await_signed_in(page)
    expect(page.locator(".upa-card").first).to_be_visible()
    assert _overhang(page) <= 0
    phone.close()


def _overhang(page: Page) -> int:
    """By how many pixels the content is wider than the window."""
    widest = "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"
    return int(page.evaluate(f"{widest} - document.documentElement.clientWidth"))


def test_a_given_password_is_changed_first_and_a_session_ended_elsewhere_leaves_the_screen(
    installation: Path, tmp_path: Path, context: BrowserContext, chromium: Browser
) -> None:
    config = config_in(copy_of(installation, tmp_path))
    district = District.open(config, Kind.OWN)
    accounts.give_password(district, SYSTEM, "division", "tipa-sera-lutu-19")
    district.close()
    elsewhere = chromium.new_context(user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36")
    with serve(config, tmp_path / "server.log") as fresh:
        in_english(context, fresh)
        in_english(elsewhere, fresh)
        page = context.new_page()
        page.goto(f"{fresh.address}/pupils")
        await_form(page)
        sign_in(page, "division", "tipa-sera-lutu-19")
        expect(page.get_by_text("Choose a new password")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_test_id("stPageLink")).to_have_count(0)
        page.reload()  # the session is there, and opens nothing more
        expect(page.get_by_text("Choose a new password")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_test_id("stPageLink")).to_have_count(0)
        page.get_by_label("Current password").fill("tipa-sera-lutu-19")
        page.get_by_label("New password", exact=True).fill("five green rivers run")
        page.get_by_label("New password again").fill("five green rivers run")
        page.get_by_role("button", name="Change", exact=True).click()
        await_signed_in(page)
        assert page.url.startswith(f"{fresh.address}/pupils")

        phone = elsewhere.new_page()
        phone.goto(f"{fresh.address}/review")
        await_form(phone)
        sign_in(phone, "division", "five green rivers run")
        await_signed_in(phone)
        unfold(page, "Where I am signed in")
        expect(page.get_by_text("Chrome · Android")).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Sign out there").click()
        expect(page.get_by_text("That device is signed out.")).to_be_visible(timeout=PATIENCE_MS)
        # Nobody touches the phone: its page looks by itself.
        expect(phone.get_by_text("This device was signed out from another one of yours.")).to_be_visible(timeout=PATIENCE_MS)
        expect(phone.get_by_test_id("stPageLink")).to_have_count(0)
        sign_in(phone, "division", "five green rivers run")
        await_signed_in(phone)
        assert phone.url.startswith(f"{fresh.address}/review")
    elsewhere.close()
