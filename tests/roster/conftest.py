"""Fixtures of the roster's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attendance import i18n
from attendance.district import District, Kind
from attendance.roster.units import add_units
from tests.support import config_in


@pytest.fixture
def in_english() -> Iterator[None]:
    """Messages in English, as they stand in the code."""
    before = i18n._provider
    i18n.use_language_of(lambda: "en")
    yield
    i18n.use_language_of(before)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[District]:
    """A district of the office's own that knows its units and nothing else."""
    district = District.open(config_in(tmp_path), Kind.OWN)
    district.db.write(add_units)
    yield district
    district.close()
