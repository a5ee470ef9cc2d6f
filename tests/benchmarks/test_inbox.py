"""An inbox killed in the middle and started again: the short form of the benchmark, with the app's own house."""

import os
from pathlib import Path

import pytest

from benchmarks.inbox import survive
from tests.support import config_in


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_an_inbox_killed_in_the_middle_ends_with_each_photo_read_once(tmp_path: Path, weights_cache: Path) -> None:
    config = config_in(tmp_path)
    config.home.mkdir(parents=True)
    config.weights.symlink_to(weights_cache)
    moments = (
        "receipt on the disk, no rows yet",
        "rows stored, file still in the inbox",
        "read, while the results are stored",
    )
    outcome = survive(config, 60, moments)
    assert outcome.right, outcome
    assert (outcome.photos, outcome.left, outcome.tray) == (60, 1, 2)
