"""Fixtures that more than one part of the suite uses."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.pipeline import Pipeline
from tests.support import Small, small_district


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A small district of the office's own, made by hand."""
    made = small_district(tmp_path)
    yield made
    made.district.close()


@pytest.fixture(scope="session")
def weights_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where FaceNet's converted weights are kept: UPASTHITI_TEST_CACHE, or a folder of this run."""
    given = os.environ.get("UPASTHITI_TEST_CACHE")
    return Path(given) if given else tmp_path_factory.mktemp("weights")


@pytest.fixture(scope="session")
def pipeline(weights_cache: Path) -> Pipeline:
    """The real models, loaded once."""
    return Pipeline(weights_cache)
