"""The server by itself: what it does before a reader comes, and when it is told to end."""

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from attendance.district import District, Kind
from attendance.office import backups
from tests.browser.conftest import copy_of
from tests.browser.support import Server, serve
from tests.support import config_in

ASKED = "900123456"


def _health(server: Server) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"{server.address}/health", timeout=60) as answer:  # noqa: S310 - our own address
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without a signal")
def test_databases_open_without_a_visitor_and_are_closed_at_the_end(tmp_path: Path, installation: Path) -> None:
    config = config_in(copy_of(installation, tmp_path))
    district = District.open(config, Kind.OWN)
    backups.make(district)
    district.close()
    with serve(config, tmp_path / "server.log") as server:
        while _health(server) == (503, {"ok": False, "wrong": ["database"]}):
            time.sleep(0.05)
        assert _health(server) == (200, {"ok": True})
        logged = [json.loads(line) for line in (config.logs / "upasthiti.jsonl").read_text().splitlines()]
        assert any(line["from"] == "attendance.intake.recovery" for line in logged)
        with urllib.request.urlopen(f"{server.address}/pupils?pupil={ASKED}", timeout=60) as answer:  # noqa: S310
            assert answer.status == 200
    for written in (server.log, config.logs / "upasthiti.jsonl"):
        assert ASKED not in written.read_text(), "no list of requests"
    for kind in Kind:
        folder = District.folder_of(config, kind)
        assert not (folder / "district.duckdb.wal").exists(), "closed, and folded into the file"
