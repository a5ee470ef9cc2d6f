"""A file that was asked for is saved by itself, once, and lies at no address of the server."""

from pathlib import Path

import pypdfium2
from playwright.sync_api import Download, Page

from tests.browser.support import PATIENCE_MS, Server, await_form, await_idle, await_signed_in, in_english, sign_in


def test_one_click_makes_the_weeks_pdf_and_saves_it(server: Server, browser_page: Page, tmp_path: Path) -> None:
    in_english(browser_page.context, server)
    browser_page.goto(server.address)
    await_form(browser_page)
    sign_in(browser_page, "dpo", "password of dpo")
    await_signed_in(browser_page)
    asked: list[str] = []
    saved: list[Download] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("download", lambda download: saved.append(download))
    browser_page.goto(f"{server.address}/attendance?block=sabour&day=2026-04-06")
    await_signed_in(browser_page)
    with browser_page.expect_download(timeout=PATIENCE_MS) as coming:
        browser_page.get_by_role("button", name="PDF of this week").click()
    coming.value.save_as(tmp_path / "week.pdf")
    assert coming.value.suggested_filename == "upasthiti-week-sabour-2026-04-06-en.pdf"
    assert len(pypdfium2.PdfDocument(tmp_path / "week.pdf")) == 2
    browser_page.get_by_test_id("stMain").get_by_text("Table", exact=True).first.click()
    browser_page.get_by_text("Figures by class").wait_for()
    await_idle(browser_page)
    assert len(saved) == 1, "drawn again, it is not saved again"
    with browser_page.expect_download(timeout=PATIENCE_MS):
        browser_page.get_by_role("button", name="Save again").click()
    with browser_page.expect_download(timeout=PATIENCE_MS) as coming:
        browser_page.get_by_role("button", name="Excel").first.click()
    assert coming.value.suggested_filename == "upasthiti-figures-schools-2026-04-06.xlsx"
    assert not [url for url in asked if url.startswith(f"{server.address}/media")]
