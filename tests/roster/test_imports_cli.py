"""`python -m attendance import` while the app is down: all or nothing, good rows only, columns named by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from attendance import i18n
from attendance.__main__ import app
from attendance.config import Config
from attendance.district import District, Kind
from attendance.roster import imports
from attendance.roster.cli import What
from attendance.roster.units import add_units
from data import schools
from data.scope import Scope

HEADING = "UDISE code,School (English),Block,Cluster (English)\n"
GOOD, BAD = "99000000777,New,sabour,C\n", "12,Bad,sabour,C\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_english: None) -> Iterator[Path]:
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(tmp_path / "keys"))
    district = District.open(Config(), Kind.OWN)
    district.db.write(add_units)
    district.close()
    before = i18n._provider
    yield tmp_path
    i18n.use_language_of(before)


def run(home: Path, text: str, *options: str) -> Result:
    (home / "schools.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["import", "schools", str(home / "schools.csv"), *options])


def known() -> list[str]:
    district = District.open(Config(), Kind.OWN)
    try:
        return list(schools.schools(district.db, Scope.everything())["udise"])
    finally:
        district.close()


def test_a_refused_row_holds_the_file_back_until_the_good_rows_alone_are_asked_for(home: Path) -> None:
    done = run(home, HEADING + GOOD + BAD)
    assert done.exit_code == 1
    assert "12,Bad" in (home / "schools-refused.csv").read_text(encoding="utf-8-sig")
    assert known() == []
    assert run(home, HEADING + GOOD + BAD, "--only-look").exit_code == 0
    assert known() == []
    assert run(home, HEADING + GOOD + BAD, "--good-rows-only").exit_code == 0
    assert known() == ["99000000777"]


def test_columns_are_named_once(home: Path) -> None:
    text = "Code,Shala,Prakhand,Sankul\n" + GOOD
    assert run(home, text).exit_code == 1
    named = ("udise=Code", "name_en=Shala", "block=Prakhand", "cluster_en=Sankul")
    assert run(home, text, *(part for one in named for part in ("--column", one))).exit_code == 0
    assert run(home, text).exit_code == 0
    assert known() == ["99000000777"]


def test_the_command_knows_every_kind() -> None:
    assert {what.value for what in What} == {kind.value for kind in imports.KINDS} | {"reference_photos"}
