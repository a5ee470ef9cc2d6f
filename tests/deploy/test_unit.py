"""The systemd unit is one that systemd understands, and shuts the service in."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.support import ROOT

ANALYZE = shutil.which("systemd-analyze")
EXPOSED_AT_MOST = 2.0

pytestmark = pytest.mark.skipif(ANALYZE is None, reason="no systemd here")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with this checkout's paths in place of /opt and a user that is there."""
    text = (ROOT / "deploy" / "upasthiti.service").read_text(encoding="utf-8")
    for written, here in {
        "/opt/upasthiti/.venv/bin/python": sys.executable,
        "WorkingDirectory=/opt/upasthiti": f"WorkingDirectory={ROOT}",
        "User=upasthiti": "User=daemon",
        "Group=upasthiti": "Group=daemon",
    }.items():
        assert written in text
        text = text.replace(written, here)
    (tmp_path / "upasthiti.service").write_text(text, encoding="utf-8")
    return tmp_path / "upasthiti.service"


def test_systemd_understands_it(unit: Path) -> None:
    done = subprocess.run([ANALYZE, "verify", str(unit)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "upasthiti.service" not in done.stderr, "neither unknown nor misplaced settings"


def test_it_is_shut_in(unit: Path) -> None:
    done = subprocess.run(
        [ANALYZE, "security", "--offline=true", str(unit)], capture_output=True, text=True, check=False, timeout=120
    )
    level = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert level, done.stderr
    assert float(level[1]) <= EXPOSED_AT_MOST
