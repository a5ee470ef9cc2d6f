"""The guard beyond the first call: fragments, and what would go round it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from attendance.office.access import Account, Page, Role
from tests.pages.support import ROOT, OpenHouse
from ui import guard, session
from ui.guard import Visit

SOURCES = [path for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]


class Restarted(BaseException):
    """The whole app was asked to run again."""


@pytest.fixture
def visit(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """A visit whose fragments run at once."""

    def restart(scope: str) -> None:
        assert scope == "app"
        raise Restarted

    monkeypatch.setattr(st, "fragment", lambda run_every: lambda work: work)
    monkeypatch.setattr(st, "rerun", restart)
    account = open_house.account(Role.BRC)
    monkeypatch.setattr(session, "account", lambda _, active: account)
    return Visit(account, open_house.house, open_house.small.district, Page.UPLOAD)


def runs(visit: Visit) -> bool:
    """Whether a fragment of the visit does its work."""
    done = []

    @guard.fragment(visit)
    def work() -> None:
        done.append(True)

    try:
        work()
    except Restarted:
        assert not done
    return bool(done)


def test_a_fragment_runs_for_whoever_is_still_signed_in(visit: Visit) -> None:
    assert runs(visit)


@pytest.mark.parametrize("change", [None, {"role": Role.TRAINER}, {"blocks": frozenset({"kahalgaon"})}])
def test_a_fragment_stops_when_the_account_is_no_longer_what_it_was(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, change: dict[str, object] | None
) -> None:
    now: Account | None = replace(visit.account, **change) if change else None  # type: ignore[arg-type]
    monkeypatch.setattr(session, "account", lambda _, active: now)
    assert not runs(visit)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_goes_round_the_guard_or_serves_bytes_to_anyone(path: Path) -> None:
    code = "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    found = set(re.findall(r"\bst\.(fragment|dialog|image|download_button|audio|video|pdf)\(", code))
    assert found <= ({"fragment"} if path.name == "guard.py" else set())


@pytest.mark.parametrize("page", Page)
def test_each_pages_first_statement_is_its_guard(page: Page) -> None:
    code = (ROOT / "pages" / f"{page.value}.py").read_text(encoding="utf-8")
    statements = re.findall(r"^(?!from |import |\"\"\"|#|\)|    )(\S.*)$", code, re.MULTILINE)
    assert f"guard.enter(Page.{page.name})" in statements[0]
