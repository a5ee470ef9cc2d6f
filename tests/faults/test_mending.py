"""A log whose end cannot be read: the app does not start, mend keeps it aside and goes on with the rest."""

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attendance.__main__ import app
from attendance.district import District, Kind
from attendance.errors import explained
from attendance.intake.accept import accept
from attendance.office import audit
from attendance.office.access import SYSTEM, Account, Role
from data import submissions
from data.clock import today
from data.errors import JournalDamaged
from data.journal import Journal, is_held
from data.scope import Scope
from tests.intake.support import photos
from tests.support import Small, config_in, school_day

EVERYTHING = Scope.everything()
MIS = Account("mis.one", "MIS", Role.MIS)


def test_what_a_damaged_log_held_comes_back_from_receipts_and_the_rest_is_named(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.district.db.checkpoint()
    sent = {accept(small.district, SYSTEM, photos(seed), [301], school_day(), "portal").submission_id for seed in (1, 2)}
    stopped = tmp_path / "stopped"  # as a stop leaves it: nothing folded, nobody holds it
    shutil.copytree(tmp_path / "home", stopped / "home")
    shutil.copytree(tmp_path / "keys", stopped / "keys")
    database = stopped / "home" / "own" / "district.duckdb"
    log = Journal(database).log
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    with pytest.raises(JournalDamaged) as told:
        District.open(config_in(stopped), Kind.OWN)
    assert "attendance mend" in explained(told.value).message.text

    monkeypatch.setenv("UPASTHITI_HOME", str(stopped / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(stopped / "keys"))
    said = CliRunner().invoke(app, ["mend"])
    assert said.exit_code == 0, said.output
    (kept,) = (database.parent / "kept-aside").iterdir()
    assert (kept / log.name).read_bytes() == content
    district = District.open(config_in(stopped), Kind.OWN)
    assert submissions.ids(district.db, EVERYTHING) == sent
    found = audit.entries(district, MIS, first=today() - timedelta(days=1), last=today(), action="database.mended")
    assert len(found) == 1
    district.close()
    again = CliRunner().invoke(app, ["mend"])
    assert again.exit_code == 0
    assert len(list((database.parent / "kept-aside").iterdir())) == 1


def test_a_database_that_is_open_in_another_process_is_held(small: Small) -> None:
    code = "import sys; from pathlib import Path; from data.journal import is_held; print(is_held(Path(sys.argv[1])))"
    asked = [sys.executable, "-c", code, str(small.district.db.path)]
    assert subprocess.run(asked, capture_output=True, check=True, text=True).stdout.strip() == "True"
    small.district.close()
    assert not is_held(small.district.db.path)
