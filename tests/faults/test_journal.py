"""The write-ahead log: whatever changes in it between two starts is noticed, and nothing else is taken for a change."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data import errors
from data.database import Database
from data.journal import Journal
from data.scope import Scope

EVERYTHING = Scope.everything()
WRITE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from data.database import Database
from data.scope import Scope
db = Database(Path(sys.argv[1]))
said = {"changed_by": "x", "changed_at": "2026-04-06"}
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    told = said | {"name": f"n{number}", "value": str(number)}
    db.write(lambda tx: tx.run("settings/set", Scope.everything(), **told))
if sys.argv[4:]:
    db.checkpoint()
os.kill(os.getpid(), signal.SIGKILL)
"""


def write_and_die(path: Path, first: int, last: int, *fold: str) -> None:
    """Write settings n<first> to n<last - 1> in a process that is killed afterwards."""
    done = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(path), str(first), str(last), *fold], check=False)
    assert done.returncode == -9


def numbers(path: Path) -> set[int]:
    with Database(path) as db:
        return {int(row["value"]) for row in db.rows("settings/every", EVERYTHING)}


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A database of which twenty commits stand in the log alone."""
    path = tmp_path / "district.duckdb"
    Database(path).close()
    write_and_die(path, 0, 20)
    return path


def copy_of(path: Path, number: int) -> Path:
    folder = path.parent / f"copy{number}"
    folder.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copy(file, folder)
    return folder / path.name


def test_a_flipped_bit_anywhere_in_the_log_is_noticed_before_anything_is_opened(killed: Path) -> None:
    chosen = random.Random(7)  # noqa: S311 - the same places each time
    log = Journal(killed).log
    for number in range(60):
        path = copy_of(killed, number)
        content = bytearray(log.read_bytes())
        place = chosen.randrange(len(content))
        content[place] ^= 1 << chosen.randrange(8)
        Journal(path).log.write_bytes(content)
        before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
        with pytest.raises(errors.JournalDamaged) as told:
            Database(path)
        assert 1 <= told.value.lost <= 21
        assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
        shutil.rmtree(path.parent)
    assert numbers(killed) == set(range(20))


@pytest.mark.parametrize("lost", ["end", "all"])
def test_a_log_that_is_cut_or_gone_is_noticed(killed: Path, lost: str) -> None:
    log = Journal(killed).log
    os.truncate(log, log.stat().st_size - 1) if lost == "end" else log.unlink()
    with pytest.raises(errors.JournalDamaged) as told:
        Database(killed)
    assert told.value.lost == 1 if lost == "end" else told.value.lost > 1


def test_what_is_sound_of_a_damaged_log_can_be_gone_on_with(killed: Path) -> None:
    journal = Journal(killed)
    content = bytearray(journal.log.read_bytes())
    content[-300] ^= 4
    journal.log.write_bytes(content)
    with pytest.raises(errors.JournalDamaged) as told:
        Database(killed)
    journal.cut()
    assert numbers(killed) == set(range(20 - told.value.lost))


def test_lines_that_a_power_cut_took_are_no_damage(killed: Path) -> None:
    journal = Journal(killed)
    os.truncate(journal.lines, journal.lines.stat().st_size - 10)
    assert numbers(killed) == set(range(20))
    assert not journal.lines.exists()
    write_and_die(killed, 20, 25)
    journal.lines.unlink()
    assert numbers(killed) == set(range(25))


def test_a_changed_line_is_no_damage_of_the_log(killed: Path) -> None:
    journal = Journal(killed)
    content = bytearray(journal.lines.read_bytes())
    for place in range(5, len(content), 31):
        content[place] ^= 1
    journal.lines.write_bytes(content)
    assert numbers(killed) == set(range(20))


def test_a_half_written_commit_at_the_end_is_left_out_and_work_goes_on(killed: Path) -> None:
    journal = Journal(killed)
    content = journal.log.read_bytes()
    journal.log.write_bytes(content + content[-100:-40])
    write_and_die(killed, 20, 30)
    assert numbers(killed) == set(range(30))


def test_kills_after_kills_and_folding_are_no_damage(killed: Path) -> None:
    write_and_die(killed, 20, 22, "fold")
    write_and_die(killed, 22, 25)
    write_and_die(killed, 25, 25, "fold")
    write_and_die(killed, 25, 26)
    assert numbers(killed) == set(range(26))
