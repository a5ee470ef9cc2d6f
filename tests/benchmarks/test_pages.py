import json
import os
import subprocess
import sys
from pathlib import Path


def test_the_pages_answer_is_measured_idle_and_busy(tmp_path: Path, weights_cache: Path) -> None:
    result = tmp_path / "pages.json"
    command = [sys.executable, "-m", "benchmarks.pages", "--runs", "2", "--weights", str(weights_cache), "--json", str(result)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    measured = json.loads(result.read_text())
    assert measured["reading"]["times_idle"] > 0
    assert "times idle" in done.stdout
