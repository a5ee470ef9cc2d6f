"""The doctor finds what was broken first, and says what to do."""

import json
import shutil
import subprocess
import sys
import zoneinfo
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from attendance import __main__ as command_line
from attendance import i18n
from attendance.district import District, Kind
from attendance.doctor import holdings, left_behind, machine
from attendance.doctor.examine import CHECKS, DEEP, examine, made, words
from attendance.doctor.finding import Patient, State
from attendance.office import audit, backups
from attendance.office.access import SYSTEM
from data import jobs
from data.clock import utc_now
from data.scope import Scope
from data.vault import unfinished
from tests.browser.support import ROOT
from tests.support import config_in, small_district

GIB = 2**30
HOLD = """
import sys
from pathlib import Path
from attendance.config import Config
from attendance.district import District, Kind
District.open(Config(home=Path(sys.argv[1]), keys=Path(sys.argv[2])), Kind.OWN)
print("open", flush=True)
import time
time.sleep(600)
"""
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def english() -> Iterator[None]:
    with i18n.reading_in("en"):
        yield


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in order: a district with an entry on its trail, and a backup."""
    folder = tmp_path_factory.mktemp("in_order")
    config = config_in(folder)
    for made_here in (config.home, config.keys, config.logs, config.home / "inbox" / "own"):
        made_here.mkdir(parents=True, exist_ok=True)
        made_here.chmod(0o700)
    district = small_district(folder).district
    district.db.write(lambda tx: audit.record(tx, SYSTEM, "class_day.opened", None, None))
    backups.make(district)
    district.close()
    return folder


@pytest.fixture
def patient(tmp_path: Path, in_order: Path) -> Iterator[Patient]:
    """A copy of it, open."""
    shutil.copytree(in_order, tmp_path / "copy")
    config = config_in(tmp_path / "copy")
    district = District.open(config, Kind.OWN)
    yield Patient(config, [district])
    district.close()


def state_of(patient: Patient, name: str) -> tuple[State, str]:
    """How a check stands, and all it says."""
    check = next(check for check in (*CHECKS, *DEEP) if check.name == name)
    found = made(check, patient)
    return found.state, "\n".join(f"{finding.text} {finding.fix or ''}" for finding in found.findings)


def test_an_installation_in_order_has_nothing_wrong(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * GIB, 50 * GIB, 50 * GIB))
    found = {examined.check.name: examined for examined in examine(replace(patient, deep=True))}
    assert {name: one.state for name, one in found.items() if one.state is State.WRONG} == {}
    assert found.keys() >= {"python", "disk", "key", "database", "model", "backup", "clock", "fonts", "proxy", "trail"}
    assert words(patient) == []


def test_each_district_is_named_and_a_new_backup_is_no_0_hours_old(patient: Patient, english: None) -> None:
    assert "less than an hour old" in state_of(patient, "backup")[1]
    assert state_of(patient, "clock")[1].startswith("District: the clock says")


Break = Callable[[Patient, pytest.MonkeyPatch], object]


def _old_python(_patient: Patient, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "version_info", (3, 10, 2, "final", 0))


def _no_zones(_patient: Patient, patch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    patch.setattr(machine, "ZoneInfo", none)


def _full_disk(_patient: Patient, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda path: Usage(100 * GIB, 100 * GIB, 3_000_000))


def _open_key(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    District.key_of(patient.config, Kind.OWN).chmod(0o644)


def _lost_key(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    District.key_of(patient.config, Kind.OWN).unlink()


def _half_a_key(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    District.key_of(patient.config, Kind.OWN).write_bytes(b"half")


def _changed_seal(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    sealed = next(path for path in patient.districts[0].vault.folder.rglob("*") if path.is_file() and "numbers" in path.name)
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")


def _changed_weights(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    model = machine.installed(patient.config.weights)[0]
    model.file.parent.mkdir(parents=True, exist_ok=True)
    model.file.write_bytes(b"other weights")


def _no_backup(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(patient.districts[0].backups)


def _spoilt_manifest(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    spoilt = patient.districts[0].backups / "20260401T000000Z"
    spoilt.mkdir()
    (spoilt / "manifest.json").write_text("null")


def _old_backup(_patient: Patient, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(holdings, "utc_now", lambda: utc_now() + timedelta(days=3))


def _clock_behind(_patient: Patient, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(holdings, "utc_now", lambda: utc_now() - timedelta(days=1))


def _stuck_queue(patient: Patient, patch: pytest.MonkeyPatch) -> None:
    everything = Scope.everything()
    patient.districts[0].db.write(
        lambda tx: jobs.add_district_wide(tx, everything, kind="look", total=1, detail={}, created_by="mis")
    )
    patch.setattr(holdings, "utc_now", lambda: utc_now() + timedelta(hours=13))


def _inbox_gone(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    patient.config.inbox = patient.config.home / "unplugged"


def _log_in_the_way(patient: Patient, _patch: pytest.MonkeyPatch) -> None:
    patient.config.logs.rmdir()
    patient.config.logs.write_text("")


@pytest.mark.parametrize(
    ("name", "broken", "says"),
    [
        ("python", _old_python, "Install Python 3.11"),
        ("python", _no_zones, "tzdata"),
        ("disk", _full_disk, "Make room"),
        ("key", _open_key, "chmod 600"),
        ("key", _lost_key, "recovery kit"),
        ("key", _half_a_key, "recovery kit"),
        ("key", _changed_seal, "Bring back the right one"),
        ("model", _changed_weights, "models add"),
        ("backup", _no_backup, "python -m attendance backup"),
        ("backup", _old_backup, "Make one now"),
        ("backup", _spoilt_manifest, "20260401T000000Z cannot be read"),
        ("clock", _clock_behind, "timedatectl"),
        ("queue", _stuck_queue, "Restart the app"),
        ("inbox", _inbox_gone, "UPASTHITI_INBOX"),
        ("log", _log_in_the_way, "Make it a folder"),
    ],
)
def test_what_was_broken_is_wrong_and_the_fix_is_named(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, english: None, name: str, broken: Break, says: str
) -> None:
    assert state_of(patient, name)[0] is not State.WRONG
    broken(patient, monkeypatch)
    state, text = state_of(patient, name)
    assert state is State.WRONG
    assert says in text


def test_keys_beside_the_data_are_wrong(patient: Patient) -> None:
    patient.config.keys = patient.config.home / "keys"
    assert state_of(patient, "folders")[0] is State.WRONG


def test_what_only_needs_a_look_is_no_alarm(patient: Patient, english: None) -> None:
    patient.config.home.chmod(0o755)
    state, text = state_of(patient, "folders")
    assert state is State.LOOK
    assert "chmod 700" in text
    assert state_of(patient, "backup")[0] is State.LOOK, "on the disk of the data"
    assert words(patient) == []


def test_what_lies_beside_the_district_is_named_with_its_fix(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    assert state_of(patient, "left_behind")[0] is State.OK
    folder, key = District.folder_of(patient.config, Kind.OWN), District.key_of(patient.config, Kind.OWN)
    monkeypatch.setattr(left_behind, "utc_now", lambda: datetime(2026, 4, 10))
    expected = {
        folder / "kept-aside" / "20260401T000000": "9 days ago",
        folder.with_name("own.before-restore-20260403T000000Z"): "7 days ago",
        folder.with_name("own.restoring"): "run it again: python -m attendance restore",
        folder.with_name("own.restored"): "before the district was changed",
    }
    for place in expected:
        place.mkdir(parents=True)
    unfinished(key).write_text("0123")
    unfinished(District.key_of(patient.config, Kind.SANDBOX)).write_text("0123")
    state, text = state_of(patient, "left_behind")
    assert state is State.LOOK
    assert [str(place) for place in expected if str(place) not in text] == []
    assert [words for words in expected.values() if words not in text] == []
    assert "change of own.key is not finished" in text
    assert "rotate-key --sandbox" in text
    patient.districts[0].close()
    folder.rename(folder.with_name("elsewhere"))
    state, text = state_of(replace(patient, held=True, districts=()), "left_behind")
    assert state is State.WRONG
    assert "start the app: it puts the district in its place" in text


def test_a_monitor_is_told_words_and_nothing_else(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    _no_backup(patient, monkeypatch)
    _full_disk(patient, monkeypatch)
    assert words(patient) == ["disk", "backup"]


def test_a_check_that_fails_is_told_and_keeps_no_other_from_being_made(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("about somebody")

    monkeypatch.setattr(holdings.audit, "entries", fail)
    state, text = state_of(patient, "clock")
    assert state is State.WRONG
    assert "could not be checked: OSError" in text
    assert "somebody" not in text
    assert state_of(patient, "queue")[0] is not State.WRONG


def test_a_trail_changed_by_hand_is_seen_when_looking_deep(tmp_path: Path, patient: Patient, english: None) -> None:
    district = patient.districts[0]
    assert state_of(patient, "trail")[0] is State.OK
    district.close()
    with duckdb.connect(str(district.db.path)) as by_hand:
        by_hand.execute("UPDATE audit_trail SET username = 'nobody'")
    reopened = District.open(patient.config, Kind.OWN)
    state, text = state_of(replace(patient, districts=[reopened]), "trail")
    reopened.close()
    assert state is State.WRONG
    assert "verify-audit" in text


def test_a_trail_whose_end_was_cut_off_is_seen_without_looking_deep(patient: Patient, english: None) -> None:
    district = patient.districts[0]
    district.db.write(lambda tx: audit.record(tx, SYSTEM, "job.stopped"))
    assert state_of(patient, "trail_end")[0] is State.OK
    district.close()
    with duckdb.connect(str(district.db.path)) as by_hand:
        by_hand.execute("DELETE FROM audit_trail WHERE entry_id = (SELECT max(entry_id) FROM audit_trail)")
    reopened = District.open(patient.config, Kind.OWN)
    state, text = state_of(replace(patient, districts=[reopened]), "trail_end")
    reopened.close()
    assert state is State.WRONG
    assert "Is it whole?" in text


def test_a_sealed_file_that_was_changed_is_seen_when_looking_deep(patient: Patient, english: None) -> None:
    assert state_of(patient, "stored")[0] is State.OK
    vault = patient.districts[0].vault
    vault.put("photo/1", b"a photo")
    sealed = max((path for path in vault.folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
    state, text = state_of(patient, "stored")
    assert state is State.WRONG
    assert "1 sealed files do not open" in text


@pytest.fixture
def stopped(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """The same with the app stopped, where the commands look for it."""
    patient.districts[0].close()
    monkeypatch.setenv("UPASTHITI_HOME", str(patient.config.home))
    monkeypatch.setenv("UPASTHITI_KEYS", str(patient.config.keys))
    return patient


def test_the_command_ends_with_one_where_something_is_wrong(stopped: Patient, english: None) -> None:
    District.key_of(stopped.config, Kind.OWN).unlink()
    ended = CliRunner().invoke(command_line.app, ["doctor"])
    assert ended.exit_code == 1
    assert "WRONG  Key" in ended.output
    assert not District.key_of(stopped.config, Kind.OWN).exists(), "no new key is made"


def test_a_damaged_database_is_told_with_the_way_back(stopped: Patient, english: None) -> None:
    file = District.folder_of(stopped.config, Kind.OWN) / "district.duckdb"
    file.write_bytes(b"no database" * 1000)
    ended = CliRunner().invoke(command_line.app, ["doctor"])
    assert ended.exit_code == 1
    assert "python -m attendance restore" in ended.output


def test_while_the_app_holds_the_database_the_rest_is_checked(stopped: Patient, english: None) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(stopped.config.home), str(stopped.config.keys)], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        ended = CliRunner().invoke(command_line.app, ["doctor", "--port", "1"])
    finally:
        holder.kill()
        holder.communicate()
    assert ended.exit_code == 1
    assert "The app holds the databases" in ended.output
    assert "does not answer at port 1" in ended.output
    assert "ok     Python" in ended.output


def test_a_number_finds_its_line_and_an_unknown_one_says_so(stopped: Patient, english: None) -> None:
    line = {"at": "2026-11-28", "number": "E-7F3K2", "places": ["ui/one.py:7 show"]}
    (stopped.config.logs / "upasthiti.jsonl").write_text(json.dumps(line) + "\n")
    assert "ui/one.py:7 show" in CliRunner().invoke(command_line.app, ["log", "e-7f3k2"]).output
    unknown = CliRunner().invoke(command_line.app, ["log", "E-22222"])
    assert unknown.exit_code == 1
