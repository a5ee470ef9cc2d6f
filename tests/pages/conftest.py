"""An open house for page tests; its use is told in tests/pages/support.py."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from attendance import house as rooms
from attendance import i18n
from attendance.district import Kind
from attendance.office import passwords
from attendance.office.models import Models
from recognition.pipeline import Pipeline
from tests.pages.support import OpenHouse
from tests.support import Small, lay_small_district


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> Iterator[None]:
    """Each new AppTest reads what every installed package says of itself, to find components: three times a page's own work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def open_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenHouse]:
    """The small district, as the office's own and as the sandbox, in the house that pages of this test ask for.

    Its worker does the jobs that are queued, and nothing that is due each hour: an hour's look at rows that a test has half
    written would find what the test doesn't expect.
    """
    for kind in Kind:
        lay_small_district(tmp_path, kind)
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(rooms, "_open", {})
    monkeypatch.setattr(rooms, "each_hour", lambda _district: None)
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    opened = rooms.house()
    assert opened.own
    made = OpenHouse(opened, Small(opened.own), Small(opened.sandbox))
    monkeypatch.setattr(i18n, "_provider", made.language)
    yield made
    opened.close()


@pytest.fixture
def with_models(open_house: OpenHouse, pipeline: Pipeline) -> OpenHouse:
    """The open house reads photos with the models that are loaded once for all tests."""
    open_house.house.models = Models(pipeline.cache, pipeline)
    return open_house
