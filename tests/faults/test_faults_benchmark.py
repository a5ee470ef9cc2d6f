"""The short form of benchmarks.faults."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="its processes are forked")
def test_nothing_acknowledged_is_lost_in_a_few_kills_and_each_flip_is_noticed(tmp_path: Path) -> None:
    short = ["--cycles", "5", "--flips", "1", "--lanes", "1", "--seed", "3", "--scratch", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", *short], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "| all 5 |" in done.stdout
