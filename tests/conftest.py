"""Fixtures that more than one part of the suite uses."""

import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from attendance import logs
from attendance.office import room
from recognition.pipeline import Pipeline
from recognition.weights import facenet_state, mtcnn_states
from tests.support import Small, small_district

# A busy machine's time is no behaviour: it fails no test.
settings.register_profile("without_a_clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without_a_clock")


@pytest.fixture(scope="session", autouse=True)
def little_room_is_enough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests run on a disk with less room than the app wants, and what a killed process leaves goes with their files.

    Servers in processes of their own keep to the app's own limit.
    """
    folder = tmp_path_factory.mktemp("t")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LEAST_FREE", 10**7)
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A small district of the office's own, made by hand."""
    made = small_district(tmp_path)
    yield made
    made.district.close()


@pytest.fixture(scope="session")
def weights_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where FaceNet's converted weights are: UPASTHITI_TEST_CACHE, or a folder that the workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = Path(os.environ.get("UPASTHITI_TEST_CACHE") or shared / "weights")
    folder.mkdir(parents=True, exist_ok=True)
    facenet_state(folder)
    mtcnn_states(folder)
    return folder


@pytest.fixture(scope="session")
def pipeline(weights_cache: Path) -> Pipeline:
    """The real models, loaded once."""
    return Pipeline(weights_cache)


@pytest.fixture
def log_folder(tmp_path: Path) -> Iterator[Path]:
    """Where this process writes its log, as the app does, until the test is over."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogRecordFactory(), threading.excepthook)
    logs.start(tmp_path / "logs")
    yield tmp_path / "logs"
    for handler in set(root.handlers) - set(before[0]):
        for name in [None, *logging.root.manager.loggerDict]:
            logging.getLogger(name).removeHandler(handler)
        handler.close()
    root.setLevel(before[1])
    logging.setLogRecordFactory(before[2])
    threading.excepthook = before[3]
