"""A district whose names, notes and files are markup, in a real browser: nothing runs or is fetched, all is read as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, FilePayload, Request, expect
from playwright.sync_api import Page as Tab

from attendance.district import Kind
from attendance.errors import Message
from attendance.intake.inbox import Inbox
from attendance.office import accounts, passwords
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import flagged, signing
from attendance.reports import exceptions, following
from attendance.reports.exceptions import Filters
from data import rollups
from data.database import Transaction
from tests.browser.support import Server, await_form, await_idle, await_signed_in, choose, in_english, serve, sign_in
from tests.register.flags import CAUSE, flag, key, read_both
from tests.reports.looking import look
from tests.reports.support import add_class_day, add_portal
from tests.support import Small, config_in, school_day, small_district

RUNS = "<img src=x onerror=hostile(1)><script>hostile(2)</script><b>zz1</b>"
LINKS = "![zz2](http://127.0.0.1:9/p.png) [zz3](javascript:hostile(3)) http://zz4.in www.zz5.in a@zz6.in"
LOOKS = "**zz7** :red[zz8] $zz9$ `zz0` {0} {name} %s &lt;i&gt; :material/home: \u202ertl"
HOSTILE = f"# {RUNS} {LINKS} {LOOKS}"
LONG = HOSTILE + "W" * 300
FILE = f"- {RUNS} {LOOKS}".replace("/", "|")
NAMED = ("block", "cluster", "school", "pupil")
VISITS = {
    Role.DPO: """
        /attendance?day={day} /attendance?section=compliance&day={day} /attendance?section=portal&day={day}
        /attendance?section=trends&of=block&day={day} /attendance?block=sabour&school=201&day={day} /exceptions?section=cases
        /review?section=days&signday={today} /review?class=301&day={today} /administration?section=trail
    """,
    Role.MIS: """
        /administration?section=accounts /administration?section=leads /pupils?class=301 /pupils?class=301&pupil=401
        /review /review?item=flag:{cause} /upload?how=inbox /upload?submission=sabour
    """,
    Role.BRC: "/exceptions",
}
"""What each role looks at; the others see no more than these."""
HOVERED = "/attendance?day=2026-04-06"
GO = """
(address) => new Promise((began) => {
  const app = document.querySelector("[data-testid=stApp]")
  const state = "data-test-script-state"
  new MutationObserver((_changes, observer) => {
    if (app.getAttribute(state) !== "notRunning") { observer.disconnect(); began() }
  }).observe(app, { attributeFilter: [state] })
  history.pushState(null, "", address)
  window.dispatchEvent(new PopStateEvent("popstate"))
})
"""
"""As the browser's Back: a page loaded anew each time would cost this test most of its time."""
UNFOLD = """
() => document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary").forEach((one) => one.click())
"""
HAPPENED = """
() => {
  const found = (window.hostileCalls ?? []).map((what) => `ran ${what}`)
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot)
      const own = one.textContent.trim()
      const address = one.getAttribute("href") ?? one.getAttribute("src") ?? ""
      const made = /^zz[0-9]$/.test(own) || one.hasAttribute("onerror") || /zz|javascript:|127.0.0.1:9/.test(address)
      if (made || (one.tagName === "SCRIPT" && own.includes("hostile("))) found.push(one.outerHTML.slice(0, 200))
    }
  }
  look(document.body)
  if (document.body.innerText.includes("Something went wrong here")) found.push("the page failed")
  return found
}
"""
SHOWN = """
() => {
  const texts = []
  const read = (root) => {
    texts.push(root.innerText ?? root.textContent)
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) read(one.shadowRoot)
  }
  read(document.querySelector("[data-testid=stMain]"))
  return texts.join(" ")
}
"""


@dataclass
class Seen:
    """What a browser did that it should not have, and what stood on the pages."""

    problems: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    small = small_district(folder)
    small.district.db.write(_rename)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        who = {role: _account(small, role) for role in VISITS}
    _work(small, who)
    small.district.close()
    small_district(folder, Kind.SANDBOX).district.close()
    with serve(config_in(folder), folder / "server.log") as running:
        yield running


def _rename(tx: Transaction) -> None:
    cursor = tx._cursor()
    for table in NAMED:
        long = LONG if table == "pupil" else HOSTILE
        cursor.execute(f"UPDATE {table} SET name_hi = ?, name_en = ?", [long, long]).fetchall()  # noqa: S608 - names above
    cursor.execute("UPDATE school SET head_name = ?, head_phone = ?", [HOSTILE, HOSTILE]).fetchall()
    cursor.execute("UPDATE block SET beo_name = ?, beo_phone = ?", [HOSTILE, HOSTILE]).fetchall()
    cursor.execute("UPDATE class_section SET section = ?", ["**zz7**"]).fetchall()
    cursor.execute("UPDATE legal_basis SET reference = ?", [HOSTILE]).fetchall()
    rollups.rolls_changed(tx)


def _account(small: Small, role: Role) -> Account:
    return accounts.create(
        small.district,
        SYSTEM,
        username=role.value,
        name=HOSTILE,
        role=role,
        password=f"password of {role.value}",
        blocks=("sabour",) if role is Role.BRC else (),
        must_change=False,
    )


def _work(small: Small, who: dict[Role, Account]) -> None:
    """Flags, exceptions, signatures, a search and files on the tray, each with what people wrote about it."""
    district, dpo, mis = small.district, who[Role.DPO], who[Role.MIS]
    read_both(small, school_day())
    flag(small, day=school_day())
    district.db.write(_say)
    flagged.ask(district, dpo, key(small, dpo), HOSTILE)
    flagged.answer(district, dpo, key(small, dpo), HOSTILE)
    add_class_day(small, 303, uncertain=1)
    add_portal(small, 303, present=4)
    look(small, school_day())
    listed = exceptions.listed(district.db, dpo.scope, Filters()).to_dict("records")
    for row in listed:
        following.note(district, mis, [row["exception_id"]], HOSTILE)
        following.follow(district, mis, [row["exception_id"]], mis.username)
    signing.reviewed(district, dpo, school_day(), "sabour")
    signing.sign(district, dpo, school_day(), "sabour")
    district.inbox.mkdir(parents=True, exist_ok=True)
    (district.inbox / f"{FILE}.jpg").write_bytes(b"no photo")
    inbox = Inbox(district)
    inbox.look()
    inbox.look()


def _say(tx: Transaction) -> None:
    """What files and failed jobs are told of, over the bare rows of the small district."""
    told = Message("{name}", {"name": HOSTILE}).as_json()
    for sql, said in (
        ("UPDATE photo SET file_name = ?, faces = 0", FILE),
        ("UPDATE photo SET error = ?", told),
        ("UPDATE job SET error = ?", told),
        ("UPDATE tray SET reason = ?", told),
        ("UPDATE lead_run SET purpose = ?", HOSTILE),
    ):
        tx._cursor().execute(sql, [said]).fetchall()


@pytest.fixture
def profile(chromium: Browser, hostile_server: Server) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1366, "height": 768})
    made.add_init_script("window.hostileCalls = []; window.hostile = (what) => window.hostileCalls.push(what)")
    in_english(made, hostile_server)
    yield made
    made.close()


@pytest.mark.parametrize("role", list(VISITS))
def test_what_people_and_files_say_stays_text(hostile_server: Server, profile: BrowserContext, role: Role) -> None:
    seen = Seen()
    tab = _watched(profile, hostile_server, seen)
    tab.goto(f"{hostile_server.address}/upload")
    await_form(tab)
    sign_in(tab, role.value, f"password of {role.value}")
    await_signed_in(tab)
    for visit in VISITS[role].format(day="2026-04-06", today=school_day(), cause=CAUSE).split():
        tab.evaluate(GO, visit)
        _look(tab, seen, visit)
    if role is Role.BRC:
        _by_hand(tab, seen)
    assert sorted(set(seen.problems)) == []
    told = " ".join(seen.texts.values())
    assert [part for part in HOSTILE.split() if part not in told] == []


def _by_hand(tab: Tab, seen: Seen) -> None:
    """What is chosen and dropped on a page, and what the page then says of it."""
    choose(tab, "Somebody else follows it", "onerror")
    tab.get_by_role("button", name="Hand over").first.click()
    expect(tab.get_by_role("status").filter(has_text="follows it now.").first).to_contain_text("<script>hostile(2)</script>")
    _look(tab, seen, "handed over")
    tab.evaluate(GO, "/upload")
    dropped: FilePayload = {"name": f"{FILE}.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    tab.get_by_test_id("stMain").locator("input[type=file]").set_input_files(dropped)
    expect(tab.get_by_role("alert").first).to_be_visible()
    _look(tab, seen, "dropped")


def _watched(profile: BrowserContext, server: Server, seen: Seen) -> Tab:
    """A tab of which each dialog and each request to elsewhere is told, those that the pages' policy forbids too."""
    tab = profile.new_page()

    def asked(request: Request) -> None:
        if not request.url.startswith((server.address, server.address.replace("http", "ws"), "data:", "blob:")):
            seen.problems.append(f"asked for {request.url}")

    def refused(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            seen.problems.append(said.text)

    def asked_back(dialog: Dialog) -> None:
        seen.problems.append(f"dialog {dialog.message}")
        dialog.dismiss()

    tab.on("request", asked)
    tab.on("console", refused)
    tab.on("dialog", asked_back)
    return tab


def _look(tab: Tab, seen: Seen, where: str) -> None:
    await_idle(tab)
    tab.evaluate(UNFOLD)
    await_idle(tab)
    for mark in (".barlayer .point path", ".scatterlayer path.point") if where == HOVERED else ():
        tab.locator(f".js-plotly-plot {mark}").first.hover(force=True)
        seen.texts[f"{where} {mark}"] = tab.locator(".hovertext").first.text_content() or ""
    seen.problems += [f"{where}: {found}" for found in tab.evaluate(HAPPENED)]
    seen.texts[where] = " ".join(re.sub("\N{WORD JOINER}", "", tab.evaluate(SHOWN)).split())
