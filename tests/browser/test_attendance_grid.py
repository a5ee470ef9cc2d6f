"""The heat map of the Attendance page: a field opens its block and day, a name its block, and the browser's Back leads back."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from data.clock import today
from tests.browser.support import Server, await_form, await_idle, await_signed_in, sign_in


def test_a_field_of_the_heat_map_opens_its_block_and_day(server: Server, browser_page: Page) -> None:
    page = browser_page
    monday = today() - timedelta(days=today().weekday() + 7)
    page.goto(f"{server.address}/attendance?section=compliance&rate=coverage&day={monday.isoformat()}")
    await_form(page)
    sign_in(page, "dpo", "password of dpo")
    await_signed_in(page)
    page.goto(f"{server.address}/attendance?section=compliance&rate=coverage&day={monday.isoformat()}")
    await_idle(page)
    page.locator(f'[data-open="sabour|{monday.isoformat()}"]').click()
    expect(page).to_have_url(re.compile(r"block=sabour"))
    expect(page).to_have_url(re.compile(f"day={monday.isoformat()}"))
    assert "section=" not in page.url
    page.go_back()
    page.locator('[data-open="kahalgaon|"]').click()
    expect(page).to_have_url(re.compile(r"block=kahalgaon.*section=compliance"))
