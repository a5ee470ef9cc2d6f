"""Fixtures that more than one part of the suite uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Small, small_district


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A small district of the office's own, made by hand."""
    made = small_district(tmp_path)
    yield made
    made.district.close()
