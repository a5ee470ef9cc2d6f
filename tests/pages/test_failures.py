"""A page that fails says a number, the log has it, and neither says what it was about."""

import json
import re
from pathlib import Path

import pytest

from attendance import logs
from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, page
from ui.administration import health

PUPIL = "अनीता कुमारी"
NUMBER = re.compile("E-[2-9A-Z]{5}")


def test_the_number_on_the_page_finds_the_line_and_neither_names_the_pupil(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, log_folder: Path
) -> None:
    def fail(*_: object) -> None:
        raise KeyError(PUPIL)

    monkeypatch.setattr(health.health, "look", fail)
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS))
    assert len(at.error) == 1
    shown = "\n".join(one.value for one in (*at.error, *at.caption, *at.markdown))
    (number,) = set(NUMBER.findall(shown))
    assert f"python -m attendance log {number}" in shown
    (line,) = logs.find(log_folder, number)
    found = json.loads(line)
    assert found["kinds"] == ["KeyError"]
    assert any(place.startswith("ui/administration/health.py:") for place in found["places"])
    for text in (shown, *(file.read_text(encoding="utf-8") for file in log_folder.iterdir())):
        assert PUPIL not in text


def test_who_cannot_use_commands_gets_only_the_number(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.upload import latest

    def fail(*_: object) -> None:
        raise KeyError(PUPIL)

    monkeypatch.setattr(latest, "show", fail)
    at = page(Page.UPLOAD, open_house, open_house.account(Role.BRC))
    shown = "\n".join(one.value for one in (*at.error, *at.caption))
    assert NUMBER.search(shown)
    assert "KeyError" not in shown
    assert PUPIL not in shown
